"""How much two requests are the same wish, however they are worded."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from bot.language.text import Reading, read

# Chosen on the pairs of tests/data, where two in three so called are duplicates: show them, never merge unasked.
DUPLICATE = 0.36
WORTH_SHOWING = 0.3

SAME_WISH: Mapping[str, float] = {"=": 0.5, "": 0.15, "+": 1.0}
SAME_FIELD: Mapping[str, float] = {"=": 1.0, "": 0.4, "+": 0.7}

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


def similarity(a: str, b: str, rarity: Rarity | None = None) -> float:
    """0 (nothing shared) to 1 (the same); with `rarity` for ordering, without it for `is_duplicate`."""
    return closeness(portrait(a), portrait(b), rarity)


def is_duplicate(score: float) -> bool:
    """Whether a similarity without rarity is high enough to say so to a person."""
    return score >= DUPLICATE


def portrait(text: str, weights: Mapping[str, float] = SAME_WISH) -> dict[str, float]:
    """What a text is compared by: concepts, narrow synonyms (`+`) and character pairs, each with its weight."""
    return portray(read(text), weights)


def portray(reading: Reading, weights: Mapping[str, float] = SAME_WISH) -> dict[str, float]:
    """The same of a text that was read already."""
    pair = weights[""]
    found = {f: weights.get(f[0], pair) * LOUDER[min(n, 31)] for f, n in reading.features.items()}
    found.update(dict.fromkeys(reading.senses, weights["+"]))
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
