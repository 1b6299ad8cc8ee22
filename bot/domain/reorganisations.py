"""A reorganisation as people see it: groups before and after, and what is said about each while it is written."""

from dataclasses import dataclass
from datetime import date

from bot.domain.items import Who

NEW = "+"  # a group that there is not yet has a key that begins so


@dataclass(frozen=True)
class Standing:
    """A group before or after: who leads it, how many people, half days and open items it has."""

    name: str
    lead: str = ""
    people: int = 0
    slots: int = 0
    items: int = 0


@dataclass(frozen=True)
class Totals:
    """All groups before or after; so many of the open items wait for the office to place them."""

    groups: int
    people: int
    slots: int
    items: int
    to_office: int = 0


@dataclass(frozen=True)
class Change:
    """What becomes of one group; no deed where the plan says nothing. An item's way without a name is the office."""

    deed: str
    now: Standing | None
    then: tuple[Standing, ...] = ()
    moves: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Before and after of a plan."""

    changes: tuple[Change, ...]
    before: Totals
    after: Totals


@dataclass(frozen=True)
class ChoiceForm:
    """What was chosen and typed about one group; people by id, groups by key; no companions if none were asked for."""

    deed: str
    name: str = ""
    mission: str = ""
    channel: str = ""
    lead: int | None = None
    companions: tuple[int, ...] | None = None
    members: tuple[int, ...] = ()
    slots: int | None = None
    targets: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()  # names of new groups that are to follow this one
    rule: str = ""


@dataclass(frozen=True)
class Choice:
    """One group's line while a plan is written; `problems` are the kinds of what is wrong, with what they are about."""

    key: str
    name: str
    deed: str
    targets: tuple[str, ...] = ()
    rule: str = ""
    lead: str = ""
    people: int = 0
    items: int = 0
    new_name: str = ""
    new_lead: str = ""
    changed: bool = False
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class PlannedOne:
    """A plan that waits for its day."""

    id: int
    starts_on: date
    by: str
    groups: int


@dataclass(frozen=True)
class Wizard:
    """A page of the groups with what is to become of them; nothing is changed before the plan's day.

    `after` is how many groups there will be, None while something is wrong.
    """

    starts_on: date
    choices: tuple[Choice, ...]
    earlier: int = 0
    later: int = 0
    before: int = 0
    after: int | None = None
    wrong: tuple[str, ...] = ()
    changed: bool = False
    is_past: bool = False
    written_by: str = ""
    waiting: tuple[PlannedOne, ...] = ()


@dataclass(frozen=True)
class Preview:
    """A plan as it would be; the stamp tells whether the draft is still what was looked at, a planned one has none."""

    starts_on: date
    comparison: Comparison
    stamp: str
    today: bool = False


@dataclass(frozen=True)
class ChoiceAsked:
    """The form about one group, as it stands: present people as who they are, other groups by key and name."""

    key: str
    name: str
    form: ChoiceForm
    options: tuple[tuple[str, str], ...] = ()
    lead: Who | None = None
    companions: tuple[Who, ...] = ()
    members: tuple[Who, ...] = ()
    earlier: int = 0
    stored: bool = False
