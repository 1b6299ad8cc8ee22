import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from bot.domain.audit import BEGINNING, Doer, Entry, Recorded, Via, chained
from bot.domain.errors import StorageError
from storage import audit, workspaces
from storage.database import Database, Session
from storage.tables import Workspace
from tests.factories import LONG_AGO

ENTRY = Entry(
    datetime(2026, 11, 24, 1, 0, 0, 123456, tzinfo=UTC),
    Doer(Via.TERMINAL, None, "root"),
    Recorded.REVEAL,
    "R8-0042",
    "連絡のため\n「急ぎ」 🌙 ~",
    {"b": None, "a": ["○", 1, True]},
)


def begin(database: Database, team: str = "T0CITY") -> int:
    return database.write_now(lambda s: workspaces.add(s, Workspace(team_id=team, created_at=LONG_AGO)).id or 0)


def test_every_row_holds_the_hash_of_the_one_before_and_reads_back_as_it_was_written(database: Database) -> None:
    here = begin(database)
    database.write_now(lambda s: audit.append(s, here, [ENTRY, replace(ENTRY, subject="R8-0043")]))
    database.write_now(lambda s: audit.append(s, here, [replace(ENTRY, facts={})]))
    rows = database.read_now(lambda s: audit.list_rows(s, here))
    assert [row.sequence for row in rows] == [1, 2, 3]
    assert [row.previous for row in rows] == [BEGINNING, rows[0].hash, rows[1].hash]
    assert database.read_now(lambda s: audit.end(s, here)) == (3, rows[2].hash)
    first = rows[0]
    again = Entry(
        first.at, Doer(Via(first.via), first.actor_id, first.actor_name), Recorded(first.action),
        first.subject, first.reason, first.facts,
    )  # fmt: skip
    assert again == ENTRY
    assert chained(first.previous, here, 1, again) == first.hash


def test_each_workspace_has_a_chain_of_its_own(database: Database) -> None:
    here, there = begin(database), begin(database, "T0OTHER")
    for place in (here, there, here):
        database.write_now(lambda s, place=place: audit.append(s, place, [ENTRY]))  # type: ignore[misc]
    assert [database.read_now(lambda s, p=p: audit.end(s, p))[0] for p in (here, there)] == [2, 1]  # type: ignore[misc]
    assert database.read_now(lambda s: audit.end(s, 999)) == (0, BEGINNING)


def test_what_a_failed_transaction_had_put_on_record_is_gone_with_it(database: Database) -> None:
    here = begin(database)

    def fail(session: Session) -> None:
        audit.append(session, here, [ENTRY])
        raise LookupError

    with pytest.raises(LookupError):
        database.write_now(fail)
    database.write_now(lambda s: audit.append(s, here, [ENTRY]))
    assert [row.sequence for row in database.read_now(lambda s: audit.list_rows(s, here))] == [1]


def test_the_chain_stays_whole_when_many_add_to_it_at_once(database: Database) -> None:
    here = begin(database)
    together = threading.Barrier(6)

    def add_some() -> None:
        together.wait(10)
        for _ in range(10):
            database.write_now(lambda s: audit.append(s, here, [ENTRY]))

    threads = [threading.Thread(target=add_some) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    rows = database.read_now(lambda s: audit.list_rows(s, here))
    assert [row.sequence for row in rows] == list(range(1, 61))
    assert [row.previous for row in rows[1:]] == [row.hash for row in rows[:-1]]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE auditrow SET reason = 'nothing'",
        "DELETE FROM auditrow",
        "DELETE FROM auditrow WHERE sequence = 2",
        "UPDATE audithead SET hash = '0'",
        "UPDATE audithead SET sequence = 1, hash = '0'",
        "DELETE FROM audithead",
        "TRUNCATE auditrow",
        "TRUNCATE audithead",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_on_record(database: Database, statement: str) -> None:
    if database.is_sqlite and statement.startswith("TRUNCATE"):
        pytest.skip("SQLite knows no TRUNCATE")
    here = begin(database)
    database.write_now(lambda s: audit.append(s, here, [ENTRY, ENTRY]))
    change: Callable[[Session], object] = lambda s: s.execute(text(statement))  # noqa: E731
    with pytest.raises((DatabaseError, StorageError), match="only ever added to"):
        database.write_now(change)
    assert len(database.read_now(lambda s: audit.list_rows(s, here))) == 2
