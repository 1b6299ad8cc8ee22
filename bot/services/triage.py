"""Handing an item to a group: from another one, or from the office that was asked."""

from typing import Any

from bot.domain.errors import InvalidTransitionError
from bot.domain.items import Item
from bot.domain.statuses import TriageAction
from bot.services import announce, companions, history, items, routing
from bot.services.city import City
from bot.services.permission import acts_for, permitted
from storage import groups, requests
from storage.database import Session
from storage.tables import Person, Request, WorkingGroup, Workspace
from templates import direct
from templates.cards import Candidate


def move(
    session: Session,
    city: City,
    workspace: Workspace,
    person: Person,
    request_id: int,
    group_id: int,
    note: str = "",
    personal_data: str = "",
) -> Item:
    """Hand an item to a group: from another one, or from the office that was asked. Routing learns from it.

    `personal_data` is what the person decided about it in the note: "", "masked" or "kept".
    """
    request = permitted(session, city, workspace, person, request_id, TriageAction.MOVE)
    group = groups.get(session, request.workspace_id, group_id)
    if request.group_id == group.id:
        raise InvalidTransitionError("already_there", group=group.name)
    first_time = request.group_id is None
    _hand_over(session, city, request, group, person, note, personal_data)
    item = items.describe(session, city, request)
    if first_time:
        announce.settle_office_card(session, city, workspace, request, item, person.name)
    else:
        announce.leave_card(session, city, workspace, request, item)
    announce.post_card(session, city, workspace, request, item)
    announce.to_requesters(
        session,
        city,
        request,
        item,
        lambda words: direct.routed(words, item) if first_time else direct.moved(words, item, person.name, note),
    )
    return item


def destinations(
    session: Session, city: City, workspace: Workspace, person: Person, request_id: int
) -> tuple[Item, list[Candidate]]:
    """An item that somebody means to move, and the groups it may go to, the likeliest first."""
    request = permitted(session, city, workspace, person, request_id, TriageAction.MOVE)
    found = city.routing.rank(session, request.workspace_id, routing.text_of(request))
    item = items.describe(session, city, request)
    ranked = routing.named(city.directory(session, request.workspace_id), found)
    return item, [candidate for candidate in ranked if candidate.group_id != request.group_id]


def _hand_over(
    session: Session,
    city: City,
    request: Request,
    group: WorkingGroup,
    person: Person,
    note: str,
    personal_data: str,
) -> None:
    assert request.id is not None
    before: dict[str, Any] = {"group": _slug(session, request), "companion": request.companion_id}
    requesters = [r.id for r in requests.list_requesters(session, request.id) if r.id is not None]
    assert group.id is not None
    directory = city.directory(session, request.workspace_id)
    companion = companions.choose(session, directory, request.workspace_id, group.id, requesters)
    in_place = acts_for(session, city, person, request, TriageAction.MOVE)
    changes: dict[str, Any] = {
        "group_id": group.id,
        "companion_id": companion,
        "routed_by": "person",
        "updated_at": city.clock.now(),
    }
    after: dict[str, Any] = {"group": group.slug, "by": "person", "companion": companion}
    if request.private and request.assignee_id is not None:  # who had it reads it no more, or as somebody else
        changes |= {"assignee_id": None, "assigned_until": None}
        before["assignee"], after["assignee"] = request.assignee_id, None
    if not requests.change(session, request, expect={"group_id": request.group_id}, **changes):
        raise InvalidTransitionError("moved_meanwhile")
    if personal_data:
        after["personal_data"] = personal_data
    if in_place:
        after[history.IN_PLACE_OF] = in_place.id
    history.record(session, city, request, person, routing.ROUTED, before=before, after=after, note=note)


def _slug(session: Session, request: Request) -> str | None:
    return groups.get(session, request.workspace_id, request.group_id).slug if request.group_id else None
