"""Compares an organisation as read with the one stored, and lists what an import would change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.services.org.rows import DepartmentRow, GroupRow, MembershipRow, Organisation, PersonRow

Keyed = DepartmentRow | PersonRow | GroupRow | MembershipRow
ADDED, CHANGED, MOVED, LEFT, REMOVED = "added", "changed", "moved", "left", "removed"


@dataclass(frozen=True)
class Change:
    """One change; `before` and `after` hold the fields that differ, or all of a new or lost row."""

    part: str
    action: str
    key: str
    label: str
    before: dict[str, Any]
    after: dict[str, Any]
    row: Keyed

    def as_json(self) -> dict[str, Any]:
        """The change for `--json`."""
        names = ("part", "action", "key", "label", "before", "after")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Plan:
    """Changes in the order of carrying them out, and people missing from the new list who stay."""

    changes: tuple[Change, ...]
    missing: tuple[PersonRow, ...] = ()

    def count(self) -> dict[tuple[str, str], int]:
        """How many changes of each part and action."""
        counts: dict[tuple[str, str], int] = {}
        for change in self.changes:
            counts[change.part, change.action] = counts.get((change.part, change.action), 0) + 1
        return counts

    def as_json(self) -> dict[str, Any]:
        """The plan for `--json`."""
        return {
            "changes": [change.as_json() for change in self.changes],
            "missing": [person.email for person in self.missing],
        }


def plan_import(read: Organisation, present: Organisation, *, missing_left: bool = False) -> Plan:
    """What turns `present` into `read`.

    Nobody leaves because a list is short: staff who are missing stay, unless `missing_left` says that
    the list is complete. A group's memberships are replaced by those listed, when it is listed at all.
    """
    departments = _compare("department", read.departments, present.departments)
    people = _compare("person", read.people, present.people)
    groups = _compare("group", read.groups, present.groups)
    memberships = _compare("membership", read.memberships, present.memberships)
    missing = _missing(read.people, present.people or ())
    leaving = {person.email for person in missing} if missing_left else set()
    listed = {row.group for row in read.memberships or ()}
    new_keys = {row.key for row in read.memberships or ()}
    ended = [
        _gone("membership", REMOVED, row)
        for row in present.memberships or ()
        if row.key not in new_keys and (row.group in listed or row.email in leaving)
    ]
    left = [_gone("person", LEFT, person) for person in missing if missing_left]
    changes = (*departments, *groups, *people, *ended, *memberships, *left)
    return Plan(changes, () if missing_left else missing)


def _missing(read: Sequence[PersonRow] | None, present: Sequence[PersonRow]) -> tuple[PersonRow, ...]:
    if read is None:
        return ()
    emails = {person.email for person in read}
    return tuple(person for person in present if person.email not in emails)


def _compare(part: str, read: Iterable[Keyed] | None, present: Iterable[Keyed] | None) -> list[Change]:
    stored = {row.key: row for row in present or ()}
    changes = []
    for row in read or ():
        old = stored.get(row.key)
        if old is None:
            changes.append(Change(part, ADDED, row.key, _label(row), {}, row.values(), row))
        elif differing := _differing(old, row):
            changes.append(_changed(part, old, row, differing))
    return changes


def _differing(old: Keyed, new: Keyed) -> list[str]:
    """The fields of which the new row says something else."""
    before = old.values()
    return [name for name, value in new.values().items() if value is not None and value != before[name]]


def _changed(part: str, old: Keyed, new: Keyed, differing: list[str]) -> Change:
    before, after = old.values(), new.values()
    action = MOVED if part == "person" and "department" in differing else CHANGED
    was, becomes = ({name: values[name] for name in differing} for values in (before, after))
    return Change(part, action, new.key, _label(new), was, becomes, new)


def _gone(part: str, action: str, row: Keyed) -> Change:
    return Change(part, action, row.key, _label(row), row.values(), {}, row)


def _label(row: Keyed) -> str:
    return row.key if isinstance(row, MembershipRow) else row.name
