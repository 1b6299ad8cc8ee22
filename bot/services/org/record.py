"""Puts on record what an import changed about who may do what, and whether a group hides who proposes to it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.domain.audit import Doer, Entry, Recorded
from bot.domain.roles import Role
from bot.services.org.plan import LEFT, Change, Plan
from bot.services.org.rows import MembershipRow
from storage import audit, people
from storage.database import Session
from storage.tables import Person

STAFF = "staff"


def record_roles(session: Session, workspace_id: int, plan: Plan, now: datetime, doer: Doer) -> None:
    """Put every change of a role, or of hiding names, in a plan that was carried out on record."""
    staff = {person.email: person for person in people.list_people(session, workspace_id) if person.email}
    audit.append(session, workspace_id, list(_entries(plan, staff, now, doer)))


def _entries(plan: Plan, staff: dict[str, Person], now: datetime, doer: Doer) -> Iterator[Entry]:
    for change in plan.changes:
        if isinstance(change.row, MembershipRow):
            person, subject = staff[change.row.email], change.row.group
            roles: tuple[Any, Any] = change.before.get("role"), change.after.get("role")
            if change.before and change.after and "role" not in change.after:
                continue  # only the slots
        elif change.part == "person":
            person, subject = staff[change.key], ""
            roles = _office(change)
        else:
            if change.part == "group" and bool(change.before.get("blind")) != bool(change.after.get("blind")):
                hidden = {"before": bool(change.before.get("blind")), "after": bool(change.after.get("blind"))}
                yield Entry(now, doer, Recorded.SETTING, f"{change.key} blind", facts=hidden)
            continue
        if roles[0] != roles[1]:
            facts = {"person": person.id, "name": person.name, "before": roles[0], "after": roles[1]}
            yield Entry(now, doer, Recorded.ROLE, subject, facts=facts)


def _office(change: Change) -> tuple[str | None, str | None]:
    """Whether somebody became part of the office or is it no more; ordinary staff come and go unrecorded."""
    was, becomes = (Role.OFFICE.value if values.get("is_office") else STAFF for values in (change.before, change.after))
    return was, STAFF if change.action == LEFT else becomes
