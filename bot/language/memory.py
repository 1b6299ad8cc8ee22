"""The items that were posted before, and those of them that a text is most like."""

import math
from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import repeat
from operator import mul

_TOUCHED = 600
_COMPARED = 7
_SPARE = 1_000
# Chosen on the pairs of tests/data: seven in ten of those called the same wish are. Show them, never join them unasked.
_ALIKE = 0.15
_THE_SAME = 0.35


@dataclass(frozen=True)
class Near:
    """An earlier item: the number people read, the group it went to, and how like it is.

    `closeness` says how much is said alike, `agreement` how much the wishes are the same; both go from 0 to 1.
    """

    number: str
    slug: str | None
    closeness: float
    agreement: float

    @property
    def same_wish(self) -> bool:
        """Whether it is enough to say so to a person: people write one wish in many words, and one topic has many."""
        return self.closeness >= _ALIKE and self.closeness + self.agreement / 4 >= _THE_SAME


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

    def nearest(self, portrait: Mapping[str, float]) -> list[Near]:
        """The items most like a portrait, closest first, of those that share its rarest features."""
        asked = self._weighed(portrait)
        length = math.hypot(*asked.values())
        found = [self._compare(asked, length, place) for place in self._candidates(asked)]
        return sorted(found, key=lambda near: -near.closeness)

    def compare(self, portrait: Mapping[str, float], number: str) -> Near:
        """How like a portrait one item is that is remembered."""
        asked = self._weighed(portrait)
        return self._compare(asked, math.hypot(*asked.values()), self._place[number])

    def _weighed(self, portrait: Mapping[str, float]) -> dict[str, float]:
        """The rarer a feature is among the items, the more it tells."""
        where, many = self._where, len(self._place)
        return {f: value * math.log(1 + many / len(where.get(f, "1"))) for f, value in portrait.items()}

    def _candidates(self, asked: Mapping[str, float]) -> list[int]:
        where, left = self._where, _TOUCHED
        spread = sorted([(len(where[f]), f) for f in asked if f in where])
        touched: dict[int, float] = {}
        said = touched.get
        for many, feature in spread:
            worth = asked[feature]
            for place in where[feature] if many <= left else where[feature][-left:]:  # the newest of too many
                touched[place] = said(place, 0.0) + worth
            left -= many
            if left <= 0:
                break
        likely = nlargest(2 * _COMPARED, zip(touched.values(), touched, strict=True))
        return [place for _, place in likely if self._features[place]][:_COMPARED]

    def _compare(self, asked: Mapping[str, float], length: float, place: int) -> Near:
        features, number = self._features[place], self._numbers[place]
        shared = sum(map(mul, map(asked.get, features, repeat(0.0)), self._values[place]))
        closeness = min(1.0, shared / length) if length else 0.0
        agreement = self._agreement(asked, features) if closeness >= _ALIKE else 0.0
        return Near(number, self._slugs.get(number), closeness, agreement)

    def _agreement(self, asked: Mapping[str, float], features: Sequence[str]) -> float:
        if not any(f[0] in "+=" and f in asked for f in features):
            return 0.0  # both may want to hand something over: it is no common wish while nothing else is common
        theirs = [f for f in features if f[0] == "!"]
        mine = [f for f in asked if f[0] == "!"]
        weights = self._weighed(dict.fromkeys({*mine, *theirs}, 1.0))
        length = math.hypot(*map(weights.__getitem__, mine)) * math.hypot(*map(weights.__getitem__, theirs))
        return sum(weights[f] ** 2 for f in theirs if f in asked) / length if length else 0.0

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
