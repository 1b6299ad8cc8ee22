"""Statements that both databases know, each in words of its own."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite


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
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert)):
        statement = insert(table.__table__)
        if change is None:
            statement = statement.on_conflict_do_nothing(index_elements=key)
        else:
            statement = statement.on_conflict_do_update(index_elements=key, set_=change)
        made[name] = statement.returning(returning)
    return made
