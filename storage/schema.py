"""Brings a database to the newest schema; safe when several processes start at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.database import Database, translated

_ADVISORY_LOCK = 0x42414E53


def upgrade(database: Database) -> None:
    """Run the migrations that are missing; raises StorageError when the database cannot be changed."""
    with translated(), database.writing_engine.begin() as connection:
        _one_at_a_time(connection)
        command.upgrade(_config(connection), "head")


def revision(database: Database) -> tuple[str | None, str | None]:
    """The schema's present revision and the newest one."""
    with translated(), database.engine.begin() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
        return present, ScriptDirectory.from_config(_config(connection)).get_current_head()


def _one_at_a_time(connection: Connection) -> None:
    """SQLite's transaction already holds the one write lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))  # another process may be migrating for long
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    return config
