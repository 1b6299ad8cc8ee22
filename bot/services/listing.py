"""What there is: the newest items, and those that hold a word, as far as everybody may see them."""

from bot.domain.items import Item
from bot.domain.numbers import RequestNumber
from bot.domain.statuses import Status
from bot.language import text
from bot.services import items
from bot.services.city import City
from storage import requests, search
from storage.database import Session
from storage.tables import Request

_SHOWN = 10
_LOOKED_THROUGH = 40


def newest(session: Session, city: City, workspace_id: int) -> list[Item]:
    """The newest items of the workspace; withdrawn ones are not shown."""
    rows = requests.list_requests(session, workspace_id, newest_first=True, limit=_LOOKED_THROUGH)
    return _shown(session, city, rows)


def find(session: Session, city: City, workspace_id: int, typed: str) -> list[Item]:
    """Items that hold every word that was typed, newest first; a number finds its item."""
    number = RequestNumber.parse(typed)
    if number is not None:
        row = requests.find_by_number(session, workspace_id, number)
        return _shown(session, city, [row] if row else [])
    terms = sorted(set(text.bigrams(typed)))
    ids = search.find_all(session, workspace_id, terms, _LOOKED_THROUGH)
    rows = requests.list_requests(session, workspace_id, ids=ids, newest_first=True) if ids else []
    return _shown(session, city, rows)


def _shown(session: Session, city: City, rows: list[Request]) -> list[Item]:
    return items.describe_all(session, city, [row for row in rows if row.status != Status.WITHDRAWN][:_SHOWN])
