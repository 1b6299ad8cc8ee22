"""Which department makes what of a practice, for whoever may see the practice."""

from dataclasses import dataclass, field

from bot.domain.adoptions import Adoption, AdoptionState
from bot.domain.campaigns import Spread
from bot.domain.permissions import Deed, allows
from bot.domain.statuses import Status, hides_requesters
from bot.services import items, permission
from bot.services.city import City
from bot.services.rollout import campaigning, describing
from storage import adoptions, campaigns, people, requests
from storage import tables as stored
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


@dataclass(frozen=True)
class Row:
    """A practice with what each department said, by its name; those `awaited` were asked and have not answered."""

    number: str
    title: str
    owner: str
    adoptions: dict[str, Adoption] = field(default_factory=dict)
    awaited: frozenset[str] = frozenset()

    def count(self, *states: AdoptionState) -> int:
        """How many departments are there."""
        return sum(one.state in states for one in self.adoptions.values())


@dataclass(frozen=True)
class Matrix:
    """Practices by departments: those there are, then those that are no more and had said something."""

    departments: tuple[str, ...]
    rows: tuple[Row, ...]


def read_matrix(session: Session, city: City, workspace_id: int) -> Matrix:
    """Every practice that any department has said something about, or was asked about; nothing private."""
    by_practice: dict[int, list[tuple[stored.Adoption, stored.Request]]] = {}
    for row, request in adoptions.list_all(session, workspace_id):
        by_practice.setdefault(row.request_id, []).append((row, request))
    running = campaigns.list_open(session, workspace_id)
    asked = {row.request_id: campaigning.describe(session, city, row) for row in running}
    practices = requests.list_requests(session, workspace_id, ids=by_practice.keys() | asked.keys(), private=False)
    departments = [row.name for row in people.list_departments(session, workspace_id) if row.active]
    names = city.directory(session, workspace_id).departments
    rows = []
    for request in practices:
        said = describing.describe_all(session, city, by_practice.get(request.id or 0, []))
        campaign = asked.get(request.id or 0)
        awaited = frozenset(question.department for question in (campaign.missing if campaign else ()))
        hidden = hides_requesters(request.blind, Status(request.status))
        owner = "" if hidden else names.get(request.department_id or 0, "")
        heard = {one.department: one for one in said}
        rows.append(Row(str(requests.number_of(request)), request.title, owner, heard, awaited))
    closed = sorted({name for row in rows for name in row.adoptions} - set(departments))
    return Matrix((*departments, *closed), tuple(rows))


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
