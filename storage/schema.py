"""Brings a database to the newest schema; safe when several processes start at once."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.domain.errors import ConfigurationError, ConfigurationProblem
from storage.database import Database, translated

_ADVISORY_LOCK = 0x42414E53
_MIGRATIONS = Path(__file__).with_name("migrations")


def is_current(connection: Connection) -> bool:
    """Whether the database has the newest schema: one plain question, without loading Alembic."""
    return _present(connection) == _newest()


def upgrade(database: Database) -> None:
    """Run the migrations that are missing; raises StorageError when the database cannot be changed.

    ConfigurationError when a newer program has changed it already.
    """
    with translated(), database.engine.begin() as connection:
        if is_current(connection):
            return
        present = _present(connection)
        if present is not None and present > _newest():
            problem = ConfigurationProblem("BANSOU_DATABASE_URL", "database_newer", {"revision": present})
            raise ConfigurationError((problem,))
    with translated(), database.writing_engine.begin() as connection:
        _one_at_a_time(connection)
        _migrate(connection)


def revision(database: Database) -> tuple[str | None, str]:
    """The schema's present revision and the newest one."""
    with translated(), database.engine.begin() as connection:
        return _present(connection), _newest()


def _present(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _newest() -> str:
    """The files are numbered, and each follows the one before."""
    return max(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def _one_at_a_time(connection: Connection) -> None:
    """SQLite's transaction already holds the one write lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))  # another process may be migrating for long
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})


def _migrate(connection: Connection) -> None:
    # Half a second of every start for what happens once a version.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
