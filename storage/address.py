"""The database's address: what can be used, and what is wrong with the rest."""

from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.domain.errors import ConfigurationError, ConfigurationProblem

_POSTGRESQL = "postgresql+psycopg"


def usable(url: str) -> URL:
    """The parts of an address, a SQLite file's folder made; ConfigurationError never repeats a password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise _wrong("database_unreadable") from error
    if parsed.get_backend_name() == "sqlite":
        _prepare_folder(parsed)
    elif parsed.drivername != _POSTGRESQL:
        raise _wrong("database_kind", kind=parsed.drivername)
    elif not parsed.database:
        raise _wrong("database_nameless")
    return parsed


def _prepare_folder(url: URL) -> None:
    if url.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise _wrong("database_kind", kind=url.drivername)
    if not url.database or url.database == ":memory:":
        raise _wrong("database_needs_a_file")
    folder = Path(url.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _wrong("database_folder", folder=str(folder), reason=error.strerror or str(error)) from error


def _wrong(trouble: str, **facts: str) -> ConfigurationError:
    return ConfigurationError((ConfigurationProblem("BANSOU_DATABASE_URL", trouble, facts),))
