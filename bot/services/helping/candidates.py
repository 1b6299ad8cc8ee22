"""Who may be asked to help with a consultation now, best first."""

from bot.domain.helping import OfferState
from bot.domain.matching import Candidate
from bot.services.city import City
from bot.services.routing import text_of
from bot.services.skills import pool
from bot.services.skills.matching import find_candidates
from storage import helping, requests, skills
from storage.database import Session
from storage.tables import Consultation, Request


def find(
    session: Session, city: City, request: Request, search: Consultation, hours: float | None = None
) -> list[Candidate]:
    """Who has not been asked for an item yet and may be asked now, whom to ask first at the head.

    Never who pauses, is away, has given their week away or has no consent, nor anybody who asks. `hours` is for who
    wonders about another time than the consultation's.
    """
    assert request.id is not None
    directory = city.directory(session, request.workspace_id)
    barred = {person.id or 0 for person in requests.list_requesters(session, request.id)}
    barred |= answered(session, request.id) | directory.away_on(city.today()).keys()
    barred |= {who.id for who in directory.people.values() if who.chat_id is None}
    return find_candidates(session, city, request.workspace_id, text_of(request), hours or search.hours, barred)


def answered(session: Session, request_id: int) -> set[int]:
    """Who is asked already, or has said something; not who was let go of before they could."""
    return {o.person_id for o in helping.list_offers(session, request_id) if o.state != OfferState.WITHDRAWN}


def may_be_asked(session: Session, city: City, workspace_id: int, person_id: int, hours: float) -> bool:
    """Whether somebody is not away and, if they offer help, takes so many hours; nobody else asks them meanwhile."""
    skills.lock_helper(session, workspace_id, person_id)
    if person_id in city.directory(session, workspace_id).away_on(city.today()):
        return False
    known = pool.find_helper(session, city, workspace_id, person_id)
    return known is None or known.takes(hours)
