"""Carries the groups of a design out: founded, renamed, closed, opened again, with the people in them."""

from bot.services.reorganising.design import Design
from bot.services.reorganising.present import Seat
from storage import groups
from storage.database import Session
from storage.tables import Membership, WorkingGroup

_FIELDS = ("name", "mission", "selection", "channel_name", "channel", "active", "blind")


def arrange(session: Session, workspace_id: int, design: Design) -> None:
    """Store every group that changes; the people of a closed one stay on record, and have no part in it any more."""
    rows = {row.slug: row for row in groups.list_groups(session, workspace_id, active=False)}
    for seat in design.changed:
        row = rows.get(seat.slug) or WorkingGroup(
            workspace_id=workspace_id, slug=seat.slug, name=seat.name, position=len(rows)
        )
        rows[seat.slug] = row
        for name in _FIELDS:
            setattr(row, name, getattr(seat, name))
        row.slots_per_week, row.examples = seat.slots, list(seat.examples)
        row.related = list(seat.related)
        groups.add(session, row)
        before = design.present.seats.get(seat.slug)
        if seat.active and (before is None or before.parts != seat.parts):
            _seat(session, row, seat)


def _seat(session: Session, group: WorkingGroup, seat: Seat) -> None:
    """Exactly these people; rows of who has left stay, they say nothing any more."""
    assert group.id is not None
    wanted = {(part.person_id, part.role): part for part in seat.parts}
    for row, _ in groups.list_members(session, group.id):
        part = wanted.pop((row.person_id, row.role), None)
        if part is None:
            groups.remove_memberships(session, [row])
        else:
            row.slots_per_week = part.slots
    for part in wanted.values():
        membership = Membership(
            workspace_id=group.workspace_id,
            group_id=group.id,
            person_id=part.person_id,
            role=part.role,
            slots_per_week=part.slots,
        )
        groups.add_membership(session, membership)
