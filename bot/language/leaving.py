"""Whether somebody's status in the chat says that they are away: on leave, ill, on a business trip."""

import re

from bot.language.text import normalise

_PICTURES = frozenset(
    {
        *("palm_tree", "desert_island", "beach_with_umbrella", "airplane", "airplane_departure", "luggage"),
        *("bullettrain_side", "bullettrain_front", "face_with_thermometer", "hospital"),
    }
)
_JAPANESE = re.compile("休暇|[年有代振夏育産病]休|有給|休み|休業|休職|忌引|療養|出張|不在")
_ENGLISH = re.compile(
    r"\b(vacation|holidays?|leave|away|sick|day off|out of office|ooo|pto|business trip|travell?ing)\b"
)


def says_away(text: str, picture: str) -> bool:
    """Whether a status with these words and this :emoji: is an absence."""
    said = normalise(text)
    return picture.strip(":").split(":")[0] in _PICTURES or bool(_JAPANESE.search(said) or _ENGLISH.search(said))
