import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.commands import commands
from storage.database import Database

CITY = Path("sandbox/city/org.xlsx").resolve()
# Without `requests list --json`: an export goes on record.
LOOKS = [
    ("requests", "list"),
    ("digest", "list"),
    ("digest", "list", "--json"),
    ("digest", "preview", "--json"),
    ("outbox", "list"),
    ("outbox", "list", "--json"),
    ("org", "show"),
    ("org", "show", "--json"),
    ("org", "import", str(CITY), "--dry-run", "--json"),
    ("org", "template", "again.xlsx"),
]


@pytest.fixture
def here(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BANSOU_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "bansou.db"


@pytest.fixture
def busy(here: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else is writing, and does not end."""
    assert run("org", "import", str(CITY)).exit_code == 0
    with closing(sqlite3.connect(here, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def run(*words: str) -> Result:
    return CliRunner().invoke(commands(list(words)), list(words))


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_looking_works_while_somebody_else_writes(words: tuple[str, ...]) -> None:
    told = run(*words)

    assert told.exit_code == 0, told.output
    if "--json" in words:
        json.loads(told.output)


@pytest.mark.usefixtures("busy")
def test_writing_while_somebody_else_does_not_end_is_told_in_a_sentence() -> None:
    told = run("org", "import", str(CITY), "--missing-left")
    assert (told.exit_code, "ほかの人が書き込んでいて" in told.output) == (1, True)


@pytest.mark.usefixtures("here")
def test_commands_speak_the_language_of_the_settings_before_the_bot_has_ever_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "変わるところはありません" not in run("org", "import", str(CITY)).output
    monkeypatch.setenv("BANSOU_LANGUAGE", "en")
    assert "Nothing would change" in run("org", "import", str(CITY)).output
    assert "nothing with that number" in run("requests", "show", "R8-0001").output
    monkeypatch.setenv("BANSOU_LANGUAGE", "ja")
    assert "見つかりません" in run("requests", "show", "R8-0001").output


def test_a_database_of_a_newer_program_is_left_alone(here: Path) -> None:
    with closing(sqlite3.connect(here, isolation_level=None)) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")

    for words in (("requests", "list"), ("db", "upgrade")):
        told = run(*words)
        assert told.exit_code == 78, told.exception
        assert "9999" in told.output
        assert "新しくしてください" in told.output


def test_a_new_database_is_made_by_the_first_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BANSOU_DATABASE_URL", "sqlite:///new/bansou.db")

    assert run("requests", "list", "--json").output.strip() == "[]"

    database = Database(f"sqlite:///{tmp_path}/new/bansou.db")
    database.try_to_write()
    database.close()
