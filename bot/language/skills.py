"""Which colleagues a wish is about: what they offer, in whatever words, against what is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.language.similar import SAME_FIELD, Rarity, closeness, portrait
from bot.language.text import read

_WORDS_TOLD = 3


@dataclass(frozen=True)
class Fit:
    """How well a helper fits (0 to 1), and the words that both say."""

    key: str
    closeness: float
    words: tuple[str, ...] = ()


class SkillIndex:
    """What helpers say of themselves, ready to be compared; built anew when one of them changes."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)
        self._rarity = Rarity(self._texts.values())
        self._portraits = {key: portrait(text, SAME_FIELD) for key, text in self._texts.items()}

    def rank(self, wish: str) -> list[Fit]:
        """Every helper, best first; those alike in order of their keys."""
        wanted = portrait(wish, SAME_FIELD)
        scores = {key: closeness(wanted, offered, self._rarity) for key, offered in self._portraits.items()}
        return [Fit(key, scores[key], self._shared(wish, key)) for key in _best(scores)]

    def _shared(self, wish: str, key: str) -> tuple[str, ...]:
        asked, offered = read(wish), set(read(self._texts[key]).words)
        return tuple(asked.as_typed(word) for word in asked.words if word in offered)[:_WORDS_TOLD]


def text_of(skills: Iterable[str], about: str, department: str) -> str:
    """What a helper is compared by."""
    return f"{'、'.join(skills)}\n{about}\n{department}"


def _best(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda key: (-scores[key], key))
