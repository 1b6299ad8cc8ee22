"""Adoptions as they are shown, and who may do what with them."""

from collections.abc import Collection, Sequence

from bot.domain.adoptions import (
    GENERAL_STEPS,
    MAY_CHANGE,
    Adoption,
    AdoptionState,
    Gain,
    Part,
    Step,
    Unfit,
    can_be_taken_up,
    parts_of,
)
from bot.domain.errors import InvalidTransitionError, NotAllowedError
from bot.domain.kinds import RequestKind
from bot.domain.permissions import Deed, allows
from bot.domain.roles import Role
from bot.domain.statuses import Status, hides_requesters
from bot.services import permission
from bot.services.city import City
from storage import adoptions, requests
from storage import tables as stored
from storage.database import Session
from storage.directory import Directory
from storage.tables import Person, Request


def practice(session: Session, person: Person, request_id: int) -> tuple[Request, frozenset[Role]]:
    """A practice that can be taken up, with what somebody is to it."""
    request, roles = permission.visible(session, person, request_id)
    if not allows(roles, Deed.TAKE_UP) or not takes_part(request):
        raise InvalidTransitionError("adoption_impossible")
    return request, roles


def takes_part(request: Request) -> bool:
    """Whether departments may take this item up."""
    status = Status(request.status)
    hidden = request.private or hides_requesters(request.blind, status)
    return can_be_taken_up(RequestKind(request.kind), status, hidden=hidden)


def changeable(session: Session, person: Person, adoption_id: int) -> tuple[stored.Adoption, Request, frozenset[Part]]:
    """An adoption that somebody may change, with its practice."""
    row = adoptions.get(session, person.workspace_id, adoption_id)
    request, roles = permission.visible(session, person, row.request_id)
    parts = parts_in(row, person, roles)
    if not parts & MAY_CHANGE:
        raise NotAllowedError("adoption_not_yours")
    return row, request, parts


def parts_in(row: stored.Adoption, person: Person, roles: Collection[Role]) -> frozenset[Part]:
    """What somebody is to an adoption."""
    return parts_of(roles, in_charge=row.person_id == person.id, asker=row.created_by == person.id)


def steps_for(session: Session, request_id: int) -> Sequence[str]:
    """The checklist for who takes a practice up now."""
    return adoptions.find_plan(session, request_id) or GENERAL_STEPS


def describe(session: Session, city: City, row: stored.Adoption, request: Request) -> Adoption:
    """One adoption."""
    return describe_all(session, city, [(row, request)])[0]


def describe_all(
    session: Session, city: City, rows: Sequence[tuple[stored.Adoption, Request]], viewer: Person | None = None
) -> list[Adoption]:
    """Adoptions of one workspace in the order given; with a viewer, whether they may change each."""
    if not rows:
        return []
    directory = city.directory(session, rows[0][0].workspace_id)
    steps = adoptions.list_steps(session, [row.id or 0 for row, _ in rows])
    return [
        _described(directory, row, request, steps[row.id or 0], may_change=_may(session, viewer, row, request))
        for row, request in rows
    ]


def _may(session: Session, viewer: Person | None, row: stored.Adoption, request: Request) -> bool:
    if viewer is None:
        return False
    return bool(parts_in(row, viewer, permission.roles_of(session, viewer, request)) & MAY_CHANGE)


def _described(
    directory: Directory,
    row: stored.Adoption,
    request: Request,
    steps: Sequence[stored.AdoptionStep],
    *,
    may_change: bool,
) -> Adoption:
    gain = None
    if row.minutes is not None and row.times is not None:
        gain = Gain(row.minutes, row.times, row.cases if row.cases is not None else 1, row.yen)
    return Adoption(
        id=row.id or 0,
        request_id=row.request_id,
        number=str(requests.number_of(request)),
        title=request.title,
        department_id=row.department_id,
        department=row.department,
        state=AdoptionState(row.state),
        person=directory.person(row.person_id) if row.person_id is not None else None,
        by=directory.person(row.created_by).name,
        target_on=row.target_on,
        words=row.words,
        reason=Unfit(row.reason) if row.reason else None,
        why=row.why,
        steps=tuple(
            Step(step.id or 0, step.name, step.done_by is not None, _name(directory, step.done_by)) for step in steps
        ),
        gain=gain,
        may_change=may_change,
    )


def _name(directory: Directory, person_id: int | None) -> str:
    return directory.person(person_id).name if person_id is not None else ""
