import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.searching import Text, index_terms, words_of
from bot.language.spelling import fold
from bot.language.text import normalise

ITEMS = Path(__file__).parents[3] / "sandbox" / "city" / "items.jsonl"
SAME = [
    ("問合せ", "問い合わせ", "問合わせ", "ﾄｲ合わせ".replace("ﾄｲ", "問い")),
    ("申込み", "申し込み", "申込"),
    ("手続", "手続き"),
    ("見積書", "見積り書", "見積もり書"),
    ("サーバ", "サーバー", "ｻｰﾊﾞｰ"),
    ("コンピュータ室", "コンピューター室"),
    ("デジタル", "ディジタル", "でじたる"),
    ("3か月", "３ヶ月", "3カ月", "3箇月"),
    ("子ども", "子供", "こども"),
    ("Web会議", "ウェブ会議", "ＷＥＢ会議"),
    ("髙橋", "高橋"),
    ("取りまとめ", "取り纏め", "とりまとめ"),
]
APART = [("データ", "出た"), ("取組", "取消"), ("エラー", "選ぶ"), ("キー", "木"), ("申込", "申請"), ("鍵", "錠")]


def finds(asked: str, written: str) -> bool:
    """Whether the index and the text itself say so."""
    words, text, terms = words_of(asked), Text.of(written), index_terms(written)
    assert words

    def indexed(term: str) -> bool:
        return any(known.startswith(term) for known in terms) if len(term) == 1 else term in terms

    by_index = all(any(all(indexed(term) for term in way) for way in word.ways) for word in words)
    by_text = all(text.holds(word) for word in words)
    assert by_index or not by_text, "the index must know everything that the text holds"
    return by_text


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_every_spelling_finds_every_other(spellings: tuple[str, ...]) -> None:
    for asked in spellings:
        for written in spellings:
            assert finds(asked, f"夜間の{written}について。"), (asked, written)


@pytest.mark.parametrize(("asked", "written"), APART)
def test_other_words_are_not_taken_for_it(asked: str, written: str) -> None:
    assert not finds(asked, f"夜間に{written}。")


@given(st.text(max_size=40))
def test_a_text_that_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(normalise(text))) == fold(normalise(text))


def test_every_part_of_every_real_item_finds_it_however_short() -> None:
    dice = random.Random(7)
    for line in ITEMS.read_text(encoding="utf-8").splitlines():
        written = json.loads(line)["title"] + "\n" + json.loads(line)["description"]
        plain = normalise(written)
        for length in (1, 2, 2, 2, 3, 4, 7):
            start = dice.randrange(len(plain) - length)
            part = plain[start : start + length]
            if words_of(part):
                assert finds(part, written), (part, written)


def test_signs_and_spaces_alone_are_no_words() -> None:
    assert words_of(" 　! %_\"'*") == ()
    assert [word.plain for word in words_of("鍵　鍵 （予約）")] == ["鍵", "(予約)"]


def test_how_often_a_word_stands_in_a_text_is_counted_in_every_spelling() -> None:
    (word,) = words_of("問合せ")
    assert Text.of("問い合わせと問合せ").counts(word) == 2
