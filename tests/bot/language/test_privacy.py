import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.numbers import check_digit, flatten, passes_luhn
from bot.language.privacy import Finding, find, hint, mask

TEXTS: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parents[2] / "data/pii.jsonl").read_text("utf-8").splitlines()
]
STRUCTURED = {"my_number", "phone", "email", "credit_card", "bank_account", "resident_record_no"}
WIDTHS = ["0123456789", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]
JOINTS = ["", " ", "　", "-", "－", "ー", "−", "‐", "–", "—", ".", "・", "/", "_", " - ", "\u200b", "\n"]
MESSY = st.text(
    st.sampled_from(
        [*"0123456789０９-－ー. 　@()、。\n●〒+年月番号市町村丁目の山田太郎様さん氏名普通預金電話内線がん入院課abcで"]
    ),
    max_size=120,
)


def kinds(text: str) -> list[str]:
    return [finding.type for finding in find(text)]


@st.composite
def my_numbers(draw: st.DrawFn) -> str:
    digits = draw(st.text("0123456789", min_size=11, max_size=11))
    whole = digits + str(check_digit(digits))
    width = draw(st.sampled_from(WIDTHS))
    size = draw(st.sampled_from([12, 6, 4, 3, 2, 1]))
    joint = draw(st.sampled_from(JOINTS))
    wide = "".join(width[int(digit)] for digit in whole)
    return joint.join(wide[i : i + size] for i in range(0, 12, size))


@given(
    my_numbers(),
    st.sampled_from(["", "番号は", "個人番号：", "【", "id="]),
    st.sampled_from(["", "です。", "】", "\n"]),
)
@settings(max_examples=500)
def test_every_valid_my_number_is_found_in_any_width_and_with_any_joint(number: str, before: str, after: str) -> None:
    found = [f for f in find(before + number + after) if f.type in {"my_number", "credit_card"}]
    assert [f.text for f in found] == [number]


@given(st.text("0123456789", min_size=11, max_size=11), st.integers(1, 9))
def test_twelve_digits_are_no_my_number_when_the_check_digit_is_wrong(digits: str, off: int) -> None:
    assert "my_number" not in kinds(f"番号{digits}{(check_digit(digits) + off) % 10}")


def test_the_check_digit_is_zero_when_the_remainder_is_small() -> None:
    assert check_digit("00000000000") == 0
    assert check_digit("12345678901") == 8


@given(MESSY)
@settings(max_examples=400)
def test_findings_lie_inside_the_text_in_order_and_apart(text: str) -> None:
    last = 0
    for finding in find(text):
        assert last <= finding.start < finding.end <= len(text)
        assert finding.text == text[finding.start : finding.end]
        last = finding.end


@given(MESSY)
@settings(max_examples=400)
def test_masking_changes_nothing_when_done_twice(text: str) -> None:
    once = mask(text, find(text))
    assert mask(once, find(once)) == once


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_any_text_is_read_without_failing_and_keeps_its_length_when_flattened(text: str) -> None:
    find(text)
    assert len(flatten(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "1-" * 20_000,
        "1" * 40_000,
        "1 " * 20_000,
        "090-" * 10_000,
        "a" * 39_999 + "@",
        "a.b-" * 10_000,
        "山田 " * 13_000,
        "市町村1-2" * 6_000,
        "〒" * 40_000,
        "ア・" * 20_000,
        "一" * 40_000,
        "丁目" * 20_000,
        "うつ" * 20_000,
        "氏名は " * 10_000,
        "普通" * 20_000,
        "@" * 40_000,
        " " * 40_000,
    ],
)
@pytest.mark.timeout(30)  # a second when it is linear, for ever when it is not
def test_forty_thousand_letters_never_stall_the_detector(text: str) -> None:
    assert all(text[found.start : found.end] for found in find(text))


def test_findings_stay_above_their_floor_on_the_labelled_texts() -> None:
    met = {True: 0, False: 0}
    wanted = {True: 0, False: 0}
    false = said = right = 0
    for row in TEXTS:
        spans = [(g["type"], row["text"].index(g["text"]), len(g["text"])) for g in row["findings"]]
        found = find(row["text"])
        for kind, start, length in spans:
            wanted[kind in STRUCTURED] += 1
            met[kind in STRUCTURED] += any(f.type == kind and f.start < start + length and start < f.end for f in found)
        said += len(found)
        false += sum(not any(f.type == k and f.start < s + n and s < f.end for k, s, n in spans) for f in found)
        right += bool(spans) == bool(found)
    assert met[True] / wanted[True] >= 0.97
    assert met[False] / wanted[False] >= 0.9
    assert false / said <= 0.05
    assert right / len(TEXTS) >= 0.95


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("折返しは 03-1234-5678 まで", "phone", "03-1234-5678"),
        ("TEL:06(6123)4567 です", "phone", "06(6123)4567"),
        ("電話0312345678にお願いします", "phone", "0312345678"),
        ("環境課(内線:512)まで", "phone", "内線:512"),
        ("taro.yamada+city@example.co.jp に返信", "email", "taro.yamada+city@example.co.jp"),
        ("カードは4242-4242-4242-4242", "credit_card", "4242-4242-4242-4242"),
        ("当座預金 口座番号:7654321", "bank_account", "当座預金 口座番号:7654321"),
        ("ゆうちょ銀行 記号12340 番号 7654321", "bank_account", "記号12340 番号 7654321"),
        ("現地はさいたま市浦和区常盤6-4-4です", "postal_address", "さいたま市浦和区常盤6-4-4"),
        ("東京都千代田区霞が関二丁目1番2号", "postal_address", "東京都千代田区霞が関二丁目1番2号"),
        ("山田太郎様が来庁されました", "person_name_citizen", "山田太郎"),
        ("申請者は田中花子、本人確認済み", "person_name_citizen", "田中花子"),
        ("マリア・サントスさんの転入手続", "person_name_citizen", "マリア・サントス"),
        ("隣に住む長谷川さんが心配しています", "person_name_citizen", "長谷川"),
        ("息子さんが統合失調症で入院しています", "health", "統合失調症で入院"),
    ],
)
def test_personal_data_is_found_when_people_write_it_their_way(text: str, kind: str, part: str) -> None:
    assert [(f.type, f.text) for f in find(text)] == [(kind, part)]


@pytest.mark.parametrize(
    "text",
    [
        "市民税課の高橋さんに聞いてください",
        "伊藤課長の決裁待ちです",
        "図書館の山本さんが詳しいです",
        "皆さんの意見をお聞かせください",
        "業者さんとの打合せは10-12時です",
        "保護者様への通知文を直しました",
        "国の推奨様式に直しました",
        "大家さんの同意",
        "山田公民館の予約は3-4件あります",
        "がん検診の受診率は42%です",
        "認知症カフェを月2回開いています",
        "糖尿病の予防教室に30人が参加",
        "2024-10-15に実施しました",
        "都市計画道路3-4-5号線の工事",
        "予算書の12-13ページ",
        "契約番号050-2023-1187の変更",
        "電話は平日8:30-17:15です",
        "1,234,567,890円",
        "中央3-1の信号機",
    ],
)
def test_nothing_is_found_when_a_text_only_looks_personal(text: str) -> None:
    assert find(text) == ()


def test_only_the_personal_part_is_masked() -> None:
    text = "連絡は090-1234-5678、taro@example.jpへ。"
    assert mask(text, find(text)) == "連絡は●●●、●●●へ。"


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("phone", "090-1234-5678", "090-…-5678"),
        ("phone", "内線 2245", "…45"),
        ("my_number", "1234 5678 9018", "…9018"),
        ("email", "taro@example.jp", "t…@example.jp"),
        ("person_name_citizen", "山田太郎", "山…"),
    ],
)
def test_a_hint_shows_too_little_to_use(kind: str, text: str, shown: str) -> None:
    assert hint(Finding(kind, 0, len(text), text)) == shown


@given(MESSY)
def test_a_hint_never_repeats_the_finding(text: str) -> None:
    assert all(finding.text not in hint(finding) for finding in find(text))


def test_a_card_number_must_add_up() -> None:
    assert passes_luhn("4242424242424242")
    assert not passes_luhn("4242424242424243")
