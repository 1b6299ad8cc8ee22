"""Asking departments for their opinion on an item, and collecting what they answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.audit import Recorded
from bot.domain.calendar import add_business_days
from bot.domain.errors import InvalidInputError, InvalidTransitionError, NotAllowedError
from bot.domain.items import Item
from bot.domain.opinions import DEPARTMENTS_AT_MOST, Opinion, Verdict
from bot.domain.roles import Role
from bot.domain.statuses import WAITING, Status, TriageAction
from bot.services import addressees, announce, audit, history, items, permission
from bot.services.city import City
from bot.services.opinions_shown import describe, show, tell, tell_all_in
from storage import opinions, people, requests
from storage import tables as stored
from storage.database import Session
from storage.tables import Person, Request, Workspace
from templates import consulting
from templates.blocks import Message
from templates.wording import Words

ASKED, GIVEN, WITHDRAWN, EXTENDED = "consult", "opinion_given", "opinion_withdrawn", "opinion_extended"
LONGER = 5  # business days


@dataclass(frozen=True)
class Question:
    """What departments are asked, until when, and by department who answers for it."""

    words: str
    until: date | None
    people: Mapping[int, int]
    personal_data: str = ""


@dataclass(frozen=True)
class Answer:
    """What a department thinks, in a word and in words."""

    verdict: Verdict | None
    words: str = ""
    personal_data: str = ""


def consider(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Item:
    """The item about which somebody means to ask departments, if they may."""
    return items.describe(session, city, _consultable(session, city, workspace, person, request_id))


def ask(
    session: Session, city: City, workspace: Workspace, person: Person, request_id: int, question: Question
) -> Item:
    """Ask departments; whoever answers for each is told, and the card counts the answers."""
    request = _consultable(session, city, workspace, person, request_id)
    until = _check(city, question)
    addressees.propose(session, request.workspace_id, tuple(question.people))
    _take(session, city, request)
    waiting = {row.department_id for row in opinions.list_of_request(session, request_id) if _is_open(row)}
    if waiting & question.people.keys():
        raise InvalidInputError(consulting.DEPARTMENTS_BLOCK, "opinion_asked_already")
    rows = [
        _add(session, city, request, person, department_id, person_id, question.words.strip(), until)
        for department_id, person_id in question.people.items()
    ]
    names = [one.department for one in describe(session, city, rows)]
    after = {"departments": names, "until": until.isoformat()}
    _record(session, city, request, person, ASKED, {**after, **_decided(question)}, question.words.strip())
    item = items.describe(session, city, request)
    announce.refresh_card(session, city, workspace, request, item)
    for row, shown in zip(rows, describe(session, city, rows), strict=True):
        row.message_id = tell(session, city, request, row.person_id, _asking(item, shown, person.name))
    session.flush()
    announce.in_thread(
        session, city, workspace, request, lambda words: consulting.asked_in_thread(words, names, until, person.name)
    )
    return item


def look(session: Session, city: City, person: Person, opinion_id: int) -> tuple[Item, Opinion]:
    """What somebody is about to answer, if they may."""
    row, request, _ = _answerable(session, city, person, opinion_id)
    return items.describe(session, city, request), describe(session, city, [row])[0]


def answer(session: Session, city: City, workspace: Workspace, person: Person, opinion_id: int, given: Answer) -> Item:
    """Take a department's answer; the thread is told, and when all are in, whoever waits for them."""
    row, request, in_place_of = _answerable(session, city, person, opinion_id)
    words = given.words.strip()
    if given.verdict is None:
        raise InvalidInputError(consulting.VERDICT_BLOCK, "field_empty")
    if given.verdict is not Verdict.POSSIBLE and not words:
        raise InvalidInputError(consulting.ANSWER_BLOCK, "field_empty")
    if (over := len(words) - consulting.ANSWER_AT_MOST) > 0:
        raise InvalidInputError(consulting.ANSWER_BLOCK, "field_too_long", over=str(over))
    _take(session, city, request)
    changes = {"answered_at": city.clock.now(), "answered_by": person.id, "verdict": given.verdict.value}
    if not opinions.change(session, row, words=words, **changes):
        raise InvalidTransitionError("opinion_closed")
    shown = describe(session, city, [row])[0]
    after: dict[str, Any] = {"departments": [shown.department], "verdict": given.verdict.value, **_decided(given)}
    if in_place_of is not None:
        after[history.IN_PLACE_OF] = in_place_of.id
    _record(session, city, request, person, GIVEN, after, words)
    item = show(session, city, workspace, request, row)
    announce.in_thread(session, city, workspace, request, lambda said: consulting.given_in_thread(said, item, shown))
    if item.progress.opinions[0] == item.progress.opinions[1]:
        tell_all_in(session, city, request, item)
    return item


def withdraw(session: Session, city: City, workspace: Workspace, person: Person, opinion_id: int) -> Item:
    """A department need not answer any more; whoever was asked is told."""
    row, request = _manageable(session, city, workspace, person, opinion_id)
    return _alter(session, city, workspace, request, person, row, WITHDRAWN, withdrawn_at=city.clock.now())


def extend(session: Session, city: City, workspace: Workspace, person: Person, opinion_id: int) -> Item:
    """Give a department some more days; whoever was asked is told."""
    row, request = _manageable(session, city, workspace, person, opinion_id)
    until = add_business_days(max(row.due_on, city.today()), LONGER)
    return _alter(session, city, workspace, request, person, row, EXTENDED, due_on=until)


def _take(session: Session, city: City, request: Request) -> None:
    """One at a time: whoever counts the answers has to see everybody else's."""
    requests.change(session, request, expect={}, updated_at=city.clock.now())


def _consultable(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Request:
    request = permission.permitted(session, city, workspace, person, request_id, TriageAction.CONSULT)
    if request.private:
        raise InvalidTransitionError("consult_private")
    return request


def _manageable(
    session: Session, city: City, workspace: Workspace, person: Person, opinion_id: int
) -> tuple[stored.Opinion, Request]:
    row = opinions.get(session, person.workspace_id, opinion_id)
    request = permission.permitted(session, city, workspace, person, row.request_id, TriageAction.CONSULT)
    return row, request


def _answerable(
    session: Session, city: City, person: Person, opinion_id: int
) -> tuple[stored.Opinion, Request, Person | None]:
    """Only who was asked answers, or who stands in for them today."""
    row = opinions.get(session, person.workspace_id, opinion_id)
    request, _ = permission.visible(session, person, row.request_id)
    absent = None
    if row.person_id != person.id:
        absent = next((p for p in items.represented(session, city, person) if p.id == row.person_id), None)
        if absent is None:
            raise NotAllowedError("not_allowed", who=Role.DEPARTMENT)
    if not _is_open(row) or Status(request.status) not in WAITING:
        raise InvalidTransitionError("opinion_closed")
    return row, request, absent


def _check(city: City, question: Question) -> date:
    if not question.people:
        raise InvalidInputError(consulting.DEPARTMENTS_BLOCK, "field_empty")
    if len(question.people) > DEPARTMENTS_AT_MOST:
        raise InvalidInputError(consulting.DEPARTMENTS_BLOCK, "departments_too_many")
    if not question.words.strip():
        raise InvalidInputError(consulting.QUESTION_BLOCK, "field_empty")
    if (over := len(question.words.strip()) - consulting.QUESTION_AT_MOST) > 0:
        raise InvalidInputError(consulting.QUESTION_BLOCK, "field_too_long", over=str(over))
    if question.until is None:
        raise InvalidInputError(consulting.UNTIL_BLOCK, "field_empty")
    city.check_to_come(question.until, consulting.UNTIL_BLOCK)
    return question.until


def _add(
    session: Session,
    city: City,
    request: Request,
    person: Person,
    department_id: int,
    person_id: int,
    words: str,
    until: date,
) -> stored.Opinion:
    if not people.get(session, request.workspace_id, person_id).active:
        raise InvalidInputError(consulting.PERSON_BLOCK, "person_left")
    row = stored.Opinion(
        workspace_id=request.workspace_id,
        request_id=request.id or 0,
        department_id=department_id,
        person_id=person_id,
        asked_by=person.id or 0,
        asked_at=city.clock.now(),
        question=words,
        due_on=until,
    )
    return opinions.add(session, row)


def _alter(
    session: Session,
    city: City,
    workspace: Workspace,
    request: Request,
    person: Person,
    row: stored.Opinion,
    deed: str,
    **changes: Any,  # noqa: ANN401
) -> Item:
    _take(session, city, request)
    if not opinions.change(session, row, **changes):
        raise InvalidTransitionError("opinion_closed")
    shown = describe(session, city, [row])[0]
    after: dict[str, Any] = {"departments": [shown.department]}
    if deed == EXTENDED:
        after["until"] = row.due_on.isoformat()
    _record(session, city, request, person, deed, after)
    item = show(session, city, workspace, request, row)
    tell(session, city, request, row.person_id, lambda words: consulting.altered(words, item, shown, deed))
    if deed == WITHDRAWN and item.progress.opinions[1] and item.progress.opinions[0] == item.progress.opinions[1]:
        tell_all_in(session, city, request, item)
    return item


def _asking(item: Item, shown: Opinion, by: str) -> Callable[[Words], Message]:
    return lambda words: consulting.question(words, item, shown, by)


def _record(
    session: Session, city: City, request: Request, person: Person, deed: str, after: dict[str, Any], note: str = ""
) -> None:
    """Into the item's history with the words, into the audit log without."""
    history.record(session, city, request, person, deed, after=after, note=note)
    audit.record_deed(session, city, request, person, Recorded.OPINION, {"deed": deed, **after})


def _decided(said: Question | Answer) -> dict[str, str]:
    return {"personal_data": said.personal_data} if said.personal_data else {}


def _is_open(row: stored.Opinion) -> bool:
    return row.answered_at is None and row.withdrawn_at is None
