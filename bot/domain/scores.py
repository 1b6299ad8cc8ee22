"""Scores on criteria by several reviewers: what they come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

DEFAULT_CRITERIA = ("effect", "feasibility", "originality", "cost")
CRITERIA_AT_MOST = 8
POINTS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Summary:
    """What one criterion came to: the median, and how far apart the reviewers are."""

    criterion: str
    median: float
    lowest: int
    highest: int


@dataclass(frozen=True)
class Scoring:
    """A scoring as it is shown: results only once it is closed; `mine` is what who looks has given."""

    criteria: tuple[str, ...]
    given: int
    asked: int
    closed: bool = False
    results: tuple[Summary, ...] = ()
    median: float | None = None
    mine: Mapping[str, int] | None = None  # None for who was not asked


def summarise(criteria: Sequence[str], given: Sequence[Mapping[str, int]]) -> tuple[Summary, ...]:
    """Each criterion's median and spread; nothing when nobody's points count."""
    by_criterion = {criterion: [points[criterion] for points in given] for criterion in criteria}
    return tuple(
        Summary(criterion, float(median(points)), min(points), max(points))
        for criterion, points in by_criterion.items()
        if points
    )


def overall(given: Sequence[Mapping[str, int]]) -> float | None:
    """The median of what each reviewer gave on average, to a tenth."""
    return round(median(_averages(given)), 1) if given else None


def spread(given: Sequence[Mapping[str, int]]) -> tuple[float, float] | None:
    """The lowest and the highest of what each reviewer gave on average, to a tenth."""
    averages = _averages(given)
    return (round(min(averages), 1), round(max(averages), 1)) if averages else None


def _averages(given: Sequence[Mapping[str, int]]) -> list[float]:
    return [fmean(points.values()) for points in given]
