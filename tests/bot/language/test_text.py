import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.text import bigrams, features, normalise, read, words

JAPANESE = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z", "S", "M", "Cf"]), max_size=200)
WORD = st.text("窓口改善公民館予約カードデジタルあいうえお々ー09az", min_size=2, max_size=2)


def test_two_spellings_become_one_when_width_and_case_differ() -> None:
    assert normalise("ＲＰＡ　ﾛﾎﾞｯﾄ\n①") == normalise("rpa ロボット 1") == "rpa ロボット 1"


def test_invisible_letters_vanish_when_normalised() -> None:
    assert normalise("窓\u200b口\ufeff\u202e") == "窓口"


@given(JAPANESE)
def test_normalising_changes_nothing_when_done_twice(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(WORD, JAPANESE, JAPANESE)
@settings(max_examples=300)
def test_every_two_letter_word_is_found_by_its_bigram(word: str, before: str, after: str) -> None:
    (term,) = bigrams(word)
    assert term in bigrams(before + word + after)


def test_bigrams_do_not_cross_a_gap_between_words() -> None:
    assert bigrams("窓口 改善、鍵") == ["窓口", "改善", "鍵"]


def test_bigrams_of_a_sentence_keep_the_order_of_the_text() -> None:
    assert bigrams("公民館の鍵") == ["公民", "民館", "館の", "の鍵"]


def test_words_are_ones_a_reader_knows_when_the_text_is_japanese() -> None:
    text = "公民館の予約を電話で受けているので、鍵の受け渡しもオンラインにしたい。"
    assert words(text) == ["公民館", "予約", "電話", "鍵の受け渡し", "オンライン"]


def test_words_leave_out_what_says_nothing() -> None:
    assert words("今年もこのことを思います。一番の問題です。2,300件") == []


def test_latin_words_count_only_when_they_stand_alone() -> None:
    assert "=統計分析" in features("Rで集計したい")
    assert "=統計分析" not in features("workerとletter")


def test_a_single_kanji_counts_only_when_it_stands_alone() -> None:
    assert "=押印" in features("申請書の印をなくす")
    assert "=押印" not in features("印象が悪い")


def test_two_ways_of_saying_it_share_a_concept() -> None:
    assert "=押印" in features("判子をやめたい").keys() & features("公印を省略する").keys()


@given(JAPANESE)
def test_reading_never_fails_and_counts_are_positive(text: str) -> None:
    reading = read(text)
    assert all(count > 0 for count in reading.features.values())
    assert list(reading.words) == words(text)
    assert reading.features == features(text)


def test_what_is_left_of_a_longer_word_is_not_shown_as_one() -> None:
    assert "局等職員" not in words("企業局等職員の研修")
    assert words("絶滅危惧種の保全") == ["絶滅危惧種", "保全"]


@pytest.mark.parametrize(
    ("typed", "word", "shown"),
    [
        ("1,400枚を手で打ち込んでいます", "打ち込", "打ち込んで"),
        ("数字を読み取って表にする", "読み取っ", "読み取って"),
        ("部屋を借りるたびに", "部屋を借", "部屋を借りる"),
        ("働き方を見直す", "働き方", "働き方"),
        ("使い方がわからない", "使い方", "使い方"),
        ("空き家で困る", "空き家", "空き家"),
        ("RPAで転記", "rpa", "RPA"),
    ],
)
def test_a_word_is_shown_as_its_reader_knows_it(typed: str, word: str, shown: str) -> None:
    assert read(typed).as_typed(word) == shown
