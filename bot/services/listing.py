"""What there is: items by words, numbers and filters, in an order, as far as one person may see them.

The index knows no private items: those that a person may read are few, and are read through for them alone.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from bot.domain.finding import RANKED, Filters, Order, Query, Sight
from bot.domain.items import Page
from bot.domain.numbers import RequestNumber
from bot.domain.roles import Role
from bot.language.searching import Text, Word, words_of
from bot.services import items, queries
from bot.services.city import City
from bot.services.routing import text_of
from storage import finding, groups, requests
from storage.database import Session
from storage.tables import Person, Request

SHOWN = 10
_LAST_DAY = date(9999, 12, 31)
_KEYS: dict[Order, Callable[[Request], Any]] = {
    Order.NEWEST: lambda row: -(row.id or 0),
    Order.BEST: lambda row: -(row.id or 0),
    Order.FIGURES: lambda row: -(row.id or 0),  # there is nothing private in the library to be merged in
    Order.OLDEST: lambda row: row.id,
    Order.DUE: lambda row: (row.answer_due_on or _LAST_DAY, row.id),
}


def sight_of(session: Session, person: Person) -> Sight:
    """What a person may see beside what everybody may."""
    assert person.id is not None
    parts = groups.list_memberships(session, person.workspace_id, person.id)
    held = {role: frozenset(part.group_id for part in parts if part.role == role) for role in Role}
    return Sight(person.id, person.is_office, held[Role.LEAD], held[Role.COMPANION])


def find(
    session: Session,
    city: City,
    person: Person,
    query: Query,
    *,
    start: int = 0,
    newest_id: int | None = None,
    at_most: int = SHOWN,
) -> Page:
    """A part of what a person looks for; a number finds its item. `newest_id` keeps what comes in meanwhile out."""
    sight = sight_of(session, person)
    number = RequestNumber.parse(query.words)
    if number is not None:
        return _numbered(session, city, person, sight, number)
    newest_id = newest_id or finding.newest_id(session)
    filters = replace(queries.filters_of(city, query), newest_id=newest_id)
    words = words_of(query.words)
    if query.words and not words:
        return Page()
    found = select(session, person.workspace_id, sight, filters, query.order, words, start, at_most + 1)
    shown = found[:at_most]
    return Page(tuple(items.describe_all(session, city, shown)), start, len(found) > at_most, newest_id)


def select(
    session: Session,
    workspace_id: int,
    sight: Sight,
    filters: Filters,
    order: Order,
    words: tuple[Word, ...],
    start: int,
    count: int,
) -> list[Request]:
    """So many items from a place on, without counting those before it in memory when there are no words."""
    if not words:
        return finding.list_found(session, workspace_id, sight, filters, order, offset=start, limit=count)
    at_once = RANKED if order is Order.BEST else start + count
    read = _Read()
    holding = _holding(session, workspace_id, sight, filters, order, words, at_once, read)
    if order is Order.BEST:
        holding = iter(_ranked(list(islice(holding, RANKED)), words, read))
    return list(islice(holding, start, start + count))


def _holding(
    session: Session,
    workspace_id: int,
    sight: Sight,
    filters: Filters,
    order: Order,
    words: tuple[Word, ...],
    at_once: int,
    read: "_Read",
) -> Iterator[Request]:
    def holds(row: Request) -> bool:
        text = read.whole(row)
        return all(text.holds(word) for word in words)

    def indexed() -> Iterator[Request]:
        ways, offset = [word.ways for word in words], 0
        while True:
            rows = finding.list_found(
                session,
                workspace_id,
                sight,
                filters,
                order,
                words=ways,
                private=False,
                offset=offset,
                limit=at_once,
            )
            yield from filter(holds, rows)  # the index does not know in which order an item holds its pairs
            offset += at_once
            if len(rows) < at_once:
                return

    own = finding.list_found(session, workspace_id, sight, filters, order, private=True)
    return heapq.merge(filter(holds, own), indexed(), key=_KEYS[order])


class _Read:
    """What items say, each made ready once in a search: that costs more than to find them."""

    def __init__(self) -> None:
        self._known: dict[int | None, Text] = {}

    def whole(self, row: Request) -> Text:
        """All that is searched of an item."""
        if row.id not in self._known:
            self._known[row.id] = Text.of(text_of(row))
        return self._known[row.id]


def _ranked(rows: list[Request], words: tuple[Word, ...], read: _Read) -> list[Request]:
    """Those that say it in their title first, then those that say it most."""

    def rank(row: Request) -> tuple[int, int]:
        title, whole = Text.of(row.title), read.whole(row)
        return sum(title.holds(word) for word in words), sum(whole.counts(word) for word in words)

    return sorted(rows, key=rank, reverse=True)


def _numbered(session: Session, city: City, person: Person, sight: Sight, number: RequestNumber) -> Page:
    row = find_seen(session, person.workspace_id, sight, Filters(), number)
    return Page(tuple(items.describe_all(session, city, [row] if row is not None else [])))


def find_seen(
    session: Session, workspace_id: int, sight: Sight, filters: Filters, number: RequestNumber
) -> Request | None:
    """The item of a number, for who may see it and if it passes the filters."""
    row = requests.find_by_number(session, workspace_id, number)
    if row is None:
        return None
    only = replace(filters, newest_id=row.id)
    seen = finding.list_found(session, workspace_id, sight, only, Order.NEWEST, limit=1)
    return next((one for one in seen if one.id == row.id), None)


def group_choices(session: Session, city: City, workspace_id: int, typed: str) -> list[tuple[int, str]]:
    """Groups whose name holds what was typed, closed ones too; at most a hundred, which a menu holds."""
    known = city.directory(session, workspace_id).groups.values()
    return [(group.id, group.name) for group in known if typed.strip() in group.name][:100]
