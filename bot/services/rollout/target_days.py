"""The day by which a department meant to have taken a practice up: somebody is asked how far it is."""

from collections.abc import Iterator
from datetime import date

from bot.domain.adoptions import UNDER_WAY, Adoption, concerns_others, is_to_be_asked
from bot.services import duties
from bot.services.city import City
from bot.services.duties import Staff
from bot.services.rollout import describing, telling
from storage import adoptions
from storage import tables as stored
from storage.database import Session
from storage.tables import Person, Request

_STATES = tuple(state.value for state in UNDER_WAY)
_Late = tuple[stored.Adoption, Request, tuple[int, ...]]


def due_people(session: Session, city: City, workspace_id: int, day: date) -> set[int]:
    """Who is asked on a day how far a department is."""
    return {
        person_id
        for row, _, asked in _late(session, city, workspace_id, day)
        if row.target_on and is_to_be_asked(row.target_on, row.told_on, day)
        for person_id in asked
    }


def waiting_of(session: Session, city: City, person: Person) -> list[Adoption]:
    """The adoptions whose day has come, of those that somebody is to see to; the earliest first."""
    late = _late(session, city, person.workspace_id, city.today())
    mine = [(row, request) for row, request, asked in late if person.id in asked]
    return describing.describe_all(session, city, mine)


def note_told(session: Session, city: City, person: Person, day: date) -> None:
    """Somebody was asked about all of theirs."""
    for row, _, asked in _late(session, city, person.workspace_id, day):
        if person.id in asked:
            row.told_on = day
            adoptions.add(session, row)


def _late(session: Session, city: City, workspace_id: int, day: date) -> Iterator[_Late]:
    rows = adoptions.list_until(session, workspace_id, day, _STATES)
    if not rows:
        return
    directory = city.directory(session, workspace_id)
    sides = {row.id: [who.id for who in telling.companions_of(directory, request)] for row, request in rows}
    named = [person_id for row, _ in rows for person_id in (row.person_id, row.created_by, *sides[row.id])]
    staff = duties.read_staff(session, city, workspace_id, named)
    for row, request in rows:
        if describing.takes_part(request):
            yield row, request, _asked(staff, row, sides[row.id], day)


def _asked(staff: Staff, row: stored.Adoption, companions: list[int], day: date) -> tuple[int, ...]:
    """Who has it in charge, else the companion, else who raised the hand; the second of them when it is long over."""
    known = [person_id for person_id in (row.person_id, *companions, row.created_by) if person_id is not None]
    there = [person_id for person_id in dict.fromkeys(known) if staff.is_there(person_id)]
    many = row.target_on is not None and concerns_others(row.target_on, day)
    return tuple(there[: 2 if many else 1])
