"""Japanese text as search terms, content words and features, without a dictionary of the whole language."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.language.lexicon import municipal_words, stop_words

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
_ADDRESS = re.compile(r"https?://[!-~]+")
_SPACE = re.compile(r"\s+")
_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿々〆〇]+|[ァ-ヺー]+|[a-z0-9]+(?:[+#&./_-]+[a-z0-9]+)*")
_LETTERS = re.compile(r"[^\W_]+")
_HIRAGANA = frozenset(map(chr, range(0x3041, 0x3097))) | {"ー"}


@dataclass(frozen=True)
class Reading:
    """A text after one pass: its content words in order, and how often each of its features occurs."""

    words: tuple[str, ...]
    features: dict[str, float]


def normalise(text: str) -> str:
    """One spelling for what people type in many: width, case, composition, invisible characters, spaces."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).casefold())
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", visible)).strip()


def bigrams(text: str) -> list[str]:
    """Search terms: every two neighbouring letters or digits, and those that stand alone, in text order."""
    terms: list[str] = []
    for run in _LETTERS.findall(normalise(text)):
        terms += [first + second for first, second in pairwise(run)] or [run]
    return terms


def words(text: str) -> list[str]:
    """Content words that a reader recognises, each once, in order of appearance."""
    return list(dict.fromkeys(word for word, _ in _content(normalise(text))))


def features(text: str) -> dict[str, float]:
    """How often each word, concept (`=`) and character pair (`~`) occurs."""
    return read(text).features


def read(text: str) -> Reading:
    """Words and features in one pass."""
    plain = _ADDRESS.sub(" ", normalise(text))  # the parts of an address say nothing about the matter
    found: dict[str, float] = {}
    said: dict[str, None] = {}
    for word, concepts in _content(plain):
        said[word] = None
        for feature in (word, *concepts):
            found[feature] = found.get(feature, 0.0) + 1.0
    for run in _LETTERS.findall(plain):
        for first, second in pairwise(run):
            if first not in _HIRAGANA or second not in _HIRAGANA:
                pair = f"~{first}{second}"
                found[pair] = found.get(pair, 0.0) + 1.0
    return Reading(tuple(said), found)


def _content(plain: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Known words (the longest at each place), else runs of kanji, katakana or Latin letters between them."""
    lexicon, stop, i = municipal_words(), stop_words(), 0
    while i < len(plain):
        known = lexicon.at(plain, i, inside=False)
        if known is not None:
            yield known, lexicon.concepts[known]
            i += len(known)
            continue
        run = _RUN.match(plain, i)
        if run is None:
            i += 1
            continue
        end = run.end()
        if not plain[i].isascii():
            end = next((j for j in range(i + 1, end) if lexicon.at(plain, j, inside=True)), end)
        word = plain[i:end]
        # A lone kanji that nobody listed is mostly the stem of a verb.
        if len(word) > 1 and word not in stop and not word.isdigit():
            yield word, ()
        i = end
