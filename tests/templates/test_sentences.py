import re
from pathlib import Path

import pytest

from templates.wording import Wording
from tests.factories import TOKYO

HERE = Path(__file__).parents[2] / "templates"
FILES = sorted(HERE.glob("*/*.j2"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_sentence_is_written_twice_so_that_the_second_hides_the_first(path: Path) -> None:
    names = re.findall(r"{%-? macro (\w+)", path.read_text(encoding="utf-8"))
    assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1]


@pytest.mark.parametrize(
    ("sentence", "facts", "said"),
    [
        ("transferring.group", {"group": "BPR", "role": "lead", "slots": 1}, "1 half day a week"),
        ("transferring.private", {"count": 1}, "1 item that"),
        ("scoring.asked_in_thread", {"name": "Leo", "count": 1}, "1 person of the group"),
        ("nominating.complete", {"group": "BPR", "count": 1}, "The one department asked has"),
        ("reorganising.went_to_office", {"count": 1}, "1 item goes"),
        ("reorganising.begun", {"group": "BPR", "new": True, "former": "", "count": 1}, "1 open item."),
    ],
)
def test_one_thing_is_told_as_one_in_english(sentence: str, facts: dict[str, object], said: str) -> None:
    assert said in Wording(TOKYO).of("en").plain(sentence, **facts)
