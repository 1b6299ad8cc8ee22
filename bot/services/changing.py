"""The change of an item's status: carried out if nobody was faster, and written into its history."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.calendar import add_business_days
from bot.domain.errors import InvalidTransitionError
from bot.domain.statuses import HelpStep, Status, TriageAction
from bot.services import duties, history, questions
from bot.services.city import City
from bot.services.permission import acts_for
from storage import requests
from storage.database import Session
from storage.tables import Person, Request, RequestEvent

UNDONE = "undone"
PROPOSED = "propose"


@dataclass(frozen=True)
class Step:
    """A change of status: `into` is the item that a merged one goes on in, `approval` what is to be approved first.

    `approved_by` is who has approved what takes effect.
    """

    action: str
    target: Status
    due: date | None
    words: str = ""
    personal_data: str = ""
    into: Request | None = None
    approval: dict[str, Any] | None = None
    approved_by: tuple[int, ...] = ()


def change(session: Session, city: City, request: Request, person: Person | None, step: Step) -> None:
    """Lead an item to a status, unless somebody was faster; nobody is named for what happens by itself."""
    action, target, due, into = step.action, step.target, step.due, step.into
    before: dict[str, Any] = {"status": request.status, "answer_due_on": _iso(request.answer_due_on)}
    after: dict[str, Any] = {"status": target.value, "answer_due_on": _iso(due)}
    former = requests.get(session, request.workspace_id, request.merged_into_id) if request.merged_into_id else None
    before["merged_into"], after["merged_into"] = _number(former), _number(into)
    expect = {"status": request.status, "group_id": request.group_id, "merged_into_id": request.merged_into_id}
    changes: dict[str, Any] = {"status": target.value, "answer_due_on": due, "updated_at": city.clock.now()}
    changes["merged_into_id"] = into.id if into else None
    changes["approval"] = step.approval
    if target != request.status:
        changes["status_since"] = city.clock.now()
    meant = {UNDONE: TriageAction.UNDO, PROPOSED: TriageAction.ACCEPT}
    in_place = None
    if person is not None and action not in set(HelpStep):
        in_place = acts_for(session, city, person, request, meant.get(action) or TriageAction(action))
    if not requests.change(session, request, expect=expect, **changes):
        raise InvalidTransitionError("status_changed", status=request.status)
    for name in ("answer_due_on", "merged_into"):
        if before[name] == after[name]:
            del before[name], after[name]
    if step.personal_data:
        after["personal_data"] = step.personal_data
    if step.approved_by:
        after["approved_by"] = [*step.approved_by]
    if in_place:
        after[history.IN_PLACE_OF] = in_place.id
    name = questions.ANSWERED if action == TriageAction.ANSWER else str(action)
    history.record(session, city, request, person, name, before=before, after=after, note=step.words)
    if Status.SENT_BACK in {before["status"], target} and action != TriageAction.ASK:
        questions.show(session, city, request)


def soon(session: Session, city: City, request: Request) -> date:
    """By when an item that waits for an answer again is owed one."""
    return add_business_days(city.today(), duties.pace_for(session, city, request).first_look)


def last_change(session: Session, request: Request) -> RequestEvent | None:
    """The line of history that led to the present status."""
    assert request.id is not None
    changes = [event for event in requests.list_events(session, request.id) if {"status"} <= event.before.keys()]
    return changes[-1] if changes else None


def _number(request: Request | None) -> str | None:
    return str(requests.number_of(request)) if request else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
