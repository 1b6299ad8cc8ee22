"""An item's history as people read it: who, when, what and why, as far as who looks may know."""

from dataclasses import replace
from datetime import date

from bot.domain.errors import NotFoundError
from bot.domain.items import Happening, Item, Opened
from bot.domain.numbers import RequestNumber
from bot.domain.permissions import Deed, allows, is_for_the_group
from bot.domain.roles import Role
from bot.domain.statuses import Status, TriageAction
from bot.services import history, items, permission, revealing, reviewing
from bot.services.city import City
from bot.services.practices import drafting, keeping
from storage import groups, people, requests
from storage.database import Session
from storage.tables import Person, Request, RequestEvent

# Which of the days that an event changed its line tells.
_UNTIL: dict[str, str] = {TriageAction.HOLD: "answer_due_on", TriageAction.ASSIGN: "assigned_until"} | dict.fromkeys(
    (TriageAction.CONSULT, "opinion_extended", "help_asked", "campaign"), "until"
)


def open_item(session: Session, city: City, person: Person, request_id: int) -> Opened:
    """An item with its history for somebody who wants to read it, as far as they may."""
    request, roles = permission.visible(session, person, request_id)
    item = items.describe(session, city, request)
    own, office = Role.REQUESTER in roles, item.blind and allows(roles, Deed.REVEAL)
    named = allows(roles, Deed.SEE_REQUESTER) or (office and revealing.was_revealed(session, request_id, person))
    item = replace(item, blind=item.blind and not named)
    return Opened(
        item,
        history_of(session, item, person.workspace_id),
        own,
        can_reveal=office and item.blind,
        review=reviewing.review(session, city, person, request, roles),
        practice_deeds=keeping.deeds_of(session, person, request, roles),
        examples=drafting.made_of(session, request),
        can_make_practice=drafting.can_make(request) and allows(roles, Deed.MAKE_PRACTICE),
    )


def open_number(session: Session, city: City, person: Person, typed: str) -> Opened:
    """The same by the number people read."""
    return open_item(session, city, person, find(session, person.workspace_id, typed).id or 0)


def find(session: Session, workspace_id: int, typed: str) -> Request:
    """The item with a number as somebody typed it."""
    number = RequestNumber.parse(typed)
    request = requests.find_by_number(session, workspace_id, number) if number else None
    if request is None:
        raise NotFoundError("request_unknown")
    return request


def history_of(session: Session, item: Item, workspace_id: int) -> tuple[Happening, ...]:
    """The lines of an item's history; of a blind item the requesters stay unnamed."""
    events = requests.list_events(session, item.id)
    named = (i for e in events for i in (e.actor_id, e.after.get("assignee"), e.after.get(history.IN_PLACE_OF)))
    actors = {person_id for person_id in named if person_id is not None}
    names = {person.id: person.name for person in people.list_people(session, workspace_id, actors)}
    known = {group.slug: group.name for group in groups.list_groups(session, workspace_id, active=False)}
    unnamed = {requester.id for requester in item.requesters} if item.blind else set()
    return tuple(_line(event, names, known, unnamed) for event in events)


def _line(event: RequestEvent, names: dict[int | None, str], known: dict[str, str], unnamed: set[int]) -> Happening:
    hidden = event.actor_id in unnamed and not is_for_the_group(event.action, event.before.get("status"))
    status, slug = event.after.get("status"), event.after.get("group")
    until = event.after.get(_UNTIL.get(event.action, ""))
    departments = "、".join(map(str, event.after.get("departments", ())))
    return Happening(
        at=event.at,
        action=event.action,
        name="" if hidden else names.get(event.actor_id, ""),
        hidden=hidden,
        terminal=str(event.after.get("terminal", "")),
        status=Status(status) if status else None,
        group=known.get(slug, slug) if slug else departments,
        until=date.fromisoformat(until) if until else None,
        note=event.note,
        other=names.get(event.after.get("assignee"), ""),
        in_place_of=names.get(event.after.get(history.IN_PLACE_OF), ""),
        item=str(event.after.get("merged_into") or event.before.get("merged_into") or event.after.get("item") or ""),
    )
