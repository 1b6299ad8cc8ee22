"""What App Home shows a person: their items, and the queue of the groups they answer for."""

from bot.domain.due import OPEN
from bot.domain.items import Item
from bot.domain.roles import Role
from bot.domain.statuses import WAITING
from bot.services import items, permission
from bot.services.city import City
from storage import groups, nominations, requests, staffing
from storage.database import Session
from storage.tables import Person, WorkingGroup
from templates.home import Home, Queue

_OWN_AT_MOST = 10
_QUEUE_AT_MOST = 15


def look(session: Session, city: City, person: Person, undelivered: int = 0) -> Home:
    """Everything on a person's App Home; `undelivered` counts for the office what could not be sent."""
    assert person.id is not None
    own = requests.list_by_requester(session, person.workspace_id, person.id, _OWN_AT_MOST)
    return Home(
        items.describe_all(session, city, own),
        _queues(session, city, person),
        unrouted=_unrouted(session, city, person),
        unrouted_waiting=_count_unrouted(session, person) if person.is_office else 0,
        undelivered=undelivered if person.is_office else 0,
        assigned=_assigned(session, city, person),
        is_office=person.is_office,
        departments_missing=_departments_missing(session, person),
    )


def _departments_missing(session: Session, person: Person) -> int:
    return nominations.count_missing(session, person.workspace_id) if person.is_office else 0


def _queues(session: Session, city: City, person: Person) -> list[Queue]:
    parts = groups.list_memberships(session, person.workspace_id, person.id)
    leads = {part.group_id for part in parts if part.role == Role.LEAD}
    answers_for = {part.group_id for part in parts if part.role in {Role.LEAD, Role.COMPANION}}
    return [
        _queue(session, city, person, group, leads=group.id in leads)
        for group in groups.list_groups(session, person.workspace_id)
        if group.id in answers_for
    ]


def _assigned(session: Session, city: City, person: Person) -> list[Item]:
    assigned = staffing.list_assigned(session, person.workspace_id, person.id or 0, OPEN)
    given = [row for row in assigned if not row.private or permission.knows_of(session, person.id or 0, row)]
    return items.describe_all(session, city, given[:_QUEUE_AT_MOST])


def _queue(session: Session, city: City, person: Person, group: WorkingGroup, *, leads: bool) -> Queue:
    """A companion does not see the private items of others; their own stand in their direct messages."""
    private = None if leads or person.is_office else False
    rows = requests.list_requests(
        session, person.workspace_id, group_id=group.id, statuses=WAITING, private=private, limit=_QUEUE_AT_MOST
    )
    waiting = requests.count(session, person.workspace_id, group_id=group.id, statuses=WAITING, private=private)
    return Queue(group.name, items.describe_all(session, city, rows), waiting)


def _count_unrouted(session: Session, person: Person) -> int:
    return requests.count(session, person.workspace_id, group_id=None, statuses=WAITING)


def _unrouted(session: Session, city: City, person: Person) -> list[Item]:
    if not person.is_office:
        return []
    rows = requests.list_requests(session, person.workspace_id, statuses=WAITING, unrouted=True, limit=_QUEUE_AT_MOST)
    return items.describe_all(session, city, rows)
