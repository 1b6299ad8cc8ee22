"""What App Home shows of consultations; a few of each, since everything else is in the messages."""

from bot.domain.helping import HelpAtHome, Search
from bot.services.city import City
from bot.services.helping import standing
from storage import helping, requests
from storage.database import Session
from storage.tables import Person

_OFFERED, _OWN = 4, 2


def look(session: Session, city: City, person: Person) -> HelpAtHome:
    """What somebody is asked for or helps with, and their own consultations that look for help."""
    offered = []
    for row, search in helping.list_of_person(session, person.workspace_id, person.id or 0)[:_OFFERED]:
        request = requests.get(session, person.workspace_id, row.request_id)
        seeking = standing.describe(session, city, request, search)
        offered.append((seeking, next(offer for offer in seeking.offers if offer.id == row.id)))
    own = helping.list_looking(session, person.workspace_id, person.id or 0)[:_OWN]
    return HelpAtHome(
        tuple(offered),
        tuple(
            standing.describe(session, city, requests.get(session, person.workspace_id, search.request_id), search)
            for search in own
            if search.state != Search.CLOSED
        ),
    )
