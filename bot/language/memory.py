"""The items that were posted before, and those of them that a text is most like."""

import math
from array import array
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from operator import mul

_TOUCHED = 1_500
_COMPARED = 16
_SPARE = 1_000


@dataclass
class Near:
    """An earlier item: the number people read, the group it went to, if any, and how close it is, from 0 to 1."""

    number: str
    slug: str | None
    closeness: float


class Memory:
    """A bounded inverted index over portraits; the oldest items are forgotten first.

    Kept in arrays rather than dictionaries: ten thousand items take some twenty megabytes.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._place: dict[str, int] = {}  # in the order in which they came
        self._slugs: dict[str, str] = {}
        self._numbers: list[str] = []
        self._features: list[tuple[str, ...]] = []
        self._values: list[array[float]] = []
        self._where: dict[str, array[int]] = {}

    def put(self, number: str, portrait: Mapping[str, float]) -> None:
        """Remember an item, with these features instead of those it had."""
        if number in self._place:
            self._empty(number)
        elif len(self._place) == self._limit:
            oldest = next(iter(self._place))
            self._empty(oldest)
            self._slugs.pop(oldest, None)
        if len(self._numbers) > 2 * len(self._place) + _SPARE:
            self._tidy()
        self._add(number, tuple(portrait), _unit(portrait.values()))

    def assign(self, number: str, slug: str) -> None:
        """Note to which group an item that is remembered went."""
        if number in self._place:
            self._slugs[number] = slug

    def nearest(self, portrait: Mapping[str, float], at_least: float) -> list[Near]:
        """The items at least so close, closest first, of those that share the rarest features."""
        length = math.hypot(*portrait.values()) or 1.0
        found = []
        for place in self._candidates(portrait):
            shared = [portrait.get(feature, 0.0) for feature in self._features[place]]
            closeness = sum(map(mul, shared, self._values[place])) / length
            if closeness >= at_least:
                number = self._numbers[place]
                found.append(Near(number, self._slugs.get(number), min(1.0, closeness)))
        return sorted(found, key=lambda near: -near.closeness)

    def _candidates(self, portrait: Mapping[str, float]) -> list[int]:
        where, many, left = self._where, len(self._numbers), _TOUCHED
        touched: dict[int, float] = {}
        for spread, feature in sorted((len(where[f]), f) for f in portrait if f in where):
            if left < spread:
                break
            left -= spread
            worth = portrait[feature] * math.log(1 + many / spread)
            for place in where[feature]:
                touched[place] = touched.get(place, 0.0) + worth
        return nsmallest(_COMPARED, touched, key=lambda place: (-touched[place], -place))

    def _add(self, number: str, features: tuple[str, ...], values: "array[float]") -> None:
        place = self._place[number] = len(self._numbers)
        self._numbers.append(number)
        self._features.append(features)
        self._values.append(values)
        for feature in features:
            found = self._where.get(feature)
            if found is None:
                found = self._where[feature] = array("I")
            found.append(place)

    def _empty(self, number: str) -> None:
        """Let go of what is known of an item; its places in the index stay until they are tidied up."""
        place = self._place.pop(number)
        self._features[place], self._values[place] = (), array("f")

    def _tidy(self) -> None:
        kept = [(number, self._features[at], self._values[at]) for number, at in self._place.items()]
        self._place, self._numbers, self._features, self._values, self._where = {}, [], [], [], {}
        for number, features, values in kept:
            self._add(number, features, values)


def _unit(values: Collection[float]) -> "array[float]":
    length = math.hypot(*values) or 1.0
    return array("f", [value / length for value in values])
