"""Japanese text as search terms, content words and features, without a dictionary of the whole language."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from bot.language.lexicon import municipal_words, narrow_synonyms, stop_words

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
_ADDRESS = re.compile(r"https?://[!-~]+")
_SPACE = re.compile(r"\s+")
_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿々〆〇]+|[ァ-ヺー]+|[a-z0-9]+(?:[+#&./_-]+[a-z0-9]+)*")
_TORN = re.compile(r"[㐀-䶿一-鿿々〆〇]{2}|[ァ-ヺー]{2}")
_LETTERS = re.compile(r"[^\W_]+")
# A verb's stem, which nobody reads alone, and how it may go on: 打ち込・んで, 読み取っ・て, 部屋を借り・る.
_STEM = re.compile(r"(?:[ぁ-ん][一-鿿]|[っからさ])\Z")
_ENDING = r"(?:[てたずれ]|ん[でだ]|[いきしちみりぎびえけせめげべ][てたる]?|[うくすつむるぐぶ])?"
_HIRAGANA = frozenset([*map(chr, range(0x3041, 0x3097)), "ー"])


@dataclass(frozen=True)
class Reading:
    """A text after one pass: its content words in order, and how often each concept (`=`) and letter pair occurs.

    `typed` is the text itself; `senses` are what its words may narrowly be about (`+`) or wish for (`!`).
    """

    words: tuple[str, ...]
    features: dict[str, int]
    senses: Set[str]
    typed: str = ""

    def as_typed(self, word: str) -> str:
        """A word as the text has it: RPA, where all reading is done in small letters, and 打ち込んで, not its stem."""
        if word[0].isascii():
            found = _search(rf"(?<![A-Za-z0-9]){re.escape(word)}", self.typed)
        else:
            found = _search(re.escape(word) + _ENDING, self.typed) if _STEM.search(word) else None
        return found[0] if found else word


def normalise(text: str) -> str:
    """One spelling for what people type in many: width, case, composition, invisible characters, spaces."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).casefold())
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", visible)).strip()


def bigrams(text: str) -> list[str]:
    """Search terms: every two neighbouring letters or digits, and those that stand alone, in text order."""
    return terms(normalise(text))


def terms(plain: str) -> list[str]:
    """The search terms of a text that is normalised already."""
    return _terms(plain, letter_pairs(plain))


def words(text: str) -> list[str]:
    """Content words that a reader recognises, each once, in order of appearance."""
    return list(read(text).words)


def features(text: str) -> dict[str, int]:
    """How often each concept (`=`) and each pair of neighbouring letters occurs."""
    return read(text).features


@lru_cache(maxsize=64)
def read(text: str) -> Reading:
    """Words, features and narrow senses in one pass; what was read lately, as at a form's second look, is at hand."""
    plain = _ADDRESS.sub(" ", normalise(text))  # the parts of an address say nothing about the matter
    pairs = letter_pairs(plain)
    concepts = municipal_words().concepts
    said: dict[str, None] = {}
    found: dict[str, int] = {}
    for word in _content(plain, pairs):
        said[word] = None
        for concept in concepts.get(word, ()):
            found[concept] = found.get(concept, 0) + 1
    found |= {
        pair: count
        for pair, count in Counter(_terms(plain, pairs)).items()
        if len(pair) > 1 and (pair[1] not in _HIRAGANA or pair[0] not in _HIRAGANA)  # two are mostly grammar
    }
    return Reading(tuple(said), found, narrow_synonyms().senses(plain, pairs), text)


def letter_pairs(plain: str) -> list[str]:
    """All neighbouring letters of a normalised text."""
    return list(map(add, plain, plain[1:]))


def _terms(plain: str, pairs: list[str]) -> list[str]:
    terms: list[str] = []
    for run in _LETTERS.finditer(plain):
        start, end = run.span()
        terms += pairs[start : end - 1] or [run[0]]
    return terms


def _content(plain: str, pairs: list[str]) -> Iterator[str]:
    """Known words (the longest at each place), and the runs of kanji, katakana or Latin letters between them."""
    end = 0
    for start, _, known in municipal_words().occurrences(plain, pairs):
        if start >= end:
            yield from _between(plain, end, start)
            yield known
            end = start + len(known)
    yield from _between(plain, end, len(plain))


def _between(plain: str, start: int, stop: int) -> Iterator[str]:
    lexicon, stop_list = municipal_words(), stop_words()
    for run in _RUN.finditer(plain, start, stop):
        word = run[0]
        if len(word) == 1:
            # A lone kanji that nobody listed is mostly the stem of a verb.
            if lexicon.knows_alone(plain, run.start()):
                yield word
        elif word not in stop_list and not word.isdigit() and not _is_torn(plain, run.start(), run.end()):
            yield word


def _is_torn(plain: str, start: int, end: int) -> bool:
    """Whether a word is what is left of a longer one, as 局等職員 is of 企業局等職員: no reader knows it."""
    return bool(_TORN.match(plain[start - 1 : start + 1]) or _TORN.match(plain[end - 1 : end + 1]))


def _search(pattern: str, typed: str) -> re.Match[str] | None:
    return re.search(pattern, unicodedata.normalize("NFKC", typed), re.IGNORECASE)
