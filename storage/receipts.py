"""Deeds of the chat that were carried out already."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col, delete

from storage.statements import Ready, upserts
from storage.tables import InboundReceipt

_ADD = Ready(upserts(InboundReceipt, ["workspace_id", "key"], None, col(InboundReceipt.key)))

_RECEIPTS = InboundReceipt.__table__  # type: ignore[attr-defined]
_THIS = (_RECEIPTS.c.workspace_id == bindparam("workspace"), _RECEIPTS.c.key == bindparam("deed"))
_FIND = Ready(select(_RECEIPTS.c.result).where(*_THIS))
_SET_RESULT = Ready(update(_RECEIPTS).where(*_THIS).values(result=bindparam("request_id")))


@dataclass(frozen=True)
class Receipt:
    """A deed that was carried out, and what came of it."""

    result: int | None


def find(session: Session, workspace_id: int, key: str) -> Receipt | None:
    """The receipt of a deed, if it was carried out."""
    row = _FIND.run(session, {"workspace": workspace_id, "deed": key}).first()
    return Receipt(row[0]) if row else None


def add(session: Session, workspace_id: int, key: str, at: datetime) -> bool:
    """Note that a deed is being carried out; False when it was carried out already.

    Do this first: of two transactions that come at once, the second waits here until the first has ended.
    """
    given = {"workspace_id": workspace_id, "key": key, "at": at}
    return _ADD.run(session, given).scalar() is not None


def set_result(session: Session, workspace_id: int, key: str, result: int | None) -> None:
    """Note what came of a deed."""
    _SET_RESULT.run(session, {"workspace": workspace_id, "deed": key, "request_id": result})


def remove_before(session: Session, at: datetime) -> None:
    """Forget receipts so old that the chat will not repeat them."""
    session.exec(delete(InboundReceipt).where(col(InboundReceipt.at) < at))
