import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli import demo_folder
from bot.cli.demo import demo
from bot.domain.errors import UserError

ADDRESS = "http://127.0.0.1:8765"


def run(*words: str | Path) -> Result:
    command = typer.Typer()
    command.command()(demo)
    return CliRunner().invoke(command, ["--no-browser", *(str(word) for word in words)])


def free_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What an earlier demo left."""
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "guide.json").write_text("{}")
    return folder


@pytest.fixture
def running(folder: Path) -> Iterator[Path]:
    """A demo runs in this folder."""
    with demo_folder.alone_in(folder, ADDRESS):
        yield folder


@pytest.mark.parametrize("more", [[], ["--fresh"]])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_demo_that_runs_is_left_alone_and_its_address_told(running: Path, more: list[str], language: str) -> None:
    told = run("--folder", running, "--port", free_port(), "--language", language, *more)

    assert told.exit_code == 1, told.exception
    (line,) = told.output.splitlines()
    assert ADDRESS in line
    assert "--folder" in line
    assert (running / "guide.json").exists()


def test_the_same_folder_by_another_name_is_the_same(running: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(running)
    assert ADDRESS in run("--folder", tmp_path / "link", "--port", free_port(), "--fresh").output
    assert (running / "guide.json").exists()


def test_a_demo_that_has_ended_makes_room(folder: Path) -> None:
    with demo_folder.alone_in(folder, ADDRESS):
        pass
    with demo_folder.alone_in(folder, "http://127.0.0.1:1"):
        demo_folder.prepare(folder, fresh=True)
        assert list(folder.iterdir()) == []
        with pytest.raises(UserError) as taken, demo_folder.alone_in(folder, ADDRESS):
            pass
    assert taken.value.facts["url"] == "http://127.0.0.1:1"


def test_only_what_a_demo_left_is_deleted(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("keep me")

    told = run("--folder", tmp_path / "letters", "--port", free_port(), "--fresh")

    assert told.exit_code == 1
    assert "--folder" in told.output
    assert (tmp_path / "letters" / "letter.txt").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    told = run("--folder", tmp_path / "file" / "demo", "--port", free_port())

    assert (told.exit_code, str(tmp_path / "file") in told.output) == (1, True)


def test_a_language_that_the_demo_does_not_speak_is_refused(folder: Path) -> None:
    told = run("--folder", folder, "--language", "fr")

    assert told.exit_code == 2
    assert all(word in told.output for word in ("fr", "ja", "en"))


def test_a_second_demo_on_the_same_port_does_not_touch_the_first(folder: Path) -> None:
    with socket.socket() as first:
        first.bind(("127.0.0.1", 0))
        first.listen()
        port = str(first.getsockname()[1])
        told = run("--port", port, "--folder", folder, "--fresh")

    assert told.exit_code == 1
    assert port in told.output
    assert (folder / "guide.json").exists()
