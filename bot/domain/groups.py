"""Working groups as people see them: who is in them, how much they carry, and what changed about them."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.items import Who
from bot.domain.roles import Role, SelectionMode

MOST_SLOTS = 10  # a week has ten half days
_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SLUG_AT_MOST = 40
_CALM, _STEADY = 1.0, 3.0


class Load(StrEnum):
    """How much a group carries for the time it gives."""

    NONE = "none"
    CALM = "calm"
    STEADY = "steady"
    HEAVY = "heavy"
    NO_SLOTS = "no_slots"


@dataclass(frozen=True)
class GroupLine:
    """A group as the list shows it; what may be done is of the person who looks."""

    id: int
    name: str
    selection: SelectionMode
    slots: int
    waiting: int
    leads: tuple[Who, ...] = ()
    companions: tuple[Who, ...] = ()
    members: tuple[Who, ...] = ()
    related: tuple[str, ...] = ()
    channel: str | None = None
    channel_name: str = ""
    blind: bool = False
    calling: bool = False
    may_edit: bool = False
    may_call: bool = False
    may_nominate: bool = False

    @property
    def load(self) -> Load:
        """What the open items mean for the slots."""
        return load_of(self.waiting, self.slots)


@dataclass(frozen=True)
class GroupList:
    """The groups as somebody sees them; `earlier` are left out before them, `later` after them."""

    lines: tuple[GroupLine, ...]
    may_create: bool = False
    earlier: int = 0
    later: int = 0


@dataclass(frozen=True)
class GroupForm:
    """What is set about a group; people and departments by id. A lead's form leaves out what is the office's."""

    mission: str
    slots: int
    parts: dict[Role, tuple[int, ...]]
    name: str = ""
    slug: str = ""
    examples: tuple[str, ...] = ()
    selection: SelectionMode = SelectionMode.RELATED_DEPARTMENTS
    related: tuple[int, ...] = ()
    channel: str | None = None
    channel_name: str = ""
    new_channel: bool = False
    blind: bool = False


@dataclass(frozen=True)
class PartChange:
    """A person's part in a group before and after."""

    person: Who
    before: Role | None
    after: Role | None


@dataclass(frozen=True)
class FieldChange:
    """Something else about a group, as it is told."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class GroupChanges:
    """Everything that one person changed about a group at once."""

    group: str
    by: str
    created: bool = False
    fields: tuple[FieldChange, ...] = ()
    parts: tuple[PartChange, ...] = field(default=())

    def __bool__(self) -> bool:
        return self.created or bool(self.fields or self.parts)


def load_of(waiting: int, slots: int) -> Load:
    """How much so many open items are for so many slots a week."""
    if not waiting:
        return Load.NONE
    if slots < 1:
        return Load.NO_SLOTS
    each = waiting / slots
    return Load.CALM if each <= _CALM else Load.STEADY if each <= _STEADY else Load.HEAVY


def slug_of(name: str, taken: Collection[str]) -> str:
    """A slug for a name that is not taken: its Latin letters, else a number."""
    plain = unicodedata.normalize("NFKC", name).lower()
    base = _NOT_IN_A_SLUG.sub("-", plain).strip("-")[:_SLUG_AT_MOST].strip("-")
    if base in {"", "wg"}:
        base = "group"
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def is_slug(text: str) -> bool:
    """Whether a text can be a slug."""
    return len(text) <= _SLUG_AT_MOST and _SLUG.fullmatch(text) is not None
