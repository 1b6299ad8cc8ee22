from typing import Any

import pytest

from bot.domain.items import Who
from bot.domain.matching import LOAD, MOST_AHEAD, TRUST, Candidate, Record, ranked
from bot.domain.skills import ConsentState, Helper, Level, Skill

NEW = Record()


def candidate(
    id_: int, closeness: float, *, words: tuple[str, ...] = (), record: Record = NEW, **helper: Any
) -> Candidate:
    given = {"offered_hours": 4.0, "most_hours": 4.0, **helper}
    return Candidate(Helper(Who(id_, f"職員{id_}"), **given), closeness, words, record)


def order(*candidates: Candidate, hours: float = 2.0) -> list[int]:
    return [one.helper.who.id for one in ranked(candidates, hours)]


@pytest.mark.parametrize(
    "cannot",
    [
        {"paused": True},
        {"consent": ConsentState.ASKED},
        {"consent": ConsentState.REFUSED},
        {"taken_hours": 2.5},
    ],
)
def test_somebody_who_cannot_take_it_is_left_out_however_close(cannot: dict[str, Any]) -> None:
    assert order(candidate(1, 0.9, **cannot), candidate(2, 0.4)) == [2]


def test_somebody_with_nothing_in_common_is_left_out_even_when_alone() -> None:
    assert order(candidate(1, 0.0)) == []


def test_somebody_far_from_the_best_is_not_asked_for_want_of_others() -> None:
    assert order(candidate(1, 0.8), candidate(2, 0.23)) == [1]


def test_closeness_decides_when_all_else_is_equal() -> None:
    assert order(candidate(1, 0.5), candidate(2, 0.6)) == [2, 1]


def test_somebody_as_close_who_was_not_asked_lately_goes_first() -> None:
    busy = candidate(1, 0.5, record=Record(asked=1, yes=1, helped_well=1, lately=1))
    assert order(busy, candidate(2, 0.5)) == [2, 1]


def test_somebody_as_close_with_more_of_the_week_left_goes_first() -> None:
    assert order(candidate(1, 0.5, taken_hours=2.0), candidate(2, 0.5)) == [2, 1]


def test_somebody_who_helped_well_goes_before_somebody_new_and_somebody_new_before_one_who_declines() -> None:
    helped = candidate(1, 0.5, record=Record(asked=3, yes=3, helped_well=3))
    new = candidate(2, 0.5)
    declines = candidate(3, 0.5, record=Record(asked=3))
    assert order(declines, new, helped) == [1, 2, 3]


def test_nobody_goes_before_a_much_better_match_whatever_else_speaks_for_them() -> None:
    worn = candidate(1, 0.9, taken_hours=2.0, record=Record(asked=1000, lately=1000))
    adored = candidate(2, 0.9 / MOST_AHEAD - 0.001, record=Record(asked=1000, yes=1000, helped_well=1000))
    assert order(adored, worn) == [1, 2]


@pytest.mark.parametrize("times", [0, 1, 5, 1000])
def test_trust_and_load_stay_within_their_bounds(times: int) -> None:
    one = candidate(1, 0.5, taken_hours=99.0, record=Record(times, times, times, times))
    assert 0 <= one.trust <= TRUST
    assert 0 <= one.load <= LOAD


def test_the_reasons_name_tags_other_words_and_what_speaks_for_the_person() -> None:
    tags = (Skill("Excel VBA", Level.TEACHES), Skill("罫線"))
    one = candidate(1, 0.5, words=("excel", "集計"), skills=tags, record=Record(4, 3, 2, 0), practices=1)
    assert one.because == {"tags": ["Excel VBA"], "words": ["集計"], "helped": 2, "practices": 1, "rested": True}
    assert candidate(2, 0.5, words=("集計",)).because == {"words": ["集計"], "new": True}
