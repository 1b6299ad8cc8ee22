"""How far a department is with a practice: its state, its checklist, who is in charge, and what it brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.adoptions import (
    LARGEST,
    LEADS_TO,
    NEEDS_REASON,
    STEP_LENGTH,
    STEPS_AT_MOST,
    WORDS_AT_MOST,
    Adoption,
    AdoptionState,
    Gain,
    Unfit,
    hours_in,
    is_outlier,
    typical,
)
from bot.domain.errors import InvalidInputError, InvalidTransitionError
from bot.domain.items import Item
from bot.domain.permissions import Deed, allows
from bot.services import history, items, permission
from bot.services.city import City
from bot.services.rollout import campaigning, describing, spreading, telling
from storage import adoptions, people, requests
from storage import tables as stored
from storage.database import Session
from storage.tables import Person, Request, Workspace
from templates import adopting as forms

EFFECT, PASSED_ON = "adopt_effect", "adopt_passed_on"
_WORTH_TELLING = frozenset({AdoptionState.RUNNING, AdoptionState.DROPPED})


@dataclass(frozen=True)
class Changes:
    """What somebody has entered about an adoption; of the checklist, only lines whose tick they changed."""

    state: AdoptionState
    person_id: int
    target_on: date | None = None
    ticked: Sequence[int] = ()
    unticked: Sequence[int] = ()
    reason: Unfit | None = None
    why: str = ""
    personal_data: str = ""


def look(session: Session, city: City, person: Person, adoption_id: int) -> Adoption:
    """An adoption that somebody is about to change, if they may."""
    row, request, _ = describing.changeable(session, person, adoption_id)
    return describing.describe(session, city, row, request)


def save(
    session: Session, city: City, workspace: Workspace, person: Person, adoption_id: int, made: Changes
) -> Adoption:
    """Keep how far an adoption is; whoever it concerns is told of what they could not have seen themselves."""
    row, request, _ = describing.changeable(session, person, adoption_id)
    requests.change(session, request, expect={}, updated_at=city.clock.now())
    session.refresh(row)
    before, former = AdoptionState(row.state), row.person_id
    _check(session, row, made)
    for ids, who in ((made.ticked, person.id), (made.unticked, None)):
        if ids:
            adoptions.tick(session, adoption_id, ids, who, city.clock.now())
    if made.target_on != row.target_on:
        row.told_on = None
    row.state, row.person_id, row.target_on = made.state.value, made.person_id, made.target_on
    stops = made.state in NEEDS_REASON
    if stops and before is not made.state:
        row.reason, row.why = (made.reason.value if made.reason else None), made.why.strip()
    elif not stops:
        row.reason, row.why = None, ""
    row.updated_at = city.clock.now()
    adoptions.add(session, row)
    return _settle(session, city, workspace, request, row, person, before, former, made.personal_data)


def enter_effect(
    session: Session,
    city: City,
    person: Person,
    adoption_id: int,
    gain: Gain,
    confirmed: float | None = None,
) -> tuple[Adoption, float | None]:
    """Keep what an adoption brings; an unusual figure is not kept before it is confirmed, and what is usual is told."""
    row, request, _ = describing.changeable(session, person, adoption_id)
    if row.state != AdoptionState.RUNNING:
        raise InvalidTransitionError("adoption_not_running")
    for field, figure in ((forms.MINUTES, gain.minutes), (forms.TIMES, gain.times), (forms.CASES, gain.cases)):
        if abs(figure) > LARGEST or (field != forms.MINUTES and figure < 0):
            raise InvalidInputError(field, "figure_unusable")
    if abs(gain.hours) > LARGEST:
        raise InvalidInputError(forms.MINUTES, "figure_unusable")
    usual = usual_hours(session, request, adoption_id)
    if is_outlier(gain.hours, usual) and confirmed != gain.hours:
        return describing.describe(session, city, row, request), usual
    row.minutes, row.times, row.cases, row.hours, row.yen = gain.minutes, gain.times, gain.cases, gain.hours, gain.yen
    row.updated_at = city.clock.now()
    adoptions.add(session, row)
    after: dict[str, Any] = {"departments": [row.department], "hours": gain.hours, "yen": gain.yen}
    history.record(session, city, request, person, EFFECT, after=after)
    shown = describing.describe(session, city, row, request)
    telling.refresh_card(session, city, row, shown)
    return shown, None


def usual_hours(session: Session, request: Request, adoption_id: int) -> float | None:
    """The hours a year that the practice's own words and other departments lead one to expect."""
    own = hours_in(str(request.answers.get("effect") or ""))
    return typical(adoptions.list_hours(session, request.id or 0, adoption_id), own)


def look_at_plan(session: Session, city: City, person: Person, request_id: int) -> tuple[Item, Sequence[str]]:
    """The checklist that a practice gives to those who take it up, for who may change it."""
    request = _planned(session, person, request_id)
    return items.describe(session, city, request), describing.steps_for(session, request_id)


def set_plan(session: Session, person: Person, request_id: int, typed: str) -> None:
    """Change that checklist; those who are at it keep theirs."""
    request = _planned(session, person, request_id)
    steps = list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
    if not steps:
        raise InvalidInputError(forms.PLAN, "field_empty")
    if len(steps) > STEPS_AT_MOST or any(len(step) > STEP_LENGTH for step in steps):
        raise InvalidInputError(forms.PLAN, "steps_too_many")
    adoptions.set_plan(session, request.workspace_id, request_id, steps)


def _planned(session: Session, person: Person, request_id: int) -> Request:
    request, roles = describing.practice(session, person, request_id)
    if not allows(roles, Deed.PLAN_ROLLOUT):
        raise permission.refusal(Deed.PLAN_ROLLOUT)
    return request


def _check(session: Session, row: stored.Adoption, made: Changes) -> None:
    before = AdoptionState(row.state)
    if made.state is not before and made.state not in LEADS_TO[before]:
        raise InvalidInputError(forms.STATE, "adoption_changed")
    if made.person_id != row.person_id and not people.get(session, row.workspace_id, made.person_id).active:
        raise InvalidInputError(forms.PERSON, "person_left")
    if made.state in NEEDS_REASON and made.state is not before:
        if made.reason is None:
            raise InvalidInputError(forms.REASON, "field_empty")
        if made.reason is Unfit.OTHER and not made.why.strip():
            raise InvalidInputError(forms.WHY, "field_empty")
    if (over := len(made.why.strip()) - WORDS_AT_MOST) > 0:
        raise InvalidInputError(forms.WHY, "field_too_long", over=str(over))


def _settle(
    session: Session,
    city: City,
    workspace: Workspace,
    request: Request,
    row: stored.Adoption,
    person: Person,
    before: AdoptionState,
    former: int | None,
    personal_data: str,
) -> Adoption:
    moved, passed = row.state != before, row.person_id != former
    after: dict[str, Any] = {"departments": [row.department], "adoption": row.state}
    if passed:
        history.record(session, city, request, person, PASSED_ON, after={**after, "assignee": row.person_id})
    if moved:
        decided = {"personal_data": personal_data} if personal_data else {}
        deed = f"adopt_{row.state}"
        history.record(
            session, city, request, person, deed, before={"adoption": before}, after=after | decided, note=row.why
        )
        spreading.follow(session, city, request, person)
    shown = describing.describe(session, city, row, request)
    if passed:
        if former is not None:
            telling.tell_let_go(session, city, request, former, shown, person)
        telling.give_card(session, city, row, shown)
        adoptions.add(session, row)
    else:
        telling.refresh_card(session, city, row, shown)
    if moved:
        telling.show_practice(session, city, workspace, request, shown)
        if shown.state in _WORTH_TELLING:
            telling.tell_sides(session, city, request, shown, person)
        campaigning.show(session, city, workspace, request, row.department_id)
    return shown
