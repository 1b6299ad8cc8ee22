"""A search as it stands: loaded anew and checked, described, and shown wherever it is on screen."""

from collections.abc import Callable
from dataclasses import replace

from bot.domain.due import OPEN
from bot.domain.errors import InvalidTransitionError, NotAllowedError, NotFoundError
from bot.domain.helping import (
    LOOKING,
    UNDER_WAY,
    Offer,
    OfferState,
    Reason,
    Search,
    Seeking,
    Slot,
    Way,
)
from bot.domain.items import Who
from bot.domain.kinds import SHORTEST
from bot.domain.roles import Role
from bot.domain.statuses import Status
from bot.services import announce, items, permission
from bot.services.city import City
from bot.services.helping import candidates
from storage import helping, merges, outbox, people, requests
from storage.database import Session
from storage.tables import Consultation, HelpOffer, Person, Request, Workspace
from templates import helping as screens
from templates.blocks import Message
from templates.wording import Words

SHOWN = 3


def take(
    session: Session, person: Person, request_id: int, *roles: Role, looking: bool = True
) -> tuple[Request, Consultation]:
    """An item whose search goes on, with nobody else at it, for somebody who holds one of these roles."""
    merges.lock(session, [request_id])
    request, held = permission.visible(session, person, request_id)
    if roles and held.isdisjoint(roles):
        raise NotAllowedError("help_not_yours")
    return request, running(session, request, looking=looking)


def lock(session: Session, request: Request) -> None:
    """Let nobody else be at an item's search until the transaction ends, and see the item as it is now."""
    merges.lock(session, [request.id or 0])


def running(session: Session, request: Request, *, looking: bool = True) -> Consultation:
    """The search of an item, if it goes on; with `looking` only while nobody helps."""
    search = helping.find(session, request.workspace_id, request.id or 0)
    if search is None:
        raise NotFoundError("help_unknown")
    if Status(request.status) not in OPEN or Search(search.state) not in UNDER_WAY:
        raise InvalidTransitionError("help_over")
    if looking and Search(search.state) not in LOOKING:
        raise InvalidTransitionError("help_taken")
    return search


def describe(session: Session, city: City, request: Request, search: Consultation) -> Seeking:
    """A search with everything that is shown of it."""
    directory = city.directory(session, request.workspace_id)
    offers = tuple(
        _offer(row, directory.person(row.person_id)) for row in helping.list_offers(session, search.request_id)
    )
    state = Search(search.state)
    due = next((offer.due_at for offer in offers if offer.state is OfferState.ASKED), search.due_at)
    call = outbox.get(session, search.call_id).channel if search.call_id else None
    found = candidates.find(session, city, request, search)[:SHOWN] if state is Search.CHOOSING else ()
    is_short = search.hours <= float(SHORTEST)
    busy = state is Search.CHOOSING and not found and not is_short
    return Seeking(
        item=items.describe(session, city, request),
        state=state,
        hours=search.hours,
        offers=offers,
        candidates=tuple(found),
        for_less=len(candidates.find(session, city, request, search, float(SHORTEST))) if busy else 0,
        due_at=due,
        call_channel=call,
        meeting=Slot.parse(search.meeting),
        answer_hours=city.help_answer_hours,
    )


def look(session: Session, city: City, person: Person, request_id: int) -> Seeking | None:
    """The search of an item for one of its requesters; None when there is none."""
    request, held = permission.visible(session, person, request_id)
    search = helping.find(session, request.workspace_id, request_id)
    if search is None or Role.REQUESTER not in held:
        return None
    return describe(session, city, request, search)


def show(session: Session, city: City, workspace: Workspace, request: Request, search: Consultation) -> Seeking:
    """Bring the asker's message, the companion's, the open post and the item's card to how the search stands."""
    search.updated_at = city.clock.now()
    helping.save(session, search)
    seeking = describe(session, city, request, search)
    announce.refresh_card(session, city, workspace, request, seeking.item)
    words = city.wording.of(workspace.locale)
    asker = seeking.item.requesters[0] if seeking.item.requesters else None
    if search.message_id and asker:
        _update(session, city, search.message_id, screens.search_message(city.wording.of(asker.locale), seeking))
    if search.companion_message_id:
        companion = seeking.item.companion
        said = city.wording.of(companion.locale) if companion else words
        _update(session, city, search.companion_message_id, screens.companion_message(said, seeking))
    if search.call_id:
        _update(session, city, search.call_id, screens.call_message(words, seeking))
    return seeking


def show_offer(session: Session, city: City, request: Request, search: Consultation, offer: HelpOffer) -> None:
    """Bring the message to somebody who was asked to how their part stands."""
    if offer.message_id is not None:
        asked = people.get(session, request.workspace_id, offer.person_id)
        seeking = replace(describe(session, city, request, search), candidates=())
        shown = _offer(offer, items.who(session, asked))
        _update(session, city, offer.message_id, screens.offer_message(city.wording.of(asked.locale), seeking, shown))


def tell(session: Session, city: City, request: Request, who: Who, build: Callable[[Words], Message]) -> int | None:
    """Say something to one person by themselves; None when they are not in the chat."""
    if who.chat_id is None:
        return None
    said, now = build(city.wording.of(who.locale)), city.clock.now()
    return outbox.post(session, request.workspace_id, who.chat_id, said.text, said.blocks, now, request_id=request.id)


def tell_askers(
    session: Session, city: City, request: Request, seeking: Seeking, build: Callable[[Words], Message]
) -> None:
    """Say something to everybody who posted the consultation."""
    announce.to_requesters(session, city, request, seeking.item, build)


def _offer(row: HelpOffer, who: Who) -> Offer:
    return Offer(row.id or 0, who, OfferState(row.state), Way(row.way), row.due_at, Reason.from_json(row.reason))


def _update(session: Session, city: City, message_id: int, message: Message) -> None:
    outbox.update(session, message_id, message.text, message.blocks, city.clock.now())


def requester_ids(session: Session, request: Request) -> set[int]:
    """Everybody who posted or joined an item."""
    return {person.id or 0 for person in requests.list_requesters(session, request.id or 0)}
