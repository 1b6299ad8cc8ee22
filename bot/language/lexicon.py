"""The word list: municipal words and what they stand for."""

import re
from collections import defaultdict
from functools import cache
from importlib.resources import files

_DATA = files("bot.language") / "data"
_ASCII = re.compile(r"[a-z0-9]")
_KANJI = re.compile(r"[㐀-䶿一-鿿豈-﫿々〆〇]")


class Lexicon:
    """Known words by their first letters, and the concepts of each as feature names."""

    def __init__(self, lines: list[str]) -> None:
        self.concepts: dict[str, tuple[str, ...]] = {}
        for line in lines:
            concept, _, cues = line.partition(":")
            for cue in cues.split():
                if "=" + concept not in self.concepts.get(cue, ()):
                    self.concepts[cue] = (*self.concepts.get(cue, ()), "=" + concept)
        by_head: defaultdict[str, list[str]] = defaultdict(list)
        for cue in sorted(self.concepts, key=lambda c: (-len(c), c)):
            by_head[cue[:2]].append(cue)
        self._by_head = {head: tuple(cues) for head, cues in by_head.items()}

    def at(self, plain: str, i: int, *, inside: bool) -> str | None:
        """The longest known word that begins at `i`; Latin words and single kanji only when they stand alone."""
        for cue in self._by_head.get(plain[i : i + 2], ()):
            if plain.startswith(cue, i) and (not cue[0].isascii() or _alone(_ASCII, plain, i, cue)):
                return cue
        if not inside and plain[i] in self._by_head and _alone(_KANJI, plain, i, plain[i]):
            return plain[i]
        return None


def _alone(kind: re.Pattern[str], plain: str, i: int, word: str) -> bool:
    before, after = plain[i - 1 : i], plain[i + len(word) : i + len(word) + 1]
    return not (before and kind.match(before)) and not (after and kind.match(after))


def read_words(name: str) -> frozenset[str]:
    """A file of words, separated by spaces or lines; lines that begin with # are comments."""
    return frozenset(word for line in read_lines(name) for word in line.split())


def read_lines(name: str) -> list[str]:
    """The lines of a data file that say something."""
    lines = (_DATA / name).read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


@cache
def municipal_words() -> Lexicon:
    """The word list that ships with the bot."""
    return Lexicon(read_lines("concepts.txt"))


@cache
def narrow_synonyms() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Cues and the senses (`+`) each may stand for, to be looked for anywhere in a normalised text."""
    senses: defaultdict[str, list[str]] = defaultdict(list)
    for line in read_lines("synonyms.txt"):
        sense, _, cues = line.partition(":")
        for cue in dict.fromkeys(cues.split()):
            senses[cue].append("+" + sense)
    return tuple((cue, tuple(found)) for cue, found in sorted(senses.items()))


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about what a text is about."""
    return read_words("stop_words.txt")
