"""How a search ends: solved, still unsolved, or without an item to help with."""

from bot.domain.due import OPEN
from bot.domain.errors import InvalidTransitionError, NotFoundError
from bot.domain.helping import TAKES_TIME, UNDER_WAY, OfferState, Search, Seeking
from bot.domain.statuses import HelpStep, Status
from bot.services import items
from bot.services.city import City
from bot.services.helping import answering, asking, offering, standing
from storage import helping
from storage.database import Session
from storage.tables import Consultation, Person, Request, Workspace
from templates import helping as screens

UNSOLVED = "help_unsolved"


def solve(session: Session, city: City, workspace: Workspace, request: Request, actor: Person | None = None) -> Seeking:
    """Both sides say that it is solved: the item is done. InvalidTransitionError when nobody helps (any more)."""
    search = _helping(session, request)
    answering.move(session, city, request, actor, HelpStep.SOLVED)
    return _settle(session, city, workspace, request, search, Search.SOLVED)


def go_on(session: Session, city: City, workspace: Workspace, request: Request, actor: Person | None = None) -> Seeking:
    """It is not solved: who helped is thanked and let go, and the search goes on with the next.

    InvalidTransitionError when nobody helps (any more).
    """
    search = _helping(session, request)
    for offer in helping.list_offers(session, search.request_id):
        if offer.state == OfferState.YES:
            offer.state, offer.ended_at = OfferState.DONE, city.clock.now()
            helping.save_offer(session, offer)
    answering.back_to_looking(session, city, request, search, actor, UNSOLVED)
    return asking.go_on(session, city, workspace, request, search)


def keep_step(session: Session, city: City, workspace: Workspace, request: Request, search: Consultation) -> bool:
    """Let a search follow an item that was settled, or is open again, by a decision; False when it does already."""
    is_open = Status(request.status) in OPEN
    if is_open and search.state == Search.CLOSED:
        search.state, search.settled_at = Search.RESTING, None
        standing.show(session, city, workspace, request, search)
        return True
    if is_open or Search(search.state) not in UNDER_WAY:
        return False
    offering.withdraw_asked(session, city, request, search)
    done = search.state == Search.HELPING and Status(request.status) is Status.DONE
    _settle(session, city, workspace, request, search, Search.SOLVED if done else Search.CLOSED)
    return True


def stop_without_askers(
    session: Session, city: City, workspace: Workspace, request: Request, search: Consultation
) -> None:
    """Everybody who asked has left: who is asked or helps is told and let go, and the group settles the item."""
    number = items.describe(session, city, request).number
    directory = city.directory(session, request.workspace_id)
    search.state, search.due_at, search.meeting = Search.RESTING, None, ""
    answering.move(session, city, request, None, HelpStep.ASKERS_LEFT)
    for offer in helping.list_offers(session, search.request_id):
        if offer.state in TAKES_TIME:
            offer.state = OfferState.DONE if offer.state == OfferState.YES else OfferState.WITHDRAWN
            offer.due_at, offer.ended_at = None, city.clock.now()
            helping.save_offer(session, offer)
            standing.show_offer(session, city, request, search, offer)
            who = directory.person(offer.person_id)
            standing.tell(session, city, request, who, lambda words: screens.askers_left(words, number))
    standing.show(session, city, workspace, request, search)


def _settle(
    session: Session, city: City, workspace: Workspace, request: Request, search: Consultation, state: Search
) -> Seeking:
    ended = OfferState.DONE if state is Search.SOLVED else OfferState.WITHDRAWN
    search.state, search.settled_at, search.due_at = state, city.clock.now(), None
    for offer in helping.list_offers(session, search.request_id):
        if offer.state == OfferState.YES:
            offer.state, offer.ended_at = ended, city.clock.now()
            helping.save_offer(session, offer)
            standing.show_offer(session, city, request, search, offer)
    return standing.show(session, city, workspace, request, search)


def _helping(session: Session, request: Request) -> Consultation:
    standing.lock(session, request)
    search = helping.find(session, request.workspace_id, request.id or 0)
    if search is None:
        raise NotFoundError("help_unknown")
    if search.state != Search.HELPING:
        raise InvalidTransitionError("help_over")
    return search
