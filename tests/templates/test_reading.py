from pathlib import Path

import pytest

from templates.reading import environment

SOURCE = "{% macro said(name) %}{{ name }}{{ '&' }}{% endmacro %}"


def said(folder: Path, *, marked: bool = False, kept: bool = True) -> str:
    finalize = (lambda value: f"[{value}]") if marked else None
    return str(environment(folder, {}, finalize, kept=kept).get_template("a.j2").module.said("x"))  # type: ignore[attr-defined]


def stored(folder: Path) -> list[Path]:
    return sorted((folder / "__pycache__").glob("*"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.j2").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def test_what_was_compiled_is_kept_for_the_next_start(folder: Path) -> None:
    assert said(folder) == "x&"
    kept = {path: path.stat().st_mtime_ns for path in stored(folder)}
    assert len(kept) == 1
    assert said(folder) == "x&"
    assert {path: path.stat().st_mtime_ns for path in stored(folder)} == kept


def test_escaped_and_plain_sentences_are_kept_apart(folder: Path) -> None:
    for _ in range(2):
        assert said(folder) == "x&"
        assert said(folder, marked=True) == "[x][&]"


def test_a_changed_sentence_is_said_at_once(folder: Path) -> None:
    said(folder)
    (folder / "a.j2").write_text(SOURCE.replace("&", "!"), encoding="utf-8")
    assert said(folder) == "x!"


@pytest.mark.parametrize("length", [0, 3, 30, 100])
def test_a_damaged_copy_is_compiled_anew(folder: Path, length: int) -> None:
    said(folder)
    (copy,) = stored(folder)
    copy.write_bytes(copy.read_bytes()[:length])
    assert said(folder) == "x&"


def test_sentences_are_said_where_nothing_can_be_kept(folder: Path) -> None:
    (folder / "__pycache__").write_text("not a folder")
    assert said(folder) == "x&"


def test_a_city_s_own_folder_is_left_as_it_is(folder: Path) -> None:
    assert said(folder, kept=False) == "x&"
    assert stored(folder) == []
