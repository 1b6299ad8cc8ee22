from datetime import date

import pytest

from bot.domain.nominations import is_asked_again, is_head

TUESDAY = date(2026, 11, 24)
CLOSES = date(2026, 12, 4)


@pytest.mark.parametrize("title", ["課長", "DX推進課 課長", "室長", "中央図書館長", "子育て支援センター長", " 所長 "])
def test_a_title_tells_who_answers_for_a_department(title: str) -> None:
    assert is_head(title)


@pytest.mark.parametrize("title", ["課長補佐", "課長代理", "係長", "主任", "", "副園長補佐"])
def test_other_titles_do_not(title: str) -> None:
    assert not is_head(title)


@pytest.mark.parametrize(
    ("told_on", "today", "again"),
    [
        (TUESDAY, TUESDAY, False),
        (TUESDAY, date(2026, 11, 25), False),
        (TUESDAY, date(2026, 11, 26), True),
        (date(2026, 11, 27), date(2026, 11, 30), False),  # the weekend does not count
        (date(2026, 11, 27), date(2026, 12, 1), True),
        (date(2026, 12, 3), CLOSES, True),
        (CLOSES, CLOSES, False),
        (CLOSES, date(2026, 12, 7), True),
    ],
)
def test_who_was_told_is_told_again_after_two_business_days_and_daily_at_the_end(
    told_on: date, today: date, again: bool
) -> None:
    assert is_asked_again(told_on, CLOSES, today) is again
