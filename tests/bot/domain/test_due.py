from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import is_business_day
from bot.domain.due import (
    CHAINS,
    DUTIES,
    ESCALATION,
    OWNERS,
    Due,
    Duty,
    Owner,
    Pace,
    Part,
    Standing,
    next_due,
    opinion_due,
    owner_of,
    reminded_of,
    stands_in,
)
from bot.domain.statuses import Status

TUESDAY = date(2026, 11, 24)
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
PEOPLE = st.dictionaries(st.sampled_from(Part), st.lists(st.integers(1, 9), max_size=3).map(tuple))


def standing(status: Status, **more: object) -> Standing:
    facts = {"posted_on": TUESDAY, "since_on": TUESDAY, **more}
    return Standing(status, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("posted_on", "due_on"),
    [
        (date(2026, 11, 24), date(2026, 12, 1)),
        (date(2026, 11, 20), date(2026, 11, 30)),  # over the 23rd, a holiday
        (date(2026, 12, 25), date(2027, 1, 7)),  # over the year's end
        (date(2027, 4, 28), date(2027, 5, 11)),  # over Golden Week
        (date(2026, 11, 22), date(2026, 11, 30)),  # posted on a Sunday, the Monday is a holiday
    ],
)
def test_the_first_look_is_due_five_business_days_after_posting(posted_on: date, due_on: date) -> None:
    given_ = standing(Status.RECEIVED, posted_on=posted_on, since_on=posted_on)
    assert next_due(given_, Pace()) == Due(Duty.FIRST_LOOK, due_on)


def test_a_group_has_its_own_pace_and_the_decision_counts_from_the_posting() -> None:
    reviewing = standing(Status.REVIEWING, since_on=date(2026, 12, 1))
    assert next_due(reviewing, Pace()) == Due(Duty.DECIDE, date(2026, 12, 22))
    assert next_due(reviewing, Pace(decide=10)) == Due(Duty.DECIDE, date(2026, 12, 8))
    assert next_due(standing(Status.RECEIVED), Pace(first_look=2)) == Due(Duty.FIRST_LOOK, date(2026, 11, 26))


def test_what_the_requester_was_promised_comes_before_what_is_computed() -> None:
    promised = standing(Status.RECEIVED, promised_on=date(2026, 12, 10))
    assert next_due(promised, Pace()) == Due(Duty.FIRST_LOOK, date(2026, 12, 10))


@pytest.mark.parametrize(
    ("until", "due_on"),
    [
        (date(2027, 1, 20), date(2027, 1, 20)),
        (date(2027, 1, 1), date(2027, 1, 4)),
        (date(2026, 12, 6), date(2026, 12, 7)),
    ],
)
def test_a_hold_ends_on_its_day_or_the_next_on_which_the_town_hall_works(until: date, due_on: date) -> None:
    assert next_due(standing(Status.HELD, promised_on=until), Pace()) == Due(Duty.LOOK_AGAIN, due_on)


def test_a_question_is_owed_an_answer_from_when_it_was_asked() -> None:
    asked = standing(Status.SENT_BACK, since_on=date(2026, 12, 1), assigned_until=TUESDAY)
    assert next_due(asked, Pace()) == Due(Duty.ANSWER, date(2026, 12, 8))


def test_a_given_day_moves_the_work_but_never_the_promise_later() -> None:
    late, early = date(2027, 3, 1), date(2026, 11, 26)
    assert next_due(standing(Status.ACCEPTED, assigned_until=late), Pace()) == Due(Duty.START, late)
    assert next_due(standing(Status.IN_PROGRESS, assigned_until=late), Pace()) == Due(Duty.FINISH, late)
    assert next_due(standing(Status.RECEIVED, assigned_until=late), Pace()) == Due(Duty.FIRST_LOOK, date(2026, 12, 1))
    assert next_due(standing(Status.RECEIVED, assigned_until=early), Pace()) == Due(Duty.FIRST_LOOK, early)


def test_nobody_waits_for_a_practice_until_somebody_is_given_a_day_for_it() -> None:
    assert next_due(standing(Status.RECEIVED, owed_an_answer=False), Pace()) is None
    told = standing(Status.RECEIVED, owed_an_answer=False, assigned_until=date(2026, 12, 10))
    assert next_due(told, Pace()) == Due(Duty.FIRST_LOOK, date(2026, 12, 10))


@given(st.sampled_from(Status), DAYS, st.integers(0, 400), st.none() | DAYS, st.none() | DAYS)
def test_every_open_item_that_is_owed_an_answer_has_a_business_day(
    status: Status, posted_on: date, later: int, promised_on: date | None, assigned_until: date | None
) -> None:
    since_on = posted_on + timedelta(days=later)
    due = next_due(Standing(status, posted_on, since_on, promised_on, assigned_until), Pace())
    assert (due is not None) == (status in DUTIES)
    assert due is None or is_business_day(due.on)


@given(PEOPLE)
def test_no_item_is_ever_without_an_owner(present: dict[Part, tuple[int, ...]]) -> None:
    owner = owner_of(present)
    before = OWNERS[: OWNERS.index(owner.part)]
    assert all(not present.get(part) for part in before)
    if owner.person is None:
        assert owner == Owner(Part.OFFICE, None)
        assert not any(present.get(part) for part in OWNERS)
    else:
        assert owner.person == present[owner.part][0]


EVERYBODY = {Part.ASSIGNEE: (1,), Part.LEAD: (2, 3), Part.COMPANION: (4,), Part.OFFICE: (5,), Part.REQUESTER: (6,)}


@pytest.mark.parametrize(
    ("over", "told"), [(-1, ()), (0, (1,)), (1, (1,)), (2, (1, 2, 3)), (5, (1, 2, 3, 4)), (8, (1, 2, 3, 4, 5))]
)
def test_one_after_the_other_is_told_the_longer_nothing_happens(over: int, told: tuple[int, ...]) -> None:
    today = date(2026, 12, 1)
    on = {
        -1: date(2026, 12, 2),
        0: today,
        1: date(2026, 11, 30),
        2: date(2026, 11, 27),
        5: TUESDAY,
        8: date(2026, 11, 18),
    }
    due = Due(Duty.START, on[over])
    assert due.days_over(today) == over
    assert reminded_of(due, today, EVERYBODY) == told


def test_the_requester_is_the_first_to_be_told_of_a_question() -> None:
    assert reminded_of(Due(Duty.ANSWER, TUESDAY), TUESDAY, EVERYBODY) == (6,)
    assert reminded_of(Due(Duty.ANSWER, TUESDAY), date(2026, 11, 26), EVERYBODY) == (6, 4)


def test_nobody_is_told_twice_and_who_is_missing_is_passed_over() -> None:
    alone = {Part.LEAD: (), Part.COMPANION: (4,), Part.OFFICE: (4, 5)}
    assert reminded_of(Due(Duty.DECIDE, TUESDAY), TUESDAY, alone) == (4,)
    assert reminded_of(Due(Duty.DECIDE, TUESDAY), date(2026, 11, 26), alone) == (4, 5)


def test_who_asked_a_department_is_told_on_the_day_after() -> None:
    due = opinion_due(date(2026, 12, 5))  # a Saturday
    assert due == Due(Duty.GIVE_OPINION, date(2026, 12, 7))
    there = {Part.DEPARTMENT: (1,), Part.LEAD: (2,), Part.OFFICE: (3,)}
    assert reminded_of(due, date(2026, 12, 4), there) == ()
    assert reminded_of(due, date(2026, 12, 7), there) == (1,)
    assert reminded_of(due, date(2026, 12, 8), there) == (1, 2)
    assert reminded_of(due, date(2026, 12, 7), {Part.LEAD: (2,)}) == (2,)


def test_every_chain_can_be_climbed_to_its_end() -> None:
    assert list(ESCALATION) == sorted(ESCALATION)
    assert all(len(chain) <= len(ESCALATION) and chain[-1] is Part.OFFICE for chain in CHAINS.values())


@given(st.dictionaries(st.integers(1, 6), st.integers(1, 6)), st.integers(1, 6))
def test_standing_in_ends_even_when_people_stand_in_for_each_other(away: dict[int, int], person: int) -> None:
    acting = list(stands_in(person, away))
    assert len(acting) == len(set(acting))
    assert person not in acting
