import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.predict import predict

DATA = Path(__file__).parents[2] / "data"


def test_a_text_has_its_line_of_findings(tmp_path: Path) -> None:
    (tmp_path / "texts.jsonl").write_text('{"id": "1", "text": "携帯 090-1234-5678"}\n', encoding="utf-8")

    told = CliRunner().invoke(predict, ["privacy", str(tmp_path / "texts.jsonl")])

    assert json.loads(told.output)["findings"][0]["type"] == "phone"


@pytest.mark.parametrize("content", [b"[1, 2]", b'{"id": "1"', '{"id": "題"}'.encode("cp932"), b'{"id": "1"}', b"7"])
@pytest.mark.parametrize("command", ["routing", "similar", "skills", "privacy"])
def test_a_file_of_another_shape_is_told_in_a_sentence(command: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_bytes(content)
    groups = ["--groups", str(DATA / "groups.json")] if command == "routing" else []

    told = CliRunner().invoke(predict, [command, str(path), *groups])

    assert told.exit_code == 1
    assert isinstance(told.exception, SystemExit)
    assert str(path) in told.output
    assert "--help" in told.output
