"""The audit log: rows that are only ever added, each holding the hash of the one before it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from bot.domain.audit import BEGINNING, Entry, chained
from storage.statements import Ready, insertion, upserts
from storage.tables import AuditHead, AuditRow

_HEADS = AuditHead.__table__  # type: ignore[attr-defined]
_BEGIN = Ready(upserts(AuditHead, ["workspace_id"], None, col(AuditHead.sequence)))
_HERE = _HEADS.c.workspace_id == bindparam("here")
_HOLD = Ready(select(_HEADS.c.sequence, _HEADS.c.hash).where(_HERE).with_for_update())
_MOVE_ON = Ready(update(_HEADS).where(_HERE).values(sequence=bindparam("count"), hash=bindparam("last")))
_ADD = Ready(insertion(AuditRow))


def append(session: Session, workspace_id: int, entries: Sequence[Entry]) -> None:
    """Add rows to the end of the workspace's chain, within the transaction that does what they tell.

    Others who add to the chain wait for this transaction. It takes its channels' lanes after this, never before:
    two transactions that took them in different order would wait for each other.
    """
    if not entries:
        return
    session.flush()
    count, last = _hold(session, workspace_id)
    rows: list[dict[str, object]] = []
    for entry in entries:
        count, previous = count + 1, last
        last = chained(previous, workspace_id, count, entry)
        rows.append(_row(workspace_id, count, previous, last, entry))
    _ADD.run_all(session, rows)
    _MOVE_ON.run(session, {"here": workspace_id, "count": count, "last": last})


def list_rows(
    session: Session,
    workspace_id: int,
    *,
    after: int = 0,
    action: str | None = None,
    limit: int | None = None,
    newest_first: bool = False,
) -> list[AuditRow]:
    """Rows behind a place in the chain, oldest first unless said otherwise."""
    query = select(AuditRow).where(AuditRow.workspace_id == workspace_id, col(AuditRow.sequence) > after)
    if action is not None:
        query = query.where(AuditRow.action == action)
    order = col(AuditRow.sequence).desc() if newest_first else col(AuditRow.sequence)
    return list(session.exec(query.order_by(order).limit(limit)))


def end(session: Session, workspace_id: int) -> tuple[int, str]:
    """How many rows the chain has, and the hash of the last."""
    query = select(AuditHead.sequence, AuditHead.hash).where(AuditHead.workspace_id == workspace_id)
    found = session.exec(query).first()
    return (found[0], found[1]) if found else (0, BEGINNING)


def _hold(session: Session, workspace_id: int) -> tuple[int, str]:
    """The end of the chain, for this transaction alone."""
    here = {"here": workspace_id}
    head: Any = _HOLD.run(session, here).first()
    if head is None:
        _BEGIN.run(session, {"workspace_id": workspace_id, "sequence": 0, "hash": BEGINNING})
        head = _HOLD.run(session, here).one()
    return head[0], head[1]


def _row(workspace_id: int, sequence: int, previous: str, hash_: str, entry: Entry) -> dict[str, object]:
    return {
        "workspace_id": workspace_id,
        "sequence": sequence,
        "at": entry.at,
        "via": entry.doer.via.value,
        "actor_id": entry.doer.id,
        "actor_name": entry.doer.name,
        "action": entry.action.value,
        "subject": entry.subject,
        "reason": entry.reason,
        "facts": entry.facts,
        "previous": previous,
        "hash": hash_,
    }
