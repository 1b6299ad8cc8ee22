"""The word list: municipal words and what they stand for."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
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
        self._by_head = {head: tuple(cues) for head, cues in by_head.items() if len(head) == 2}
        self._heads = frozenset(self._by_head)
        self._alone = frozenset(head for head in by_head if len(head) == 1)

    def occurrences(self, plain: str, pairs: Sequence[str]) -> list[tuple[int, int, str]]:
        """Every known word in the text: where, its length below zero, the word; Latin ones only when alone.

        `pairs` are all neighbouring letters of the text. Sorted, so that the longest of a place comes first.
        """
        found: list[tuple[int, int, str]] = []
        for head in self._heads.intersection(pairs):
            for cue in self._by_head[head]:
                at = plain.find(cue)
                while at != -1:
                    if not cue[0].isascii() or _alone(_ASCII, plain, at, cue):
                        found.append((at, -len(cue), cue))
                    at = plain.find(cue, at + 1)
        found.sort()
        return found

    def knows_alone(self, plain: str, i: int) -> bool:
        """Whether the letter at `i` is a known word that stands alone: no kanji and no Latin letter beside it."""
        letter = plain[i]
        return letter in self._alone and _alone(_ASCII if letter.isascii() else _KANJI, plain, i, letter)


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


class Synonyms:
    """Words and what each may narrowly stand for, looked for anywhere in a normalised text."""

    def __init__(self, senses: Mapping[str, Sequence[str]]) -> None:
        meant: defaultdict[str, list[str]] = defaultdict(list)
        for sense, cues in senses.items():
            for cue in dict.fromkeys(cues):
                meant[cue].append(sense)
        by_head: defaultdict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for cue, found in sorted(meant.items()):
            by_head[cue[:2]].append((cue, tuple(found)))
        self._by_head = dict(by_head)
        self._heads = frozenset(by_head)

    def senses(self, plain: str, pairs: Sequence[str]) -> set[str]:
        """Everything that one of its words is in the text for; `pairs` are all neighbouring letters of the text."""
        heads = self._heads & {*plain, *pairs}
        return {sense for head in heads for cue, senses in self._by_head[head] if cue in plain for sense in senses}


@cache
def narrow_synonyms() -> Synonyms:
    """The synonyms that ship with the bot: what a text is about (`+`) and what it wishes for (`!`)."""
    senses: dict[str, list[str]] = {}
    for mark, name in (("+", "synonyms.txt"), ("!", "wishes.txt")):
        for line in read_lines(name):
            sense, _, cues = line.partition(":")
            senses[mark + sense] = cues.split()
    return Synonyms(senses)


@cache
def related_concepts() -> Mapping[str, tuple[str, ...]]:
    """For a concept those that whoever cares for it mostly cares for too."""
    lines = (line.partition(":") for line in read_lines("related.txt"))
    return {"=" + concept: tuple("=" + other for other in others.split()) for concept, _, others in lines}


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about what a text is about."""
    return read_words("stop_words.txt")


@cache
def feelings() -> frozenset[str]:
    """Words for how somebody spoke or felt."""
    return read_words("feelings.txt")


@cache
def skill_words() -> Synonyms:
    """What colleagues are good at (`*`), in their words and in those of whoever needs it."""
    lines = (line.partition(":") for line in read_lines("skills.txt"))
    return Synonyms({"*" + skill: cues.split() for skill, _, cues in lines})
