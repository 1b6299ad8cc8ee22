"""What people search for, and what items are found by: pairs of letters, as they are typed and in one spelling."""

import re
from dataclasses import dataclass

from bot.language.spelling import fold
from bot.language.text import normalise, terms

_RUN_END = re.compile(r"[^\W_](?=[\W_]|$)")


@dataclass(frozen=True)
class Text:
    """An item's text, made ready to be searched once."""

    plain: str
    folded: str

    @classmethod
    def of(cls, typed: str) -> "Text":
        """Made ready from what was typed."""
        plain = normalise(typed)
        return cls(plain, fold(plain))

    def holds(self, word: "Word") -> bool:
        """Whether the word stands in it, in whatever spelling."""
        return word.plain in self.plain or word.folded in self.folded

    def counts(self, word: "Word") -> int:
        """How often it does."""
        return max(self.plain.count(word.plain), self.folded.count(word.folded))


@dataclass(frozen=True)
class Word:
    """A word that is searched for; `ways` are the terms of its spellings, all terms of one of which an item has.

    A term of one letter stands for every term that begins with it.
    """

    plain: str
    folded: str
    ways: tuple[tuple[str, ...], ...]


def words_of(typed: str) -> tuple[Word, ...]:
    """The words that were typed, separated by spaces; signs alone are none."""
    found = []
    for plain in dict.fromkeys(normalise(typed).split()):
        folded = fold(plain)
        ways = tuple(dict.fromkeys(tuple(dict.fromkeys(terms(way))) for way in (plain, folded)))
        if all(ways):
            found.append(Word(plain, folded, ways))
    return tuple(found)


def index_terms(typed: str) -> list[str]:
    """Every pair of neighbouring letters in both spellings, and the letters at the ends, where no pair begins."""
    text = Text.of(typed)
    exact = terms(text.plain)
    ends = _RUN_END.findall(text.plain) + _RUN_END.findall(text.folded)
    known = set(exact)
    return exact + [term for term in dict.fromkeys(terms(text.folded) + ends) if term not in known]
