import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.memory import Memory
from bot.language.similar import Rarity, closeness, portrait
from bot.language.text import bigrams

PAIRS: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parents[2] / "data/duplicates.jsonl").read_text("utf-8").splitlines()
]
CITY = Path(__file__).parents[3] / "sandbox/city/items.jsonl"
TEXT = st.text("公民館の予約鍵をスマホで、デジタルabc 123\n", max_size=80)


def said(side: dict[str, str]) -> str:
    return f"{side['title']}\n{side['body']}"


def dice(a: str, b: str) -> float:
    one, other = set(bigrams(a)), set(bigrams(b))
    return 2 * len(one & other) / (len(one) + len(other))


def remembering(texts: Mapping[str, str]) -> Memory:
    memory = Memory(1_000)
    for number, text in texts.items():
        memory.put(number, portrait(text))
    return memory


@pytest.fixture(scope="module")
def everything() -> Memory:
    return remembering({f"{p['id']}-{side}": said(p[side]) for p in PAIRS for side in ("a", "b")})


def test_a_text_is_most_like_itself(everything: Memory) -> None:
    near = everything.nearest(portrait(said(PAIRS[0]["a"])))
    assert near[0].number == f"{PAIRS[0]['id']}-a"
    assert near[0].same_wish


def test_nothing_is_alike_when_a_text_is_empty() -> None:
    assert closeness(portrait(""), portrait("公民館の鍵")) == 0.0
    assert Memory(10).nearest(portrait("公民館の鍵")) == []
    assert remembering({"R8-0001": "公民館の鍵"}).nearest(portrait("")) == []


@given(TEXT, TEXT)
def test_closeness_is_a_share_and_has_no_direction(a: str, b: str) -> None:
    score = closeness(portrait(a), portrait(b))
    assert 0.0 <= score <= 1.0
    assert abs(score - closeness(portrait(b), portrait(a))) < 1e-9


@given(TEXT, TEXT)
def test_what_a_memory_says_are_shares(a: str, b: str) -> None:
    near = remembering({"one": a, "two": b}).compare(portrait(a), "two")
    assert 0.0 <= near.closeness <= 1.0
    assert 0.0 <= near.agreement <= 1.0 + 1e-9


def test_other_words_for_one_wish_are_closer_than_another_topic(everything: Memory) -> None:
    wish = portrait("毎月初日の朝、公民館の部屋を取るために並んでいます。")
    everything.put("same", portrait("会館の申込みをネットの抽選にしてほしい"))
    everything.put("other", portrait("遊具の点検を写真で残す"))
    assert everything.compare(wish, "same").closeness > everything.compare(wish, "other").closeness


def test_two_who_only_want_to_hand_something_over_have_no_common_wish() -> None:
    items = [json.loads(line) for line in CITY.read_text("utf-8").splitlines()]
    memory = remembering({item["title"]: f"{item['title']}\n{item['description']}" for item in items})
    keys = "夜間の鍵の受け渡しをなくしたい\n公民館の夜の利用のたびに、職員が22時に鍵を開けに行っています。"
    assert [near.number for near in memory.nearest(portrait(keys)) if near.same_wish] == []


def test_the_same_wish_is_among_five_more_often_than_by_shared_letters(everything: Memory) -> None:
    texts = {f"{p['id']}-{side}": said(p[side]) for p in PAIRS for side in ("a", "b")}
    ours = theirs = 0
    same = [p["id"] for p in PAIRS if p["duplicate"]]
    for pair in same:
        asked, wanted = f"{pair}-a", f"{pair}-b"
        others = [key for key in texts if key != asked]
        near = [item.number for item in everything.nearest(portrait(texts[asked])) if item.number != asked]
        ours += wanted in near[:5]
        theirs += wanted in sorted(others, key=lambda k: -dice(texts[asked], texts[k]))[:5]
    assert ours / len(same) >= 0.88
    assert ours >= theirs + len(same) * 0.2


def test_pairs_called_the_same_wish_are_so_more_often_than_by_chance(everything: Memory) -> None:
    called = [p for p in PAIRS if everything.compare(portrait(said(p["a"])), f"{p['id']}-b").same_wish]
    right = sum(p["duplicate"] for p in called)
    assert right / len(called) >= 0.68
    assert right / sum(p["duplicate"] for p in PAIRS) >= 0.55


def test_two_texts_of_different_pairs_are_hardly_ever_called_the_same_wish(everything: Memory) -> None:
    others = [(one, other) for i, one in enumerate(PAIRS) for other in PAIRS[i + 1 : i + 21]]
    called = [
        (one["id"], other["id"])
        for one, other in others
        if everything.compare(portrait(said(one["a"])), f"{other['id']}-b").same_wish
    ]
    assert len(called) / len(others) <= 0.015


def test_rarity_counts_in_how_many_texts_a_feature_stands() -> None:
    rarity = Rarity(["公民館の鍵", "公民館の予約", "遊具"])
    assert rarity.of("公民") < rarity.of("遊具") < rarity.of("未知")
