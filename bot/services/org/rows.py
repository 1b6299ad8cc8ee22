"""What an organisation consists of, each with the place in the file where it was read."""

from dataclasses import dataclass, field, fields
from typing import Any

from bot.services.file_problems import Place
from bot.services.tables import Record

NOWHERE = Record("", 0, {}, {})
SELECTIONS = {
    "all_departments": ("各課推薦", "全課", "全所属", "各所属から推薦"),
    "related_departments": ("関係課", "関係所属", "関係課から選出"),
    "open_call": ("公募", "希望者", "手挙げ"),
}
ROLES = {
    "lead": ("リーダー", "座長", "WGリーダー", "leader"),
    "member": ("メンバー", "構成員", "委員", "班員"),
    "companion": ("伴走役", "伴走", "伴走者", "支援員"),
}
# A week has ten half days; nobody can give more.
SLOTS = {"low": 0, "high": 10}
DAYS = {"low": 1, "high": 250}  # business days; about a year


@dataclass(frozen=True)
class Row:
    """One line of an organisation; where it was read plays no part in comparing.

    A field is None when the file has no column for it, which leaves what is stored as it is.
    """

    record: Record = field(default=NOWHERE, compare=False, repr=False, kw_only=True)

    def place(self, field: str | None = None) -> Place:
        """Where the row, or one of its fields, was read."""
        return self.record.place_of(field) if field else self.record.place

    @property
    def row(self) -> int:
        """The row where it was read."""
        return self.record.row

    def values(self) -> dict[str, Any]:
        """The fields that count, for showing and storing."""
        return {item.name: getattr(self, item.name) for item in fields(self) if item.compare}


@dataclass(frozen=True)
class DepartmentRow(Row):
    """A department (所属), the division (部局) above it, and by address who names members for groups, if anybody."""

    name: str
    division: str | None = None
    nominator: str | None = None

    @property
    def key(self) -> str:
        """What tells it from others."""
        return self.name


@dataclass(frozen=True)
class PersonRow(Row):
    """A member of staff, known by e-mail address."""

    name: str
    email: str
    department: str
    position: str | None = None
    is_office: bool | None = None

    @property
    def key(self) -> str:
        """What tells the person from others."""
        return self.email


@dataclass(frozen=True)
class GroupRow(Row):
    """A working group; `slots_per_week` is how many half days a member gives, `…_within` are business days.

    `blind` hides who proposes to it until it is decided; `related` are departments by name.
    """

    slug: str
    name: str
    mission: str
    selection: str
    slots_per_week: int | None = None
    channel: str | None = None
    examples: tuple[str, ...] | None = None
    first_look_within: int | None = None
    decide_within: int | None = None
    blind: bool | None = None
    related: tuple[str, ...] | None = None

    @property
    def key(self) -> str:
        """What tells it from others."""
        return self.slug


@dataclass(frozen=True)
class MembershipRow(Row):
    """Somebody's part in a group, both by their keys."""

    group: str
    email: str
    role: str
    slots: int | None = None

    @property
    def key(self) -> str:
        """What tells it from others."""
        return f"{self.group} {self.email}"


@dataclass(frozen=True)
class Organisation:
    """Departments, people, groups and memberships: in a file, or as stored now.

    A part is None when a file has no table of it, which says nothing about what is stored.
    """

    departments: tuple[DepartmentRow, ...] | None = None
    people: tuple[PersonRow, ...] | None = None
    groups: tuple[GroupRow, ...] | None = None
    memberships: tuple[MembershipRow, ...] | None = None
    passed_over: tuple[str, ...] = ()
