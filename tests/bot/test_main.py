import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def typed(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["orgs"], "bansou --help"),
        (["org", "imprt"], "bansou org --help"),
        (["org", "import"], "bansou org --help"),
        (["digest", "show", "x"], "bansou digest --help"),
        (["run", "--fast"], "bansou run --help"),
    ],
)
def test_a_command_that_is_mistyped_is_answered_in_japanese_too_with_the_next_step(
    tmp_path: Path, words: list[str], shown: str
) -> None:
    told = typed(tmp_path, *words)
    assert told.returncode == 2
    assert told.stderr.splitlines()[-1] == f"• 打ち方が違います。使い方は {shown} で見られます / please see {shown}"


@pytest.mark.parametrize("words", [[], ["org"]])
def test_who_asks_for_nothing_reads_the_help_and_no_complaint(tmp_path: Path, words: list[str]) -> None:
    told = typed(tmp_path, *words)
    assert told.returncode == 2
    assert "template" in told.stdout or "はじめに" in told.stdout
    assert told.stderr == ""
