"""A department's opinion on an item: who is asked, and what they may say."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

DEPARTMENTS_AT_MOST = 10


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
