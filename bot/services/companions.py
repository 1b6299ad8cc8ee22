"""Which companion goes along with an item: the one with the least on their hands for the time they give."""

from collections.abc import Collection

from bot.domain.roles import Role
from bot.domain.statuses import WAITING
from storage import groups, requests
from storage.database import Session
from storage.tables import WorkingGroup


def choose(session: Session, group: WorkingGroup, requesters: Collection[int]) -> int | None:
    """The group's companion with the fewest open items for each weekly slot, never one of the requesters.

    Equal loads go to who was named first. None when the group has no companion to give.
    """
    assert group.id is not None
    load = requests.count_open_by_companion(session, group.workspace_id, WAITING)
    free = [
        (load.get(person.id, 0) / max(membership.slots_per_week, 1), membership.id, person.id)
        for membership, person in groups.list_members(session, group.id, Role.COMPANION)
        if person.id is not None and person.id not in requesters
    ]
    return min(free)[2] if free else None
