"""The store layer beside raw sqlite3 that writes the same kind of rows."""

import json
import sqlite3
import time
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.city import TEAM, Place, texts
from bench.measure import Figures, Send, figures
from bot.domain.kinds import RequestKind
from bot.services.city import City
from bot.services.intake import submit
from bot.services.intake.submit import Form, Plan
from storage.database import Session

_SCHEMA = """
CREATE TABLE receipt (workspace INTEGER, key TEXT, at TEXT, result INTEGER, PRIMARY KEY (workspace, key));
CREATE TABLE number (workspace INTEGER PRIMARY KEY, last INTEGER);
CREATE TABLE item (id INTEGER PRIMARY KEY, number INTEGER UNIQUE, title TEXT, body TEXT, answers TEXT, state TEXT,
                   card INTEGER, at TEXT);
CREATE TABLE requester (item INTEGER, person INTEGER, at TEXT, PRIMARY KEY (item, person));
CREATE TABLE event (id INTEGER PRIMARY KEY, item INTEGER, action TEXT, after TEXT, at TEXT);
CREATE TABLE lane (id INTEGER PRIMARY KEY, channel TEXT UNIQUE, waiting INTEGER);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, lane INTEGER, delivery TEXT UNIQUE, text TEXT, blocks TEXT, state TEXT);
CREATE INDEX item_state ON item (state, at);
CREATE INDEX event_item ON event (item);
CREATE INDEX outbox_queue ON outbox (lane, state, id);
CREATE VIRTUAL TABLE search USING fts5(terms, content='');
"""
_BLOCKS = json.dumps([{"type": "section", "text": {"type": "mrkdwn", "text": "公民館の鍵" * 60}}] * 4)


def raw(folder: Path, times: int) -> Figures:
    """D1: one thread, WAL, synchronous FULL, one commit for each submission's rows, every value at hand beforehand."""
    path = folder / f"raw-{uuid.uuid4().hex}.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {_SCHEMA}")
    given = [(title, body, _terms(title, body)) for (title, body), _ in zip(texts(1), range(times), strict=False)]
    taken, began, worked = [], time.perf_counter(), time.process_time()
    for number, (title, body, terms) in enumerate(given):
        start = time.perf_counter()
        _insert(connection.cursor(), number, title, body, terms)
        taken.append(time.perf_counter() - start)
    found = figures(taken, time.perf_counter() - began, time.process_time() - worked)
    connection.close()
    return found


def _insert(cursor: sqlite3.Cursor, number: int, title: str, body: str, terms: str) -> None:
    at = "2026-11-24T01:00:00"
    execute = cursor.execute
    execute("BEGIN IMMEDIATE")
    execute("INSERT INTO number VALUES (1, 1) ON CONFLICT DO UPDATE SET last = last + 1")
    item = execute(
        "INSERT INTO item (number, title, body, answers, state, at) VALUES (?, ?, ?, '{}', 'received', ?)",
        (number, title, body, at),
    ).lastrowid
    execute("INSERT INTO receipt VALUES (1, ?, ?, ?)", (f"view:{number}", at, item))
    execute("INSERT INTO requester VALUES (?, ?, ?)", (item, number % 200, at))
    for action in ("posted", "routed"):
        execute("INSERT INTO event (item, action, after, at) VALUES (?, ?, '{}', ?)", (item, action, at))
    execute("INSERT INTO search (rowid, terms) VALUES (?, ?)", (item, terms))
    for channel in (f"C{number % 9}", f"U{number % 200}"):
        execute(
            "INSERT INTO lane (channel, waiting) VALUES (?, 1) ON CONFLICT (channel) DO UPDATE SET waiting = waiting+1",
            (channel,),
        )
        execute(
            "INSERT INTO outbox (lane, delivery, text, blocks, state)"
            " SELECT id, ?, ?, ?, 'waiting' FROM lane WHERE channel = ?",
            (uuid.uuid4().hex, title, _BLOCKS, channel),
        )
    execute("UPDATE item SET card = ? WHERE id = ?", (cursor.lastrowid, item))
    execute("COMMIT")


def _terms(title: str, body: str) -> str:
    whole = title + body
    return " ".join(whole[i : i + 2] for i in range(len(whole) - 1))


def commits(place: Place, seed: int, times: int) -> Send:
    """Ours: the whole transaction of a submission whose plan was made beforehand."""
    planned = iter(list(_planned(place, seed, times)))

    async def send() -> None:
        number, form, plan = next(planned)
        person = place.staff[number % len(place.staff)]
        key = f"store:{TEAM}:{seed}:{number}"
        await place.database.write(lambda s: submit.submit(s, place.city, place.workspace, person, form, plan, key))

    return send


def _planned(place: Place, seed: int, times: int) -> Iterator[tuple[int, Form, Plan]]:
    workspace_id = place.workspace.id or 0
    for number, (title, body) in zip(range(times), texts(seed), strict=False):
        form = Form(RequestKind.PROPOSAL, {"title": title, "body": body})
        yield number, form, place.database.read_now(partial(_prepare, place.city, workspace_id, form))


def _prepare(city: City, workspace_id: int, form: Form, session: Session) -> Plan:
    return submit.prepare(session, city, workspace_id, form)
