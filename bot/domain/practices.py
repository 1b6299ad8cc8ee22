"""Good practices: how they stand, what they are browsed by, and what they need."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

TAG_LENGTH = 40
TAGS_AT_MOST = 8
HOLDS = timedelta(days=365)  # after which lists say that nobody has looked at it for a year
ASKED_BEFORE = timedelta(days=30)  # so that there is time to answer before they do


class PracticeState(StrEnum):
    """How a practice stands in the library."""

    PUBLISHED = "published"
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    ARCHIVED = "archived"


class TagKind(StrEnum):
    """What practices are browsed by; the value is the form's field."""

    TOOLS = "tools"
    WORK = "work"


@dataclass(frozen=True)
class Shelf:
    """A part of the library: tags by their keys."""

    tool: str = ""
    work: str = ""
    figures: bool = False


def is_aged(checked_on: date, today: date) -> bool:
    """Whether nobody has said for a year that it is still true."""
    return today >= checked_on + HOLDS


class PracticeDeed(StrEnum):
    """What can be done with a practice; the value ends the button's id and, after `practice_`, its line of history."""

    PUBLISH = "publish"
    SEND_BACK = "send_back"
    CONFIRM = "confirm"
    EDIT = "edit"
    ARCHIVE = "archive"
    RESTORE = "restore"


@dataclass(frozen=True)
class PracticeRule:
    """Where a deed is possible, where it leads (None: it stays), whether the group alone does it, if it needs words."""

    sources: frozenset[PracticeState]
    target: PracticeState | None
    by_group: bool = False
    needs_words: bool = False


_KEPT = frozenset(PracticeState) - {PracticeState.ARCHIVED}
_REVIEWED = frozenset({PracticeState.UNDER_REVIEW})

# The order is the order on screen.
PRACTICE_RULES: dict[PracticeDeed, PracticeRule] = {
    PracticeDeed.PUBLISH: PracticeRule(_REVIEWED, PracticeState.PUBLISHED, by_group=True),
    PracticeDeed.SEND_BACK: PracticeRule(_REVIEWED, PracticeState.RETURNED, by_group=True, needs_words=True),
    PracticeDeed.CONFIRM: PracticeRule(frozenset({PracticeState.PUBLISHED}), None),
    PracticeDeed.EDIT: PracticeRule(_KEPT, None),
    PracticeDeed.ARCHIVE: PracticeRule(_KEPT, PracticeState.ARCHIVED, needs_words=True),
    PracticeDeed.RESTORE: PracticeRule(frozenset({PracticeState.ARCHIVED}), PracticeState.PUBLISHED),
}
