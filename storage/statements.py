"""Statements that both databases know, each in words of its own, and those made ready once for the busiest paths."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Dialect, Executable, Insert, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlmodel import Session

Values = Mapping[str, Any]
T = TypeVar("T")
_PLACES = 8


def insertion(table: Any) -> Insert:  # noqa: ANN401 - a class of tables
    """Insert rows that nobody needs as objects: a quarter of what the unit of work takes. Give it every value."""
    return insert(table.__table__)


def upserts(
    table: Any,  # noqa: ANN401 - a class of tables
    key: Sequence[str],
    change: dict[str, Any] | None,
    returning: Any,  # noqa: ANN401 - one of its columns
) -> dict[str, Executable]:
    """Insert a row or else change the one that has its key (None: leave it), by the database's name."""
    made: dict[str, Executable] = {}
    for name, insert_into in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert)):
        statement = insert_into(table.__table__)
        if change is None:
            statement = statement.on_conflict_do_nothing(index_elements=key)
        else:
            statement = statement.on_conflict_do_update(index_elements=key, set_=change)
        made[name] = statement.returning(returning)
    return made


def places(name: str) -> tuple[str, ...]:
    """The names of a fixed number of places for a list, so that its statement is compiled once."""
    return tuple(f"{name}{place}" for place in range(_PLACES))


def filled(names: tuple[str, ...], values: Collection[Any]) -> dict[str, Any]:
    """Up to eight values, at least one, in their places; what is left over repeats the last."""
    given = list(values)
    assert 0 < len(given) <= len(names)
    return dict(zip(names, given + given[-1:] * (len(names) - len(given)), strict=True))


def batched(values: Collection[T]) -> Iterator[list[T]]:
    """All values, as many at a time as there are places."""
    given = list(values)
    for start in range(0, len(given), _PLACES):
        yield given[start : start + _PLACES]


class Ready:
    """A statement that is compiled once for each database: to run it takes a third of what the general path takes.

    It is always given the same names. What it returns comes as the driver gives it: whole numbers and texts only.
    It does not see rows that the session has not flushed.
    """

    def __init__(self, statement: Executable | Mapping[str, Executable]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def run(self, session: Session, values: Values) -> CursorResult[Any]:
        """Run it once."""
        connection = session.connection()
        compiled = self._of(connection.dialect, values)
        return connection.exec_driver_sql(compiled.sql, compiled.parameters(values))

    def run_all(self, session: Session, rows: Sequence[Values]) -> None:
        """Run it for each row, of which there is at least one."""
        connection = session.connection()
        compiled = self._of(connection.dialect, rows[0])
        connection.exec_driver_sql(compiled.sql, [compiled.parameters(row) for row in rows])

    def _of(self, dialect: Dialect, values: Values) -> "_Compiled":
        found = self._compiled.get(dialect.name)
        if found is None:
            statement = self._statement[dialect.name] if isinstance(self._statement, Mapping) else self._statement
            found = self._compiled[dialect.name] = _compile(statement, dialect, list(values))
        return found


@dataclass(frozen=True)
class _Compiled:
    sql: str
    order: tuple[str, ...] | None  # of a driver that takes parameters by position
    given: dict[str, Any]
    processors: dict[str, Callable[[Any], Any]]

    def parameters(self, values: Values) -> Any:  # noqa: ANN401 - whatever the driver takes
        ready = {**self.given, **values}
        for name, process in self.processors.items():
            ready[name] = process(ready[name])
        return tuple([ready[name] for name in self.order]) if self.order is not None else ready


def _compile(statement: Executable, dialect: Dialect, names: list[str]) -> _Compiled:
    column_keys = names if isinstance(statement, Insert) else None
    compiled: Any = statement.compile(dialect=dialect, column_keys=column_keys)  # type: ignore[attr-defined]
    processors = {
        name: process
        for name, bind in compiled.binds.items()
        if (process := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    }
    given = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
    order = tuple(compiled.positiontup) if compiled.positional else None
    return _Compiled(compiled.string, order, given, processors)
