"""The groups as somebody sees them, and who may change what about them."""

from dataclasses import replace

from bot.domain.errors import NotAllowedError
from bot.domain.groups import GroupLine, GroupList
from bot.domain.items import Who
from bot.domain.roles import Role, SelectionMode
from bot.domain.statuses import WAITING
from bot.services import items
from bot.services.city import City
from storage import calls, grouping, groups
from storage.database import Session
from storage.directory import Directory
from storage.tables import Person, WorkingGroup

AT_ONCE = 8  # a message takes 13,000 characters


def list_lines(session: Session, city: City, person: Person, earlier: int = 0) -> GroupList:
    """A page of the groups, in the office's order, after so many."""
    rows = groups.list_groups(session, person.workspace_id)
    directory = city.directory(session, person.workspace_id)
    people = _people(session, directory, person.workspace_id)
    waiting = grouping.count_by_group(session, person.workspace_id, WAITING)
    shown = rows[earlier : earlier + AT_ONCE]
    running = calls.list_running_groups(session, person.workspace_id)
    mine = {group_id for one in [person, *items.represented(session, city, person)] for group_id in leads(session, one)}
    lines = tuple(
        replace(
            _line(directory, row, people.get(row.id or 0, {}), waiting, person),
            calling=row.id in running,
            may_call=person.is_office or row.id in mine,
        )
        for row in shown
    )
    later = max(0, len(rows) - earlier - len(shown))
    return GroupList(lines, person.is_office, earlier, later)


def leads(session: Session, person: Person) -> frozenset[int]:
    """The groups that somebody leads."""
    parts = groups.list_memberships(session, person.workspace_id, person.id)
    return frozenset(part.group_id for part in parts if part.role == Role.LEAD)


def allow_edit(session: Session, person: Person, group_id: int) -> None:
    """NotAllowedError unless the person is of the office or leads the group."""
    if not person.is_office and group_id not in leads(session, person):
        raise NotAllowedError("group_not_yours")


def allow_call(session: Session, city: City, person: Person, group_id: int) -> int | None:
    """Who may call for members also does so in place of a lead who is away, who is returned; else NotAllowedError."""
    if person.is_office or group_id in leads(session, person):
        return None
    absent = items.represented(session, city, person)
    lead = next((other.id for other in absent if group_id in leads(session, other)), None)
    if lead is None:
        raise NotAllowedError("group_not_yours")
    return lead


def allow_office(person: Person) -> None:
    """NotAllowedError for everybody else."""
    if not person.is_office:
        raise NotAllowedError("office_only")


def _people(session: Session, directory: Directory, workspace_id: int) -> dict[int, dict[str, tuple[Who, ...]]]:
    found: dict[int, dict[str, tuple[Who, ...]]] = {}
    for part, person in groups.list_parts(session, workspace_id):
        parts = found.setdefault(part.group_id, {})
        parts[part.role] = (*parts.get(part.role, ()), directory.person(person.id or 0))
    return found


def _line(
    directory: Directory, row: WorkingGroup, people: dict[str, tuple[Who, ...]], waiting: dict[int, int], person: Person
) -> GroupLine:
    led_by = people.get(Role.LEAD, ())
    return GroupLine(
        id=row.id or 0,
        name=row.name,
        selection=SelectionMode(row.selection),
        slots=row.slots_per_week,
        waiting=waiting.get(row.id or 0, 0),
        leads=led_by,
        companions=people.get(Role.COMPANION, ()),
        members=people.get(Role.MEMBER, ()),
        related=tuple(directory.departments[id_] for id_ in row.related if id_ in directory.departments),
        channel=row.channel,
        channel_name=row.channel_name,
        blind=row.blind,
        may_edit=person.is_office or person.id in {lead.id for lead in led_by},
        may_nominate=person.is_office,
    )
