import json
from pathlib import Path

import pytest

from bot.cli.demo_tags import told

ITEMS = [json.loads(line) for line in Path("sandbox/city/items.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("title", "tags", "effect"),
    [
        ("アンケート集計のAI-OCR", {"tools": ["AI-OCR"]}, "73時間が12.2時間に減少"),
        ("国保税更生通知発送", {"tools": ["RPA"], "work": ["税"]}, ""),
        ("届出挙式", {}, ""),
    ],
)
def test_tags_and_effects_are_those_of_the_published_text(title: str, tags: dict[str, list[str]], effect: str) -> None:
    (item,) = [item for item in ITEMS if item["title"] == title]
    assert told(item) == (tags, effect)


def test_every_tag_stands_in_its_text_or_is_a_kind_of_work() -> None:
    for item in ITEMS:
        tags, _ = told(item)
        assert all(tool in f"{item['title']}{item['description']}" for tool in tags.get("tools", ()))
