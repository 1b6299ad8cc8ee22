"""What is known of an item when it is shown: plain facts, free of tables and of the chat."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.domain.kinds import RequestKind
from bot.domain.practices import PracticeDeed, PracticeState
from bot.domain.reviews import Review
from bot.domain.roles import Role
from bot.domain.statuses import Status, TriageAction


@dataclass(frozen=True)
class Who:
    """A person as others see them; `chat_id` is None for somebody who is not in the chat."""

    id: int
    name: str
    department: str = ""
    chat_id: str | None = None
    locale: str = "ja"


@dataclass(frozen=True)
class Deputy:
    """Who acts in place of a lead who is away, until when."""

    who: Who
    until: date


@dataclass(frozen=True)
class Group:
    """A working group with the people who answer for it."""

    id: int
    slug: str
    name: str
    channel: str | None = None
    lead: Who | None = None
    first_look_within: int | None = None  # business days, where they are not the city's
    decide_within: int | None = None


@dataclass(frozen=True)
class RoutingReason:
    """Why an item went where it went: the words that spoke for it and the most similar earlier item."""

    by: str = "bot"
    words: tuple[str, ...] = ()
    similar: str | None = None


@dataclass(frozen=True)
class Similar:
    """An earlier item like the one at hand."""

    id: int
    number: str
    title: str
    status: Status
    group: str = ""
    own: bool = False  # of the person who looks
    practice: bool = False


@dataclass(frozen=True)
class Pointer:
    """Another item that one leads to; of a private one no more than the number is told."""

    id: int
    number: str
    title: str = ""


@dataclass(frozen=True)
class Approval:
    """A decision that waits until the people named approve it: who has not said anything yet, and how many it takes."""

    action: TriageAction
    missing: tuple[Who, ...]
    needed: int


@dataclass(frozen=True)
class File:
    """A file that came with an item; it stays in the chat."""

    id: str
    name: str
    link: str


@dataclass(frozen=True)
class Progress:
    """How far others are whose word is awaited: departments' opinions and reviewers' scores, given and asked for.

    `median` and `spread` (from the lowest to the highest reviewer) are there once the scoring is closed.
    `adoptions` are the departments that run a practice, and those that consider or prepare it.
    """

    opinions: tuple[int, int] = (0, 0)
    scores: tuple[int, int] = (0, 0)
    scored: bool = False
    median: float | None = None
    spread: tuple[float, float] | None = None
    adoptions: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class PracticeFacts:
    """What is known of an item as a practice.

    `source` is the item that it came of; `aged` when nobody has said for a year that it is still true.
    """

    state: PracticeState
    checked_on: date
    contact: Who | None = None
    source: Pointer | None = None
    aged: bool = False


@dataclass(frozen=True)
class Item:
    """An item at one moment; `blind` while its requesters are not to be named."""

    id: int
    number: str
    kind: RequestKind
    title: str
    body: str
    status: Status
    blind: bool
    requesters: tuple[Who, ...]
    department: str
    posted_at: datetime
    posted_on: date
    answers: dict[str, Any] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    group: Group | None = None
    companion: Who | None = None
    reason: RoutingReason | None = None
    answer_due_on: date | None = None
    days_left: int | None = None
    source_link: str | None = None
    origin: str | None = None
    assignee: Who | None = None
    assigned_until: date | None = None
    deputy: Deputy | None = None
    private: bool = False
    merged_into: Pointer | None = None
    merged: tuple[Pointer, ...] = ()
    progress: Progress = Progress()
    approval: Approval | None = None
    practice: PracticeFacts | None = None
    helper: Who | None = None  # who helps with a consultation, or helped last


@dataclass(frozen=True)
class Happening:
    """One line of an item's history; nobody is named for what the bot did, nor a requester who stays hidden.

    `terminal` is who did it on the server, by their name there; `item` the number of the other item in it.
    """

    at: datetime
    action: str
    name: str = ""
    hidden: bool = False
    terminal: str = ""
    status: Status | None = None
    group: str = ""
    until: date | None = None
    note: str = ""
    other: str = ""
    in_place_of: str = ""
    item: str = ""


@dataclass(frozen=True)
class Opened:
    """An item as one person may see it, with its history, oldest first.

    `own` when they are one of its requesters, `can_reveal` when they may find out who those are. `examples` are the
    practices that came of it.
    """

    item: Item
    history: tuple[Happening, ...] = ()
    own: bool = False
    can_reveal: bool = False
    review: Review = field(default_factory=Review)
    practice_deeds: tuple[PracticeDeed, ...] = ()
    examples: tuple[Pointer, ...] = ()
    can_make_practice: bool = False


@dataclass(frozen=True)
class Page:
    """Part of a list of items: `start` come before it, `more` tells whether others follow.

    `newest_id` is the newest item when the list was first shown, so that a later part has the same order.
    """

    items: tuple[Item, ...] = ()
    start: int = 0
    more: bool = False
    newest_id: int | None = None


@dataclass(frozen=True)
class Viewer:
    """Who looks, and what they are to the workspace."""

    who: Who
    is_office: bool = False
    leads: frozenset[int] = frozenset()
    accompanies: frozenset[int] = frozenset()
    belongs_to: frozenset[int] = frozenset()

    def roles_for(self, item_group_id: int | None, requester_ids: tuple[int, ...]) -> frozenset[Role]:
        """What this person is to an item of a group."""
        roles = {Role.READER}
        if self.is_office:
            roles.add(Role.OFFICE)
        if item_group_id in self.leads:
            roles.add(Role.LEAD)
        if item_group_id in self.belongs_to:
            roles.add(Role.MEMBER)
        if item_group_id in self.accompanies:
            roles.add(Role.COMPANION)
        if self.who.id in requester_ids:
            roles.add(Role.REQUESTER)
        return frozenset(roles)
