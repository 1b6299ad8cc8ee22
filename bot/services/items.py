"""Turns stored items into the facts that are shown, and tells what a person is to them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.calendar import business_days_between, local_day
from bot.domain.items import File, Group, Item, RoutingReason, Viewer, Who
from bot.domain.kinds import RequestKind
from bot.domain.roles import Role
from bot.domain.statuses import WAITING, Status
from bot.services.city import City
from storage import groups, people, requests
from storage.database import Session
from storage.tables import Person, Request, WorkingGroup


def who(session: Session, person: Person) -> Who:
    """A person as others see them."""
    assert person.id is not None
    department = people.get_department(session, person.department_id)
    return Who(person.id, person.name, department.name if department else "", person.chat_id, person.locale)


def viewer(session: Session, person: Person) -> Viewer:
    """A person with their parts in groups, read anew each time because parts change."""
    parts = groups.list_memberships(session, person.workspace_id, person.id)
    return Viewer(
        who(session, person),
        is_office=person.is_office,
        leads=frozenset(part.group_id for part in parts if part.role == Role.LEAD),
        accompanies=frozenset(part.group_id for part in parts if part.role == Role.COMPANION),
    )


def describe_group(session: Session, group: WorkingGroup) -> Group:
    """A group with its lead."""
    assert group.id is not None
    leads = groups.list_members(session, group.id, Role.LEAD)
    return Group(group.id, group.slug, group.name, group.channel, who(session, leads[0][1]) if leads else None)


def describe(session: Session, city: City, request: Request) -> Item:
    """An item with everything its card shows."""
    assert request.id is not None
    group = groups.get(session, request.workspace_id, request.group_id) if request.group_id else None
    companion = people.get(session, request.workspace_id, request.companion_id) if request.companion_id else None
    department = people.get_department(session, request.department_id)
    due = request.answer_due_on if Status(request.status) in WAITING else None
    return Item(
        id=request.id,
        number=str(requests.number_of(request)),
        kind=RequestKind(request.kind),
        title=request.title,
        body=request.body,
        status=Status(request.status),
        blind=request.blind,
        requesters=tuple(who(session, person) for person in requests.list_requesters(session, request.id)),
        department=department.name if department else "",
        posted_at=request.created_at,
        posted_on=local_day(request.created_at, city.zone),
        answers=request.answers,
        files=tuple(File(f.get("id", ""), f.get("name", ""), f.get("link", "")) for f in request.files),
        group=describe_group(session, group) if group else None,
        companion=who(session, companion) if companion else None,
        reason=_reason(request),
        answer_due_on=due,
        days_left=business_days_between(city.today(), due) if due else None,
        source_link=request.source_link,
        origin=request.origin,
    )


def open_item(session: Session, city: City, person: Person, request_id: int) -> Item:
    """An item for somebody who wants to read it; a blind one hides its requesters from all but themselves."""
    request = requests.get(session, person.workspace_id, request_id)
    item = describe(session, city, request)
    own = person.id in {requester.id for requester in item.requesters}
    return replace(item, blind=False) if item.blind and own else item


def describe_all(session: Session, city: City, rows: Sequence[Request]) -> list[Item]:
    """Several items, in the order given."""
    return [describe(session, city, row) for row in rows]


def _reason(request: Request) -> RoutingReason | None:
    if request.routed_by is None:
        return None
    stored = request.routing_reason
    return RoutingReason(request.routed_by, tuple(stored.get("words", ())), stored.get("similar"))
