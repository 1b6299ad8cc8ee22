"""A department's opinion on an item: who is asked, and what they may say."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

DEPARTMENTS_AT_MOST = 10
_HEAD = re.compile(r"(課|室|所|館|局|園|センター)長")
_NOT_HEAD = re.compile(r"副|補佐|代理|次長|係長")


class Verdict(StrEnum):
    """What a department thinks of it."""

    POSSIBLE = "possible"
    CONDITIONAL = "conditional"
    DIFFICULT = "difficult"


@dataclass(frozen=True)
class Addressee:
    """A department to be asked, and who may answer for it, if that is known."""

    department_id: int
    department: str
    chat_id: str | None = None


@dataclass(frozen=True)
class Opinion:
    """What a department was asked, and what it answered; `name` is of whoever answers or has answered."""

    id: int
    department: str
    name: str
    question: str
    due_on: date
    verdict: Verdict | None = None
    words: str = ""
    answered_at: datetime | None = None
    withdrawn: bool = False

    @property
    def is_open(self) -> bool:
        """Whether an answer is awaited."""
        return self.verdict is None and not self.withdrawn


def is_head(title: str) -> bool:
    """Whether somebody with this title heads a department (課長, 室長 …)."""
    return bool(_HEAD.search(title)) and not _NOT_HEAD.search(title)
