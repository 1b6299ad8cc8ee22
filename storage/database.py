"""The database: one place for connections, transactions, and the translation of its failures.

`write` and `read` take a plain function over a session. On SQLite one thread writes, and commits all waiting works
together, so that fifty submissions share one flush to disk; when one of them fails, each is carried out again by
itself, so a work must do the same when it is run anew. Readers have connections of their own. On PostgreSQL a pool of
threads works side by side.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import Session

from bot.domain.errors import StorageError, StorageFailure
from storage import address, room

__all__ = ["Database", "Session"]

T = TypeVar("T")
Work = Callable[[Session], T]
_Job = tuple[Work[Any], "Future[Any]"]

_BATCH = 200
_WAITING_AT_MOST = 2000
_CONNECTIONS = 8
_READERS = 4  # of SQLite, which reads within this process: more would only wait for the interpreter
_LOCK_WAIT_SECONDS = 2.0  # the chat waits three seconds for an answer, and the sentence about it takes time too


class Database:
    """A SQLite file or a PostgreSQL database, by URL; usable from the event loop and from plain code."""

    def __init__(self, url: str, *, lock_wait: float = _LOCK_WAIT_SECONDS) -> None:
        self.url = url
        self.engine = _engine(url, lock_wait)
        self.writing_engine = self.engine.execution_options(immediate=True)
        self._threads = ThreadPoolExecutor(_READERS if self.is_sqlite else _CONNECTIONS, thread_name_prefix="database")
        self._writer = _GroupWriter(self.writing_engine) if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded file database."""
        return self.engine.dialect.name == "sqlite"

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction and return its result once that is safely on disk.

        Raises StorageError when the database cannot, and whatever `work` raises; then nothing of it is kept.
        """
        return await asyncio.wrap_future(self._submit(work))

    async def read(self, work: Work[T]) -> T:
        """Run `work`, which only reads, over one consistent state."""
        return await asyncio.wrap_future(self._threads.submit(self.read_now, work))

    def write_now(self, work: Work[T]) -> T:
        """As `write`, for plain code; waits."""
        return self._submit(work).result()

    def read_now(self, work: Work[T]) -> T:
        """As `read`, for plain code; waits."""
        with translated(), _session(self.engine) as session:
            return work(session)

    def try_to_write(self) -> None:
        """Raises StorageError when nothing could be written at present, for a lock or for want of room.

        Nothing is changed.
        """
        with translated(), self.writing_engine.begin():
            pass
        if self.is_sqlite:
            room.check_room(Path(self.engine.url.database or ""))

    def close(self) -> None:
        """Finish what was submitted and close all connections."""
        if self._writer:
            self._writer.close()
        self._threads.shutdown()
        self.engine.dispose()

    def _submit(self, work: Work[T]) -> "Future[T]":
        if self._writer:
            return self._writer.submit(work)
        return self._threads.submit(self._in_transaction, work)

    def _in_transaction(self, work: Work[T]) -> T:
        with translated(), _session(self.engine) as session, session.begin():
            return work(session)


class _GroupWriter:
    """The only thread that writes to a SQLite file."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.Queue[_Job | None] = queue.Queue(_WAITING_AT_MOST)
        self._thread = threading.Thread(target=self._run, name="database-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> "Future[T]":
        future: Future[T] = Future()
        try:
            self._jobs.put_nowait((work, future))
        except queue.Full:
            future.set_exception(StorageError(StorageFailure.LOCKED, "too many writers are waiting"))
        return future

    def close(self) -> None:
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            batch, last = self._next_batch()
            if batch:
                self._commit(batch)
            if last:
                return

    def _next_batch(self) -> tuple[list[_Job], bool]:
        job = self._jobs.get()
        batch: list[_Job] = []
        while job is not None:
            if job[1].set_running_or_notify_cancel():
                batch.append(job)
            if len(batch) == _BATCH:
                return batch, False
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _waiting(self) -> list[_Job]:
        """Everything that was submitted meanwhile, but the end."""
        waiting: list[_Job] = []
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return waiting
            if job is None:
                self._jobs.put(None)
                return waiting
            if job[1].set_running_or_notify_cancel():
                waiting.append(job)

    def _commit(self, batch: list[_Job]) -> None:
        """Carry out the works and commit them together; only then does anybody know."""
        try:
            results = self._together([work for work, _ in batch])
        except Exception as error:  # noqa: BLE001 - whoever waits for a work gets what it raised
            locked = isinstance(error, StorageError) and error.failure is StorageFailure.LOCKED
            if locked:
                batch.extend(self._waiting())  # each waiting out the lock in turn would keep the last too long
            if locked or len(batch) == 1:
                for _, future in batch:
                    future.set_exception(error)
            else:  # what fails must undo only itself
                for job in batch:
                    self._commit([job])
            return
        for (_, future), result in zip(batch, results, strict=True):
            future.set_result(result)

    def _together(self, works: list[Work[Any]]) -> list[Any]:
        with translated(), self._engine.begin() as connection:
            return [_carry_out(connection, work) for work in works]


def _carry_out(connection: Connection, work: Work[T]) -> T:
    """One work within a transaction that others share."""
    with _session(connection) as session:
        result = work(session)
        session.flush()
        return result


class _Work(Session):
    """A session that keeps every row it has seen, so that one work does not fetch the same row twice."""


@event.listens_for(_Work, "loaded_as_persistent")
def _keep(session: Session, row: object) -> None:
    session.info.setdefault("seen", []).append(row)  # SQLAlchemy itself holds rows only weakly


def _session(bind: Engine | Connection) -> Session:
    return _Work(bind, expire_on_commit=False, join_transaction_mode="rollback_only")


def _engine(url: str, lock_wait: float) -> Engine:
    if address.usable(url).get_backend_name() == "sqlite":
        return _sqlite(url, lock_wait)
    patience = {"options": f"-c lock_timeout={round(lock_wait * 1000)}", "connect_timeout": 2}
    return create_engine(
        url, pool_size=_CONNECTIONS, max_overflow=2, pool_pre_ping=True, hide_parameters=True, connect_args=patience
    )


def _sqlite(url: str, lock_wait: float) -> Engine:
    # A statement that fails is logged; what people wrote is in its parameters.
    engine = create_engine(url, connect_args={"timeout": lock_wait, "check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401
        connection.isolation_level = None  # the driver must not open transactions behind our back
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that reads and then writes fails at once under WAL, whatever the time-out.
        writing = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


@contextmanager
def translated() -> Iterator[None]:
    """Turn the failures that a person can mend into StorageError; bugs pass untouched."""
    try:
        yield
    except (OperationalError, DatabaseError) as error:
        failure = _failure(error)
        if failure is None:
            raise
        raise StorageError(failure, " ".join(str(error.orig).split())) from error


_SIGNS = {
    StorageFailure.LOCKED: ("database is locked", "lock timeout", "deadlock detected", "database table is locked"),
    StorageFailure.FULL: ("disk is full", "no space left", "disk i/o error"),
    StorageFailure.UNREADABLE: (
        "unable to open",
        "malformed",
        "not a database",
        "readonly database",
        "connection refused",
        "could not connect",
        "connection failed",
        "server closed the connection",
        "no such table",
        "does not exist",
    ),
}


def _failure(error: DatabaseError) -> StorageFailure | None:
    words = str(error.orig).lower()
    found = next((failure for failure, signs in _SIGNS.items() if any(sign in words for sign in signs)), None)
    if found is None and isinstance(error, OperationalError) and error.statement is None:
        return StorageFailure.UNREADABLE  # nothing was asked yet: there was no connection
    return found
