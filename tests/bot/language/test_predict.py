import json
import math
from pathlib import Path
from typing import Any

from bot.language.predict import predict_privacy, predict_routing, predict_similar, predict_skills, read_lines

DATA = Path(__file__).parents[2] / "data"
GROUPS: list[dict[str, Any]] = json.loads((DATA / "groups.json").read_text("utf-8"))


def test_routing_is_predicted_from_missions_alone_when_there_is_nothing_to_learn_from() -> None:
    items = list(read_lines(DATA / "routing.jsonl"))[:20]
    unlabelled = [{key: item[key] for key in ("id", "title", "body")} for item in items]
    predictions = list(predict_routing(unlabelled, GROUPS))
    slugs = {group["slug"] for group in GROUPS}
    assert [p["id"] for p in predictions] == [item["id"] for item in items]
    assert all(set(p["ranking"]) == slugs and p["decision"] in slugs | {"ask"} for p in predictions)


def test_routing_learns_from_the_training_file() -> None:
    items = list(read_lines(DATA / "routing.jsonl"))
    predictions = predict_routing(items[:50], GROUPS, items)
    assert sum(p["ranking"][0] == item["label"] for p, item in zip(predictions, items, strict=False)) >= 47


def test_the_five_most_similar_are_others_than_the_one_asked_about() -> None:
    for prediction in predict_similar(list(read_lines(DATA / "duplicates.jsonl"))[:10]):
        assert len(prediction["ranking"]) == 5
        assert f"{prediction['id']}-a" not in prediction["ranking"]
        assert isinstance(prediction["duplicate"], bool)


def test_helpers_are_found_above_the_floor() -> None:
    data = json.loads((DATA / "skills.json").read_text("utf-8"))
    ranked = {p["id"]: p["ranking"] for p in predict_skills(data)}
    hits = [bool(set(ranked[r["id"]][:3]) & set(r["relevant"])) for r in data["requests"]]
    assert sum(hits) / len(hits) >= 0.9
    assert sum(ndcg(ranked[r["id"]], r["relevant"]) for r in data["requests"]) / len(hits) >= 0.82


def ndcg(ranking: list[str], relevant: list[str]) -> float:
    worth = {staff: len(relevant) - place for place, staff in enumerate(relevant)}
    gain = sum(worth.get(staff, 0) / math.log2(place + 2) for place, staff in enumerate(ranking[:5]))
    return gain / sum(worth[staff] / math.log2(place + 2) for place, staff in enumerate(relevant[:5]))


def test_offsets_count_characters_of_the_given_text() -> None:
    (prediction,) = predict_privacy([{"id": "p1", "text": "🙂電話は０９０−１２３４−５６７８です"}])
    assert prediction == {"id": "p1", "findings": [{"type": "phone", "start": 4, "end": 17}]}
