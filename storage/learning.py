"""What the reading of items learns from, as plain rows: asked for at every submission, so without objects."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table, Text, bindparam, cast, select
from sqlmodel import Session

from bot.domain.numbers import RequestNumber
from storage.statements import Ready, filled, places
from storage.tables import Reorganisation, Request, RequestEvent, WorkingGroup

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


class Brief(NamedTuple):
    """An item as far as somebody is shown who has written something like it."""

    id: int
    fiscal_year: int
    sequence: int
    title: str
    status: str
    group: str | None
    kind: str


def _columns(table: Any) -> Table:  # noqa: ANN401 - a class of tables
    found: Table = table.__table__
    return found


_event, _item, _group, _plan = (_columns(table).c for table in (RequestEvent, Request, WorkingGroup, Reorganisation))
_LESSONS = Ready(
    select(
        _event.id,
        _event.action,
        cast(_event.after, Text),
        _item.fiscal_year,
        _item.sequence,
        _item.title,
        _item.body,
        cast(_item.answers, Text),
    )
    .join_from(_columns(RequestEvent), _columns(Request), _item.id == _event.request_id)
    .where(_event.workspace_id == bindparam("workspace"), _event.id > bindparam("after"))
    .where(_item.private.is_(False))  # what is learnt is told as a reason, and offered as similar
    .order_by(_event.id)
)
_GROUPS = Ready(
    select(_group.slug, _group.name, _group.mission, cast(_group.examples, Text))
    .where(_group.workspace_id == bindparam("workspace"), _group.active)
    .order_by(_group.position, _group.id)
)
_PLANS = Ready(
    select(cast(_plan.outcome, Text))
    .where(_plan.workspace_id == bindparam("workspace"), _plan.state == "done")
    .order_by(_plan.settled_at, _plan.id)
)

_YEARS, _SEQUENCES = places("year"), places("sequence")
_BRIEFS = Ready(
    select(_item.id, _item.fiscal_year, _item.sequence, _item.title, _item.status, _group.name, _item.kind)
    .join_from(_columns(Request), _columns(WorkingGroup), _group.id == _item.group_id, isouter=True)
    .where(_item.workspace_id == bindparam("workspace"))
    .where(_item.fiscal_year.in_([bindparam(name) for name in _YEARS]))
    .where(_item.sequence.in_([bindparam(name) for name in _SEQUENCES]))
)


def list_lessons(session: Session, workspace_id: int, event_id: int) -> list[Lesson]:
    """Lines of history newer than an id, oldest first, none of private items; a few earlier ones may come again."""
    after = event_id - _LATE[session.get_bind().dialect.name]
    rows: Any = _LESSONS.run(session, {"workspace": workspace_id, "after": after})
    return [
        Lesson(id_, action, json.loads(changed), year, sequence, title, body, json.loads(answers))
        for id_, action, changed, year, sequence, title, body, answers in rows
    ]


def list_group_words(session: Session, workspace_id: int) -> tuple[GroupWords, ...]:
    """The active groups in the office's order."""
    return tuple(GroupWords._make(row) for row in _GROUPS.run(session, {"workspace": workspace_id}))


def list_heirs(session: Session, workspace_id: int) -> dict[str, str]:
    """Which group took another one over, by their slugs; the newest reorganisation holds."""
    heirs: dict[str, str] = {}
    for (outcome,) in _PLANS.run(session, {"workspace": workspace_id}):
        heirs |= json.loads(outcome).get("heirs", {})
    return heirs


def list_briefs(session: Session, workspace_id: int, numbers: Sequence[RequestNumber]) -> list[Brief]:
    """The items of these numbers, in their order; of the first eight."""
    first = numbers[: len(_YEARS)]
    years, sequences = [number.fiscal_year for number in first], [number.sequence for number in first]
    given = {"workspace": workspace_id, **filled(_YEARS, years), **filled(_SEQUENCES, sequences)}
    found = [Brief._make(row) for row in _BRIEFS.run(session, given)]
    by_number = {RequestNumber(brief.fiscal_year, brief.sequence): brief for brief in found}
    return [by_number[number] for number in numbers if number in by_number]
