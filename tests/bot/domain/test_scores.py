import pytest

from bot.domain.scores import Summary, overall, spread, summarise


def points(effect: int, cost: int) -> dict[str, int]:
    return {"effect": effect, "cost": cost}


def test_each_criterion_has_its_own_median_and_spread() -> None:
    found = summarise(("effect", "cost"), [points(1, 5), points(4, 5), points(5, 2)])
    assert found == (Summary("effect", 4.0, 1, 5), Summary("cost", 5.0, 2, 5))


@pytest.mark.parametrize(
    ("given", "middle", "ends"),
    [
        ([], None, None),
        ([points(3, 4)], 3.5, (3.5, 3.5)),
        ([points(1, 1), points(5, 5)], 3.0, (1.0, 5.0)),
        ([points(1, 1), points(2, 3), points(5, 5)], 2.5, (1.0, 5.0)),
    ],
)
def test_overall_is_the_median_of_what_each_reviewer_gave_on_average(
    given: list[dict[str, int]], middle: float | None, ends: tuple[float, float] | None
) -> None:
    assert (overall(given), spread(given)) == (middle, ends)


def test_nothing_comes_of_no_scores() -> None:
    assert summarise(("effect",), []) == ()
