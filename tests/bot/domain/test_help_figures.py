from datetime import UTC, datetime, time

import pytest

from bot.domain.help_figures import HelpFigures, Lack, lacking, working_hours_between
from tests.factories import TOKYO

OPEN = (time(8, 30), time(17, 15), TOKYO)


def tokyo(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (tokyo(24, 10), tokyo(24, 12), 2.0),
        (tokyo(24, 16, 15), tokyo(25, 9, 30), 2.0),
        (tokyo(20, 16, 15), tokyo(24, 9, 30), 2.0),  # a Friday, and the Tuesday after a holiday
        (tokyo(21, 3), tokyo(22, 23), 0.0),  # a weekend
        (tokyo(24, 20), tokyo(25, 8, 30), 0.0),
        (tokyo(25, 10), tokyo(24, 10), 0.0),
    ],
)
def test_only_hours_of_open_days_count(start: datetime, end: datetime, hours: float) -> None:
    assert working_hours_between(start, end, *OPEN) == pytest.approx(hours)


def test_figures_of_a_year_without_consultations_are_none_rather_than_nothing() -> None:
    empty = HelpFigures(2026)
    assert (empty.median_wait, empty.solved_part, empty.saved) == (None, None, 0)


def test_the_median_is_the_middle_of_the_waits() -> None:
    figures = HelpFigures(2026, 4, helped=3, solved=2, waited=(1.0, 40.0, 3.0), hours_saved=(6.0, -1.5))
    assert (figures.median_wait, figures.solved_part, figures.saved) == (3.0, pytest.approx(2 / 3), 4.5)


def test_what_nobody_offers_comes_first_then_what_is_asked_for_most() -> None:
    asked = [frozenset({"手話", "表計算"}), frozenset({"表計算"}), frozenset({"測量"}), frozenset({"測量", "表計算"})]
    offered = [frozenset({"表計算"})]
    assert lacking(asked, offered, 2) == (Lack("測量", 2), Lack("手話", 1))
    assert lacking(asked, offered, 3)[2] == Lack("表計算", 3, 1)
