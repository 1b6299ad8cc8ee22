"""Which working group a text belongs to, with the words and the earlier item that speak for it."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add, mul

from bot.language.lexicon import feelings, municipal_words, related_concepts
from bot.language.memory import Memory, Near
from bot.language.similar import LOUDER, portray
from bot.language.text import Reading, read

# Chosen by cross-validation on items written for this project: of what is decided, nine of ten are right.
CONFIDENT_SHARE = 0.52
CONFIDENT_LEAD = 0.25
ENOUGH_EVIDENCE = 4
# A short text is decided only when hardly anything else is possible.
OBVIOUS_SHARE = 0.85
LITTLE_EVIDENCE = 2

_MISSION = 13.5
_RELATED = 0.4
# Means that any group may use: in a mission they say nothing about what it is for.
_MEANS = frozenset({"=システム", "=デジタル"})
_PAIR = 0.6
_RATE = 0.5
_STEADY = 0.1
_SHARPNESS = 1.3
_SETTLED = 0.02
_EPOCHS = 6
_STEPS_AT_START = 4_000
_STUDIED = 3_000
_REMEMBERED = 20_000
_VOCABULARY = 60_000
_CORRECTION_STEPS = 8

# R8, h.25, 2025: what a list of past items writes beside each of them.
_YEAR = re.compile(r"[mtshr]?\.?\d+")

Vector = Mapping[str, float]


@dataclass(frozen=True)
class GroupProfile:
    """What is known of a working group before it has seen a single item."""

    slug: str
    name: str
    mission: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Example:
    """A text and the group a person chose for it; a correction weighs more than an unopposed guess."""

    text: str
    slug: str
    weight: float = 1.0
    number: str | None = None


@dataclass(frozen=True)
class Candidate:
    """A group, its share of the belief (all shares add up to 1), and what speaks for it."""

    slug: str
    score: float
    words: tuple[str, ...]
    similar: str | None


@dataclass(frozen=True)
class Routing:
    """Groups, best first; `decision` is None when a person should be asked."""

    candidates: tuple[Candidate, ...]
    decision: str | None


class Router:
    """A linear model over characters and concepts that starts from the missions and learns from every choice."""

    def __init__(self, groups: Sequence[GroupProfile], examples: Iterable[Example] = ()) -> None:
        self._slugs = [group.slug for group in groups]
        self._place = {slug: i for i, slug in enumerate(self._slugs)}
        self._weights: dict[str, list[float]] = {}
        self._seen: dict[str, float] = {}
        self._memory = Memory(_REMEMBERED)
        self._start_from_missions(groups)
        given = [Example(text, group.slug) for group in groups for text in group.examples]
        self._study([*given, *examples])

    def remember(self, number: str, reading: Reading) -> None:
        """Take in the words of an item, whether or not anybody chose a group for it."""
        self._memory.put(number, portray(reading))

    def assign(self, number: str, slug: str) -> None:
        """Note where an item that is remembered went, without learning from it."""
        self._memory.assign(number, slug)

    def study(self, reading: Reading, slug: str, weight: float, number: str | None = None) -> None:
        """Take in one choice at once, of an item that is remembered by its number; a group that is gone is ignored."""
        place = self._place.get(slug)
        if place is None:
            return
        if number is not None:
            self.assign(number, slug)
        vector = _vector(reading.features)
        for _ in range(_CORRECTION_STEPS if weight > 1 else 1):
            if self._step(vector, place, weight) < _SETTLED:
                break
        self._forget_what_says_least()

    def rank(self, text: str) -> Routing:
        """All groups, best first, and the decision when it is safe to take one."""
        reading = read(text)
        return self.weigh(reading, self.nearest(reading))

    def nearest(self, reading: Reading) -> list[Near]:
        """The items remembered that are like a text, closest first."""
        return self._memory.nearest(portray(reading))

    def weigh(self, reading: Reading, near: Sequence[Near]) -> Routing:
        """As `rank`, for a text that was read and compared already."""
        if not self._slugs:
            return Routing((), None)
        shares = self._shares(_vector(reading.features))
        order = sorted(range(len(shares)), key=lambda i: (-shares[i], self._slugs[i]))
        similar = {item.slug: item.number for item in reversed(near) if item.same_wish}
        spoken = self._spoken(reading, order[:3])
        candidates = tuple(
            Candidate(self._slugs[i], shares[i], spoken.get(i, ()), similar.get(self._slugs[i])) for i in order
        )
        return Routing(candidates, self._decide(reading, candidates))

    def _decide(self, reading: Reading, candidates: Sequence[Candidate]) -> str | None:
        best = candidates[0]
        lead = best.score - (candidates[1].score if len(candidates) > 1 else 0.0)
        evidence = _evidence(reading)
        sure = best.score >= CONFIDENT_SHARE and lead >= CONFIDENT_LEAD and evidence >= ENOUGH_EVIDENCE
        obvious = best.score >= OBVIOUS_SHARE and evidence >= LITTLE_EVIDENCE
        return best.slug if sure or obvious else None

    def _start_from_missions(self, groups: Sequence[GroupProfile]) -> None:
        for i, group in enumerate(groups):
            said = read(f"{group.name}\n{group.mission}").features
            own = _vector({feature: count for feature, count in said.items() if feature not in _MEANS})
            for feature, value in _widened(own).items():
                row = self._weights.setdefault(feature, [0.0] * len(groups))
                row[i] += _MISSION * value

    def _study(self, examples: Sequence[Example]) -> None:
        known = [e for e in examples if e.slug in self._place][-_STUDIED:]
        vectors = []
        for example in known:
            reading = read(example.text)
            if example.number is not None:
                self.remember(example.number, reading)
                self.assign(example.number, example.slug)
            vectors.append(_vector(reading.features))
        epochs = max(1, min(_EPOCHS, _STEPS_AT_START // max(1, len(known))))
        for epoch in range(epochs):
            for i in range(len(known)):
                at = _scattered(i, epoch, len(known))
                self._step(vectors[at], self._place[known[at].slug], known[at].weight)
        self._forget_what_says_least()

    def _scores(self, vector: Vector) -> list[float]:
        rows, values = [], []
        for feature, value in vector.items():
            row = self._weights.get(feature)
            if row is not None:
                rows.append(row)
                values.append(value)
        if not rows:
            return [0.0] * len(self._slugs)
        return [sum(map(mul, values, column)) for column in zip(*rows, strict=True)]

    def _shares(self, vector: Vector) -> list[float]:
        return _softmax([_SHARPNESS * score for score in self._scores(vector)])

    def _step(self, vector: Vector, place: int, weight: float) -> float:
        """One AdaGrad step of logistic regression; returns how wrong the model was before it."""
        error = [-share for share in _softmax(self._scores(vector))]
        error[place] += 1.0
        wrong = sum(e * e for e in error)
        if wrong < _SETTLED:
            return wrong
        for feature, value in vector.items():
            seen = self._seen.get(feature, _STEADY) + value * value * wrong
            self._seen[feature] = seen
            step = weight * _RATE * value / math.sqrt(seen)
            row = self._weights.get(feature)
            self._weights[feature] = (
                [step * e for e in error] if row is None else [w + step * e for w, e in zip(row, error, strict=True)]
            )
        return wrong

    def _spoken(self, reading: Reading, places: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """For each of these groups up to three words of the text that speak for it most."""
        votes = [(word, self._votes(word)) for word in reading.words if _is_a_reason(word)]
        spoken = {}
        for place in places:
            heard = sorted(((-row[place], i) for i, (_, row) in enumerate(votes) if row[place] > 0))[:3]
            spoken[place] = tuple(reading.as_typed(votes[i][0]) for _, i in heard)
        return spoken

    def _votes(self, word: str) -> list[float]:
        """How much a word speaks for each group, beside what it says for all of them."""
        votes = [0.0] * len(self._slugs)
        for feature in (*municipal_words().concepts.get(word, ()), *dict.fromkeys(map(add, word, word[1:]))):
            row = self._weights.get(feature)
            if row is not None:
                worth = 1.0 if feature[0] == "=" else _PAIR
                mean = sum(row) / len(row)
                votes = [vote + worth * (weight - mean) for vote, weight in zip(votes, row, strict=True)]
        return votes

    def _forget_what_says_least(self) -> None:
        if len(self._weights) <= _VOCABULARY:
            return
        strongest = sorted(self._weights, key=lambda f: (-max(map(abs, self._weights[f])), f))
        for feature in strongest[_VOCABULARY * 3 // 4 :]:
            del self._weights[feature]
            self._seen.pop(feature, None)


def _is_a_reason(word: str) -> bool:
    """Whether a person would take a word for a reason: a year or how somebody felt says nothing about the matter."""
    return len(word) > 1 and not _YEAR.fullmatch(word) and word not in feelings()


def _evidence(reading: Reading) -> float:
    return float(sum(1 for feature in reading.features if feature[0] == "="))


def _vector(features: Mapping[str, int]) -> dict[str, float]:
    values = {
        feature: LOUDER[min(count, 31)] * (1.0 if feature[0] == "=" else _PAIR) for feature, count in features.items()
    }
    length = math.hypot(*values.values()) or 1.0
    return {feature: value / length for feature, value in values.items()}


def _widened(mission: Vector) -> dict[str, float]:
    """With what is related to a mission's own concepts, where nothing of it is said."""
    near: dict[str, float] = {}
    for feature, value in mission.items():
        for other in related_concepts().get(feature, ()):
            near[other] = max(near.get(other, 0.0), _RELATED * value)
    return {**near, **mission}


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    total = sum(raised)
    return [value / total for value in raised]


def _scattered(i: int, epoch: int, count: int) -> int:
    """The i-th place of a fixed shuffle, another one in every epoch: neighbours often share a group."""
    stride = next(
        s for s in range(max(1, int(count * 0.618)) + 7 * epoch, 3 * count + 7 * epoch + 2) if math.gcd(s, count) == 1
    )
    return (i * stride + epoch) % count
