"""App Home as one person sees it: which part of it, how far on, narrowed down to what."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.finding import Order, Query
from bot.domain.helping import HelpAtHome
from bot.domain.items import Item
from bot.domain.roles import Role
from bot.domain.skills import Sheet
from bot.domain.statuses import Status, TriageAction


class HomePart(StrEnum):
    """What App Home shows: the most urgent of everything, or all of one thing page by page."""

    TOP = "top"
    QUEUE = "queue"
    OWN = "own"
    ASSIGNED = "assigned"
    UNROUTED = "unrouted"
    GROUPS = "groups"


# How much of each list stands on the first page, and on a page of its own: with all that is around it every view
# stays below Slack's hundred blocks, of which an item with buttons takes two, and 250 kB whatever was typed.
AT_TOP = {HomePart.QUEUE: 12, HomePart.OWN: 10, HomePart.ASSIGNED: 8, HomePart.UNROUTED: 5, HomePart.GROUPS: 20}
A_PAGE = {HomePart.QUEUE: 20, HomePart.OWN: 40, HomePart.ASSIGNED: 40, HomePart.UNROUTED: 20, HomePart.GROUPS: 40}


@dataclass(frozen=True)
class HomeState:
    """Where somebody is in their App Home; the filter of their queue stays when they come back."""

    part: HomePart = HomePart.TOP
    start: int = 0
    query: Query = field(default_factory=lambda: Query(order=Order.DUE))


@dataclass(frozen=True)
class Excerpt:
    """Part of a list: `start` come before it, of `total` in all; without a total `more` tells whether others follow."""

    items: Sequence[Item] = ()
    start: int = 0
    total: int | None = None
    more: bool = False


@dataclass(frozen=True)
class Load:
    """What a group has to do: how many of its items are in each open status, and how many are over their day."""

    name: str
    channel: str | None = None
    role: Role | None = None
    counts: Mapping[Status, int] = field(default_factory=dict)
    overdue: int = 0

    @property
    def waiting(self) -> int:
        """How many wait for an answer."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Office:
    """What concerns the office alone."""

    unrouted: Excerpt = field(default_factory=Excerpt)
    undelivered: int = 0
    overdue: int = 0
    departments_missing: int = 0
    settings: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Rollout:
    """What somebody has to do with practices that spread: adoptions in their charge, departments they are asked for.

    `campaigns` are those under way that they steer: how many departments have answered, of how many.
    """

    adoptions: int = 0
    asked: int = 0
    campaigns: Sequence[tuple[str, int, int]] = ()

    def __bool__(self) -> bool:
        return bool(self.adoptions or self.asked or self.campaigns)


@dataclass(frozen=True)
class Home:
    """Everything a person's App Home shows; parts that are not shown are empty.

    `queue` is None for somebody who answers for no group, `office` for everybody else; `may` is what can be done with
    an item of the queue by this person. `calling` tells how many of their own items wait for their answer.
    """

    state: HomeState = field(default_factory=HomeState)
    own: Excerpt = field(default_factory=Excerpt)
    calling: int = 0
    assigned: Excerpt = field(default_factory=Excerpt)
    queue: Excerpt | None = None
    may: Mapping[int, Collection[TriageAction]] = field(default_factory=dict)
    to_decide: int = 0
    groups: Sequence[Load] = ()
    groups_start: int = 0
    groups_total: int = 0
    office: Office | None = None
    skills: Sheet | None = None
    help: HelpAtHome = field(default_factory=HelpAtHome)
    rollout: Rollout = Rollout()
    group_names: Mapping[int, str] = field(default_factory=dict)
    department_names: Mapping[int, str] = field(default_factory=dict)
