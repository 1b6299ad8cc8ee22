"""A department raises its hand for a practice (うちでもやる), or says why it does not (うちには合わない)."""

from dataclasses import dataclass
from typing import Any

from bot.domain.adoptions import ACTIVE, WORDS_AT_MOST, Adoption, AdoptionState, No, Unfit, Wish
from bot.domain.errors import InvalidInputError, InvalidTransitionError
from bot.domain.items import Item
from bot.domain.roles import Role
from bot.services import history, items
from bot.services.city import City
from bot.services.rollout import campaigning, describing, spreading, telling
from storage import adoptions, campaigns, people, requests
from storage import tables as stored
from storage.database import Session
from storage.tables import Department, Person, Request, Workspace
from templates import adopting as forms

_ANYWHERE = frozenset({Role.OFFICE, Role.COMPANION})


@dataclass(frozen=True)
class Asked:
    """What the forms stand on: the practice, and the department that speaks."""

    item: Item
    department: tuple[int, str] | None = None


def consider(session: Session, city: City, person: Person, request_id: int, department_id: int | None = None) -> Asked:
    """The practice somebody is about to speak on, for a department they were asked for or their own."""
    request, roles = describing.practice(session, person, request_id)
    item = items.describe(session, city, request)
    department = people.get_department(session, department_id or person.department_id)
    if department is None or department.workspace_id != person.workspace_id or not department.active:
        return Asked(item)
    if department.id == request.department_id:
        if not roles & _ANYWHERE:
            raise InvalidTransitionError("adoption_own")
        return Asked(item)
    there = adoptions.find(session, request_id, department.id or 0)
    if there is not None and there.state in ACTIVE and not roles & _ANYWHERE:
        raise InvalidTransitionError("adoption_there", department=department.name)
    return Asked(item, (department.id or 0, department.name))


def adopt(session: Session, city: City, workspace: Workspace, person: Person, request_id: int, wish: Wish) -> Adoption:
    """Take a practice up for a department; its owner, the companion and who is in charge are told."""
    request, department = _speaking(session, city, person, request_id, wish.department_id)
    if wish.state not in ACTIVE:
        raise InvalidInputError(forms.STATE, "field_empty")
    if not people.get(session, person.workspace_id, wish.person_id).active:
        raise InvalidInputError(forms.PERSON, "person_left")
    if wish.target_on is not None:
        city.check_to_come(wish.target_on, forms.TARGET, from_today=True)
    words = _within(wish.words, forms.WORDS)
    row = adoptions.find(session, request_id, department.id or 0)
    if row is not None and row.state in ACTIVE:
        raise InvalidInputError(forms.DEPARTMENT, "adoption_there", department=row.department)
    had = row is not None
    row = row or _row(city, request, department, person)
    row.state, row.person_id, row.created_by = wish.state.value, wish.person_id, person.id or 0
    row.target_on, row.told_on, row.words, row.reason, row.why = wish.target_on, None, words, None, ""
    row.updated_at = city.clock.now()
    adoptions.add(session, row)
    if not had or not adoptions.list_steps(session, [row.id or 0])[row.id or 0]:
        adoptions.add_steps(session, row, describing.steps_for(session, request_id))
    return _settle(session, city, workspace, request, row, person, words, wish.personal_data)


def refuse(session: Session, city: City, workspace: Workspace, person: Person, request_id: int, no: No) -> Adoption:
    """Keep why a department does not take a practice up; its owner and the companion are told."""
    request, department = _speaking(session, city, person, request_id, no.department_id)
    why = _within(no.why, forms.WHY)
    if no.reason is None:
        raise InvalidInputError(forms.REASON, "field_empty")
    if no.reason is Unfit.OTHER and not why:
        raise InvalidInputError(forms.WHY, "field_empty")
    row = adoptions.find(session, request_id, department.id or 0)
    if row is not None and row.state in ACTIVE:
        raise InvalidInputError(forms.DEPARTMENT, "adoption_there", department=row.department)
    row = row or _row(city, request, department, person)
    row.state, row.created_by = AdoptionState.NOT_FITTING.value, person.id or 0
    row.person_id, row.message_id = None, None
    row.reason, row.why, row.updated_at = no.reason.value, why, city.clock.now()
    adoptions.add(session, row)
    return _settle(session, city, workspace, request, row, person, why, no.personal_data)


def speak_briefly(
    session: Session, city: City, workspace: Workspace, person: Person, request_id: int, department_id: int
) -> Adoption:
    """A department considers a practice: one press, and the same press again changes nothing."""
    request, department = _speaking(session, city, person, request_id, department_id)
    row = adoptions.find(session, request_id, department.id or 0)
    if row is not None and row.state in ACTIVE and row.created_by == person.id:
        return describing.describe(session, city, row, request)
    wish = Wish(department_id, person.id or 0, AdoptionState.CONSIDERING)
    return adopt(session, city, workspace, person, request_id, wish)


def _speaking(
    session: Session, city: City, person: Person, request_id: int, department_id: int | None
) -> tuple[Request, Department]:
    """The practice, held so that departments come one after the other, and the department somebody may speak for."""
    request, roles = describing.practice(session, person, request_id)
    if department_id is None:
        raise InvalidInputError(forms.DEPARTMENT, "field_empty")
    department = people.get_department(session, department_id)
    if department is None or department.workspace_id != person.workspace_id or not department.active:
        raise InvalidInputError(forms.DEPARTMENT, "department_unknown")
    own = department_id == person.department_id or campaigns.is_asked(
        session, request_id, department_id, items.answering_for(session, city, person)
    )
    if not own and not roles & _ANYWHERE:
        raise InvalidInputError(forms.DEPARTMENT, "adoption_other_department")
    if department_id == request.department_id:
        raise InvalidInputError(forms.DEPARTMENT, "adoption_own")
    requests.change(session, request, expect={}, updated_at=city.clock.now())
    return request, department


def _row(city: City, request: Request, department: Department, person: Person) -> stored.Adoption:
    now = city.clock.now()
    return stored.Adoption(
        workspace_id=request.workspace_id,
        request_id=request.id or 0,
        department_id=department.id or 0,
        department=department.name,
        state=AdoptionState.CONSIDERING.value,
        created_by=person.id or 0,
        created_at=now,
        updated_at=now,
    )


def _within(words: str, field: str) -> str:
    if (over := len(words.strip()) - WORDS_AT_MOST) > 0:
        raise InvalidInputError(field, "field_too_long", over=str(over))
    return words.strip()


def _settle(
    session: Session,
    city: City,
    workspace: Workspace,
    request: Request,
    row: stored.Adoption,
    person: Person,
    said: str,
    personal_data: str,
) -> Adoption:
    """Into the history, the status, the cards and the campaign; then everybody concerned is told."""
    after: dict[str, Any] = {"departments": [row.department], "adoption": row.state}
    if row.person_id is not None:
        after["assignee"] = row.person_id
    if personal_data:
        after["personal_data"] = personal_data
    history.record(session, city, request, person, f"adopt_{row.state}", after=after, note=said)
    spreading.follow(session, city, request, person)
    shown = describing.describe(session, city, row, request)
    telling.give_card(session, city, row, shown)
    adoptions.add(session, row)
    telling.show_practice(session, city, workspace, request, shown)
    telling.tell_sides(session, city, request, shown, person)
    campaigning.show(session, city, workspace, request, row.department_id)
    return shown
