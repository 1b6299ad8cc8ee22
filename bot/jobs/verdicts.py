"""What becomes of a message after a call to the chat: plain decisions, without network, clock or database."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.errors import AmbiguousDeliveryError, ChatUnavailableError, DeliveryError, DeliveryTrouble
from storage.lanes import Deed, Errand

ATTEMPTS_AT_MOST = 10
TRYING_AT_MOST = timedelta(hours=24)
LANE_PACE = timedelta(seconds=1)  # one message a second and channel
_FIRST_PAUSE_SECONDS = 2.0
_GROWTH = 3.0
_LONGEST_PAUSE_SECONDS = 4 * 3600.0
_FIRST_LOOK = timedelta(seconds=2)
_LIMIT_MARGIN = timedelta(seconds=0.05)

_dice = random.SystemRandom()


class Outcome(StrEnum):
    """What is now known about a message."""

    SENT = "sent"
    FAILED = "failed"
    UNTRIED = "untried"  # nothing at all can be sent at present
    UNSURE = "unsure"
    DEAD = "dead"


@dataclass(frozen=True)
class Verdict:
    """What is known, and when the lane goes on."""

    outcome: Outcome
    ready_at: datetime
    error: str = ""
    trouble: DeliveryTrouble | None = None
    counts: bool = True


def after_success(errand: Errand, now: datetime, pace: timedelta = LANE_PACE) -> Verdict:
    """The chat has it."""
    return Verdict(Outcome.SENT, now if errand.deed is Deed.UPDATE else now + pace)


def after_absence(errand: Errand, now: datetime, certain_after: timedelta) -> Verdict:
    """The history does not show it; only after a while does that mean that it was not posted."""
    certain_at = (errand.attempted_at or now) + certain_after
    if now < certain_at:
        return Verdict(Outcome.UNSURE, certain_at, "not_seen_yet", counts=False)
    if _exhausted(errand, now, errand.attempts):
        return Verdict(Outcome.DEAD, now, "answers_lost", DeliveryTrouble.GAVE_UP)
    return Verdict(Outcome.FAILED, now, "not_posted")


def after_failure(errand: Errand, error: DeliveryError, now: datetime) -> Verdict:
    """The call failed; the error says how."""
    if errand.deed is Deed.LOOK_UP:
        return _after_failed_look_up(errand, error, now)
    if isinstance(error, ChatUnavailableError):
        return Verdict(Outcome.UNTRIED, now, error.reason)
    if isinstance(error, AmbiguousDeliveryError) and errand.deed is Deed.POST:
        return Verdict(Outcome.UNSURE, now + _FIRST_LOOK, error.reason, counts=False)
    attempts = errand.attempts + 1
    if error.permanent or _exhausted(errand, now, attempts):
        return Verdict(Outcome.DEAD, now, error.reason, error.trouble if error.permanent else DeliveryTrouble.GAVE_UP)
    limited = error.retry_after is not None
    return Verdict(Outcome.FAILED, _next_try(error, attempts, now), error.reason, counts=not limited)


def _after_failed_look_up(errand: Errand, error: DeliveryError, now: datetime) -> Verdict:
    """It may stand in the channel, so it is parked rather than posted a second time."""
    unreadable = error.permanent or error.reason == "missing_scope"
    if isinstance(error, ChatUnavailableError) and not unreadable:
        return Verdict(Outcome.UNTRIED, now, error.reason)
    if unreadable or _exhausted(errand, now, errand.attempts):
        return Verdict(Outcome.DEAD, now, error.reason, DeliveryTrouble.UNCONFIRMED)
    limited = error.retry_after is not None
    return Verdict(Outcome.UNSURE, _next_try(error, errand.attempts, now), error.reason, counts=not limited)


def back_off(attempts: int) -> timedelta:
    """The pause after so many attempts: 2 s, 6 s, 18 s … 4 h, each shortened or lengthened by up to a quarter."""
    seconds = min(_FIRST_PAUSE_SECONDS * _GROWTH ** max(attempts - 1, 0), _LONGEST_PAUSE_SECONDS)
    return timedelta(seconds=seconds * _dice.uniform(0.75, 1.25))


def _exhausted(errand: Errand, now: datetime, attempts: int) -> bool:
    since = errand.first_attempted_at or now
    return attempts >= ATTEMPTS_AT_MOST or now - since >= TRYING_AT_MOST


def _next_try(error: DeliveryError, attempts: int, now: datetime) -> datetime:
    if error.retry_after is None:
        return now + back_off(attempts)
    return now + timedelta(seconds=error.retry_after) + _LIMIT_MARGIN
