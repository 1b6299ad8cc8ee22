"""What the reading of items learns from, as plain rows: asked for at every submission, so without objects."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table, Text, bindparam, cast, select
from sqlmodel import Session

from storage.tables import Request, RequestEvent, WorkingGroup

# Ids are given out before they are committed, so on PostgreSQL a lower one may turn up after a higher one.
_LATE = {"sqlite": 0, "postgresql": 50}


class Lesson(NamedTuple):
    """A line of an item's history with the item's present words."""

    event_id: int
    action: str
    after: dict[str, Any]
    fiscal_year: int
    sequence: int
    title: str
    body: str
    answers: dict[str, Any]


class GroupWords(NamedTuple):
    """An active group in words; `examples` is a list in JSON."""

    slug: str
    name: str
    mission: str
    examples: str


def _columns(table: Any) -> Table:  # noqa: ANN401 - a class of tables
    found: Table = table.__table__
    return found


_event, _item, _group = (_columns(table).c for table in (RequestEvent, Request, WorkingGroup))
_LESSONS = (
    select(
        _event.id,
        _event.action,
        _event.after,
        _item.fiscal_year,
        _item.sequence,
        _item.title,
        _item.body,
        _item.answers,
    )
    .join_from(_columns(RequestEvent), _columns(Request), _item.id == _event.request_id)
    .where(_event.workspace_id == bindparam("workspace"), _event.id > bindparam("after"))
    .where(_event.action.in_(bindparam("actions", expanding=True)))
    .order_by(_event.id)
)
_GROUPS = (
    select(_group.slug, _group.name, _group.mission, cast(_group.examples, Text))
    .where(_group.workspace_id == bindparam("workspace"), _group.active)
    .order_by(_group.position, _group.id)
)


def list_lessons(session: Session, workspace_id: int, actions: Sequence[str], event_id: int) -> list[Lesson]:
    """Lines of history newer than an id, oldest first; a few of those before it may come again."""
    after = event_id - _LATE[session.get_bind().dialect.name]
    given = {"workspace": workspace_id, "actions": list(actions), "after": after}
    return [Lesson(*row) for row in session.execute(_LESSONS, given)]


def list_group_words(session: Session, workspace_id: int) -> tuple[GroupWords, ...]:
    """The active groups in the office's order."""
    return tuple(GroupWords(*row) for row in session.execute(_GROUPS, {"workspace": workspace_id}))
