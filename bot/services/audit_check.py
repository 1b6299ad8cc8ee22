"""Whether the audit log is as it was written: the chain is walked from its first row to its end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.audit import BEGINNING, Doer, Entry, Recorded, Via, chained
from bot.domain.errors import UserError
from storage import audit
from storage.database import Session
from storage.tables import AuditRow

_PAGE = 1000


class Trouble(StrEnum):
    """What is wrong with the first row that is wrong."""

    CHANGED = "changed"
    UNCHAINED = "unchained"
    MISSING = "missing"
    CUT_OFF = "cut_off"
    UNENDED = "unended"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Broken:
    """The first row that is not as it was written."""

    trouble: Trouble
    sequence: int
    at: datetime | None = None
    action: str = ""


@dataclass(frozen=True)
class Verdict:
    """How many rows hold together, the hash of the last of them, and where the chain breaks if it does."""

    count: int
    hash: str
    broken: Broken | None = None

    @property
    def anchor(self) -> str:
        """What to keep elsewhere, so that the log cannot be made anew unnoticed."""
        return f"{self.count}:{self.hash}" if self.count else ""


def read_anchor(text: str) -> tuple[int, str]:
    """The place and the hash of an anchor that somebody kept."""
    number, _, wanted = text.strip().partition(":")
    if not (number.isascii() and number.isdigit() and len(number) <= 10 and wanted):
        raise UserError("audit_anchor", text=text)
    return int(number), wanted.lower()


def verify(session: Session, workspace_id: int, anchor: tuple[int, str] | None = None) -> Verdict:
    """Walk the chain; the first row that is wrong ends the walk."""
    ends, _ = audit.end(session, workspace_id)  # others go on adding rows while these are read
    count, last = 0, BEGINNING
    anchored = anchor is None
    for row in _rows(session, workspace_id):
        if trouble := _trouble(row, count, last):
            sequence = count + 1 if trouble is Trouble.MISSING else row.sequence
            return Verdict(count, last, Broken(trouble, sequence, row.at, row.action))
        count, last = row.sequence, row.hash
        if anchor is not None and anchor[0] == count:
            anchored = True
            if anchor[1] != last:
                return Verdict(count, last, Broken(Trouble.REWRITTEN, count, row.at, row.action))
    if count < ends or not anchored:
        return Verdict(count, last, Broken(Trouble.CUT_OFF, count + 1))
    ends, hash_ = audit.end(session, workspace_id)
    if count > ends or (count == ends and last != hash_):
        return Verdict(count, last, Broken(Trouble.UNENDED, min(count, ends + 1)))
    return Verdict(count, last)


def entry_of(row: AuditRow) -> Entry:
    """What a stored row says."""
    doer = Doer(Via(row.via), row.actor_id, row.actor_name)
    return Entry(row.at, doer, Recorded(row.action), row.subject, row.reason, row.facts)


def _rows(session: Session, workspace_id: int) -> Iterator[AuditRow]:
    """A page at a time, with what others add meanwhile."""
    last = 0
    while page := audit.list_rows(session, workspace_id, after=last, limit=_PAGE):
        yield from page
        last = page[-1].sequence


def _trouble(row: AuditRow, count: int, last: str) -> Trouble | None:
    if row.sequence != count + 1:
        return Trouble.MISSING
    if row.via not in set(Via) or row.action not in set(Recorded):
        return Trouble.CHANGED
    if chained(row.previous, row.workspace_id, row.sequence, entry_of(row)) != row.hash:
        return Trouble.CHANGED
    return None if row.previous == last else Trouble.UNCHAINED
