"""What people say who are asked to help: yes, not this time, I will, I cannot any more."""

from bot.domain.errors import InvalidTransitionError, NotAllowedError
from bot.domain.helping import OfferState, Reason, Search, Seeking, Way
from bot.domain.roles import Role
from bot.domain.statuses import HELP_STEPS, HelpStep, Status
from bot.services import announce, changing, history, items
from bot.services.changing import Step
from bot.services.city import City
from bot.services.helping import asking, candidates, offering, standing, talking
from storage import helping, requests
from storage.database import Session
from storage.tables import Consultation, HelpOffer, Person, Request, Workspace
from templates import helping as screens

STEPPED_BACK = "help_stepped_back"


def accept(session: Session, city: City, workspace: Workspace, person: Person, offer_id: int) -> Seeking:
    """Somebody who was asked helps; late is better than never, as long as nobody else does."""
    request, search, offer = _own(session, person, offer_id)
    if offer.state not in {OfferState.ASKED, OfferState.EXPIRED}:
        raise InvalidTransitionError("help_answered")
    late = offer.state == OfferState.EXPIRED
    if late and not candidates.may_be_asked(session, city, request.workspace_id, offer.person_id, search.hours):
        raise InvalidTransitionError("help_no_time")
    return _take_on(session, city, workspace, request, search, offer, person)


def refuse(session: Session, city: City, workspace: Workspace, person: Person, offer_id: int) -> Seeking:
    """Somebody who was asked does not help this time; nobody asks why, and the next is asked."""
    request, search, offer = _own(session, person, offer_id)
    if offer.state == OfferState.EXPIRED:
        _end(session, city, offer, OfferState.NO)
        standing.show_offer(session, city, request, search, offer)
        return standing.show(session, city, workspace, request, search)
    if offer.state != OfferState.ASKED:
        raise InvalidTransitionError("help_answered")
    _end(session, city, offer, OfferState.NO)
    standing.show_offer(session, city, request, search, offer)
    return asking.go_on(session, city, workspace, request, search)


def volunteer(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Seeking:
    """Somebody puts their hand up under the open post; the first of them helps."""
    request, search = standing.take(session, person, request_id)
    if request.private or search.call_id is None:
        raise NotAllowedError("help_not_yours")
    if search.state in {Search.CHOOSING, Search.RESTING}:  # the post is closed
        raise InvalidTransitionError("help_over")
    who = items.who(session, person)
    offer = offering.part_of(session, city, request, who, OfferState.ASKED, Way.VOLUNTEERED, Reason())
    return _take_on(session, city, workspace, request, search, offer, person)


def step_back(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Seeking:
    """Somebody who helps cannot any more; the search goes on with others."""
    request, search = standing.take(session, person, request_id, Role.HELPER, looking=False)
    offers = helping.list_offers(session, request_id)
    mine = next((o for o in offers if o.person_id == person.id and o.state == OfferState.YES), None)
    if mine is None:
        raise NotAllowedError("help_not_yours")
    return let_go(session, city, workspace, request, search, mine, OfferState.NO, person)


def let_go(
    session: Session,
    city: City,
    workspace: Workspace,
    request: Request,
    search: Consultation,
    offer: HelpOffer,
    state: OfferState,
    actor: Person | None = None,
) -> Seeking:
    """Somebody who was asked or helps is lost to the search, which goes on at once; the asker is told."""
    helped = offer.state == OfferState.YES
    _end(session, city, offer, state)
    if helped:
        back_to_looking(session, city, request, search, actor, STEPPED_BACK)
    item = items.describe(session, city, request)
    name = "" if not helped else city.directory(session, request.workspace_id).person(offer.person_id).name
    announce.to_requesters(session, city, request, item, lambda words: screens.lost(words, item, name))
    standing.show_offer(session, city, request, search, offer)
    return asking.go_on(session, city, workspace, request, search, but=offer.person_id)


def back_to_looking(
    session: Session, city: City, request: Request, search: Consultation, actor: Person | None, deed: str
) -> None:
    """Nobody helps any more: the item waits for an answer again."""
    search.state, search.meeting, search.settled_at = Search.CHOOSING, "", None
    history.record(session, city, request, actor, deed)
    move(session, city, request, None, HelpStep.SOUGHT_AGAIN)


def move(session: Session, city: City, request: Request, actor: Person | None, step: HelpStep) -> None:
    """Let the item's status follow; where the table knows no way it stays, and history tells the step all the same."""
    rule = HELP_STEPS[step]
    if Status(request.status) in rule.sources:
        again = rule.target is Status.REVIEWING
        due = changing.soon(session, city, request) if again else request.answer_due_on
        changing.change(session, city, request, actor, Step(step, rule.target, due))
    elif actor is not None or step is HelpStep.ASKERS_LEFT:
        history.record(session, city, request, actor, step)


def _take_on(
    session: Session,
    city: City,
    workspace: Workspace,
    request: Request,
    search: Consultation,
    offer: HelpOffer,
    person: Person,
) -> Seeking:
    if person.id in standing.requester_ids(session, request):
        raise NotAllowedError("help_own")
    now = city.clock.now()
    offer.state, offer.answered_at, offer.due_at = OfferState.YES, now, None
    helping.save_offer(session, offer)
    search.state, search.first_yes_at, search.due_at = Search.HELPING, search.first_yes_at or now, None
    move(session, city, request, person, HelpStep.TAKEN_ON)
    offering.withdraw_asked(session, city, request, search, but=offer.id)
    talking.start(session, city, request, search, person)
    standing.show_offer(session, city, request, search, offer)
    return standing.show(session, city, workspace, request, search)


def _own(session: Session, person: Person, offer_id: int) -> tuple[Request, Consultation, HelpOffer]:
    offer = helping.get_offer(session, person.workspace_id, offer_id)
    if offer.person_id != person.id:
        raise NotAllowedError("help_not_yours")
    request = requests.get(session, person.workspace_id, offer.request_id)
    if request.private and offer.state == OfferState.EXPIRED:
        raise InvalidTransitionError("help_answered")
    standing.lock(session, request)
    search = standing.running(session, request)
    return request, search, helping.get_offer(session, person.workspace_id, offer_id)


def _end(session: Session, city: City, offer: HelpOffer, state: OfferState) -> None:
    now = city.clock.now()
    offer.state, offer.due_at = state, None
    if state == OfferState.NO:
        offer.answered_at = now
    offer.ended_at = now
    helping.save_offer(session, offer)
