import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.language.similar import Rarity, closeness, is_duplicate, portrait, rarest, similarity
from bot.language.text import bigrams

PAIRS: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parents[2] / "data/duplicates.jsonl").read_text("utf-8").splitlines()
]
TEXT = st.text("公民館の予約鍵をスマホで、デジタルabc 123\n", max_size=80)


def said(side: dict[str, str]) -> str:
    return f"{side['title']}\n{side['body']}"


def dice(a: str, b: str) -> float:
    one, other = set(bigrams(a)), set(bigrams(b))
    return 2 * len(one & other) / (len(one) + len(other))


def test_a_text_is_most_like_itself() -> None:
    text = said(PAIRS[0]["a"])
    assert similarity(text, text) > 0.999
    assert is_duplicate(similarity(text, text))


def test_nothing_is_alike_when_a_text_is_empty() -> None:
    assert similarity("", "公民館の鍵") == 0.0


@given(TEXT, TEXT)
def test_similarity_is_a_share_and_has_no_direction(a: str, b: str) -> None:
    score = similarity(a, b)
    assert 0.0 <= score <= 1.0
    assert abs(score - similarity(b, a)) < 1e-9


def test_other_words_for_one_wish_are_closer_than_another_topic() -> None:
    wish = "毎月初日の朝、公民館の部屋を取るために並んでいます。"
    assert similarity(wish, "会館の申込みをネットの抽選にしてほしい") > similarity(wish, "遊具の点検を写真で残す")


def test_the_same_wish_is_among_five_more_often_than_by_shared_letters() -> None:
    texts = {f"{p['id']}-{side}": said(p[side]) for p in PAIRS for side in ("a", "b")}
    rarity = Rarity(texts.values())
    portraits = {key: portrait(text) for key, text in texts.items()}
    ours = theirs = 0
    same = [p["id"] for p in PAIRS if p["duplicate"]]
    for pair in same:
        asked, wanted = f"{pair}-a", f"{pair}-b"
        others = [key for key in texts if key != asked]
        ours += wanted in sorted(others, key=lambda k: -closeness(portraits[asked], portraits[k], rarity))[:5]
        theirs += wanted in sorted(others, key=lambda k: -dice(texts[asked], texts[k]))[:5]
    assert ours / len(same) >= 0.85
    assert ours >= theirs + len(same) * 0.2


def test_pairs_called_duplicates_are_so_more_often_than_by_chance() -> None:
    called = [p for p in PAIRS if is_duplicate(similarity(said(p["a"]), said(p["b"])))]
    right = sum(p["duplicate"] for p in called)
    assert right / len(called) >= 0.58
    assert right / sum(p["duplicate"] for p in PAIRS) >= 0.7


def test_the_rarest_terms_come_first_and_unknown_ones_not_at_all() -> None:
    assert rarest(["の鍵", "公民", "公民", "未知", "民館"], {"の鍵": 9, "公民": 3, "民館": 3}, 2) == ["公民", "民館"]
