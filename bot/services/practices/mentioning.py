"""Somebody wrote the number of a practice in a channel: its thread shows what it is, once.

Only practices that stand in the library are answered for, since a channel is read by many; a number that belongs to
anything else is left alone. (Slack tells of links only for domains that an app has registered, so a link to the
practice's card is read out of the message as well.)
"""

import re
from dataclasses import dataclass

from bot.domain.finding import Filters, Order, Sight
from bot.domain.numbers import RequestNumber
from bot.domain.practices import Shelf
from bot.services import items
from bot.services.city import City
from storage import finding, outbox, receipts, requests
from storage.database import Session
from storage.tables import Person, Request
from templates import keeping, practices

AT_MOST = 3
_LINK = re.compile(r"https://[\w.-]+/archives/([A-Z0-9]{3,20})/p(\d{10})(\d{6})")
_NOBODY = Sight(0)


@dataclass(frozen=True)
class Mention:
    """A message in a channel, as typed."""

    channel: str
    ts: str
    text: str
    thread_ts: str | None = None


def may_name_one(text: str) -> bool:
    """Whether a message is worth a look: it has a number or a link to a message."""
    return bool(RequestNumber.find_all(text)) or _LINK.search(text) is not None


def point_out(session: Session, city: City, person: Person, said: Mention) -> None:
    """Show the practices that a message names, under it; the same message and practice once."""
    for request in _named(session, person.workspace_id, said):
        key = f"practice-named:{said.channel}:{said.ts}:{request.id}"
        if not receipts.add(session, person.workspace_id, key, city.clock.now()):
            continue
        item = items.describe(session, city, request)
        words = city.wording.of(person.locale)
        message = keeping.unfurled(words, item, practices.practice_line(words, item))
        outbox.post(
            session,
            person.workspace_id,
            said.channel,
            message.text,
            message.blocks,
            city.clock.now(),
            thread_ts=said.thread_ts or said.ts,
        )


def _named(session: Session, workspace_id: int, said: Mention) -> list[Request]:
    about = _card(session, workspace_id, said.channel, said.thread_ts)  # the thread is about that one already
    found = [requests.find_by_number(session, workspace_id, number) for number in RequestNumber.find_all(said.text)]
    linked = [_card(session, workspace_id, m[1], f"{m[2]}.{m[3]}") for m in _LINK.finditer(said.text)]
    ids = dict.fromkeys([*(row.id for row in found if row is not None), *(id_ for id_ in linked if id_ is not None)])
    rows = [_in_library(session, workspace_id, id_) for id_ in ids if id_ is not None and id_ != about]
    return [row for row in rows if row is not None][:AT_MOST]


def _card(session: Session, workspace_id: int, channel: str, ts: str | None) -> int | None:
    sent = outbox.find_sent(session, workspace_id, channel, ts) if ts else None
    return sent.request_id if sent else None


def _in_library(session: Session, workspace_id: int, request_id: int) -> Request | None:
    """As somebody sees it who has no part in anything."""
    filters = Filters(shelf=Shelf(), newest_id=request_id)
    rows = finding.list_found(session, workspace_id, _NOBODY, filters, Order.NEWEST, limit=1)
    return next((row for row in rows if row.id == request_id), None)
