"""One spelling for words that are written in several ways: kana or not, with or without long vowels and okurigana."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from bot.language.text import normalise

_PIECE = re.compile(r"([㐀-䶿一-鿿々]+)([ぁ-ゖ]*)")
# 3音以上: サーバー is also written サーバ, but キー and エラー are not written キ and エラ.
_LONG_END = re.compile(r"([ァ-ヺー]{3,})ー(?![ァ-ヺー])")
_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(ord("ァ"), ord("ヶ") + 1)}
_CHARACTERS = str.maketrans("髙﨑邊邉齋齊濵桒瀨德廣國澤櫻檜萬嶋嶌", "高崎辺辺斎斎浜桑瀬徳広国沢桜桧万島島")


def fold(plain: str) -> str:
    """Normalised text in the one spelling that all others come to; what is folded twice stays as it is."""
    pattern, one_for = _variants()
    plain = pattern.sub(lambda found: one_for.get(found[0]) or _bare(found[0]), plain)
    return _LONG_END.sub(r"\1", plain).translate(_HIRAGANA).translate(_CHARACTERS)


def _bare(compound: str) -> str:
    return "".join(piece[1] for piece in _PIECE.finditer(compound))


@cache
def _variants() -> tuple[re.Pattern[str], dict[str, str]]:
    """What to look for, and for words that are more than okurigana what they stand for."""
    one_for: dict[str, str] = {}
    compounds: list[str] = []
    for line in _lines():
        first, *others = (normalise(word) for word in line.split())
        if others:
            one_for |= dict.fromkeys((first, *others), first)
        else:
            compounds.append(first)
    written = [*sorted(one_for, key=len, reverse=True), *sorted(compounds)]
    heads = {word[0]: [other for other in written if other[0] == word[0]] for word in written}
    by_head = (f"{head}(?:{'|'.join(_pattern(word, one_for)[1:] for word in words)})" for head, words in heads.items())
    # Without its first letters named, all alternatives would be tried at every letter of a text.
    return re.compile(f"(?=[{''.join(heads)}])(?:{'|'.join(by_head)})"), one_for


def _pattern(word: str, one_for: dict[str, str]) -> str:
    return re.escape(word) if word in one_for else _loosely(word)


def _loosely(compound: str) -> str:
    """The word with each of its kana left out or not; at its end also only the last of them."""
    pieces = list(_PIECE.finditer(compound))
    inner = [f"{piece[1]}(?:{piece[2]})?" if piece[2] else piece[1] for piece in pieces[:-1]]
    end = pieces[-1][2]
    endings = "|".join(end[start:] for start in range(len(end)))
    return "".join(inner) + pieces[-1][1] + (f"(?:{endings})?" if end else "")


def _lines() -> Iterator[str]:
    content = (files("bot.language") / "data" / "spellings.txt").read_text(encoding="utf-8")
    return (line for line in content.splitlines() if line and not line.startswith("#"))
