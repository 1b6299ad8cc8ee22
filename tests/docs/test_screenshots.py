"""The script that takes the READMEs' pictures, without taking them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_sentence_that_the_pictures_look_for_is_there() -> None:
    script = (ROOT / "docs" / "screenshots.py").read_text(encoding="utf-8")
    named = re.findall(r'"(intake|cards|common|digest)\.(\w+)"', script)
    assert len(named) >= 6
    for file, macro in named:
        for language in ("ja", "en"):
            words = (ROOT / "templates" / language / f"{file}.j2").read_text(encoding="utf-8")
            assert f"macro {macro}(" in words, f"{language}/{file}.{macro}"
