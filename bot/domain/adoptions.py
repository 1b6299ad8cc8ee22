"""Other departments take a practice up (横展開): how far they are, why they do not, and what it brings them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median

from bot.domain.calendar import add_business_days, business_days_between, next_business_day
from bot.domain.items import Who
from bot.domain.kinds import RequestKind
from bot.domain.roles import Role
from bot.domain.statuses import Status

WORDS_AT_MOST = 1000
STEPS_AT_MOST = 10  # as many as a group of checkboxes holds
STEP_LENGTH = 70
OUTLIER_TIMES = 10
LARGEST = 1_000_000_000


class AdoptionState(StrEnum):
    """How far a department is with a practice; every department has at most one adoption of it."""

    CONSIDERING = "considering"
    PREPARING = "preparing"
    RUNNING = "running"
    DROPPED = "dropped"
    NOT_FITTING = "not_fitting"


class Unfit(StrEnum):
    """Why a department does not take it up."""

    NO_SUCH_WORK = "no_such_work"
    COST = "cost"
    LICENCE = "licence"
    RULES = "rules"
    STAFF = "staff"
    OTHER_WAY = "other_way"
    OTHER = "other"


class Part(StrEnum):
    """What somebody is to an adoption."""

    IN_CHARGE = "in_charge"
    ASKER = "asker"  # who raised the hand for the department
    COMPANION = "companion"
    OFFICE = "office"


ACTIVE = (AdoptionState.CONSIDERING, AdoptionState.PREPARING, AdoptionState.RUNNING)
UNDER_WAY = (AdoptionState.CONSIDERING, AdoptionState.PREPARING)
ASKED_EVERY = 5  # business days, once the day that a department set itself has come
NEEDS_REASON = frozenset({AdoptionState.DROPPED, AdoptionState.NOT_FITTING})
# Where a department can go from where it is; staying is always possible.
LEADS_TO: dict[AdoptionState, tuple[AdoptionState, ...]] = {
    AdoptionState.CONSIDERING: (AdoptionState.PREPARING, AdoptionState.RUNNING, AdoptionState.DROPPED),
    AdoptionState.PREPARING: (AdoptionState.CONSIDERING, AdoptionState.RUNNING, AdoptionState.DROPPED),
    AdoptionState.RUNNING: (AdoptionState.PREPARING, AdoptionState.DROPPED),
    AdoptionState.DROPPED: ACTIVE,
    AdoptionState.NOT_FITTING: ACTIVE,
}
MAY_CHANGE = frozenset(Part)
# The general steps; their words are in the templates, those that a practice's owner writes stand for themselves.
GENERAL_STEPS = ("ask_how", "licence", "rules", "trial", "tell_staff", "measure")
_NOT_TO_TAKE_UP = frozenset({Status.WITHDRAWN, Status.DECLINED, Status.MERGED})
_HOURS_A_YEAR = re.compile(r"年[^\d\-△▲。\n]{0,8}([-△▲]?)\s*([\d,]+(?:\.\d+)?)\s*時間")


@dataclass(frozen=True)
class Wish:
    """A department raises its hand."""

    department_id: int | None
    person_id: int
    state: AdoptionState = AdoptionState.CONSIDERING
    target_on: date | None = None
    words: str = ""
    personal_data: str = ""


@dataclass(frozen=True)
class No:
    """A department says why it does not take a practice up."""

    department_id: int | None
    reason: Unfit | None
    why: str = ""
    personal_data: str = ""


@dataclass(frozen=True)
class Gain:
    """What an adoption brings a year: minutes each time × times a year × how many; less than nothing is possible."""

    minutes: float
    times: float
    cases: float = 1
    yen: int | None = None

    @property
    def hours(self) -> float:
        """Hours a year, to a tenth."""
        return round(self.minutes * self.times * self.cases / 60, 1)


@dataclass(frozen=True)
class Step:
    """One line of an adoption's checklist."""

    id: int
    name: str
    done: bool = False
    by: str = ""


@dataclass(frozen=True)
class Adoption:
    """A department's adoption as it is shown; `department` is called as it was when it raised its hand."""

    id: int
    request_id: int
    number: str
    title: str
    department_id: int
    department: str
    state: AdoptionState
    person: Who | None = None  # nobody: whoever had it has left, and the companion and the office look after it
    by: str = ""
    target_on: date | None = None
    words: str = ""
    reason: Unfit | None = None
    why: str = ""
    steps: tuple[Step, ...] = ()
    gain: Gain | None = None
    may_change: bool = False

    @property
    def done(self) -> int:
        """Steps that are ticked."""
        return sum(step.done for step in self.steps)


def can_be_taken_up(kind: RequestKind, status: Status, *, hidden: bool) -> bool:
    """Whether other departments may take an item up; not when it, or who stands behind it, is hidden."""
    return kind is RequestKind.PRACTICE and status not in _NOT_TO_TAKE_UP and not hidden


def is_to_be_asked(target_on: date, told_on: date | None, today: date) -> bool:
    """Whether a department is asked how far it is: on the day that it set itself, and every week from then on."""
    if next_business_day(target_on) > today:
        return False
    return told_on is None or add_business_days(told_on, ASKED_EVERY) <= today


def concerns_others(target_on: date, today: date) -> bool:
    """Whether a department is so late that more than one person is asked."""
    return business_days_between(next_business_day(target_on), today) >= ASKED_EVERY


def parts_of(roles: Collection[Role], *, in_charge: bool, asker: bool) -> frozenset[Part]:
    """What somebody with these roles for the practice is to one of its adoptions."""
    parts = {Part.IN_CHARGE} if in_charge else set()
    parts |= {Part.ASKER} if asker else set()
    parts |= {Part.COMPANION} if Role.COMPANION in roles else set()
    return frozenset(parts | ({Part.OFFICE} if Role.OFFICE in roles else set()))


def hours_in(words: str) -> float | None:
    """The hours a year that a sentence about an effect names, as in 年およそ95時間."""
    found = _HOURS_A_YEAR.search(words)
    if found is None:
        return None
    hours = float(found[2].replace(",", ""))
    return -hours if found[1] else hours


def typical(others: Sequence[float], own: float | None) -> float | None:
    """What other departments' hours are compared with: the smaller of the practice's own and the others' median."""
    known = [abs(hours) for hours in (own, median(others) if others else None) if hours]
    return min(known) if known else None


def is_outlier(hours: float, usual: float | None) -> bool:
    """Whether an effect is so much larger than usual that a person should look at it once more."""
    return usual is not None and abs(hours) > OUTLIER_TIMES * usual
