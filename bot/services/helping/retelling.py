"""A solved consultation becomes a practice: who helped writes it, beginning with what was said where the two talked.

Of a private consultation only with a press of who asked; the practice then tells nothing of where it came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.errors import InvalidTransitionError, NotAllowedError
from bot.domain.helping import Search
from bot.domain.items import Item, Who
from bot.domain.kinds import RequestKind
from bot.services import announce, history, items, permission
from bot.services.city import City
from bot.services.helping import standing
from bot.services.intake.drafts import Start
from bot.services.practices import drafting
from storage import following, helping, outbox, people, requests
from storage.database import Session
from storage.tables import Person, Request
from templates import retelling as screens

WISHED, AGREED, DECLINED = "practice_wished", "practice_agreed", "practice_declined"
_LINES = 60


@dataclass(frozen=True)
class Talk:
    """Where helper and asker talked: the chat's id of the conversation, and its first message there."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Said:
    """What somebody wrote there; `chat_id` is the chat's id of who it was."""

    chat_id: str
    text: str


@dataclass(frozen=True)
class Wish:
    """Somebody who helped wants to write a practice; without `may_begin` who asked has still to agree."""

    item: Item
    may_begin: bool
    talk: Talk | None = None


def wish(session: Session, city: City, person: Person, request_id: int) -> Wish:
    """Whether who helped may begin now; of a private consultation who asked is asked first, once."""
    request = _solved(session, person, request_id)
    standing.lock(session, request)
    item = items.describe(session, city, request)
    said = _said_by_asker(session, request) if request.private else AGREED
    if said == DECLINED:
        raise NotAllowedError("practice_declined")
    if said == AGREED:
        return Wish(item, may_begin=True, talk=_talk(session, request))
    if said is None:
        history.record(session, city, request, person, WISHED)
        announce.to_requesters(session, city, request, item, lambda words: screens.may_it(words, item, person.name))
    return Wish(item, may_begin=False)


def agree(session: Session, city: City, person: Person, request_id: int, *, agreed: bool) -> Item:
    """Who asked says whether their private consultation may become a practice; the first word holds."""
    request, _ = permission.visible(session, person, request_id)
    standing.lock(session, request)
    if person.id not in standing.requester_ids(session, request):
        raise NotAllowedError("help_not_yours")
    if _said_by_asker(session, request) != WISHED:
        raise InvalidTransitionError("follow_up_answered")
    history.record(session, city, request, person, AGREED if agreed else DECLINED)
    item = items.describe(session, city, request)
    helper = _helper(session, request)
    if helper is not None:
        standing.tell(session, city, request, helper, lambda words: screens.told(words, item, agreed=agreed))
    return item


def draft(session: Session, city: City, person: Person, request_id: int, said: Sequence[Said]) -> Start:
    """The form of a practice, filled in from the consultation and from what was said; both are named with it."""
    request = _solved(session, person, request_id)
    lines, effect = _lines(session, city, person, said), _effect(session, city, person, request)
    if not request.private:
        return drafting.draft_from(session, person, request, lines, effect)
    if _said_by_asker(session, request) != AGREED:
        raise NotAllowedError("practice_declined")
    askers = [one.chat_id for one in requests.list_requesters(session, request_id) if one.chat_id]
    written = {
        "title": request.title,
        "body": "\n".join(lines),
        "before": request.body[:1000],
        "effect": effect,
        "together_with": askers,
    }
    return Start(RequestKind.PRACTICE, {name: value for name, value in written.items() if value})


def _solved(session: Session, person: Person, request_id: int) -> Request:
    """A consultation that was solved, for who helped last."""
    request, _ = permission.visible(session, person, request_id)
    if helping.list_helping(session, [request_id]).get(request_id) != person.id:
        raise NotAllowedError("help_not_yours")
    search = helping.find(session, person.workspace_id, request_id)
    if search is None or search.state != Search.SOLVED:
        raise InvalidTransitionError("practice_not_done")
    return request


def _said_by_asker(session: Session, request: Request) -> str | None:
    """How far the question to who asked is; None when nobody has asked them."""
    deeds = [event.action for event in requests.list_events(session, request.id or 0)]
    return next((deed for deed in (AGREED, DECLINED, WISHED) if deed in deeds), None)


def _talk(session: Session, request: Request) -> Talk | None:
    search = helping.find(session, request.workspace_id, request.id or 0)
    if search is None or search.talk_id is None:
        return None
    first = outbox.get(session, search.talk_id)
    return Talk(first.sent_channel, first.sent_ts) if first.sent_channel and first.sent_ts else None


def _helper(session: Session, request: Request) -> Who | None:
    helper_id = helping.list_helping(session, [request.id or 0]).get(request.id or 0)
    return items.who(session, people.get(session, request.workspace_id, helper_id)) if helper_id else None


def _effect(session: Session, city: City, person: Person, request: Request) -> str:
    """The hours that it saves, as whoever asked reckons."""
    rows = following.list_of_request(session, request.id or 0)
    words = city.wording.of(person.locale)
    saved = [row for row in rows if row.hours_saved is not None]
    told = (words.plain("following.saved", hours=row.hours_saved, basis=row.basis) for row in saved)
    return next(told, "")


def _lines(session: Session, city: City, person: Person, said: Sequence[Said]) -> list[str]:
    known = city.directory(session, person.workspace_id).by_chat_id
    named = ((known[one.chat_id].name if one.chat_id in known else "", one.text.strip()) for one in said)
    return [f"{name}：{text}" if name else text for name, text in named if text][-_LINES:]
