"""Which colleagues a wish is about: what they offer, in whatever words, against what is asked."""

import math
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from bot.language.lexicon import skill_words
from bot.language.similar import SAME_FIELD, portray
from bot.language.text import Reading, letter_pairs, normalise, read

_TAGS, _ABOUT, _DEPARTMENT = 1.0, 0.8, 0.4  # a department says what many do, not what this one knows
COMPARED = 100
_SKILL = 1.3  # a skill that both speak of, whatever the words: more than any word
_TOUCHED = 20_000
_WORDS_TOLD = 3


@dataclass(frozen=True)
class Offer:
    """What a helper says of themselves."""

    tags: Sequence[str]
    about: str = ""
    department: str = ""

    @property
    def text(self) -> str:
        """All of it."""
        return f"{'、'.join(self.tags)}\n{self.about}\n{self.department}"


@dataclass(frozen=True)
class Fit:
    """How well a helper fits (0 to 1), and the words that both say."""

    key: str
    closeness: float
    words: tuple[str, ...] = ()


class SkillIndex:
    """What helpers say of themselves, ready to be compared: an inverted index; built anew when one of them changes.

    Few enough features are `touched` and helpers `compared` for a ranking to take a millisecond or two.
    """

    def __init__(self, offers: Mapping[str, Offer], *, touched: int = _TOUCHED, compared: int = COMPARED) -> None:
        self._most_touched, self._most_compared = touched, compared
        self._keys = list(offers)
        self._words = [frozenset(read(offer.text).words) for offer in offers.values()]
        drawn = [_drawn(offer) for offer in offers.values()]
        self._spread = Counter(feature for one in drawn for feature in one)
        self._portraits = [_unit(self._weighed(one)) for one in drawn]
        self._where: dict[str, array[int]] = {}
        for place, one in enumerate(self._portraits):
            for feature in one:
                self._where.setdefault(feature, array("I")).append(place)

    def rank(self, wish: str) -> list[Fit]:
        """The helpers who have something in common with a wish, as many as are compared, best first; then by keys."""
        reading = read(wish)
        wanted = _unit(self._weighed(_portrait(wish)))
        fits = [
            Fit(self._keys[place], self._closeness(wanted, place), self._shared(reading, place))
            for place in self._touched(wanted)
        ]
        return sorted(fits, key=lambda fit: (-fit.closeness, fit.key))

    def _weighed(self, features: Mapping[str, float]) -> dict[str, float]:
        """The rarer a feature is among the helpers, the more it tells; what nobody offers counts for the wish alone."""
        many = len(self._keys) + 1  # with few helpers, what most of them offer still tells something
        return {f: value * math.log(1 + many / (self._spread[f] + 0.5)) for f, value in features.items()}

    def _touched(self, wanted: Mapping[str, float]) -> list[int]:
        """Those who share most with it, the rarest features first, until there is enough to choose from."""
        left, found = self._most_touched, dict[int, float]()
        for many, feature in sorted((len(self._where[f]), f) for f in wanted if f in self._where):
            if many > left:
                break
            left -= many
            worth = wanted[feature]
            for place in self._where[feature]:
                found[place] = found.get(place, 0.0) + worth * self._portraits[place][feature]
        return nlargest(self._most_compared, found, key=found.__getitem__)

    def _closeness(self, wanted: Mapping[str, float], place: int) -> float:
        offered = self._portraits[place]
        return min(1.0, sum(value * offered[f] for f, value in wanted.items() if f in offered))

    def _shared(self, wish: Reading, place: int) -> tuple[str, ...]:
        offered = self._words[place]
        return tuple(wish.as_typed(word) for word in wish.words if word in offered)[:_WORDS_TOLD]


def _drawn(offer: Offer) -> dict[str, float]:
    found: dict[str, float] = {}
    for text, weight in (("、".join(offer.tags), _TAGS), (offer.about, _ABOUT), (offer.department, _DEPARTMENT)):
        for feature, value in _portrait(text).items():
            found[feature] = found.get(feature, 0.0) + weight * value
    return found


def _portrait(text: str) -> dict[str, float]:
    plain = normalise(text)
    skills = dict.fromkeys(skill_words().senses(plain, letter_pairs(plain)), _SKILL)
    return portray(read(text), SAME_FIELD) | skills


def _unit(features: Mapping[str, float]) -> dict[str, float]:
    length = math.hypot(*features.values()) or 1.0
    return {feature: value / length for feature, value in features.items()}


def skills_in(text: str) -> list[str]:
    """The skills that a text speaks of, by their names."""
    plain = normalise(text)
    return sorted(skill[1:] for skill in skill_words().senses(plain, letter_pairs(plain)))


def words_in(text: str) -> list[str]:
    """The words of a text as they are written."""
    reading = read(text)
    return [reading.as_typed(word) for word in reading.words]
