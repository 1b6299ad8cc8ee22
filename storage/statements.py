"""Statements that both databases know, each in words of its own."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Executable, Insert, insert
from sqlalchemy.dialects import postgresql, sqlite


@cache
def insertion(table: Any) -> Insert:  # noqa: ANN401 - a class of tables
    """Insert rows that nobody needs as objects: a quarter of what the unit of work takes. Give it every value."""
    return insert(table.__table__)


def upserts(
    table: Any,  # noqa: ANN401 - a class of tables
    key: Sequence[str],
    change: dict[str, Any] | None,
    returning: Any,  # noqa: ANN401 - one of its columns
) -> dict[str, Executable]:
    """Insert a row or else change the one that has its key (None: leave it), by the database's name.

    Made once and run with values: to make one takes longer than to run it.
    """
    made: dict[str, Executable] = {}
    for name, insert_into in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert)):
        statement = insert_into(table.__table__)
        if change is None:
            statement = statement.on_conflict_do_nothing(index_elements=key)
        else:
            statement = statement.on_conflict_do_update(index_elements=key, set_=change)
        made[name] = statement.returning(returning)
    return made
