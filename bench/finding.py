"""Searching and App Home in cities of two sizes, beside the same statements put to the bare driver."""

import itertools
import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import event

from bench.city import Place, build, texts
from bench.measure import Figures, figures
from bot.domain.finding import Order, Query
from bot.domain.homes import HomeState
from bot.domain.roles import Role
from bot.language.searching import index_terms, words_of
from bot.services import home, listing
from storage import groups, search
from storage.database import Session
from storage.statements import insertion
from storage.tables import Person, Request, RequestPerson
from templates.home import home_view

SIZES = {"small": 10_000, "large": 100_000}
QUICK_SIZES = {"small": 300, "large": 600}
_STATUSES = ("received", "reviewing", "sent_back", "held") + ("accepted", "declined", "in_progress", "done") * 4
_BATCH = 1000
_WORDS = 40
Statement = tuple[str, Any]


@dataclass
class Town:
    """A city of one size."""

    place: Place
    url: str
    bodies: list[str]

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of ours."""
        return self.url.startswith("sqlite")

    def connect(self) -> Any:  # noqa: ANN401 - of either driver
        """The driver alone."""
        if self.is_sqlite:
            return sqlite3.connect(self.url.removeprefix("sqlite:///"))
        return psycopg.connect(self.url.replace("+psycopg", ""))


def settle(folder: Path, name: str, count: int, server: str = "") -> Town:
    """So many items, indexed, spread over groups, statuses and people, on top of the real ones.

    `server` is a PostgreSQL server's address without a database's name; without it they are in a SQLite file.
    """
    url = _new_database(server, name) if server else f"sqlite:///{folder / name}.db"
    place = build(url)
    town = Town(place, url, [])
    directory = place.database.read_now(lambda s: place.city.directory(s, place.workspace.id or 0))
    written, dice = texts(count), random.Random(count)
    for first in range(0, count, _BATCH):
        some = list(itertools.islice(written, min(_BATCH, count - first)))
        town.bodies += [body for _, body in some]
        rows = [_row(place, dice, first + number, given, [*directory.groups]) for number, given in enumerate(some)]
        place.database.write_now(lambda s, r=rows: _store(s, r, place.staff))  # type: ignore[misc]
    if server:
        _let_plans_know(town)
    return town


def _let_plans_know(town: Town) -> None:
    """What autovacuum does within a minute on a server in use; without it the small city is searched by a bad plan."""
    with psycopg.connect(town.url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("ANALYZE")


def _new_database(server: str, name: str) -> str:
    with psycopg.connect(server.replace("+psycopg", "") + "/postgres", autocommit=True) as connection:
        for statement in ("DROP DATABASE IF EXISTS {}", "CREATE DATABASE {}"):
            connection.execute(sql.SQL(statement).format(sql.Identifier(f"bench_{name}")))
    return f"{server}/bench_{name}"


def _row(place: Place, dice: random.Random, number: int, given: tuple[str, str], groups_: list[int]) -> dict[str, Any]:
    posted = datetime(2026, 4, 1, tzinfo=UTC) + timedelta(minutes=number)
    title, body = given
    values = Request(
        workspace_id=place.workspace.id or 0,
        fiscal_year=2030,
        sequence=number + 1,
        kind=dice.choice(("proposal", "practice", "consultation")),
        title=title,
        body=body,
        status=dice.choice(_STATUSES),
        group_id=dice.choice(groups_),
        department_id=dice.choice(place.staff).department_id,
        answer_due_on=date(2026, 11, 1) + timedelta(days=dice.randrange(60)),
        created_at=posted,
        updated_at=posted,
    )
    return values.model_dump(exclude={"id"})


def _store(session: Session, rows: list[dict[str, Any]], staff: list[Person]) -> None:
    ids = session.execute(insertion(Request).returning(Request.__table__.c.id), rows).scalars().all()  # type: ignore[attr-defined]
    requesters = [
        {
            "request_id": request_id,
            "person_id": staff[place % len(staff)].id,
            "workspace_id": row["workspace_id"],
            "position": 0,
            "joined_at": row["created_at"],
        }
        for place, (request_id, row) in enumerate(zip(ids, rows, strict=True))
    ]
    session.execute(insertion(RequestPerson), requesters)
    for request_id, row in zip(ids, rows, strict=True):
        search.index(session, request_id, index_terms(f"{row['title']}\n{row['body']}"))


def searched(town: Town, seed: int) -> dict[str, Figures | float]:
    """Two-letter words: ours, the same statements bare, and a full count by LIKE; and how many of all are found."""
    words = list(itertools.islice(_two_letters(town.bodies, seed), _WORDS))
    person = town.place.staff[seed % len(town.place.staff)]
    city, database = town.place.city, town.place.database

    def find(word: str, order: Order) -> None:
        database.read_now(lambda s: listing.find(s, city, person, Query(word, order=order)))

    ours = timed([lambda w=word: find(w, Order.NEWEST) for word in words])  # type: ignore[misc]
    best = timed([lambda w=word: find(w, Order.BEST) for word in words])  # type: ignore[misc]
    driver = bare(town, [lambda w=word: find(w, Order.NEWEST) for word in words])  # type: ignore[misc]
    with closing(town.connect()) as connection:
        count = _marked(town, "SELECT count(*) FROM request WHERE title LIKE ? OR body LIKE ?")
        like = timed([lambda w=word: connection.execute(count, (f"%{w}%",) * 2).fetchall() for word in words])  # type: ignore[misc]
        recall = min(_recall(town, connection, word) for word in words)
    return {"search": ours, "search, best first": best, "search bare": driver, "LIKE count": like, "recall": recall}


def looked(town: Town, seed: int) -> dict[str, Figures | float]:
    """App Home of people who lead something: what it shows and its view; and the same statements bare."""
    database, city = town.place.database, town.place.city
    leads = database.read_now(
        lambda s: [p for part, p in groups.list_parts(s, town.place.workspace.id or 0) if part.role == Role.LEAD]
    )
    some = random.Random(seed).choices(leads, k=20)

    def look(person: Person) -> None:
        shown = database.read_now(lambda s: home.look(s, city, person, HomeState()))
        home_view(city.wording.of(person.locale), shown)

    looks = [lambda p=person: look(p) for person in some]
    return {"home": timed(looks), "home bare": bare(town, looks)}


def _two_letters(bodies: list[str], seed: int) -> Iterator[str]:
    """Words of two kanji that stand somewhere, common and rare ones as they come."""
    dice = random.Random(seed)
    while True:
        body = dice.choice(bodies)
        start = dice.randrange(max(1, len(body) - 1))
        word = body[start : start + 2]
        if len(word) == 2 and all("一" <= letter <= "龠" for letter in word):
            yield word


def _marked(town: Town, statement: str) -> str:
    return statement if town.is_sqlite else statement.replace("?", "%s")


def _recall(town: Town, connection: Any, word: str) -> float:  # noqa: ANN401
    """The part of the items with a word, as LIKE finds them, that the index knows by it."""
    like = _marked(town, "SELECT id FROM request WHERE title LIKE ? OR body LIKE ?")
    there = {row[0] for row in connection.execute(like, (f"%{word}%",) * 2)}
    ways = [found.ways for found in words_of(word)]
    with Session(town.place.database.engine) as session:
        condition, meant = search.matching(session, ways)
    named = str(condition) if town.is_sqlite else str(condition).replace(":words", "%(words)s")
    match = f"SELECT rowid FROM request_search WHERE {named}"
    known = {row[0] for row in connection.execute(match, {"words": meant})}
    return len(there & known) / len(there) if there else 1.0


def timed(works: Sequence[Callable[[], object]]) -> Figures:
    """The figures of works done one after the other."""
    works[0]()  # whoever comes first pays for what is kept
    taken, began, worked = [], time.perf_counter(), time.process_time()
    for work in works:
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return figures(taken, time.perf_counter() - began, time.process_time() - worked)


def bare(town: Town, works: Sequence[Callable[[], object]]) -> Figures:
    """The statements of each work, put to the driver alone."""
    put: list[list[Statement]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.lstrip().startswith("SELECT"):
            put[-1].append((statement, parameters))

    event.listen(town.place.database.engine, "before_cursor_execute", note)
    for work in works:
        put.append([])
        work()
    event.remove(town.place.database.engine, "before_cursor_execute", note)
    with closing(town.connect()) as connection:

        def run(statements: list[Statement]) -> None:
            for statement, parameters in statements:
                connection.execute(statement, parameters).fetchall()

        return timed([lambda some=statements: run(some) for statements in put])  # type: ignore[misc]
