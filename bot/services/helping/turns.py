"""What comes due in a search by itself: the next is asked, the companion, everybody; nothing is left dangling."""

from dataclasses import dataclass

from bot.domain.due import OPEN
from bot.domain.helping import PROPOSED, TAKES_TIME, UNDER_WAY, OfferState, Search, Way
from bot.domain.skills import CONSENTED
from bot.domain.skills import standing as standing_consent
from bot.services.city import City
from bot.services.helping import answering, asking, candidates, ending, standing, widening
from bot.services.skills import pool
from storage import helping, people, requests, workspaces
from storage.database import Session
from storage.tables import Consultation, Helper, HelpOffer, Person, Request, Workspace


@dataclass(frozen=True)
class Turn:
    """A search that has to go on now."""

    workspace_id: int
    request_id: int
    is_due: bool = True


def list_turns(session: Session, city: City) -> list[Turn]:
    """Searches that have to follow their item at any hour, and in working hours those whose time has passed or whose
    helper is lost."""
    return [turn for workspace in workspaces.list_all(session) for turn in _turns_of(session, city, workspace)]


def prepare_turn(session: Session, city: City, turn: Turn) -> None:
    """Read what helpers offer before the transaction, if that has changed."""
    search = helping.find(session, turn.workspace_id, turn.request_id)
    if search is not None and Search(search.state) in UNDER_WAY:
        candidates.find(session, city, requests.get(session, turn.workspace_id, turn.request_id), search)


def take_turn(session: Session, city: City, turn: Turn, _prepared: None) -> bool:
    """Let one search go on; False when somebody was faster."""
    request = requests.get(session, turn.workspace_id, turn.request_id)
    standing.lock(session, request)
    search = helping.find(session, turn.workspace_id, turn.request_id)
    workspace = workspaces.get(session, turn.workspace_id)
    if search is None:
        return False
    if ending.keep_step(session, city, workspace, request, search):
        return True
    if not city.may_tell_now() or Search(search.state) not in UNDER_WAY:
        return False
    if request.id in helping.list_without_askers(session, turn.workspace_id):
        ending.stop_without_askers(session, city, workspace, request, search)
        return True
    return _let_go_of_lost(session, city, workspace, request, search) or _pass_on(
        session, city, workspace, request, search
    )


def _turns_of(session: Session, city: City, workspace: Workspace) -> list[Turn]:
    assert workspace.id is not None
    found = helping.list_out_of_step(session, workspace.id, sorted(OPEN))
    if city.may_tell_now():
        found += helping.list_without_askers(session, workspace.id)
        found += helping.list_due(session, workspace.id, city.clock.now())
        found += [
            offer.request_id
            for offer, _, person, helper in helping.list_running(session, workspace.id)
            if _is_lost(session, city, offer, person, helper)
        ]
    return [Turn(workspace.id, request_id) for request_id in dict.fromkeys(found)]


def _let_go_of_lost(session: Session, city: City, workspace: Workspace, request: Request, search: Consultation) -> bool:
    for offer, _, person, helper in helping.list_running(session, request.workspace_id):
        if offer.request_id == request.id and _is_lost(session, city, offer, person, helper):
            answering.let_go(session, city, workspace, request, search, offer, OfferState.WITHDRAWN)
            return True
    return False


def _pass_on(session: Session, city: City, workspace: Workspace, request: Request, search: Consultation) -> bool:
    now = city.clock.now()
    for offer in helping.list_offers(session, search.request_id):
        if offer.state == OfferState.ASKED and offer.due_at is not None and offer.due_at <= now:
            offer.state, offer.due_at, offer.ended_at = OfferState.EXPIRED, None, now
            helping.save_offer(session, offer)
            standing.show_offer(session, city, request, search, offer)
            asking.go_on(session, city, workspace, request, search)
            return True
    if search.state == Search.COMPANION and search.due_at is not None and search.due_at <= now:
        widening.leave_companion(session, city, workspace, request, search)
        return True
    return False


def _is_lost(session: Session, city: City, offer: HelpOffer, person: Person, helper: Helper | None) -> bool:
    """Whether somebody who is asked or helps will not: they have left or moved on; of those asked also who may not.

    A pause, an absence and a boss who takes a consent back hold for what comes: who said yes goes on with it.
    """
    if OfferState(offer.state) not in TAKES_TIME:
        return False
    if not person.active or person.chat_id is None or _has_moved(session, offer, person):
        return True
    if Way(offer.way) in PROPOSED and helper is None:
        return True
    return offer.state == OfferState.ASKED and not _may_be_asked(session, city, offer, helper)


def _may_be_asked(session: Session, city: City, offer: HelpOffer, helper: Helper | None) -> bool:
    today = city.today()
    if offer.person_id in city.directory(session, offer.workspace_id).away_on(today):
        return False
    if helper is None or Way(offer.way) not in PROPOSED:
        return True
    return not pool.rests(helper, today) and standing_consent(city.help_consent, helper.consent) in CONSENTED


def _has_moved(session: Session, offer: HelpOffer, person: Person) -> bool:
    """Whether somebody is in another department now; not when theirs is no more and all of them went along."""
    before = people.get_department(session, offer.reason.get("department"))
    return before is not None and before.active and before.id != person.department_id
