"""Which department makes what of a practice, for whoever may see the practice."""

from bot.domain.adoptions import AdoptionState
from bot.domain.campaigns import Spread
from bot.domain.permissions import Deed, allows
from bot.services import items, permission
from bot.services.city import City
from bot.services.rollout import campaigning, describing
from storage import adoptions, campaigns, people
from storage.database import Session
from storage.tables import Person

# What has come furthest is read first.
_ORDER = (
    AdoptionState.RUNNING,
    AdoptionState.PREPARING,
    AdoptionState.CONSIDERING,
    AdoptionState.DROPPED,
    AdoptionState.NOT_FITTING,
)


def spread_of(session: Session, city: City, person: Person, request_id: int) -> Spread:
    """How far a practice has spread, and what this person may do about it."""
    request, roles = permission.visible(session, person, request_id)
    rows = [(row, request) for row in adoptions.list_of_request(session, request_id)]
    shown = describing.describe_all(session, city, rows, person)
    heard = {row.department_id for row, _ in rows} | {request.department_id}
    departments = [row for row in people.list_departments(session, person.workspace_id) if row.active]
    running = campaigns.find_open(session, request_id)
    takes_part = describing.takes_part(request)
    return Spread(
        item=items.describe(session, city, request),
        adoptions=tuple(sorted(shown, key=lambda adoption: _ORDER.index(adoption.state))),
        campaign=campaigning.describe(session, city, running) if running else None,
        unasked=tuple(row.name for row in departments if row.id not in heard),
        may_plan=takes_part and allows(roles, Deed.PLAN_ROLLOUT),
        may_campaign=takes_part and allows(roles, Deed.CAMPAIGN),
    )
