"""The earlier items a router remembers, and the most similar one of each group."""

import math
from collections import OrderedDict, defaultdict
from collections.abc import Mapping

_PROBES = 16
_COMMON = 300
_SIMILAR = 0.22


class Memory:
    """A bounded inverted index; the oldest items are forgotten first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._items: OrderedDict[int, tuple[str | None, int, Mapping[str, float]]] = OrderedDict()
        self._where: defaultdict[str, dict[int, float]] = defaultdict(dict)
        self._next = 0

    def add(self, number: str | None, place: int, vector: Mapping[str, float]) -> None:
        """Remember an item of the group at `place`; an item without a number cannot be shown, so is not kept."""
        if number is None:
            return
        self._items[self._next] = (number, place, vector)
        for feature, value in vector.items():
            self._where[feature][self._next] = value
        self._next += 1
        if len(self._items) > self._limit:
            self._forget_oldest()

    def nearest(self, vector: Mapping[str, float]) -> dict[int, str]:
        """For each group that has one: the number of its item most like the vector."""
        where = self._where
        rare = sorted((len(where[f]), f) for f in vector if f in where and len(where[f]) <= _COMMON)[:_PROBES]
        touched: defaultdict[int, float] = defaultdict(float)
        for spread, feature in rare:
            worth = math.log(1 + len(self._items) / spread) * vector[feature]
            for key, value in where[feature].items():
                touched[key] += worth * value
        best: dict[int, tuple[float, str]] = {}
        for key in sorted(touched, key=lambda k: (-touched[k], k))[:12]:
            number, place, other = self._items[key]
            closeness = _dot(vector, other)
            if number is not None and closeness >= _SIMILAR and closeness > best.get(place, (0.0, ""))[0]:
                best[place] = (closeness, number)
        return {place: number for place, (_, number) in best.items()}

    def _forget_oldest(self) -> None:
        key, (_, _, vector) = self._items.popitem(last=False)
        for feature in vector:
            del self._where[feature][key]
            if not self._where[feature]:
                del self._where[feature]


def _dot(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    return sum(value * large[feature] for feature, value in small.items() if feature in large)
