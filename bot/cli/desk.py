"""What every command of the office needs: the database, the city, its words, and failures told in a sentence."""

import getpass
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from bot import settings
from bot.cities import city_of
from bot.cli.grid import grid
from bot.domain.errors import ConfigurationError, ConfigurationProblem, StorageError, UserError
from bot.services import workspaces
from bot.services.city import City
from bot.services.file_problems import ImportFileError
from storage import schema
from storage.database import Database
from storage.tables import Workspace
from templates.wording import Wording, Words

CANNOT, MISCONFIGURED = 1, 78

Team = Annotated[str | None, typer.Option(help="ワークスペースのID（T…）/ which workspace, if there are several")]
Json = Annotated[bool, typer.Option("--json", help="ほかのプログラム用のJSON / for other programs")]


@dataclass(frozen=True)
class Desk:
    """Where the office works: one workspace of one database."""

    database: Database
    city: City
    workspace: Workspace
    console: Console

    @property
    def words(self) -> Words:
        """The words of the city's language."""
        return self.city.wording.of(self.workspace.locale)

    @property
    def workspace_id(self) -> int:
        """The workspace's id."""
        assert self.workspace.id is not None
        return self.workspace.id

    @property
    def user(self) -> str:
        """Who is typing, by their name on this machine."""
        try:
            return getpass.getuser()
        except (KeyError, OSError):
            return str(os.getuid())

    def tell(self, sentence: str, **facts: object) -> None:
        """Prints one of our sentences."""
        self.console.print(self.words.plain(f"office.{sentence}", **facts), markup=False, highlight=False)

    def complain(self, sentence: str, **facts: object) -> None:
        """As `tell`, where errors are told."""
        complain(self.words.plain(f"office.{sentence}", **facts))

    def table(self, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
        """Prints a table under the office's names of its columns."""
        self.console.print(grid((self.words.plain(f"office.column_{name}") for name in columns), rows))

    def tell_json(self, data: object) -> None:
        """Prints data for other programs."""
        self.console.print(as_json(data), markup=False, highlight=False, soft_wrap=True)


def configuration_sentence(problem: ConfigurationProblem) -> str:
    """The variable and what to do about it, in the language that is set, in every one when none is known."""
    wording = Wording(ZoneInfo("Asia/Tokyo"))
    sentences = (
        wording.of(language).plain(f"settings.{problem.trouble}", **problem.facts) for language in settings.languages()
    )
    return f"{problem.variable}: {' / '.join(sentences)}"


@contextmanager
def ends_with_a_sentence(words: Words | None = None, *, json_wanted: bool = False) -> Iterator[None]:
    """Tells a failure in a sentence and ends the command with its exit code; bugs pass with their traceback."""
    words = words or Wording(ZoneInfo("Asia/Tokyo")).of(settings.languages()[0])
    try:
        yield
    except ConfigurationError as error:
        _end([configuration_sentence(problem) for problem in error.problems], MISCONFIGURED)
    except ImportFileError as error:
        if json_wanted:
            Console(emoji=False).print(as_json({"problems": _problems(error, words)}), markup=False, soft_wrap=True)
            raise typer.Exit(CANNOT) from error
        _end([problem.sentence(words) for problem in error.problems], CANNOT)
    except UserError as error:
        _end([words.plain(f"errors.{error.code}", **error.facts)], CANNOT)
    except StorageError as error:
        _end([words.plain("office.storage", failure=error.failure, detail=error.detail)], CANNOT)


@contextmanager
def open_desk(*, team: str | None = None, json_wanted: bool = False) -> Iterator[Desk]:
    """Opens the database that the settings name; a failure is told and ends the command with its exit code."""
    with ends_with_a_sentence(json_wanted=json_wanted):
        present = settings.load()
        city = city_of(present)
        database = Database(present.database_url)
        try:
            schema.upgrade(database)
            # Only looking must work while somebody else is writing.
            workspace = database.read_now(lambda session: workspaces.find(session, team)) or database.write_now(
                lambda session: workspaces.only(session, city.clock.now(), team)
            )
            workspace.locale = present.language  # `run` stores it
            with ends_with_a_sentence(city.wording.of(workspace.locale), json_wanted=json_wanted):
                yield Desk(database, city, workspace, Console(emoji=False))
        finally:
            database.close()


@contextmanager
def new_workbook(path: Path, *, force: bool) -> Iterator[None]:
    """Sees that a workbook may be written here before it is, and tells in a sentence when that fails."""
    if path.suffix.lower() != ".xlsx":
        raise UserError("template_not_xlsx", path=str(path))
    if path.exists() and not force:
        raise UserError("file_exists", path=str(path))
    try:
        yield
    except OSError as error:
        raise UserError("file_unwritable", path=str(path), reason=error.strerror or str(error)) from error


def as_json(data: object) -> str:
    """JSON with Japanese left readable."""
    return json.dumps(data, ensure_ascii=False, indent=2, default=str)


def _problems(error: ImportFileError, words: Words) -> list[dict[str, Any]]:
    return [
        {
            "trouble": problem.trouble,
            "sheet": problem.place.sheet,
            "row": problem.place.row,
            "column": problem.place.column,
            "sentence": problem.sentence(words),
        }
        for problem in error.problems
    ]


def complain(sentence: str) -> None:
    """Prints a sentence where errors are told."""
    Console(stderr=True, emoji=False).print(f"• {sentence}", style="red", markup=False, highlight=False, soft_wrap=True)


def _end(sentences: list[str], code: int) -> NoReturn:
    for sentence in sentences:
        complain(sentence)
    raise typer.Exit(code)
