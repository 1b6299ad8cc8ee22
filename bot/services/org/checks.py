"""Looks at an organisation as a whole: references exist, nothing is double, every group has its lead."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from bot.domain.names import fold
from bot.services.file_problems import Problem, Trouble
from bot.services.org.rows import (
    DepartmentRow,
    GroupRow,
    MembershipRow,
    Organisation,
    PersonRow,
    Row,
)

_KEY_FIELDS: Mapping[type[Row], str] = {
    DepartmentRow: "name",
    PersonRow: "email",
    GroupRow: "slug",
    MembershipRow: "email",
}
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
    named = read.departments and tuple(_known_nominator(row, emails, problems) for row in read.departments)
    related = read.groups and tuple(_known_related(group, departments, problems) for group in read.groups)
    whole = replace(read, departments=named, people=people, groups=related, memberships=memberships)
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


def _known_department(person: PersonRow, departments: Mapping[str, str], problems: list[Problem]) -> PersonRow:
    name = departments.get(fold(person.department))
    if name:
        return replace(person, department=name)
    if person.department:
        values = {"value": person.department, "near": _near(person.department, departments)}
        problems.append(Problem(Trouble.UNKNOWN_DEPARTMENT, person.place("department"), values))
    return person


def _known_nominator(department: DepartmentRow, emails: Iterable[str], problems: list[Problem]) -> DepartmentRow:
    email = department.nominator
    if email and email not in emails:
        near = _near(email, {known: known for known in emails})
        problems.append(Problem(Trouble.UNKNOWN_PERSON, department.place("nominator"), {"value": email, "near": near}))
    return department


def _known_related(group: GroupRow, departments: Mapping[str, str], problems: list[Problem]) -> GroupRow:
    for name in group.related or ():
        if fold(name) not in departments:
            values = {"value": name, "near": _near(name, departments)}
            problems.append(Problem(Trouble.UNKNOWN_DEPARTMENT, group.place("related"), values))
    known = group.related and tuple(dict.fromkeys(departments.get(fold(name), name) for name in group.related))
    return replace(group, related=known)


def _known_ends(
    membership: MembershipRow, groups: Mapping[str, str], emails: Iterable[str], problems: list[Problem]
) -> MembershipRow:
    slug = groups.get(fold(membership.group))
    if slug is None and membership.group:
        values = {"value": membership.group, "near": _near(membership.group, groups)}
        problems.append(Problem(Trouble.UNKNOWN_GROUP, membership.place("group"), values))
    if membership.email and membership.email not in emails:
        near = _near(membership.email, {email: email for email in emails})
        values = {"value": membership.email, "near": near}
        problems.append(Problem(Trouble.UNKNOWN_PERSON, membership.place("email"), values))
    return replace(membership, group=slug or membership.group)


def _near(word: str, known: Mapping[str, str]) -> str:
    near = get_close_matches(fold(word), known, n=1)
    return known[near[0]] if near else ""


def _doubles(rows: Iterable[Keyed]) -> Iterable[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        key = fold(row.name) if isinstance(row, DepartmentRow) else row.key
        if key.strip() and key in first:
            shown = row.email if isinstance(row, MembershipRow) else row.key
            yield Problem(Trouble.DUPLICATE, row.place(_KEY_FIELDS[type(row)]), {"value": shown, "row": first[key]})
        first.setdefault(key, row.row)


def _double_names(groups: Iterable[GroupRow]) -> Iterable[Problem]:
    first: dict[str, GroupRow] = {}
    for group in groups:
        earlier = first.setdefault(fold(group.name), group)
        if earlier.slug != group.slug:
            yield Problem(Trouble.DUPLICATE, group.place("name"), {"value": group.name, "row": earlier.row})


def _leads(read: Organisation, present: Organisation) -> Iterable[Problem]:
    """A table of members is complete for the groups it names; for others what is stored counts."""
    rows = read.memberships or ()
    listed = {row.group: row.place("group") for row in reversed(rows)}
    leads = {row.group: row for row in present.memberships or () if row.role == "lead" and row.group not in listed}
    for row in rows:
        if row.role != "lead":
            continue
        earlier = leads.setdefault(row.group, row)
        if earlier.email != row.email:
            yield Problem(Trouble.TWO_LEADS, row.place("role"), {"value": row.group, "row": earlier.row})
    named = {group.slug: group for group in read.groups or ()}
    stored = {group.slug: group for group in present.groups or ()}
    for slug, group in (stored | named).items():
        place = named[slug].place("slug") if slug in named else listed.get(slug)
        if place and slug not in leads:
            yield Problem(Trouble.GROUP_WITHOUT_LEAD, place, {"value": group.name})
