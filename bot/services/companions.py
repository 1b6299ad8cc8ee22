"""Which companion goes along with an item: the one with the least on their hands for the time they give."""

from collections.abc import Collection

from bot.domain.statuses import WAITING
from storage import requests
from storage.database import Session
from storage.directory import Directory


def choose(
    session: Session, directory: Directory, workspace_id: int, group_id: int, requesters: Collection[int]
) -> int | None:
    """The group's companion with the fewest open items for each weekly slot, never one of the requesters.

    Equal loads go to who was named first. None when the group has no companion to give.
    """
    free = [one for one in directory.companions.get(group_id, ()) if one.person_id not in requesters]
    if not free:
        return None
    load = requests.count_open_by_companion(session, workspace_id, [one.person_id for one in free], WAITING)
    return min(free, key=lambda one: load.get(one.person_id, 0) / max(one.slots_per_week, 1)).person_id
