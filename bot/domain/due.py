"""By when the next step of an item is due, whose it is, and who is reminded of it; computed nowhere else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.calendar import add_business_days, business_days_between, next_business_day
from bot.domain.statuses import Status


class Duty(StrEnum):
    """What has to happen next."""

    FIRST_LOOK = "first_look"
    DECIDE = "decide"
    ANSWER = "answer"
    LOOK_AGAIN = "look_again"
    START = "start"
    FINISH = "finish"
    GIVE_OPINION = "give_opinion"
    APPROVE = "approve"
    GIVE_SCORES = "give_scores"


class Part(StrEnum):
    """What somebody is to an item when it is asked who has to act."""

    REQUESTER = "requester"
    APPROVER = "approver"
    ASSIGNEE = "assignee"
    DEPARTMENT = "department"
    REVIEWER = "reviewer"
    LEAD = "lead"
    COMPANION = "companion"
    OFFICE = "office"


# A status that is not here is an end: nobody has to do anything.
DUTIES: dict[Status, Duty] = {
    Status.RECEIVED: Duty.FIRST_LOOK,
    Status.REVIEWING: Duty.DECIDE,
    Status.SENT_BACK: Duty.ANSWER,
    Status.HELD: Duty.LOOK_AGAIN,
    Status.AWAITING: Duty.APPROVE,
    Status.ACCEPTED: Duty.START,
    Status.PARTLY_ACCEPTED: Duty.START,
    Status.IN_PROGRESS: Duty.FINISH,
}
OPEN = frozenset(DUTIES)

# Whoever of these is there first owns the item; the office always is.
OWNERS = (Part.ASSIGNEE, Part.LEAD, Part.COMPANION, Part.OFFICE)
# Who is reminded, one after the other: the first of them at once, the next when nothing has happened for longer.
_ASKED = (Part.REQUESTER, Part.COMPANION, Part.LEAD, Part.OFFICE)
_CONSULTED = (Part.DEPARTMENT, Part.LEAD, Part.COMPANION, Part.OFFICE)
CHAINS: Mapping[Duty, tuple[Part, ...]] = dict.fromkeys(Duty, OWNERS) | {
    Duty.ANSWER: _ASKED,
    Duty.GIVE_OPINION: _CONSULTED,
    Duty.APPROVE: (Part.APPROVER, Part.LEAD, Part.OFFICE),
    Duty.GIVE_SCORES: (Part.REVIEWER, Part.LEAD, Part.OFFICE),
}
# For how many business days somebody can put a reminder off.
SNOOZES = (1, 3)
# How many business days after the due day the first, second, … of those who are there is told.
ESCALATION = (0, 2, 5, 8)
# Whoever asked departments learns at once that the day has passed.
ESCALATIONS = dict.fromkeys(Duty, ESCALATION) | {Duty.GIVE_OPINION: (0, 1, 5, 8)}


@dataclass(frozen=True)
class Pace:
    """How many business days a group takes for each step; a city and a group may set the first two."""

    first_look: int = 5
    decide: int = 20
    answer: int = 5
    start: int = 20
    finish: int = 60
    approve: int = 3
    score: int = 5


@dataclass(frozen=True)
class Standing:
    """How an item stands; `promised_on` is the day that its requester was told, or until when it is held."""

    status: Status
    posted_on: date
    since_on: date
    promised_on: date | None = None
    assigned_until: date | None = None
    owed_an_answer: bool = True


@dataclass(frozen=True)
class Due:
    """The next step and the business day on which it is due."""

    duty: Duty
    on: date

    def days_over(self, today: date) -> int:
        """How many business days it is late: 0 on the day itself, negative before."""
        return business_days_between(self.on, today)


@dataclass(frozen=True)
class Overdue:
    """An item whose next step is due, as it is listed; `link` leads to its card in the chat."""

    id: int
    number: str
    title: str
    status: Status
    group: str
    due: Due
    days_over: int
    link: str | None = None
    snoozed_until: date | None = None
    department: str = ""  # that was asked for its opinion


@dataclass(frozen=True)
class Owner:
    """Who has to see to an item; no person means the office as a whole."""

    part: Part
    person: int | None


def next_due(standing: Standing, pace: Pace) -> Due | None:
    """The next step of an item and its day, which is a business day; None when nothing is left to be done.

    A practice that nobody waits for has no day of its own, until somebody is given one for it.
    """
    duty = DUTIES.get(standing.status)
    if duty is None:
        return None
    day = _day(duty, standing, pace)
    return Due(duty, next_business_day(day)) if day else None


def opinion_due(asked_until: date) -> Due:
    """When a department's opinion is due."""
    return Due(Duty.GIVE_OPINION, next_business_day(asked_until))


def scores_due(asked_on: date, pace: Pace) -> Due:
    """When the reviewers' scores are due."""
    return Due(Duty.GIVE_SCORES, add_business_days(asked_on, pace.score))


def _day(duty: Duty, standing: Standing, pace: Pace) -> date | None:
    given = standing.assigned_until
    match duty:
        case Duty.FIRST_LOOK | Duty.DECIDE:
            within = pace.first_look if duty is Duty.FIRST_LOOK else pace.decide
            promised = standing.promised_on or add_business_days(standing.posted_on, within)
            return min(filter(None, (promised if standing.owed_an_answer else None, given)), default=None)
        case Duty.LOOK_AGAIN:
            return standing.promised_on or standing.since_on
        case Duty.ANSWER | Duty.APPROVE:
            return add_business_days(standing.since_on, pace.answer if duty is Duty.ANSWER else pace.approve)
        case Duty.START:
            return given or add_business_days(standing.since_on, pace.start)
        case Duty.FINISH:
            return given or add_business_days(standing.since_on, pace.finish)
        case Duty.GIVE_OPINION | Duty.GIVE_SCORES:  # no item waits for it: who was asked has a day of their own
            return None


def owner_of(present: Mapping[Part, Sequence[int]]) -> Owner:
    """Who has to see to an item: there always is somebody."""
    for part in OWNERS:
        if people := present.get(part):
            return Owner(part, people[0])
    return Owner(Part.OFFICE, None)


def reminded_of(due: Due, today: date, present: Mapping[Part, Sequence[int]]) -> tuple[int, ...]:
    """Who is told today that this is due, among those who are there; nobody before its day."""
    over = due.days_over(today)
    rungs = [present[part] for part in CHAINS[due.duty] if present.get(part)]
    told = [rung for after, rung in zip(ESCALATIONS[due.duty], rungs, strict=False) if over >= after]
    return tuple(dict.fromkeys(person for rung in told for person in rung))


def stands_in(person: int, away: Mapping[int, int]) -> Iterator[int]:
    """Who acts for somebody who is away: their deputy, and when that one is away too, the deputy's."""
    seen = {person}
    while (person := away.get(person, 0)) and person not in seen:
        seen.add(person)
        yield person
