"""Predictions over files of labelled items, so that figures can be taken on data nobody here has seen."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.language.memory import Memory
from bot.language.privacy import find
from bot.language.routing import Example, GroupProfile, Router
from bot.language.similar import portrait
from bot.language.skills import Offer, SkillIndex

Item = Mapping[str, Any]

_SHOWN = 5


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file, one by one."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def predict_routing(
    items: Iterable[Item], groups: Sequence[Item], train: Iterable[Item] = ()
) -> Iterator[dict[str, Any]]:
    """For each item: its groups, best first, and the decision or "ask"; labels of `items` are not read."""
    profiles = [GroupProfile(group["slug"], group["name"], group["mission"]) for group in groups]
    examples = [Example(_text(item), item["label"], number=item["id"]) for item in train]
    router = Router(profiles, examples)
    for item in items:
        routing = router.rank(_text(item))
        ranking = [candidate.slug for candidate in routing.candidates]
        yield {"id": item["id"], "ranking": ranking, "decision": routing.decision or "ask"}


def predict_similar(pairs: Sequence[Item]) -> Iterator[dict[str, Any]]:
    """For each pair: the five items of all pairs most like its `a`, and whether `b` is the same wish."""
    texts = {f"{pair['id']}-{side}": _text(pair[side]) for pair in pairs for side in ("a", "b")}
    portraits = {key: portrait(text) for key, text in texts.items()}
    memory = Memory(len(texts))
    for key, drawn in portraits.items():
        memory.put(key, drawn)
    for pair in pairs:
        asked = f"{pair['id']}-a"
        near = [item.number for item in memory.nearest(portraits[asked]) if item.number != asked]
        ranking = [*near, *(key for key in texts if key != asked and key not in near)]
        same = memory.compare(portraits[asked], f"{pair['id']}-b").same_wish
        yield {"id": pair["id"], "ranking": ranking[:_SHOWN], "duplicate": same}


def predict_skills(data: Item) -> Iterator[dict[str, Any]]:
    """For each request: the staff most likely to help, best first."""
    index = SkillIndex({one["id"]: Offer(one["skills"], one["bio"], one["department"]) for one in data["staff"]})
    everybody = [one["id"] for one in data["staff"]]
    for request in data["requests"]:
        near = [fit.key for fit in index.rank(request["text"])]
        ranking = [*near, *(key for key in everybody if key not in near)]
        yield {"id": request["id"], "ranking": ranking[:_SHOWN]}


def predict_privacy(items: Iterable[Item]) -> Iterator[dict[str, Any]]:
    """For each text: type and place of everything personal in it."""
    for item in items:
        findings = [{"type": f.type, "start": f.start, "end": f.end} for f in find(item["text"])]
        yield {"id": item["id"], "findings": findings}


def _text(item: Item) -> str:
    return f"{item['title']}\n{item['body']}"
