"""Asking one person to help: until when they may answer, and that they need not any more."""

from datetime import datetime

from bot.domain.calendar import add_working_hours, local_day
from bot.domain.helping import OfferState, Reason, Search, Way
from bot.domain.items import Who
from bot.services import history, items
from bot.services.city import City
from bot.services.helping import standing
from storage import helping, people
from storage.database import Session
from storage.tables import Consultation, HelpOffer, Person, Request
from templates import helping as screens

ASKED = "help_asked"


def ask(
    session: Session,
    city: City,
    request: Request,
    search: Consultation,
    who: Who,
    way: Way,
    reason: Reason,
    actor: Person | None = None,
) -> None:
    """Ask one person, who has some working hours to answer."""
    due_at = patience(city)
    offer = part_of(session, city, request, who, OfferState.ASKED, way, reason)
    offer.due_at = due_at
    search.state, search.due_at = Search.ASKING, None
    until = local_day(due_at, city.zone)
    history.record(session, city, request, actor, ASKED, after={"until": until.isoformat()})
    seeking = standing.describe(session, city, request, search)
    shown = next(one for one in seeking.offers if one.id == offer.id)
    offer.message_id = standing.tell(
        session, city, request, who, lambda words: screens.offer_message(words, seeking, shown)
    )
    helping.save_offer(session, offer)


def part_of(
    session: Session, city: City, request: Request, who: Who, state: OfferState, way: Way, reason: Reason
) -> HelpOffer:
    """Somebody's part in a search from now on; who had one before takes it up again, after everybody else."""
    assert request.id is not None
    known = {offer.person_id: offer for offer in helping.list_offers(session, request.id)}
    offer = known.get(who.id) or HelpOffer(
        workspace_id=request.workspace_id, request_id=request.id, person_id=who.id, state=state
    )
    offer.position, offer.state, offer.way = helping.next_position(session, request.id), state, way
    department = people.get(session, request.workspace_id, who.id).department_id
    offer.reason = {**reason.as_json(), "department": department}
    offer.asked_at, offer.due_at, offer.answered_at, offer.ended_at = city.clock.now(), None, None, None
    return helping.save_offer(session, offer)


def patience(city: City) -> datetime:
    """Until when somebody who is asked now may answer."""
    return add_working_hours(city.clock.now(), city.help_answer_hours, city.remind_from, city.remind_until, city.zone)


def withdraw_asked(
    session: Session, city: City, request: Request, search: Consultation, but: int | None = None
) -> None:
    """Whoever is asked need not answer any more, and is told."""
    number = items.describe(session, city, request).number
    directory = city.directory(session, request.workspace_id)
    for offer in helping.list_offers(session, search.request_id):
        if offer.state == OfferState.ASKED and offer.id != but:
            offer.state, offer.ended_at = OfferState.WITHDRAWN, city.clock.now()
            helping.save_offer(session, offer)
            standing.show_offer(session, city, request, search, offer)
            who = directory.person(offer.person_id)
            standing.tell(session, city, request, who, lambda words: screens.no_need(words, number))
