"""Asking people to help: whom the asker picks, the best three in turn, then the companion, then everybody."""

from bot.domain.errors import InvalidTransitionError
from bot.domain.helping import ASKED_IN_TURN, OfferState, Reason, Search, Seeking, Way
from bot.domain.kinds import SHORTEST, RequestKind
from bot.domain.roles import Role
from bot.services import history
from bot.services.city import City
from bot.services.helping import candidates, offering, standing, widening
from storage import helping, requests
from storage.database import Session
from storage.tables import Consultation, HelpOffer, Person, Request, Workspace
from templates import helping as screens

SEARCHED, STOPPED, CHOOSES, BACK = "help_searched", "help_stopped", "help_chooses", "help_back"
SHORTENED = "help_shortened"


def begin(session: Session, city: City, request: Request, hours: float) -> None:
    """Let a new consultation look for help: its asker sees who could, and chooses."""
    if request.kind != RequestKind.CONSULTATION or helping.find(session, request.workspace_id, request.id or 0):
        return
    now = city.clock.now()
    search = Consultation(
        request_id=request.id or 0, workspace_id=request.workspace_id, hours=hours, created_at=now, updated_at=now
    )
    helping.save(session, search)
    seeking = standing.describe(session, city, request, search)
    asker = seeking.item.requesters[0]
    search.message_id = standing.tell(
        session, city, request, asker, lambda words: screens.search_message(words, seeking)
    )
    helping.save(session, search)


def pick(
    session: Session, city: City, workspace: Workspace, person: Person, request_id: int, helper_id: int
) -> Seeking:
    """Ask somebody whom the asker has picked."""
    request, search = standing.take(session, person, request_id, Role.REQUESTER)
    if search.state != Search.CHOOSING:
        raise InvalidTransitionError("help_asked_already")
    return _pick(session, city, workspace, person, request, search, helper_id, Way.PICKED)


def in_turn(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Seeking:
    """Ask the best three, one after the other; without any, the companion."""
    request, search = standing.take(session, person, request_id, Role.REQUESTER)
    if search.state != Search.CHOOSING:
        raise InvalidTransitionError("help_asked_already")
    history.record(session, city, request, person, SEARCHED)
    return go_on(session, city, workspace, request, search, chosen=True)


def stop(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Seeking:
    """Ask nobody any more for now: the group answers, and the asker may choose again."""
    request, search = standing.take(session, person, request_id, Role.REQUESTER)
    offering.withdraw_asked(session, city, request, search)
    if search.state != Search.RESTING:
        search.state, search.due_at = Search.RESTING, None
        history.record(session, city, request, person, STOPPED)
    return standing.show(session, city, workspace, request, search)


def choose(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Seeking:
    """Show the asker once more who could help."""
    request, search = standing.take(session, person, request_id, Role.REQUESTER)
    if search.state == Search.RESTING:
        search.state = Search.CHOOSING
        history.record(session, city, request, person, CHOOSES)
    return standing.show(session, city, workspace, request, search)


def shorten(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Seeking:
    """Ask for the least time there is, because nobody has more."""
    request, search = standing.take(session, person, request_id, Role.REQUESTER)
    if search.state != Search.CHOOSING:
        raise InvalidTransitionError("help_asked_already")
    if search.hours > float(SHORTEST):
        search.hours = float(SHORTEST)
        answers = {**request.answers, "hours": SHORTEST}
        requests.change(session, request, expect={}, answers=answers, updated_at=city.clock.now())
        history.record(session, city, request, person, SHORTENED)
    return standing.show(session, city, workspace, request, search)


def go_on(
    session: Session,
    city: City,
    workspace: Workspace,
    request: Request,
    search: Consultation,
    *,
    chosen: bool = False,
    but: int | None = None,
) -> Seeking:
    """Ask the next, but not one who was just lost; after three the companion, and everybody when there is none.

    A private consultation goes back to its asker instead, unless they have just chosen that others be asked in turn.
    """
    offers = helping.list_offers(session, search.request_id)
    in_turn_ = not request.private or chosen or any(offer.way == Way.ASKED for offer in offers)
    found = candidates.find(session, city, request, search) if _asked(offers) < ASKED_IN_TURN and in_turn_ else []
    for candidate in found:
        who = candidate.helper.who
        if who.id != but and candidates.may_be_asked(session, city, request.workspace_id, who.id, search.hours):
            offering.ask(session, city, request, search, who, Way.ASKED, Reason.of(candidate))
            return standing.show(session, city, workspace, request, search)
    if request.private and not chosen:
        search.state, search.due_at = Search.CHOOSING, None
        history.record(session, city, request, None, BACK)
        seeking = standing.show(session, city, workspace, request, search)
        standing.tell_askers(session, city, request, seeking, lambda words: screens.back_to_asker(words, seeking))
        return seeking
    if search.call_id is not None:  # everybody has been asked before, and still is
        search.state, search.due_at = Search.CALLING, None
    elif not widening.ask_companion(session, city, request, search):
        widening.call_openly(session, city, workspace, request, search)
    seeking = standing.show(session, city, workspace, request, search)
    standing.tell_askers(session, city, request, seeking, lambda words: screens.went_on(words, seeking))
    return seeking


def _pick(
    session: Session,
    city: City,
    workspace: Workspace,
    person: Person,
    request: Request,
    search: Consultation,
    helper_id: int,
    way: Way,
) -> Seeking:
    chosen = next((c for c in candidates.find(session, city, request, search) if c.helper.who.id == helper_id), None)
    may = chosen and candidates.may_be_asked(session, city, request.workspace_id, helper_id, search.hours)
    if chosen is None or not may:
        raise InvalidTransitionError("help_not_free")
    offering.ask(session, city, request, search, chosen.helper.who, way, Reason.of(chosen), person)
    return standing.show(session, city, workspace, request, search)


def _asked(offers: list[HelpOffer]) -> int:
    """How many were asked in this round: since somebody helped last."""
    count = 0
    for offer in offers:
        if offer.state == OfferState.DONE:
            count = 0
        elif offer.asked_at is not None and offer.state in {OfferState.NO, OfferState.EXPIRED}:
            count += 1
    return count
