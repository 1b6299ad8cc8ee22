"""What is overdue: for everybody who answers for it, for the office all of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.calendar import local_day
from bot.domain.due import OPEN, Due, Duty, Overdue, Owner, Part, opinion_due, scores_due
from bot.domain.statuses import WAITING, Status
from bot.services import duties
from bot.services.city import City
from bot.services.duties import Holders, Staff
from bot.services.workspaces import CHAT_URL
from storage import news, opinions, requests, scores, workspaces
from storage.database import Session
from storage.tables import Opinion, Person, Request
from templates.mrkdwn import permalink


@dataclass(frozen=True)
class Late:
    """An overdue item, and who is there to see to it."""

    overdue: Overdue
    owner: Owner
    reachable: Holders


@dataclass(frozen=True)
class _Step:
    """Something that is due of an item: its own next step, a department's opinion, or scores of reviewers."""

    request: Request
    due: Due
    opinion: Opinion | None = None
    reviewers: tuple[int, ...] = ()

    def holders(self, requesters: tuple[int, ...]) -> Holders:
        """Who is concerned by it beside those who have a part in the item in any case."""
        consulted = (self.opinion.person_id,) if self.opinion else ()
        return {Part.REQUESTER: requesters, Part.DEPARTMENT: consulted, Part.REVIEWER: self.reviewers}

    def owner(self, staff: Staff) -> Owner:
        """Who has to see to it."""
        if self.opinion is not None:
            return Owner(Part.DEPARTMENT, self.opinion.person_id)
        return Owner(Part.REVIEWER, self.reviewers[0]) if self.reviewers else staff.owner(self.request)


def list_late(session: Session, city: City, workspace_id: int, *, private: bool | None = None) -> list[Late]:
    """Every item whose next step is due today or was before, the longest overdue first; with False no private one."""
    today = city.today()
    directory = city.directory(session, workspace_id)
    late = [step for step in _steps(session, city, workspace_id, private) if step.due.on <= today]
    late.sort(key=lambda step: (step.due.on, step.request.id))
    askers = {row.id: _requesters(session, row) for row in (s.request for s in late if s.due.duty is Duty.ANSWER)}
    named: list[int | None] = []
    for step in late:
        row = step.request
        named += [row.assignee_id, row.companion_id, *duties.approvers(row), *askers.get(row.id, ()), *step.reviewers]
        named += [step.opinion.person_id] if step.opinion else []
    staff = duties.read_staff(session, city, workspace_id, named)
    links = _links(session, workspace_id, [step.request.id or 0 for step in late])
    found = []
    for step in late:
        row, group = step.request, directory.groups.get(step.request.group_id or 0)
        overdue = Overdue(
            id=row.id or 0,
            number=str(requests.number_of(row)),
            title=row.title,
            status=Status(row.status),
            group=group.name if group else "",
            due=step.due,
            days_over=step.due.days_over(today),
            link=links.get(row.id or 0),
            department=directory.departments.get(step.opinion.department_id, "") if step.opinion else "",
        )
        reachable = staff.reachable(row, step.holders(askers.get(row.id, ())))
        found.append(Late(overdue, step.owner(staff), reachable))
    return found


def _steps(session: Session, city: City, workspace_id: int, private: bool | None) -> Iterator[_Step]:
    """Everything that somebody has still to do, whenever it is due."""
    known = city.directory(session, workspace_id).groups
    for request in requests.list_requests(session, workspace_id, statuses=OPEN, private=private):
        if due := duties.due_of(city, request, duties.pace_of(city, known.get(request.group_id or 0))):
            yield _Step(request, due)
    for asked, request in opinions.list_open(session, workspace_id, WAITING):
        yield _Step(request, opinion_due(asked.due_on), opinion=asked)
    for scoring, request, missing in scores.list_open(session, workspace_id, WAITING):
        if private is None or request.private == private:
            pace = duties.pace_of(city, known.get(request.group_id or 0))
            yield _Step(request, scores_due(local_day(scoring.asked_at, city.zone), pace), reviewers=missing)


def list_for(session: Session, city: City, person: Person) -> list[Overdue]:
    """What is overdue of what somebody answers for, also in place of others; the office sees all that is its own."""
    late = list_late(session, city, person.workspace_id)
    mine = [one for one in late if _sees_all(person, one) or any(person.id in held for held in _answering(one))]
    return [one.overdue for one in mine]


def _sees_all(person: Person, late: Late) -> bool:
    """The office's people see everything but what is kept from the office."""
    return person.is_office and bool(late.reachable.get(Part.OFFICE))


def _answering(late: Late) -> list[tuple[int, ...]]:
    return [held for part, held in late.reachable.items() if part is not Part.OFFICE]


def _links(session: Session, workspace_id: int, ids: list[int]) -> dict[int, str]:
    """The addresses of the items' cards, as far as the chat has told its own."""
    chat_url = workspaces.get_setting(session, workspace_id, CHAT_URL)
    cards = news.list_cards(session, ids) if chat_url else {}
    return {item: permalink(str(chat_url), channel, ts) for item, (channel, ts) in cards.items()}


def _requesters(session: Session, request: Request) -> tuple[int, ...]:
    return tuple(p.id for p in requests.list_requesters(session, request.id or 0) if p.id is not None)
