from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage import schema
from storage.database import Database

MIGRATIONS = Path(schema.__file__).with_name("migrations")


def test_a_new_database_is_not_current_and_becomes_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    with database.engine.begin() as connection:
        assert not schema.is_current(connection)
    assert schema.revision(database)[0] is None
    schema.upgrade(database)
    with database.engine.begin() as connection:
        assert schema.is_current(connection)
    database.close()


def test_the_newest_revision_is_the_one_that_alembic_knows(database_url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    database = Database(database_url)
    head = ScriptDirectory.from_config(config).get_current_head()
    assert schema.revision(database) == (head, head)
    database.close()


def test_an_older_schema_is_not_current(database_url: str) -> None:
    database = Database(database_url)
    with database.writing_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        assert not schema.is_current(connection)
    database.close()
