"""Shows the stored organisation as rows, and carries an import's plan out; all within the caller's transaction."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.domain.audit import BOT, Doer
from bot.services.file_problems import ImportFileError, Problem
from bot.services.groups import heads
from bot.services.org.checks import check_organisation
from bot.services.org.plan import LEFT, REMOVED, Change, Plan, plan_import
from bot.services.org.record import record_roles
from bot.services.org.rows import DepartmentRow, GroupRow, MembershipRow, Organisation, PersonRow
from storage import consents, groups, people
from storage.database import Session
from storage.tables import Department, Membership, Person, WorkingGroup


def present_organisation(session: Session, workspace_id: int) -> Organisation:
    """What is stored now and active."""
    departments = people.list_departments(session, workspace_id)
    staff = people.list_people(session, workspace_id)
    working = groups.list_groups(session, workspace_id)
    names = {department.id: department.name for department in departments}
    emails = {person.id: person.email for person in staff}
    slugs = {group.id: group.slug for group in working}
    chosen = heads.chosen(session, workspace_id)
    return Organisation(
        tuple(
            DepartmentRow(row.name, row.division, emails.get(chosen.get(row.id or 0)) or "")
            for row in departments
            if row.active
        ),
        tuple(
            PersonRow(row.name, row.email, names.get(row.department_id, ""), row.title, row.is_office)
            for row in staff
            if row.active and row.email
        ),
        tuple(_group_row(row, names) for row in working),
        tuple(
            MembershipRow(slugs[row.group_id], email, row.role, row.slots_per_week)
            for row in groups.list_memberships(session, workspace_id)
            if (email := emails[row.person_id])
        ),
    )


def plan_organisation(
    session: Session,
    workspace_id: int,
    read: Organisation,
    problems: tuple[Problem, ...],
    *,
    missing_left: bool = False,
) -> Plan:
    """What an import would change; raises ImportFileError with every problem of the file when there is any."""
    present = present_organisation(session, workspace_id)
    whole, more = check_organisation(read, present)
    if problems or more:
        raise ImportFileError((*problems, *more))
    return plan_import(whole, present, missing_left=missing_left)


def apply_plan(session: Session, workspace_id: int, plan: Plan, now: datetime, doer: Doer = BOT) -> None:
    """Carry out every change of a plan that was made in the same transaction; who may do what now is on record."""
    importing = _Importing(session, workspace_id, now)
    for change in plan.changes:
        importing.carry_out(change)
    importing.name_heads()
    session.flush()
    record_roles(session, workspace_id, plan, now, doer)


class _Importing:
    """Looks up what the changes refer to once, and keeps it up to date while they are carried out."""

    def __init__(self, session: Session, workspace_id: int, now: datetime) -> None:
        self._session, self._workspace_id, self._now = session, workspace_id, now
        staff = people.list_people(session, workspace_id)
        every_group = groups.list_groups(session, workspace_id, active=False)
        self._departments = {row.name: row for row in people.list_departments(session, workspace_id)}
        self._people = {row.email: row for row in staff if row.email}
        self._groups = {row.slug: row for row in every_group}
        self._heads: dict[int, str] = {}
        self._ways: Mapping[str, Callable[[Change], None]] = {
            "department": self._department,
            "person": self._person,
            "group": self._group,
            "membership": self._membership,
        }

    def carry_out(self, change: Change) -> None:
        self._ways[change.part](change)

    def name_heads(self) -> None:
        """Who answers for departments may have come with the same file."""
        ids = {department: self._people[email].id if email else None for department, email in self._heads.items()}
        if ids:
            heads.choose(self._session, self._workspace_id, ids, self._now)

    def _department(self, change: Change) -> None:
        department = self._departments.get(change.key)
        if department is None:
            department = Department(workspace_id=self._workspace_id, name=change.key, position=len(self._departments))
            self._departments[change.key] = people.add_department(self._session, department)
        _set(department, change.after, {"division": "division"})
        department.active = True
        if change.after.get("nominator") is not None:
            self._heads[department.id or 0] = change.after["nominator"]

    def _person(self, change: Change) -> None:
        person = self._people.get(change.key)
        if person is None:
            person = Person(workspace_id=self._workspace_id, email=change.key, updated_at=self._now)
            self._people[change.key] = people.add(self._session, person)
        _set(person, change.after, {"name": "name", "position": "title", "is_office": "is_office"})
        if "department" in change.after:
            self._move(person, self._departments[change.after["department"]].id)
        person.active = change.action != LEFT
        person.updated_at = self._now

    def _move(self, person: Person, department_id: int | None) -> None:
        """A new boss has to agree anew that somebody helps other departments."""
        if person.department_id is not None and person.department_id != department_id:
            consents.lapse(self._session, self._workspace_id, person.id or 0)
        person.department_id = department_id

    def _group(self, change: Change) -> None:
        group = self._groups.get(change.key)
        if group is None:
            group = WorkingGroup(
                workspace_id=self._workspace_id,
                slug=change.key,
                name=change.after["name"],
                position=len(self._groups),
            )
            self._groups[change.key] = groups.add(self._session, group)
        if change.after.get("channel", group.channel_name) != group.channel_name:
            group.channel = None  # the id of the old channel; the new one is found by name
        names = {"channel": "channel_name"}
        _set(group, change.after, names | {name: name for name in _SAME_IN_GROUPS})
        if change.after.get("examples") is not None:
            group.examples = list(change.after["examples"])
        if change.after.get("related") is not None:
            group.related = [self._departments[name].id or 0 for name in change.after["related"]]
        group.active = True

    def _membership(self, change: Change) -> None:
        assert isinstance(change.row, MembershipRow)
        group, person = self._groups[change.row.group], self._people[change.row.email]
        assert group.id is not None
        assert person.id is not None
        memberships = groups.list_memberships(self._session, self._workspace_id, person.id)
        present = [row for row in memberships if row.group_id == group.id]
        if change.action == REMOVED:
            groups.remove_memberships(self._session, present)
            return
        slots = change.row.slots
        if slots is None:
            slots = present[0].slots_per_week if present else group.slots_per_week
        groups.remove_memberships(self._session, present)
        membership = Membership(
            workspace_id=self._workspace_id,
            group_id=group.id,
            person_id=person.id,
            role=change.row.role,
            slots_per_week=slots,
        )
        groups.add_membership(self._session, membership)


_SAME_IN_GROUPS = ("name", "mission", "selection", "slots_per_week", "first_look_within", "decide_within", "blind")


def _group_row(row: WorkingGroup, departments: Mapping[int | None, str]) -> GroupRow:
    return GroupRow(
        row.slug,
        row.name,
        row.mission,
        row.selection,
        row.slots_per_week,
        row.channel_name,
        tuple(row.examples),
        row.first_look_within,
        row.decide_within,
        row.blind,
        tuple(departments[id_] for id_ in row.related if id_ in departments),
    )


def _set(row: object, values: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Put the values that are given under the names that storage has for them."""
    for name, stored in names.items():
        if values.get(name) is not None:
            setattr(row, stored, values[name])
