"""What there is: the newest items, and those that hold a word, as far as everybody may see them.

A private item is found by nobody here, not even by its readers, who have it in their direct messages and App Home.
"""

from bot.domain.items import Page
from bot.domain.numbers import RequestNumber
from bot.domain.statuses import Status
from bot.language import text
from bot.services import items
from bot.services.city import City
from storage import requests, search
from storage.database import Session

_SHOWN = 10
_SEARCHED = 1000
_SEEN_BY_ALL = tuple(status.value for status in Status if status is not Status.WITHDRAWN)


def newest(session: Session, city: City, workspace_id: int, before: int | None = None) -> Page:
    """The newest items of the workspace, or those older than one; withdrawn ones are not shown."""
    return _page(session, city, workspace_id, before, None)


def find(session: Session, city: City, workspace_id: int, typed: str, before: int | None = None) -> Page:
    """Items that hold every word that was typed, newest first; a number finds its item."""
    number = RequestNumber.parse(typed)
    if number is not None:
        row = requests.find_by_number(session, workspace_id, number)
        return _page(session, city, workspace_id, before, [row.id] if row and row.id else [])
    terms = sorted(set(text.bigrams(typed)))
    return _page(session, city, workspace_id, before, search.find_all(session, workspace_id, terms, _SEARCHED))


def _page(session: Session, city: City, workspace_id: int, before: int | None, ids: list[int] | None) -> Page:
    rows = requests.list_requests(
        session,
        workspace_id,
        statuses=_SEEN_BY_ALL,
        ids=ids,
        before=before,
        private=False,
        newest_first=True,
        limit=_SHOWN + 1,
    )
    shown = rows[:_SHOWN]
    return Page(tuple(items.describe_all(session, city, shown)), shown[-1].id if len(rows) > _SHOWN else None)
