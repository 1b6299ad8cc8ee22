"""Who is told what: every message is put into the outbox in the transaction that causes it."""

from collections.abc import Callable

from bot.domain.items import Item, Who
from bot.domain.statuses import Status
from bot.language.routing import Routing
from bot.services import permission, private
from bot.services import routing as routes
from bot.services.city import City
from storage import outbox, requests
from storage.database import Session
from storage.tables import Request, Workspace
from templates import cards, direct
from templates.blocks import Message
from templates.wording import Words

_BEST = 3


def received(
    session: Session, city: City, workspace: Workspace, request: Request, item: Item, routing: Routing
) -> None:
    """A new item: the group gets its card, or the office is asked; the requesters are told."""
    if item.group or request.private:
        post_card(session, city, workspace, request, item)
    else:
        ask_office(session, city, workspace, request, item, routing)
    first, *others = item.requesters
    to_person(session, city, request, first, lambda words: direct.received(words, item))
    for other in others:
        to_person(session, city, request, other, lambda words: direct.told(words, item, "joined_by", name=first.name))


def post_card(session: Session, city: City, workspace: Workspace, request: Request, item: Item) -> None:
    """Put the item's card into its group's channel, or send it to the readers of a private one."""
    if request.private:
        private.keep_cards(session, city, request, item)
        return
    channel = item.group.channel if item.group else None
    # A group without a channel must not swallow an item: the office sees it instead.
    channel = channel or workspace.office_channel
    if channel is None:
        requests.set_card(session, request, None)
        return
    card = _card(session, city, workspace, request, item)
    requests.set_card(session, request, _post(session, city, request, channel, card))


def refresh_card(
    session: Session, city: City, workspace: Workspace, request: Request, item: Item, *, patient: bool = False
) -> None:
    """Bring the item's card to its present state; `patient` when many are and nobody has pressed this one."""
    if request.private:
        private.keep_cards(session, city, request, item)
    elif request.card_id is not None:
        card = _card(session, city, workspace, request, item)
        outbox.update(session, request.card_id, card.text, card.blocks, city.clock.now(), patient=patient)


def leave_card(
    session: Session, city: City, workspace: Workspace, request: Request, item: Item, *, patient: bool = False
) -> None:
    """Turn the card in the channel that the item leaves into a pointer to where it went."""
    if request.card_id is not None:
        card = cards.moved_card(_channel_words(city, workspace), item)
        outbox.update(session, request.card_id, card.text, card.blocks, city.clock.now(), patient=patient)


def leave_card_to_office(session: Session, city: City, workspace: Workspace, request: Request, item: Item) -> None:
    """Turn the card of an item that a reorganisation took from its group into a line that says so."""
    if request.card_id is not None:
        card = cards.left_to_office_card(_channel_words(city, workspace), item)
        outbox.update(session, request.card_id, card.text, card.blocks, city.clock.now(), patient=True)


def settle_office_card(
    session: Session, city: City, workspace: Workspace, request: Request, item: Item, by: str
) -> None:
    """Turn the office's question into its answer."""
    if request.card_id is not None:
        card = cards.office_settled(_channel_words(city, workspace), item, by)
        outbox.update(session, request.card_id, card.text, card.blocks, city.clock.now())


def in_thread(
    session: Session, city: City, workspace: Workspace, request: Request, build: Callable[[Words], Message]
) -> None:
    """Say something in the thread of the item's card."""
    if request.private:
        private.in_threads(session, city, request, build)
    if request.card_id is None:
        return
    card = outbox.get(session, request.card_id)
    message = build(_channel_words(city, workspace))
    _post(session, city, request, card.channel, message, thread_id=card.id)


def to_requesters(
    session: Session, city: City, request: Request, item: Item, build: Callable[[Words], Message]
) -> None:
    """Tell everybody who posted or joined the item, each in their own language."""
    for requester in item.requesters:
        to_person(session, city, request, requester, build)


def to_person(
    session: Session, city: City, request: Request, person: Who, build: Callable[[Words], Message]
) -> int | None:
    """Tell one person, and return the message's id.

    Who is not in the chat cannot be told there, and of a private item only its readers are.
    """
    if person.chat_id is None or (request.private and not permission.knows_of(session, person.id, request)):
        return None
    return _post(session, city, request, person.chat_id, build(city.wording.of(person.locale)))


def ask_office(
    session: Session, city: City, workspace: Workspace, request: Request, item: Item, routing: Routing
) -> None:
    """Ask the office where an item belongs; the question is the item's card until it is answered."""
    if workspace.office_channel is None:
        requests.set_card(session, request, None)
        return
    card = _question(session, city, _channel_words(city, workspace), request, item, routing)
    requests.set_card(session, request, _post(session, city, request, workspace.office_channel, card))


def _card(session: Session, city: City, workspace: Workspace, request: Request, item: Item) -> Message:
    words = _channel_words(city, workspace)
    if item.group is None and item.status is Status.RECEIVED:  # the office has not answered yet
        return _question(session, city, words, request, item)
    return cards.request_card(words, item)


def _question(
    session: Session, city: City, words: Words, request: Request, item: Item, routing: Routing | None = None
) -> Message:
    found = routing or city.routing.rank(session, request.workspace_id, routes.text_of(request))
    ranked = routes.named(city.directory(session, request.workspace_id), found)
    return cards.office_card(words, item, ranked[:_BEST], ranked[_BEST:])


def _post(
    session: Session, city: City, request: Request, channel: str, message: Message, thread_id: int | None = None
) -> int:
    return outbox.post(
        session,
        request.workspace_id,
        channel,
        message.text,
        message.blocks,
        city.clock.now(),
        request_id=request.id,
        thread_id=thread_id,
    )


def _channel_words(city: City, workspace: Workspace) -> Words:
    return city.wording.of(workspace.locale)
