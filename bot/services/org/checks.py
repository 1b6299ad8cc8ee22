"""Looks at an organisation as a whole: references exist, nothing is double, every group has its lead."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from bot.services.file_problems import Problem
from bot.services.org.rows import (
    DepartmentRow,
    GroupRow,
    MembershipRow,
    Organisation,
    PersonRow,
)
from bot.services.sheets import fold

Keyed = DepartmentRow | PersonRow | GroupRow | MembershipRow


def check_organisation(read: Organisation, present: Organisation) -> tuple[Organisation, tuple[Problem, ...]]:
    """The organisation with references spelt as their targets are, and every problem found.

    What the file does not name may exist already in `present`.
    """
    problems: list[Problem] = []
    departments = _departments_by_name(read, present)
    groups = _groups_by_word(read, present)
    emails = {person.email for person in (*(read.people or ()), *(present.people or ()))}
    people = read.people and tuple(_known_department(person, departments, problems) for person in read.people)
    memberships = read.memberships and tuple(
        _known_ends(membership, groups, emails, problems) for membership in read.memberships
    )
    whole = replace(read, people=people, memberships=memberships)
    for rows in (whole.departments, whole.people, whole.groups, memberships):
        problems += _doubles(rows or ())
    problems += _double_names(whole.groups or ())
    problems += _leads(whole, present)
    return whole, tuple(problems)


def _departments_by_name(read: Organisation, present: Organisation) -> dict[str, str]:
    rows = (*(present.departments or ()), *(read.departments or ()))
    return {fold(row.name): row.name for row in rows if row.name}


def _groups_by_word(read: Organisation, present: Organisation) -> dict[str, str]:
    words: dict[str, str] = {}
    for group in (*(present.groups or ()), *(read.groups or ())):
        words |= {fold(word): group.slug for word in (group.name, group.channel, group.slug) if word}
    return words


def _known_department(
    person: PersonRow, departments: Mapping[str, str], problems: list[Problem]
) -> PersonRow:
    name = departments.get(fold(person.department))
    if name:
        return replace(person, department=name)
    if person.department:
        values = {"value": person.department, "hint": _hint(person.department, departments)}
        problems.append(Problem("unknown_department", replace(person.place, column=None), values))
    return person


def _known_ends(
    membership: MembershipRow, groups: Mapping[str, str], emails: Iterable[str], problems: list[Problem]
) -> MembershipRow:
    slug = groups.get(fold(membership.group))
    if slug is None and membership.group:
        values = {"value": membership.group, "hint": _hint(membership.group, groups)}
        problems.append(Problem("unknown_group", replace(membership.place, column=None), values))
    if membership.email and membership.email not in emails:
        hint = _hint(membership.email, {email: email for email in emails})
        values = {"value": membership.email, "hint": hint}
        problems.append(Problem("unknown_person", membership.place, values))
    return replace(membership, group=slug or membership.group)


def _hint(word: str, known: Mapping[str, str]) -> str:
    near = get_close_matches(fold(word), known, n=1)
    return f"「{known[near[0]]}」ではありませんか。" if near else ""


def _doubles(rows: Iterable[Keyed]) -> Iterable[Problem]:
    first: dict[str, int | None] = {}
    for row in rows:
        key = fold(row.name) if isinstance(row, DepartmentRow) else row.key
        if key.strip() and key in first:
            shown = row.email if isinstance(row, MembershipRow) else row.key
            yield Problem("duplicate", row.place, {"value": shown, "row": first[key]})
        first.setdefault(key, row.place.row)


def _double_names(groups: Iterable[GroupRow]) -> Iterable[Problem]:
    first: dict[str, GroupRow] = {}
    for group in groups:
        earlier = first.setdefault(fold(group.name), group)
        if earlier.slug != group.slug:
            place = replace(group.place, column=None)
            yield Problem("duplicate", place, {"value": group.name, "row": earlier.place.row})


def _leads(read: Organisation, present: Organisation) -> Iterable[Problem]:
    """A table of members is complete for the groups it names; for others what is stored counts."""
    listed = {membership.group for membership in read.memberships or ()}
    stored = [row for row in present.memberships or () if row.group not in listed]
    leads: dict[str, MembershipRow] = {}
    for row in (*stored, *(read.memberships or ())):
        if row.role != "lead":
            continue
        earlier = leads.setdefault(row.group, row)
        if earlier.email != row.email:
            yield Problem("two_leads", row.place, {"value": row.group, "row": earlier.place.row})
    known = {group.slug: group for group in (*(present.groups or ()), *(read.groups or ()))}
    wanted = {group.slug for group in read.groups or ()} | listed
    for slug, group in known.items():
        if slug in wanted and slug not in leads:
            yield Problem("group_without_lead", group.place, {"value": group.name})
