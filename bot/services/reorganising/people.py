"""Who is in a group after a reorganisation: one part for each person, the weightiest they have."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from bot.domain.roles import Role
from bot.services.reorganising.present import Part, Seat

_WEIGHT = {Role.LEAD: 0, Role.COMPANION: 1, Role.MEMBER: 2}


def joined(parts: Iterable[Part], others: Iterable[Part], *, companions_only: bool = False) -> tuple[Part, ...]:
    """A group's people with those of another; the first lead stays it, any further one becomes a member."""
    found = {part.person_id: part for part in _weightiest_first(parts)}
    has_lead = any(part.role == Role.LEAD for part in found.values())
    for part in _weightiest_first(others):
        if companions_only and part.role != Role.COMPANION:
            continue
        taken = part
        if part.role == Role.LEAD:
            taken = replace(part, role=Role.MEMBER) if has_lead else part
            has_lead = True
        known = found.get(part.person_id)
        if known is None:
            found[part.person_id] = taken
        elif part.slots > known.slots:
            found[part.person_id] = replace(known, slots=part.slots)
    return _ordered(found.values())


def settled(
    seat: Seat,
    lead: Collection[int] | None,
    companions: Collection[int] | None,
    members: Collection[int] | None,
) -> tuple[Part, ...]:
    """The group's people once some are named; None leaves a role as it is, and a former lead stays as a member."""
    before = {part.person_id: part for part in _weightiest_first(seat.parts)}
    roles = {person_id: part.role for person_id, part in before.items()}
    if members is not None:
        roles = {p: role for p, role in roles.items() if role != Role.MEMBER}
        roles |= {p: Role.MEMBER for p in members if roles.get(p) is None}
    if companions is not None:
        roles = {p: role for p, role in roles.items() if role != Role.COMPANION or p in companions}
        roles |= {p: Role.COMPANION for p in companions if roles.get(p) != Role.LEAD}
    if lead is not None:
        was = [p for p, role in roles.items() if role == Role.LEAD and p not in lead]
        keeps = Role.MEMBER if members is None else None
        roles = {p: role for p, role in roles.items() if p not in was} | dict.fromkeys(
            was if keeps else (), keeps or ""
        )
        roles |= dict.fromkeys(lead, Role.LEAD)
    if roles == {person_id: part.role for person_id, part in before.items()} and len(before) == len(seat.parts):
        return seat.parts
    return _ordered(Part(p, role, before[p].slots if p in before else seat.slots) for p, role in roles.items())


def _weightiest_first(parts: Iterable[Part]) -> list[Part]:
    """One part of each person."""
    found: dict[int, Part] = {}
    for part in sorted(parts, key=lambda part: _WEIGHT[Role(part.role)]):
        found.setdefault(part.person_id, part)
    return list(found.values())


def _ordered(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: _WEIGHT[Role(part.role)]))
