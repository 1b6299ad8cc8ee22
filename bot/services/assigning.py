"""Giving an item to a person until a day, and to another one later."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.errors import InvalidInputError, InvalidTransitionError
from bot.domain.items import Item, Who
from bot.domain.roles import Role
from bot.domain.statuses import TriageAction
from bot.services import announce, history, items
from bot.services.city import City
from bot.services.permission import acts_for, permitted, roles_of
from storage import people, requests
from storage.database import Session
from storage.tables import Person, Request, Workspace
from templates import assigning
from templates.blocks import Message
from templates.wording import Words

RELEASED = "assignment_ended"
_WORK_ON_PRIVATE = frozenset({Role.LEAD, Role.COMPANION, Role.OFFICE})


@dataclass(frozen=True)
class Assignment:
    """Who takes an item on, and until when."""

    person_id: int
    until: date | None = None


def consider(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Item:
    """The item that somebody is about to give to a person, if they may."""
    request = permitted(session, city, workspace, person, request_id, TriageAction.ASSIGN)
    return items.describe(session, city, request)


def assign(
    session: Session, city: City, workspace: Workspace, person: Person, request_id: int, made: Assignment
) -> Item:
    """Give an item to a person; they and who had it before are told, and the card shows it."""
    request = permitted(session, city, workspace, person, request_id, TriageAction.ASSIGN)
    if made.until is not None:
        city.check_to_come(made.until, assigning.UNTIL_BLOCK, from_today=True)
    in_place = acts_for(session, city, person, request, TriageAction.ASSIGN)
    return give(session, city, workspace, request, person, made, in_place)


def give(
    session: Session,
    city: City,
    workspace: Workspace,
    request: Request,
    actor: Person,
    made: Assignment,
    in_place: Person | None = None,
) -> Item:
    """The deed itself, for who has been permitted already."""
    assignee = people.get(session, request.workspace_id, made.person_id)
    if not assignee.active:
        raise InvalidInputError(assigning.PERSON_BLOCK, "person_left")
    if request.private and _WORK_ON_PRIVATE.isdisjoint(roles_of(session, assignee, request)):
        raise InvalidInputError(assigning.PERSON_BLOCK, "assignee_private")
    before_id = request.assignee_id
    before = {"assignee": before_id, "assigned_until": _iso(request.assigned_until)}
    after: dict[str, Any] = {"assignee": assignee.id, "assigned_until": _iso(made.until)}
    if before == after:
        return items.describe(session, city, request)
    changes = {"assignee_id": assignee.id, "assigned_until": made.until, "updated_at": city.clock.now()}
    if not requests.change(session, request, expect={"assignee_id": before_id}, **changes):
        raise InvalidTransitionError("assigned_meanwhile")
    if in_place is not None:
        after[history.IN_PLACE_OF] = in_place.id
    history.record(session, city, request, actor, TriageAction.ASSIGN, before=before, after=after)
    item = items.describe(session, city, request)
    announce.refresh_card(session, city, workspace, request, item)
    if assignee.id != actor.id:
        _tell(session, city, request, assignee, lambda words: assigning.assigned(words, item, actor.name))
    for requester in item.requesters:
        if requester.id not in {assignee.id, actor.id}:
            announce.to_person(session, city, request, requester, lambda words: assigning.given(words, item))
    if before_id not in {None, assignee.id, actor.id}:
        former = people.get(session, request.workspace_id, before_id or 0)
        _tell(session, city, request, former, lambda words: assigning.released(words, item, actor.name))
    return item


def release(session: Session, city: City, workspace: Workspace, request: Request) -> None:
    """Nobody has the item any more: whoever had it has left, and it falls back to its lead."""
    before = {"assignee": request.assignee_id, "assigned_until": _iso(request.assigned_until)}
    changes = {"assignee_id": None, "assigned_until": None, "updated_at": city.clock.now()}
    if requests.change(session, request, expect={"assignee_id": request.assignee_id}, **changes):
        after = {"assignee": None, "assigned_until": None}
        history.record(session, city, request, None, RELEASED, before=before, after=after)
        announce.refresh_card(session, city, workspace, request, items.describe(session, city, request))


def _tell(session: Session, city: City, request: Request, person: Person, build: Callable[[Words], Message]) -> None:
    who: Who = items.who(session, person)
    if person.active:
        announce.to_person(session, city, request, who, build)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
