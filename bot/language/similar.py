"""How much two requests are the same wish, however they are worded."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from bot.language.text import Reading, read

SAME_WISH: Mapping[str, float] = {"=": 0.5, "": 0.3, "+": 1.0, "!": 1.0}
SAME_FIELD: Mapping[str, float] = {"=": 1.0, "": 0.4, "+": 0.7, "!": 0.7}

# A word said n times counts so much; beyond thirty nobody counts.
LOUDER = (0.0, *(1.0 + math.log(n) for n in range(1, 32)))


class Rarity:
    """How telling each feature is among the items there are; grows with them."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._items = 0
        self._spread: Counter[str] = Counter()
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """Count one more item."""
        self._items += 1
        self._spread.update(portrait(text).keys())

    def of(self, feature: str) -> float:
        """The rarer a feature is, the more it tells."""
        return math.log((self._items + 1) / (self._spread[feature] + 0.5)) if self._items else 1.0


def portrait(text: str, weights: Mapping[str, float] = SAME_WISH) -> dict[str, float]:
    """What a text is compared by: concepts, narrow senses (`+`, `!`) and character pairs, each weighed."""
    return portray(read(text), weights)


def portray(reading: Reading, weights: Mapping[str, float] = SAME_WISH) -> dict[str, float]:
    """The same of a text that was read already."""
    pair = weights[""]
    found = {f: weights.get(f[0], pair) * LOUDER[min(n, 31)] for f, n in reading.features.items()}
    found.update((sense, weights[sense[0]]) for sense in reading.senses)
    return found


def closeness(a: Mapping[str, float], b: Mapping[str, float], rarity: Rarity | None = None) -> float:
    """The similarity of two portraits."""
    if rarity is not None:
        a, b = _telling(a, rarity), _telling(b, rarity)
    shared = sum(value * b[feature] for feature, value in a.items() if feature in b)
    length = math.hypot(*a.values()) * math.hypot(*b.values())
    return min(1.0, shared / length) if length else 0.0


def _telling(portrait: Mapping[str, float], rarity: Rarity) -> dict[str, float]:
    return {feature: value * rarity.of(feature) for feature, value in portrait.items()}
