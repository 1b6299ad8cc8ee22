"""Turns stored items into the facts that are shown, and tells what a person is to them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.calendar import business_days_between, local_day
from bot.domain.due import stands_in
from bot.domain.items import Approval, Deputy, File, Item, Pointer, Progress, RoutingReason, Viewer, Who
from bot.domain.kinds import RequestKind
from bot.domain.outcomes import Rule
from bot.domain.roles import Role
from bot.domain.statuses import WAITING, Status, TriageAction, hides_requesters
from bot.services import progress
from bot.services.city import City
from bot.services.practices import facts
from storage import groups, helping, merges, people, requests
from storage.database import Session
from storage.directory import Away, Directory
from storage.tables import Person, Request


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
        belongs_to=frozenset(part.group_id for part in parts),
        accompanies=frozenset(part.group_id for part in parts if part.role == Role.COMPANION),
    )


def represented(session: Session, city: City, person: Person) -> list[Person]:
    """Those who are away today and in whose place a person acts."""
    away = city.directory(session, person.workspace_id).away_on(city.today())
    absent = [other for other in away if (person.id or 0) in stands_in(other, deputies_of(away))]
    return (
        [other for other in people.list_people(session, person.workspace_id, absent) if other.active] if absent else []
    )


def answering_for(session: Session, city: City, person: Person) -> list[int]:
    """A person, and those in whose place they act today."""
    return [person.id or 0, *(other.id or 0 for other in represented(session, city, person))]


def deputies_of(away: Mapping[int, Away]) -> dict[int, int]:
    """Who stands in for everybody who is away."""
    return {person_id: absence.deputy_id for person_id, absence in away.items()}


def describe(session: Session, city: City, request: Request) -> Item:
    """An item with everything its card shows."""
    return describe_all(session, city, [request])[0]


def describe_all(session: Session, city: City, rows: Sequence[Request]) -> list[Item]:
    """Several items of one workspace, in the order given."""
    if not rows:
        return []
    directory = city.directory(session, rows[0].workspace_id)
    ids = [row.id for row in rows if row.id is not None]
    practices = [row.id for row in rows if row.id is not None and row.kind == RequestKind.PRACTICE]
    requesters, made = requests.list_requester_ids(session, ids), progress.of_items(session, ids, practices)
    portrayed = [
        portray(city, directory, row, requesters[row.id or 0], made.get(row.id or 0, Progress())) for row in rows
    ]
    kept = facts.of_items(session, city, directory, rows)
    shown = [replace(i, practice=kept.get(i.id)) if i.id in kept else i for i in portrayed]
    return _helped(session, directory, _tied(session, rows, shown))


def _helped(session: Session, directory: Directory, shown: list[Item]) -> list[Item]:
    """The consultations among them with who helps."""
    asked = [item.id for item in shown if item.kind is RequestKind.CONSULTATION]
    helpers = helping.list_helping(session, asked) if asked else {}
    return [replace(item, helper=directory.person(helpers[item.id])) if item.id in helpers else item for item in shown]


def _tied(session: Session, rows: Sequence[Request], portrayed: list[Item]) -> list[Item]:
    """The items with what was merged into them, and what they were merged into."""
    goals = {row.merged_into_id for row in rows if row.merged_into_id is not None}
    found = requests.list_requests(session, rows[0].workspace_id, ids=goals) if goals else []
    into = {row.id: _pointer(row) for row in found}
    merged: defaultdict[int | None, list[Pointer]] = defaultdict(list)
    for row in merges.list_merged(session, [item.id for item in portrayed]):
        merged[row.merged_into_id].append(_pointer(row))
    return [
        replace(item, merged_into=into.get(row.merged_into_id), merged=tuple(merged[row.id]))
        if row.merged_into_id or row.id in merged
        else item
        for row, item in zip(rows, portrayed, strict=True)
    ]


def _pointer(request: Request) -> Pointer:
    assert request.id is not None
    return Pointer(request.id, str(requests.number_of(request)), "" if request.private else request.title)


def portray(
    city: City,
    directory: Directory,
    request: Request,
    requesters: Sequence[int],
    made: Progress = Progress(),  # noqa: B008 - frozen
) -> Item:
    """A new item, or one with whose ties nobody is concerned; its requesters are known already, who posted it first."""
    assert request.id is not None
    due = request.answer_due_on if Status(request.status) in WAITING else None
    return Item(
        id=request.id,
        number=str(requests.number_of(request)),
        kind=RequestKind(request.kind),
        title=request.title,
        body=request.body,
        status=Status(request.status),
        blind=hides_requesters(request.blind, Status(request.status)),
        requesters=tuple(directory.person(person_id) for person_id in requesters),
        department=directory.departments.get(request.department_id or 0, ""),
        posted_at=request.created_at,
        posted_on=local_day(request.created_at, city.zone),
        answers=request.answers,
        files=tuple(File(f.get("id", ""), f.get("name", ""), f.get("link", "")) for f in request.files),
        group=directory.group(request.group_id) if request.group_id else None,
        companion=directory.person(request.companion_id) if request.companion_id else None,
        reason=_reason(request),
        answer_due_on=due,
        days_left=business_days_between(city.today(), due) if due else None,
        source_link=request.source_link,
        origin=request.origin,
        assignee=directory.person(request.assignee_id) if request.assignee_id else None,
        assigned_until=request.assigned_until,
        deputy=_deputy(city, directory, request),
        private=request.private,
        progress=made,
        approval=_approval(directory, request),
    )


def _deputy(city: City, directory: Directory, request: Request) -> Deputy | None:
    """Who acts for a lead who is away today; nobody does for a reader of a private item."""
    if request.group_id is None or request.private:
        return None
    away, lead = directory.away_on(city.today()), directory.group(request.group_id).lead
    if lead is None or lead.id not in away:
        return None
    acting = [other for other in stands_in(lead.id, deputies_of(away)) if other not in away]
    return Deputy(directory.person(acting[0]), away[lead.id].ends_on) if acting else None


def _approval(directory: Directory, request: Request) -> Approval | None:
    if request.approval is None:
        return None
    asked, approved = request.approval["people"], request.approval["approved"]
    missing = tuple(directory.person(person) for person in asked if person not in approved)
    needed = Rule(request.approval["rule"]).needed(len(asked)) - len(approved)
    return Approval(TriageAction(request.approval["action"]), missing, needed)


def _reason(request: Request) -> RoutingReason | None:
    if request.routed_by is None:
        return None
    stored = request.routing_reason
    return RoutingReason(request.routed_by, tuple(stored.get("words", ())), stored.get("similar"))
