"""A helper rests for a while and comes back."""

from datetime import date

from bot.domain.errors import NotFoundError
from bot.domain.skills import Sheet
from bot.services.city import City
from bot.services.skills import offering
from storage import skills
from storage.database import Session
from storage.tables import Helper, Person
from templates.resting import UNTIL


def pause(session: Session, city: City, person: Person, until: date | None) -> Sheet:
    """Nobody asks them before a day, or before they say so."""
    if until is not None:
        city.check_to_come(until, UNTIL)
    helper = own(session, person)
    helper.paused, helper.paused_until, helper.updated_at = True, until, city.clock.now()
    session.flush()
    return offering.look(session, city, person)


def resume(session: Session, city: City, person: Person) -> Sheet:
    """They may be asked again."""
    helper = own(session, person)
    helper.paused, helper.paused_until, helper.updated_at = False, None, city.clock.now()
    session.flush()
    return offering.look(session, city, person)


def own(session: Session, person: Person) -> Helper:
    """What a person offers, held until the transaction ends; NotFoundError for who offers nothing."""
    helper = skills.lock_helper(session, person.workspace_id, person.id or 0)
    if helper is None:
        raise NotFoundError("skill_nothing")
    return helper
