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
