from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from storage import workspaces
from storage.database import Database
from storage.statements import Ready, insertion
from storage.tables import RequestEvent, Setting, Workspace

NOW = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)
SETTINGS: Any = Setting.__table__  # type: ignore[attr-defined]


def setting(name: str, value: Any) -> dict[str, Any]:
    return {"workspace_id": 1, "name": name, "value": value, "updated_at": NOW}


@pytest.fixture
def city(database: Database) -> Database:
    database.write_now(lambda s: workspaces.add(s, Workspace(team_id="T0CITY", created_at=NOW)))
    return database


def test_what_is_inserted_ready_made_reads_as_if_the_orm_had_stored_it(city: Database) -> None:
    add = Ready(insertion(Setting))
    value = {"名前": ["鍵", 1, None, True], "％": "100%s"}

    def insert(session: Session) -> None:
        add.run_all(session, [setting("one", value), setting("two", None)])
        add.run(session, setting("three", "はい"))

    city.write_now(insert)
    read = city.read_now(lambda s: {n: workspaces.get_setting(s, 1, n) for n in ("one", "two", "three")})
    assert read == {"one": value, "two": None, "three": "はい"}
    stored = city.read_now(lambda s: s.get_one(Setting, (1, "one")).updated_at)
    by_the_orm = city.read_now(lambda s: workspaces.get(s, 1).created_at)
    assert stored == by_the_orm


def test_a_value_that_the_statement_holds_itself_need_not_be_given(city: Database) -> None:
    city.write_now(lambda s: Ready(insertion(Setting)).run(s, setting("one", 1)))
    change = Ready(update(SETTINGS).where(SETTINGS.c.name == "one").values(value=bindparam("new")))
    assert city.write_now(lambda s: change.run(s, {"new": 2}).rowcount) == 1
    find = Ready(select(SETTINGS.c.name).where(SETTINGS.c.workspace_id == bindparam("workspace")))
    assert city.read_now(lambda s: find.run(s, {"workspace": 1}).scalars().all()) == ["one"]
    assert city.read_now(lambda s: workspaces.get_setting(s, 1, "one")) == 2


def test_a_rule_of_the_database_holds_for_ready_statements_too(city: Database) -> None:
    event = {"workspace_id": 1, "request_id": 999, "at": NOW, "actor_id": None, "action": "posted"}
    with pytest.raises(IntegrityError):
        city.write_now(
            lambda s: Ready(insertion(RequestEvent)).run(s, {**event, "before": {}, "after": {}, "note": ""})
        )
