"""The audit log: rows that are only ever added, each holding the hash of the one before it."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from bot.domain.audit import BEGINNING, Entry, chained
from storage.statements import insertion, upserts
from storage.tables import AuditHead, AuditRow

_FIRST = upserts(AuditHead, ["workspace_id"], None, col(AuditHead.sequence))


def append(session: Session, workspace_id: int, entries: Sequence[Entry]) -> None:
    """Add rows to the end of the workspace's chain, within the transaction that does what they tell.

    Others who add to the chain wait for this transaction. It takes its channels' lanes after this, never before:
    two transactions that took them in different order would wait for each other.
    """
    if not entries:
        return
    head = _hold(session, workspace_id)
    for entry in entries:
        sequence, previous = head.sequence + 1, head.hash
        head = AuditHead(
            workspace_id=workspace_id,
            sequence=sequence,
            hash=chained(previous, workspace_id, sequence, entry),
        )
        session.execute(insertion(AuditRow), _row(workspace_id, head, previous, entry))
    session.merge(head)
    session.flush()


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


def _hold(session: Session, workspace_id: int) -> AuditHead:
    """The end of the chain, for this transaction alone."""
    given = {"workspace_id": workspace_id, "sequence": 0, "hash": BEGINNING}
    session.execute(_FIRST[session.get_bind().dialect.name], given)
    query = select(AuditHead).where(AuditHead.workspace_id == workspace_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).one()


def _row(workspace_id: int, head: AuditHead, previous: str, entry: Entry) -> dict[str, object]:
    return {
        "workspace_id": workspace_id,
        "sequence": head.sequence,
        "at": entry.at,
        "via": entry.doer.via,
        "actor_id": entry.doer.id,
        "actor_name": entry.doer.name,
        "action": entry.action,
        "subject": entry.subject,
        "reason": entry.reason,
        "facts": entry.facts,
        "previous": previous,
        "hash": head.hash,
    }
