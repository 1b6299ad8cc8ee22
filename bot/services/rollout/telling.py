"""Who learns of an adoption: whoever is in charge gets its card, the practice's owner and the companion are told."""

from collections.abc import Callable

from bot.domain.adoptions import Adoption
from bot.domain.items import Who
from bot.services import announce, items
from bot.services.city import City
from storage import outbox, requests
from storage import tables as stored
from storage.database import Session
from storage.directory import Directory
from storage.tables import Person, Request, Workspace
from templates import rollout as screens
from templates.blocks import Message
from templates.wording import Words


def give_card(session: Session, city: City, row: stored.Adoption, shown: Adoption) -> None:
    """Send who is in charge the adoption's card, which later changes bring up to date."""
    if shown.person is None or shown.person.chat_id is None:
        row.message_id = None
        return
    message = screens.adoption_card(city.wording.of(shown.person.locale), shown)
    row.message_id = outbox.post(
        session,
        row.workspace_id,
        shown.person.chat_id,
        message.text,
        message.blocks,
        city.clock.now(),
        request_id=row.request_id,
    )


def refresh_card(session: Session, city: City, row: stored.Adoption, shown: Adoption) -> None:
    """Bring the card of who is in charge to how it stands."""
    if row.message_id is None or shown.person is None:
        return
    message = screens.adoption_card(city.wording.of(shown.person.locale), shown)
    outbox.update(session, row.message_id, message.text, message.blocks, city.clock.now())


def tell_sides(session: Session, city: City, request: Request, shown: Adoption, by: Person) -> None:
    """Tell the practice's owners and the companion, but not who did it, nor who has the card."""
    known = {by.id, shown.person.id if shown.person else None}
    directory = city.directory(session, request.workspace_id)
    sides = {who.id: who for who in (*_owners(session, directory, request), *companions_of(directory, request))}
    for who in sides.values():
        if who.id not in known:
            _to(session, city, request, who, lambda words: screens.told(words, shown, by.name))


def tell_let_go(session: Session, city: City, request: Request, former_id: int, shown: Adoption, by: Person) -> None:
    """Somebody else is in charge now."""
    if former_id != by.id:
        former = city.directory(session, request.workspace_id).person(former_id)
        _to(session, city, request, former, lambda words: screens.let_go(words, shown, by.name))


def show_practice(session: Session, city: City, workspace: Workspace, request: Request, shown: Adoption) -> None:
    """The practice's card counts who has taken it up; its thread says who."""
    announce.refresh_card(session, city, workspace, request, items.describe(session, city, request))
    announce.in_thread(session, city, workspace, request, lambda words: screens.in_thread(words, shown))


def companions_of(directory: Directory, request: Request) -> list[Who]:
    """Who goes along with the practice, else the first companion of its group."""
    if request.companion_id is not None:
        return [directory.person(request.companion_id)]
    named = directory.companions.get(request.group_id or 0, ())
    return [directory.person(one.person_id) for one in named[:1]]


def _owners(session: Session, directory: Directory, request: Request) -> list[Who]:
    ids = requests.list_requester_ids(session, [request.id or 0])[request.id or 0]
    return [directory.person(person_id) for person_id in ids]


def _to(session: Session, city: City, request: Request, who: Who, build: Callable[[Words], Message]) -> None:
    announce.to_person(session, city, request, who, build)
