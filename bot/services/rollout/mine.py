"""What one person has to do with practices that spread."""

from dataclasses import dataclass

from bot.domain.adoptions import Adoption
from bot.domain.campaigns import Campaign
from bot.domain.homes import Rollout
from bot.domain.permissions import Deed, allows
from bot.services import items, permission
from bot.services.city import City
from bot.services.rollout import campaign_days, campaigning, handing_on
from storage import campaigns, requests
from storage.database import Session
from storage.tables import Person


@dataclass(frozen=True)
class Mine:
    """Adoptions in somebody's charge, what they are asked, and the campaigns they steer."""

    adoptions: tuple[Adoption, ...] = ()
    asked: tuple[Campaign, ...] = ()
    campaigns: tuple[Campaign, ...] = ()


def look(session: Session, city: City, person: Person) -> Mine:
    """All of it."""
    return Mine(
        tuple(handing_on.held_by(session, city, person)),
        tuple(campaign_days.waiting_of(session, city, person)),
        tuple(_steered(session, city, person)),
    )


def summary(session: Session, city: City, person: Person) -> Rollout:
    """The same in figures, for App Home."""
    asked_ids = items.answering_for(session, city, person)
    held, asked, running = campaigns.count_of_person(
        session, person.workspace_id, person.id or 0, handing_on.STATES, asked_ids
    )
    steered = _steered(session, city, person) if running else []
    return Rollout(held, asked, tuple((one.number, one.answered, len(one.questions)) for one in steered))


def _steered(session: Session, city: City, person: Person) -> list[Campaign]:
    found = []
    for row in campaigns.list_open(session, person.workspace_id):
        request = requests.get(session, person.workspace_id, row.request_id)
        if row.created_by == person.id or allows(permission.roles_of(session, person, request), Deed.CAMPAIGN):
            found.append(campaigning.describe(session, city, row))
    return found
