import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from bot.domain.errors import StorageError, StorageFailure
from storage import schema, workspaces
from storage.database import Database
from storage.tables import Workspace
from tests.factories import LONG_AGO


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    database = Database(sqlite_url)
    yield database
    database.close()


def add(team_id: str, name: str = "") -> Any:
    return lambda session: workspaces.add(session, Workspace(team_id=team_id, name=name, created_at=LONG_AGO)).team_id


def together(database: Database, works: list[Any]) -> list[Future[Any]]:
    """Have works committed together: they arrive while the writer is busy."""
    busy, go_on = threading.Event(), threading.Event()

    def keep_busy(_session: Session) -> None:
        busy.set()
        assert go_on.wait(10)

    first = database._submit(keep_busy)
    assert busy.wait(10)
    futures = [database._submit(work) for work in works]
    go_on.set()
    first.result(10)
    return futures


def present(database: Database) -> list[str]:
    query = select(Workspace).order_by(col(Workspace.id))
    return database.read_now(lambda s: [workspace.team_id for workspace in s.exec(query)])


def test_a_work_that_fails_undoes_only_itself_when_several_commit_together(sqlite: Database) -> None:
    first, twice, last = together(sqlite, [add("T1"), add("T1"), add("T2")])
    assert (first.result(10), last.result(10)) == ("T1", "T2")
    assert twice.exception(10) is not None
    assert present(sqlite) == ["T1", "T2"]


def test_nobody_is_told_that_something_is_stored_when_a_full_disk_has_undone_it(sqlite: Database) -> None:
    def shrink(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite takes the present size for it

    event.listen(sqlite.engine, "checkout", shrink)
    futures = together(sqlite, [add("T1"), add("T2", "長い名前" * 20_000), add("T3")])
    told = [future.result(10) for future in futures if future.exception(10) is None]
    assert told == [name for name in present(sqlite) if name in told]
    failures = [future.exception(10) for future in futures if future.exception(10) is not None]
    assert failures
    assert {error.failure for error in failures if isinstance(error, StorageError)} == {StorageFailure.FULL}
    event.remove(sqlite.engine, "checkout", shrink)
    event.listen(sqlite.engine, "checkout", lambda c, _r, _p: c.execute("PRAGMA max_page_count = 1000000"))
    assert sqlite.write_now(add("T4")) == "T4"
    assert present(sqlite) == [*told, "T4"]


def test_everybody_who_waits_is_told_when_the_database_stays_locked(sqlite_url: str) -> None:
    database, other = Database(sqlite_url, lock_wait=0.2), Database(sqlite_url)
    busy, go_on = threading.Event(), threading.Event()

    def keep_locked(_session: Session) -> None:
        busy.set()
        assert go_on.wait(10)

    locking = other._submit(keep_locked)
    assert busy.wait(10)
    futures = [database._submit(add(f"T{number}")) for number in range(5)]
    for future in futures:
        error = future.exception(2)
        assert isinstance(error, StorageError)
        assert error.failure is StorageFailure.LOCKED
    go_on.set()
    locking.result(10)
    assert database.write_now(add("T9")) == "T9"
    assert present(database) == ["T9"]
    database.close()
    other.close()


@pytest.mark.parametrize("host", ["nohost.invalid", "127.0.0.1:1"])
def test_a_server_that_is_not_there_is_told_in_one_line_without_the_password(host: str) -> None:
    database = Database(f"postgresql+psycopg://bansou:secret@{host}/bansou")
    with pytest.raises(StorageError) as away:
        schema.upgrade(database)
    database.close()
    assert away.value.failure is StorageFailure.UNREADABLE
    assert "\n" not in away.value.detail
    assert "secret" not in away.value.detail
