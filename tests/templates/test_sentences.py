import re
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2] / "templates"
FILES = sorted(HERE.glob("*/*.j2"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_sentence_is_written_twice_so_that_the_second_hides_the_first(path: Path) -> None:
    names = re.findall(r"{%-? macro (\w+)", path.read_text(encoding="utf-8"))
    assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1]
