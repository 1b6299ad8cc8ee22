"""What is due next on an item, and who answers for it: holders, their stand-ins, the office."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.calendar import local_day
from bot.domain.due import Due, Owner, Pace, Part, Standing, next_due, owner_of, stands_in
from bot.domain.items import Group
from bot.domain.kinds import OWED_AN_ANSWER
from bot.domain.permissions import is_confided
from bot.domain.roles import Role
from bot.domain.statuses import Status
from bot.services import items
from bot.services.city import City
from storage import people, staffing
from storage.database import Session
from storage.tables import Request

Holders = Mapping[Part, tuple[int, ...]]
_NOBODY: Holders = {}


def approvers(request: Request, *, missing: bool = False) -> tuple[int, ...]:
    """Who is asked to approve the decision that waits; with `missing`, those who have not."""
    asked = request.approval or {}
    done = asked["approved"] if asked and missing else ()
    return tuple(person for person in asked.get("people", ()) if person not in done)


@dataclass(frozen=True)
class Staff:
    """Who answers for what at one moment; `present` tells of everybody who is active whether the chat reaches them."""

    leads: Mapping[int, tuple[int, ...]]
    office: tuple[int, ...]
    away: Mapping[int, int]
    present: Mapping[int, bool]

    def owner(self, request: Request) -> Owner:
        """Who has to see to an item."""
        return owner_of(self.holders(request))

    def holders(self, request: Request, more: Holders = _NOBODY) -> Holders:
        """Everybody with a part in an item who is active, away or not; a private one's are all its readers.

        `more` is what the item itself does not tell: its requesters, who was asked for an opinion or for scores.
        """
        leads, office = self.leads.get(request.group_id or 0, ()), self.office
        if is_confided(request.kind, private=request.private):
            leads, office = (), () if request.companion_id is not None else office
        parts: dict[Part, Iterable[int | None]] = {
            **more,
            Part.ASSIGNEE: (request.assignee_id,),
            Part.LEAD: leads,
            Part.COMPANION: (request.companion_id,),
            Part.OFFICE: office,
            Part.APPROVER: approvers(request, missing=True),
        }
        if request.private and request.assignee_id not in {*leads, request.companion_id, *office}:
            parts[Part.ASSIGNEE] = ()
        if request.private:
            parts[Part.REVIEWER] = [person for person in more.get(Part.REVIEWER, ()) if person in leads]
        return {part: tuple(p for p in held if p is not None and p in self.present) for part, held in parts.items()}

    def reachable(self, request: Request, more: Holders = _NOBODY) -> Holders:
        """Whom the chat reaches now in each part: who is away is replaced by who stands in for them.

        Nobody stands in for a reader of a private item, nor judges in another's place: who is away is left out.
        """
        nobody = dict.fromkeys(self.away, 0)
        return {
            part: tuple(
                dict.fromkeys(
                    self._acting(part, held, nobody if request.private or part is Part.REVIEWER else self.away)
                )
            )
            for part, held in self.holders(request, more).items()
        }

    def is_there(self, person: int) -> bool:
        """Whether the chat reaches somebody today, and they are not away."""
        return self.present.get(person, False) and person not in self.away

    def _acting(self, part: Part, held: Iterable[int], away: Mapping[int, int]) -> Iterable[int]:
        replaced = part not in {Part.REQUESTER, Part.OFFICE}
        for person in held:
            here = (person, *stands_in(person, away)) if replaced else (person,)
            yield from [p for p in here if self.present.get(p) and not (replaced and p in away)][:1]


def read_staff(session: Session, city: City, workspace_id: int, others: Iterable[int | None] = ()) -> Staff:
    """Everybody who answers for something, and of `others` those who are active."""
    leads: dict[int, tuple[int, ...]] = {}
    for group_id, person_id, _ in staffing.list_roles(session, workspace_id, [Role.LEAD]):
        leads[group_id] = (*leads.get(group_id, ()), person_id)
    office = tuple(p.id for p in people.list_office(session, workspace_id) if p.id is not None)
    away = read_away(session, city, workspace_id)
    named = {p for held in leads.values() for p in held} | {*office, *away.values()}
    named |= {p for p in others if p is not None}
    return Staff(leads, office, away, staffing.list_present(session, workspace_id, named))


def asked_today(session: Session, city: City, workspace_id: int, person_id: int) -> int:
    """Whom to ask for somebody today: themselves, or whom the chat reaches in their place while they are away."""
    away = read_away(session, city, workspace_id)
    if person_id not in away:
        return person_id
    there = staffing.list_present(session, workspace_id, away.values())
    return next((p for p in stands_in(person_id, away) if there.get(p) and p not in away), person_id)


def read_away(session: Session, city: City, workspace_id: int) -> dict[int, int]:
    """Who is away today, and who stands in for them."""
    return items.deputies_of(city.directory(session, workspace_id).away_on(city.today()))


def pace_of(city: City, group: Group | None) -> Pace:
    """How fast a group works: as it has set for itself, else as the city has."""
    first_look = group.first_look_within if group else None
    decide = group.decide_within if group else None
    return Pace(first_look or city.answer_within, decide or city.decide_within)


def pace_for(session: Session, city: City, request: Request) -> Pace:
    """The pace of the group that an item is with."""
    directory = city.directory(session, request.workspace_id)
    return pace_of(city, directory.groups.get(request.group_id or 0))


def due_of(city: City, request: Request, pace: Pace) -> Due | None:
    """The next step of an item and its day."""
    posted_on = local_day(request.created_at, city.zone)
    since_on: date = local_day(request.status_since, city.zone) if request.status_since else posted_on
    standing = Standing(
        status=Status(request.status),
        posted_on=posted_on,
        since_on=since_on,
        promised_on=request.answer_due_on,
        assigned_until=request.assigned_until,
        owed_an_answer=request.kind in OWED_AN_ANSWER,
    )
    return next_due(standing, pace)
