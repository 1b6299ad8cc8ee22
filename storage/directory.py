"""Who is who and which groups there are: kept in memory, and read anew when the workspace's stamp has changed.

Every change to these tables, and to what helpers offer, gives the workspace a new random stamp in the same transaction,
whichever process makes it. A counter would not do: a number seen in a transaction that was undone would come back with
other rows behind it.
"""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import bindparam, event, select, update
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session

from bot.domain.errors import NotFoundError
from bot.domain.items import Group, Who
from bot.domain.roles import Role
from storage import absences, groups, people, workspaces
from storage.statements import Ready
from storage.tables import Absence, Department, Helper, Membership, Person, Skill, WorkingGroup, Workspace

T = TypeVar("T")
Row = TypeVar("Row", Workspace, Person)
_KEPT = (Absence, Department, Helper, Membership, Person, Skill, WorkingGroup, Workspace)
_WORKSPACE = Workspace.__table__  # type: ignore[attr-defined]
_TEAM = Ready(
    select(_WORKSPACE.c.id, _WORKSPACE.c.organisation_stamp).where(_WORKSPACE.c.team_id == bindparam("team_id"))
)
_STAMP = Ready(select(_WORKSPACE.c.organisation_stamp).where(_WORKSPACE.c.id == bindparam("workspace_id")))


@dataclass(frozen=True)
class Companion:
    """Somebody who goes along with a group's items, and the weekly slots they give to it."""

    person_id: int
    slots_per_week: int


@dataclass(frozen=True)
class Away:
    """Somebody is away from a day to a day, and who stands in for them."""

    person_id: int
    deputy_id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Directory:
    """A workspace's people, departments and groups at one moment; who left and what was closed included.

    `companions` are by group, those who are there only, in the order in which they were named.
    """

    departments: dict[int, str]
    people: dict[int, Who]
    by_chat_id: dict[str, Who]
    groups: dict[int, Group]
    by_slug: dict[str, Group]
    blind_groups: frozenset[int]
    companions: dict[int, tuple[Companion, ...]]
    absences: tuple[Away, ...] = ()

    def away_on(self, day: date) -> dict[int, Away]:
        """Who is away on a day; what was noted last holds."""
        return {away.person_id: away for away in self.absences if away.starts_on <= day <= away.ends_on}

    def person(self, person_id: int) -> Who:
        """A person by id; NotFoundError outside the workspace."""
        return _known(self.people, person_id, "person_unknown")

    def group(self, group_id: int) -> Group:
        """A group by id; NotFoundError outside the workspace."""
        return _known(self.groups, group_id, "group_unknown")


class Directories:
    """The directories of this process, one a workspace."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[str, Directory]] = {}
        self._actors: dict[tuple[int, str], tuple[str, Workspace, Person]] = {}

    def of(self, session: Session, workspace_id: int) -> Directory:
        """The workspace's directory as this session sees it."""
        stamp = organisation_stamp(session, workspace_id)
        seen = self._seen.get(workspace_id)
        if seen is None or seen[0] != stamp:
            seen = self._seen[workspace_id] = (stamp, read(session, workspace_id))
        return seen[1]

    def actor(self, session: Session, team_id: str, chat_id: str) -> tuple[Workspace, Person | None] | None:
        """The workspace of a chat team and the person with this id in it, as copies that belong to no session."""
        here: Any = _TEAM.run(session, {"team_id": team_id}).first()
        if here is None:
            return None
        seen = self._actors.get((here[0], chat_id))
        if seen is None or seen[0] != here[1]:
            found = workspaces.find_with_person(session, team_id, chat_id)
            if found is None or found[1] is None:
                return found
            seen = self._actors[here[0], chat_id] = (here[1], _copy(found[0]), _copy(found[1]))
        return seen[1], seen[2]


def organisation_stamp(session: Session, workspace_id: int) -> str:
    """Another one whenever something about people, departments or groups has changed."""
    session.flush()
    stamp: str = _STAMP.run(session, {"workspace_id": workspace_id}).scalar_one()
    return stamp


def _copy(row: Row) -> Row:
    return type(row)(**row.model_dump())


def read(session: Session, workspace_id: int) -> Directory:
    """The directory as it stands, from the tables."""
    departments = {row.id or 0: row.name for row in people.list_departments(session, workspace_id)}
    known = {
        row.id or 0: Who(row.id or 0, row.name, departments.get(row.department_id or 0, ""), row.chat_id, row.locale)
        for row in people.list_people(session, workspace_id)
    }
    leads: dict[int, Who] = {}
    companions: dict[int, tuple[Companion, ...]] = {}
    for part, person in groups.list_parts(session, workspace_id):
        if part.role == Role.LEAD:
            leads.setdefault(part.group_id, known[person.id or 0])
        elif part.role == Role.COMPANION:
            companion = Companion(part.person_id, part.slots_per_week)
            companions[part.group_id] = (*companions.get(part.group_id, ()), companion)
    rows = groups.list_groups(session, workspace_id, active=False)
    present = {row.id or 0: _group(row, leads.get(row.id or 0)) for row in rows}
    return Directory(
        departments,
        known,
        {who.chat_id: who for who in known.values() if who.chat_id},
        present,
        {group.slug: group for group in present.values()},
        frozenset(row.id or 0 for row in rows if row.blind),
        companions,
        tuple(
            Away(row.person_id, row.deputy_id, row.starts_on, row.ends_on)
            for row in absences.list_all(session, workspace_id)
        ),
    )


def _group(row: WorkingGroup, lead: Who | None) -> Group:
    return Group(row.id or 0, row.slug, row.name, row.channel, lead, row.first_look_within, row.decide_within)


def _known(rows: dict[int, T], id_: int, trouble: str) -> T:
    if id_ not in rows:
        raise NotFoundError(trouble)
    return rows[id_]


@event.listens_for(Session, "after_flush")
def _stamp_anew(session: Session, _context: UOWTransaction) -> None:
    touched = [row for row in (*session.new, *session.dirty, *session.deleted) if isinstance(row, _KEPT)]
    for workspace_id in {row.id if isinstance(row, Workspace) else row.workspace_id for row in touched}:
        statement = update(_WORKSPACE).where(_WORKSPACE.c.id == workspace_id)
        session.connection().execute(statement, {"organisation_stamp": uuid.uuid4().hex})
