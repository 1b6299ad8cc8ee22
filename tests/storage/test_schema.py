from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage import practices, requests, schema
from storage.database import Database
from storage.tables import Request
from tests.factories import LONG_AGO, cast

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


def test_practices_that_were_posted_before_there_was_a_library_stand_in_it(database: Database) -> None:
    people = database.write_now(cast)
    with database.writing_engine.begin() as connection:
        go(connection, command.downgrade, "0016")
    for number, effect in ((1, "年に９５時間が空きました"), (2, "楽になりました")):
        row = Request(
            workspace_id=people.workspace.id or 0,
            fiscal_year=2026,
            sequence=number,
            kind="practice",
            title="題",
            body="文",
            answers={"effect": effect},
            created_at=LONG_AGO,
            updated_at=LONG_AGO,
        )
        database.write_now(lambda s, row=row: requests.add(s, row, [people.rana.id or 0]))
    with database.writing_engine.begin() as connection:
        go(connection, command.upgrade, "head")
    found = database.read_now(lambda s: practices.list_by_id(s, [1, 2]))
    assert {key: (row.state, row.figures, row.contact_id) for key, row in found.items()} == {
        1: ("published", True, people.rana.id),
        2: ("published", False, people.rana.id),
    }
    assert found[1].checked_on == LONG_AGO.date()


def go(connection: Connection, step: Callable[[Config, str], None], revision: str) -> None:
    """Take the database to another revision."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    step(config, revision)
