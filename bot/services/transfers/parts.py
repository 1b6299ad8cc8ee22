"""Parts in groups that pass from one person to another, and back; nobody has two in one group."""

from typing import Any

from bot.domain.audit import Entry, Recorded
from bot.domain.roles import Role
from storage import groups, transfers
from storage.database import Session
from storage.tables import Membership, Person, WorkingGroup

_WEIGHT = {Role.LEAD: 0, Role.COMPANION: 1, Role.MEMBER: 2}
Passed = dict[str, Any]


def pass_on(session: Session, person: Person, successor: Person | None) -> list[Passed]:
    """End every part of a person; the successor takes each over that weighs more than what they have there."""
    passed: list[Passed] = []
    for part, group in transfers.list_parts(session, person.workspace_id, person.id or 0):
        had = _own(session, successor, group)
        what = {"role": part.role, "slots": part.slots_per_week, "had": _as_json(had)}
        passed.append({"group": group.id, "slug": group.slug, **what})
        role, slots = part.role, part.slots_per_week
        groups.remove_memberships(session, [part])
        if successor is not None and (had is None or _WEIGHT[Role(role)] < _WEIGHT[Role(had.role)]):
            _seat(session, successor, group, had, role, max(slots, had.slots_per_week if had else 0))
    return passed


def take_back(session: Session, person: Person, successor: Person | None, passed: Passed) -> bool:
    """Give a part back to who had it, and the successor what they had before; False when it is gone.

    A lead whom somebody else has followed meanwhile comes back as a member.
    """
    group = groups.get(session, person.workspace_id, passed["group"])
    if not group.active or _own(session, person, group) is not None:
        return False
    present = _own(session, successor, group)
    if successor is not None and present is not None and present.role == passed["role"]:
        before = passed["had"]
        groups.remove_memberships(session, [present])
        if before is not None:
            _seat(session, successor, group, None, before["role"], before["slots"])
    role = passed["role"]
    if role == Role.LEAD and groups.list_members(session, group.id or 0, Role.LEAD):
        role = Role.MEMBER
    _seat(session, person, group, None, role, passed["slots"])
    return True


def entries(person: Person, successor: Person | None, passed: list[Passed], entry: Entry) -> list[Entry]:
    """The change of each role for the record; `entry` says who does it, when and why."""
    found = []
    for one in passed:
        role, subject = one["role"], one["slug"]
        for whom, before, after in ((person, role, None), (successor, (one["had"] or {}).get("role"), role)):
            if whom is not None:
                facts = {"person": whom.id, "name": whom.name, "before": before, "after": after}
                found.append(Entry(entry.at, entry.doer, Recorded.ROLE, subject, entry.reason, facts))
    return found


def _own(session: Session, person: Person | None, group: WorkingGroup) -> Membership | None:
    if person is None:
        return None
    parts = transfers.list_parts(session, person.workspace_id, person.id or 0)
    here = [part for part, there in parts if there.id == group.id]
    return min(here, key=lambda part: _WEIGHT[Role(part.role)], default=None)


def _as_json(part: Membership | None) -> dict[str, Any] | None:
    return {"role": part.role, "slots": part.slots_per_week} if part is not None else None


def _seat(session: Session, person: Person, group: WorkingGroup, had: Membership | None, role: str, slots: int) -> None:
    if had is not None:
        groups.remove_memberships(session, [had])
    membership = Membership(
        workspace_id=group.workspace_id,
        group_id=group.id or 0,
        person_id=person.id or 0,
        role=role,
        slots_per_week=slots,
    )
    groups.add_membership(session, membership)
