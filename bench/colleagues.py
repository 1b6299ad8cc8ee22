"""Helpers and wishes without end, made from the tags, sentences and wishes that people wrote for tests/data."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.language.skills import Offer

_DATA = Path(__file__).parents[1] / "tests" / "data" / "skills.json"
_OPENINGS = ("", "急ぎではありません。", "初めての担当です。", "課に詳しい者がいません。", "ご相談です。")
_CLOSINGS = ("", "30分ほどで結構です。", "どなたか教えてください。", "資料はあります。", "来月までに形にしたいです。")


def _written() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(_DATA.read_text("utf-8"))
    return found


def offers(dice: random.Random, count: int) -> dict[str, Offer]:
    """So many helpers, each knowing one to three fields: some of their tags, and sentences told of them."""
    staff, found = _written()["staff"], {}
    for number in range(count):
        fields = dice.choices(staff, k=dice.choice((1, 1, 2, 2, 3)))
        tags = [tag for field in fields for tag in dice.sample(field["skills"], min(2, len(field["skills"])))]
        told = [part for field in fields for part in field["bio"].split("。") if part]
        about = "。".join(dice.sample(told, min(2, len(told)))) + "。"
        found[f"{number + 1}"] = Offer(tuple(dict.fromkeys(tags)), about, dice.choice(staff)["department"])
    return found


def wishes(dice: random.Random) -> Iterator[str]:
    """Wishes without end; a few matters are asked for again and again and many seldom, as people do."""
    asked = [one["text"] for one in _written()["requests"]]
    dice.shuffle(asked)
    often = [1 / (place + 1) ** 0.7 for place in range(len(asked))]
    while True:
        (wish,) = dice.choices(asked, often)
        yield dice.choice(_OPENINGS) + wish + dice.choice(_CLOSINGS)
