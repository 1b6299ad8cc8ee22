"""What others say of an item before it is decided, as far as one person may see it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.opinions import Opinion
from bot.domain.scores import Scoring


@dataclass(frozen=True)
class Comment:
    """A comment for the reviewers alone."""

    at: datetime
    name: str
    text: str


@dataclass(frozen=True)
class Review:
    """Opinions, scores and comments; no comments at all (None) for whoever is no reviewer.

    `answers` are the ids of the opinions that who looks may give.
    """

    opinions: tuple[Opinion, ...] = ()
    answers: frozenset[int] = frozenset()
    can_manage: bool = False
    scoring: Scoring | None = None
    can_close: bool = False
    comments: tuple[Comment, ...] | None = None
