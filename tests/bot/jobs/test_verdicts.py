from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import AmbiguousDeliveryError, ChatUnavailableError, DeliveryError, DeliveryTrouble
from bot.jobs import verdicts
from bot.jobs.verdicts import Outcome
from storage.lanes import Deed, Errand, LaneClaim

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
POST = Errand(LaneClaim(1, "one"), 1, "d1", Deed.POST, "C1", "hello", [], None, None, 0, None, None)
UPDATE = replace(POST, deed=Deed.UPDATE, ts="1.0")
LOOK_UP = replace(POST, deed=Deed.LOOK_UP, attempts=1, first_attempted_at=NOW, attempted_at=NOW)

LIMITED = DeliveryError("C1", "ratelimited", permanent=False, retry_after=7.0, trouble=DeliveryTrouble.BUSY)
LOST = AmbiguousDeliveryError("C1", "TimeoutError", permanent=False)
REFUSED = DeliveryError("C1", "not_in_channel", permanent=True, trouble=DeliveryTrouble.NOT_INVITED)
ODD = DeliveryError("C1", "team_quota_exceeded", permanent=False)
AWAY = ChatUnavailableError("C1", "invalid_auth", permanent=False)
UNSCOPED = ChatUnavailableError("C1", "missing_scope", permanent=False)


@pytest.mark.parametrize(
    ("errand", "error", "outcome"),
    [
        (POST, LIMITED, Outcome.FAILED),
        (POST, LOST, Outcome.UNSURE),
        (POST, REFUSED, Outcome.DEAD),
        (POST, ODD, Outcome.FAILED),
        (POST, AWAY, Outcome.UNTRIED),
        (POST, UNSCOPED, Outcome.UNTRIED),
        (UPDATE, LOST, Outcome.FAILED),
        (UPDATE, REFUSED, Outcome.DEAD),
        (LOOK_UP, LIMITED, Outcome.UNSURE),
        (LOOK_UP, LOST, Outcome.UNSURE),
        (LOOK_UP, REFUSED, Outcome.DEAD),
        (LOOK_UP, UNSCOPED, Outcome.DEAD),
        (LOOK_UP, AWAY, Outcome.UNTRIED),
    ],
)
def test_a_failure_becomes_what_is_known_about_the_message(
    errand: Errand, error: DeliveryError, outcome: Outcome
) -> None:
    assert verdicts.after_failure(errand, error, NOW).outcome is outcome


@settings(deadline=None)
@given(seconds=st.floats(0, 100_000), deed=st.sampled_from(Deed))
def test_a_wait_the_chat_asked_for_is_never_undercut(seconds: float, deed: Deed) -> None:
    error = DeliveryError("C1", "ratelimited", permanent=False, retry_after=seconds)

    verdict = verdicts.after_failure(replace(POST, deed=deed), error, NOW)

    assert verdict.ready_at >= NOW + timedelta(seconds=seconds)
    assert not verdict.counts


@pytest.mark.parametrize("errand", [POST, UPDATE, LOOK_UP])
@pytest.mark.parametrize("error", [LOST, ODD, LIMITED])
def test_trying_ends_after_a_day(errand: Errand, error: DeliveryError) -> None:
    old = replace(errand, attempts=3, first_attempted_at=NOW - timedelta(hours=24))

    verdict = verdicts.after_failure(old, error, NOW)

    if errand is POST and error is LOST:
        assert verdict.outcome is Outcome.UNSURE  # first find out whether it is there
    else:
        assert verdict.outcome is Outcome.DEAD


def test_the_tenth_attempt_is_the_last() -> None:
    assert verdicts.after_failure(replace(POST, attempts=8), ODD, NOW).outcome is Outcome.FAILED
    last = verdicts.after_failure(replace(POST, attempts=9), ODD, NOW)
    assert (last.outcome, last.trouble) == (Outcome.DEAD, DeliveryTrouble.GAVE_UP)


def test_absence_counts_only_after_a_while() -> None:
    certain = timedelta(seconds=30)

    early = verdicts.after_absence(LOOK_UP, NOW + timedelta(seconds=29), certain)
    late = verdicts.after_absence(LOOK_UP, NOW + timedelta(seconds=30), certain)

    assert (early.outcome, early.ready_at) == (Outcome.UNSURE, NOW + certain)
    assert late.outcome is Outcome.FAILED


def test_ten_attempts_with_their_pauses_take_hours_but_less_than_a_day() -> None:
    pauses = [verdicts.back_off(attempt).total_seconds() for attempt in range(1, 10)]

    assert all(longer > shorter for shorter, longer in pairwise(pauses))
    assert 3600 < sum(pauses) < 86400


@pytest.mark.parametrize("cause", [LOST, REFUSED, ODD, LIMITED, AWAY, UNSCOPED])
def test_a_message_that_may_be_there_is_never_simply_sent_again(cause: DeliveryError) -> None:
    verdict = verdicts.after_failure(LOOK_UP, cause, NOW)

    assert verdict.outcome in {Outcome.UNSURE, Outcome.UNTRIED} or verdict.trouble is DeliveryTrouble.UNCONFIRMED
