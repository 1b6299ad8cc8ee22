"""Private items: their cards are direct messages to the few who may read them, and follow whoever that is."""

from collections.abc import Callable

from bot.domain.due import OPEN
from bot.domain.items import Item
from bot.domain.permissions import is_confided
from bot.domain.roles import Role
from bot.domain.statuses import WAITING
from bot.services import permission
from bot.services import routing as routes
from bot.services.city import City
from storage import groups, outbox, people, private_cards, requests
from storage.database import Session
from storage.tables import Person, Request
from templates import cards
from templates.blocks import Message
from templates.wording import Words

_BEST = 3


def keep_cards(session: Session, city: City, request: Request, item: Item) -> None:
    """Bring every reader's card to the item's present state; new readers get one, others lose what theirs said."""
    assert request.id is not None
    readers = {person.id: person for person in _readers(session, request) if person.id is not None}
    known = private_cards.list_cards(session, request.id)
    for person_id in known.keys() - readers.keys():
        former = people.get(session, request.workspace_id, person_id)
        _update(session, city, known[person_id], _farewell(session, city, request, item, former))
        private_cards.remove(session, request.id, person_id)
    for person_id, reader in readers.items():
        card = _card(session, city, request, item, reader)
        if person_id in known:
            _update(session, city, known[person_id], card)
        else:
            message_id = _post(session, city, request, reader.chat_id or "", card)
            private_cards.add(session, request.workspace_id, request.id, person_id, message_id)


def in_threads(session: Session, city: City, request: Request, build: Callable[[Words], Message]) -> None:
    """Say something in the thread of every reader's card."""
    assert request.id is not None
    for person_id, message_id in private_cards.list_cards(session, request.id).items():
        reader = people.get(session, request.workspace_id, person_id)
        said = build(city.wording.of(reader.locale))
        _post(session, city, request, reader.chat_id or "", said, thread_id=message_id)


def hand_on_cards(session: Session, city: City, workspace_id: int, describe: Callable[[Request], Item]) -> None:
    """After people changed their parts: every open private item goes to those who read it now."""
    for request in requests.list_requests(session, workspace_id, statuses=OPEN, private=True):
        assert request.id is not None
        readers = {person.id for person in _readers(session, request)}
        if readers != private_cards.list_cards(session, request.id).keys():
            keep_cards(session, city, request, describe(request))


def _readers(session: Session, request: Request) -> list[Person]:
    """Who works on it: lead and companion, or the office while there is nobody of them in the chat.

    Of a consultation it is the companion alone.
    """
    found: list[Person] = []
    if request.group_id is not None:
        if not is_confided(request.kind, private=request.private):
            found = [person for _, person in groups.list_members(session, request.group_id, Role.LEAD)]
        if request.companion_id is not None:
            found.append(people.get(session, request.workspace_id, request.companion_id))
    present = [person for person in found if person.active and person.chat_id]
    office = people.list_office(session, request.workspace_id) if not present else []
    return [*present, *(person for person in office if person.chat_id)]


def _card(session: Session, city: City, request: Request, item: Item, reader: Person) -> Message:
    words = city.wording.of(reader.locale)
    if item.group is not None or item.status not in WAITING:
        return cards.request_card(words, item)
    found = city.routing.rank(session, request.workspace_id, routes.text_of(request))
    ranked = routes.named(city.directory(session, request.workspace_id), found)
    return cards.office_card(words, item, ranked[:_BEST], ranked[_BEST:])


def _farewell(session: Session, city: City, request: Request, item: Item, former: Person) -> Message:
    words = city.wording.of(former.locale)
    if item.group and permission.sees(permission.roles_of(session, former, request), request):
        return cards.moved_card(words, item)
    return cards.private_left(words, item)


def _update(session: Session, city: City, message_id: int, message: Message) -> None:
    outbox.update(session, message_id, message.text, message.blocks, city.clock.now())


def _post(
    session: Session, city: City, request: Request, chat_id: str, message: Message, thread_id: int | None = None
) -> int:
    return outbox.post(
        session,
        request.workspace_id,
        chat_id,
        message.text,
        message.blocks,
        city.clock.now(),
        request_id=request.id,
        thread_id=thread_id,
    )
