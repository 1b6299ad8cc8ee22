"""What somebody answers for: parts in groups, items they have or accompany, practices, adoptions and promises."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.adoptions import Adoption
from bot.domain.due import OPEN
from bot.domain.items import Item, Who
from bot.services import items
from bot.services.city import City
from bot.services.rollout import handing_on
from bot.services.transfers import promises
from bot.services.transfers.promises import Promises
from storage import practices, requests, skills, staffing, transfers
from storage.database import Session
from storage.tables import Membership, Person, Practice, Request, WorkingGroup


@dataclass(frozen=True)
class Holding:
    """Everything of a person that a successor would take over; drafts are their own and only counted."""

    person: Person
    who: Who
    parts: Sequence[tuple[Membership, WorkingGroup]]
    assigned: Sequence[Request]
    accompanied: Sequence[Request]
    assigned_items: Sequence[Item]
    accompanied_items: Sequence[Item]
    drafts: int
    promises: Promises
    adoptions: Sequence[Adoption] = ()
    asked: int = 0  # in campaigns, for departments
    practices: Sequence[Practice] = ()
    practice_items: Sequence[Item] = ()  # but those whose requester is hidden: a sheet would name them
    skills: tuple[str, ...] = ()  # they stay the person's

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to hand over."""
        promised = (self.promises.opinions, self.promises.absences, self.adoptions, self.asked)
        return not any((self.parts, self.assigned, self.accompanied, self.practices, *promised))


def read_holding(session: Session, city: City, person: Person) -> Holding:
    """What somebody answers for now."""
    assert person.id is not None
    workspace_id = person.workspace_id
    assigned = staffing.list_assigned(session, workspace_id, person.id, OPEN)
    accompanied = staffing.list_accompanied(session, workspace_id, person.id, OPEN)
    kept = practices.list_by_contact(session, workspace_id, person.id)
    told = requests.list_requests(session, workspace_id, ids=[row.request_id for row in kept]) if kept else []
    return Holding(
        person,
        items.who(session, person),
        transfers.list_parts(session, workspace_id, person.id),
        assigned,
        accompanied,
        items.describe_all(session, city, assigned),
        items.describe_all(session, city, accompanied),
        transfers.count_drafts(session, workspace_id, person.id),
        promises.read(session, city, person),
        handing_on.held_by(session, city, person),
        handing_on.count_asked(session, person),
        kept,
        [item for item in items.describe_all(session, city, told) if not item.blind and not item.private],
        tuple(row.tag for row in skills.list_skills(session, workspace_id, [person.id])),
    )
