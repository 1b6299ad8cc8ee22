"""Ties what the office prepared to the chat: channels by their names, cards for items that came before the chat."""

from collections.abc import Mapping
from functools import partial

from bot.domain.statuses import WAITING
from bot.services import announce, items, private
from bot.services.city import City
from storage import groups, outbox, requests
from storage.database import Session
from storage.tables import Workspace


def tie_channels(session: Session, city: City, workspace: Workspace, channels: Mapping[str, str]) -> list[str]:
    """Find every channel the bot works in by its name; returns the names that the chat does not have.

    A name that is not found leaves what was known: a channel that was renamed keeps its id.
    """
    assert workspace.id is not None
    missing: list[str] = []
    workspace.all_staff_channel = _found(channels, city.all_staff_channel, workspace.all_staff_channel, missing)
    workspace.office_channel = _found(channels, city.office_channel, workspace.office_channel, missing)
    session.add(workspace)
    for group in groups.list_groups(session, workspace.id):
        if group.channel_name:
            group.channel = _found(channels, group.channel_name, group.channel, missing)
            groups.add(session, group)
    session.flush()
    return missing


def post_missing_cards(session: Session, city: City, workspace: Workspace) -> int:
    """Items that wait and have no card yet, because there was no channel when they came, get one now.

    A card that the office had to take for a group without a channel moves to the group as soon as it has one.
    A private item's cards go to people; those who read it now are looked up anew.
    """
    assert workspace.id is not None
    posted, office = 0, workspace.office_channel
    private.hand_on_cards(session, city, workspace.id, partial(items.describe, session, city))
    at_home = {group.id for group in groups.list_groups(session, workspace.id) if group.channel not in {None, office}}
    waiting = requests.list_requests(session, workspace.id, statuses=WAITING, private=False)
    cards = [row.card_id for row in waiting if row.card_id is not None and row.group_id in at_home]
    taken = outbox.find_in(session, workspace.id, office, cards) if office else set()
    for request in waiting:
        item = partial(items.describe, session, city, request)
        if request.card_id is None:
            announce.post_card(session, city, workspace, request, item())
            posted += request.card_id is not None
        elif request.card_id in taken:
            announce.leave_card(session, city, workspace, request, item(), patient=True)
            announce.post_card(session, city, workspace, request, item())
            posted += 1
    return posted


def _found(channels: Mapping[str, str], name: str, known: str | None, missing: list[str]) -> str | None:
    found = channels.get(name.removeprefix("#"), known)
    if found is None:
        missing.append(name)
    return found
