"""Tags as people type them, and the key under which they are the same."""

import re
import unicodedata

from bot.language.spelling import fold
from bot.language.text import normalise

_AMOUNT = re.compile(
    r"(?:[0-9][0-9,.]*|[一二三四五六七八九十百]+)\s*(?:万|千|億)?\s*"
    r"(?:時間|分|秒|日|週|か月|ヶ月|月|年|円|件|枚|人|名|回|%|割|倍|台|冊|課|箇所|か所|hours?|minutes?|days?|yen|people|times)"
)


def tidy(tag: str) -> str:
    """A tag as it is shown: one width, no spaces around it."""
    return " ".join(unicodedata.normalize("NFKC", tag).split()).strip("、,・")


def key_of(tag: str) -> str:
    """The same for every spelling of a tag."""
    return fold(normalise(tag)).replace(" ", "")


def tells_figures(effect: str) -> bool:
    """Whether an effect is told in figures: hours, yen, per cent and the like."""
    return _AMOUNT.search(unicodedata.normalize("NFKC", effect)) is not None
