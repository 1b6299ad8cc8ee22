"""Campaigns: departments are asked by a day whether they take a practice up; and how far a practice has spread."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from bot.domain.adoptions import Adoption, AdoptionState
from bot.domain.items import Item, Who


@dataclass(frozen=True)
class CampaignForm:
    """What a campaign is made of; no departments means all."""

    closes_on: date | None
    channel: str | None
    note: str = ""
    departments: tuple[int, ...] = ()
    personal_data: str = ""


@dataclass(frozen=True)
class Question:
    """What one department is asked, and how far it is since; nobody `asked` means that the office has to choose."""

    id: int
    department_id: int
    department: str
    asked: Who | None = None
    state: AdoptionState | None = None


@dataclass(frozen=True)
class Campaign:
    """Departments asked about one practice."""

    id: int
    request_id: int
    number: str
    title: str
    closes_on: date
    note: str = ""
    by: str = ""
    is_open: bool = True
    questions: tuple[Question, ...] = ()

    @property
    def missing(self) -> tuple[Question, ...]:
        """Departments that have not answered."""
        return tuple(question for question in self.questions if question.state is None)

    @property
    def unasked(self) -> tuple[Question, ...]:
        """Departments that have not answered, and for which nobody is known who could."""
        return tuple(question for question in self.missing if question.asked is None)

    @property
    def answered(self) -> int:
        """How many departments have answered."""
        return len(self.questions) - len(self.missing)

    @property
    def counts(self) -> dict[AdoptionState, int]:
        """How many departments are how far."""
        counted = Counter(question.state for question in self.questions if question.state)
        return {state: counted[state] for state in AdoptionState if counted[state]}


@dataclass(frozen=True)
class Spread:
    """Who has taken a practice up, who has not and why; `unasked` are the departments nobody has asked or heard."""

    item: Item
    adoptions: tuple[Adoption, ...] = ()
    campaign: Campaign | None = None
    unasked: tuple[str, ...] = ()
    may_plan: bool = False
    may_campaign: bool = False
