"""What is overdue: for everybody who answers for it, for the office all of it."""

from dataclasses import dataclass

from bot.domain.due import OPEN, Due, Duty, Overdue, Owner, Part, opinion_due
from bot.domain.statuses import WAITING, Status
from bot.services import duties
from bot.services.city import City
from bot.services.duties import Holders
from bot.services.workspaces import CHAT_URL
from storage import news, opinions, requests, workspaces
from storage.database import Session
from storage.tables import Opinion, Person, Request
from templates.mrkdwn import permalink


@dataclass(frozen=True)
class Late:
    """An overdue item, and who is there to see to it."""

    overdue: Overdue
    owner: Owner
    reachable: Holders


def list_late(session: Session, city: City, workspace_id: int, *, private: bool | None = None) -> list[Late]:
    """Every item whose next step is due today or was before, the longest overdue first; with False no private one."""
    today = city.today()
    known = city.directory(session, workspace_id).groups
    late: list[tuple[Request, Due, Opinion | None]] = []
    for request in requests.list_requests(session, workspace_id, statuses=OPEN, private=private):
        due = duties.due_of(city, request, duties.pace_of(city, known.get(request.group_id or 0)))
        if due is not None and due.on <= today:
            late.append((request, due, None))
    for asked, request in opinions.list_open(session, workspace_id, WAITING):
        if (due := opinion_due(asked.due_on)).on <= today:
            late.append((request, due, asked))
    late.sort(key=lambda found: (found[1].on, found[0].id))
    askers = {row.id: _requesters(session, row) for row, due, _ in late if due.duty is Duty.ANSWER}
    concerned = [
        (row.assignee_id, row.companion_id, *duties.approvers(row), *askers.get(row.id, ())) for row, *_ in late
    ]
    named = [person for held in concerned for person in held]
    named += [opinion.person_id for _, _, opinion in late if opinion]
    staff = duties.read_staff(session, city, workspace_id, named)
    links = _links(session, workspace_id, [row.id or 0 for row, _, _ in late])
    names = city.directory(session, workspace_id).departments
    found = []
    for row, due, opinion in late:
        overdue = Overdue(
            id=row.id or 0,
            number=str(requests.number_of(row)),
            title=row.title,
            status=Status(row.status),
            group=known[row.group_id].name if row.group_id in known else "",
            due=due,
            days_over=due.days_over(today),
            link=links.get(row.id or 0),
            department=names.get(opinion.department_id, "") if opinion else "",
        )
        parts = staff.reachable(row, askers.get(row.id, ()), (opinion.person_id,) if opinion else ())
        owner = Owner(Part.DEPARTMENT, opinion.person_id) if opinion else staff.owner(row)
        found.append(Late(overdue, owner, parts))
    return found


def list_for(session: Session, city: City, person: Person) -> list[Overdue]:
    """What is overdue of what somebody answers for, also in place of others; the office sees everything."""
    late = list_late(session, city, person.workspace_id)
    mine = [one for one in late if person.is_office or any(person.id in held for held in _answering(one))]
    return [one.overdue for one in mine]


def _answering(late: Late) -> list[tuple[int, ...]]:
    return [held for part, held in late.reachable.items() if part is not Part.OFFICE]


def _links(session: Session, workspace_id: int, ids: list[int]) -> dict[int, str]:
    """The addresses of the items' cards, as far as the chat has told its own."""
    chat_url = workspaces.get_setting(session, workspace_id, CHAT_URL)
    cards = news.list_cards(session, ids) if chat_url else {}
    return {item: permalink(str(chat_url), channel, ts) for item, (channel, ts) in cards.items()}


def _requesters(session: Session, request: Request) -> tuple[int, ...]:
    return tuple(p.id for p in requests.list_requesters(session, request.id or 0) if p.id is not None)
