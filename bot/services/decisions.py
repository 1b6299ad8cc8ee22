"""What is decided about an item: every row of the status table carried out, recorded, told, and taken back in time."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.calendar import add_business_days, local_day
from bot.domain.errors import InvalidInputError, InvalidTransitionError, NotAllowedError
from bot.domain.items import Item
from bot.domain.kinds import OWED_AN_ANSWER
from bot.domain.statuses import TRANSITIONS, UNDOABLE, Status, TriageAction
from bot.services import announce, approving, changing, duties, items, merging, questions
from bot.services.changing import UNDONE, Step, change
from bot.services.city import City
from bot.services.permission import permitted
from storage import merges, requests
from storage.database import Session
from storage.tables import Person, Request, RequestEvent, Workspace
from templates import deciding

UNDO_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Decision:
    """An action with what it asks for: words that the requester reads, until when, and into which other item."""

    action: TriageAction
    words: str = ""
    until: date | None = None
    personal_data: str = ""  # what the person decided about it: "", "masked" or "kept"
    into: int | None = None


def consider(
    session: Session, city: City, workspace: Workspace, person: Person, request_id: int, action: TriageAction
) -> tuple[Item, str]:
    """The item that somebody is about to decide on, if they may, and for an answer what was asked."""
    request = permitted(session, city, workspace, person, request_id, action)
    question = questions.last_asked(session, request) if action is TriageAction.ANSWER else None
    return items.describe(session, city, request), question.note if question else ""


def decide(
    session: Session, city: City, workspace: Workspace, person: Person, request_id: int, decision: Decision
) -> Item:
    """Carry a decision out; the first who presses wins, the second is told how it stands."""
    if decision.action in approving.ACTIONS:
        approving.lock(session, request_id)
    if decision.action is TriageAction.WITHDRAW:  # nothing may be merged into it at the same moment
        merges.lock(session, [request_id])
    request = permitted(session, city, workspace, person, request_id, decision.action)
    rule = TRANSITIONS[decision.action]
    words = decision.words.strip()
    _check(city, decision.action, words, decision.until)
    made = replace(decision, words=words)
    if decision.action is TriageAction.MERGE:
        return merging.merge(session, city, workspace, person, request, made.into, words, made.personal_data)
    if decision.action is TriageAction.UNMERGE:
        return merging.take_out(session, city, workspace, person, request, TriageAction.UNMERGE)
    if decision.action in approving.ACTIONS:
        approved = approving.carry_out(session, city, workspace, person, request, decision.action, words)
        if approved is None:
            return _described(session, city, request)
        return _complete(session, city, workspace, request, approved)
    assert rule.target is not None
    if asked := approving.needed(session, city, request, person, decision.action):
        return approving.ask(session, city, workspace, person, request, asked, words, decision.personal_data)
    if decision.action is TriageAction.WITHDRAW:
        merging.check_holds_none(session, request)
    due = _due(session, city, decision, request)
    step, waited = Step(decision.action, rule.target, due, words, decision.personal_data), request.approval
    change(session, city, request, person, step)
    item = items.describe(session, city, request)
    if waited:  # withdrawn before anybody approved what was decided
        approving.settle(session, city, request, item, waited, decision.action)
    announce.refresh_card(session, city, workspace, request, item)
    _tell(session, city, workspace, request, item, person, made)
    return item


def _complete(
    session: Session, city: City, workspace: Workspace, request: Request, approved: approving.Approved
) -> Item:
    """What was proposed takes effect, as the decision of who proposed it."""
    rule, due = TRANSITIONS[approved.action], request.answer_due_on
    assert rule.target is not None
    who, words, by = approved.proposer, approved.words, tuple(approved.approval["approved"])
    step = Step(approved.action, rule.target, due, words, approved.personal_data, approved_by=by)
    change(session, city, request, who, step)
    item = _described(session, city, request)
    approving.settle(session, city, request, item, approved.approval, TriageAction.APPROVE)
    announce.refresh_card(session, city, workspace, request, item)
    _tell(session, city, workspace, request, item, who, Decision(approved.action, words))
    return item


def _described(session: Session, city: City, request: Request) -> Item:
    return items.describe(session, city, request)


def undo(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Item:
    """Take the last decision back: for a short while, and only by who made it; history keeps both."""
    request = permitted(session, city, workspace, person, request_id, TriageAction.UNDO)
    last = _last_decision(session, request)
    if last is None:
        raise InvalidTransitionError("undo_nothing")
    if last.actor_id != person.id:
        raise NotAllowedError("undo_not_yours")
    if city.clock.now() - last.at > UNDO_WITHIN:
        raise InvalidTransitionError("undo_too_late")
    if last.action == TriageAction.MERGE:
        return merging.take_out(session, city, workspace, person, request, UNDONE)
    due = last.before.get("answer_due_on") if "answer_due_on" in last.before else _iso(request.answer_due_on)
    target = Status(last.before["status"])
    if target is Status.AWAITING:  # what was approved goes back to where it was proposed
        target = approving.proposed_from(session, request)
    change(session, city, request, person, Step(UNDONE, target, date.fromisoformat(due) if due else None))
    item = items.describe(session, city, request)
    announce.refresh_card(session, city, workspace, request, item)
    said = deciding.Said(
        TriageAction(last.action), person.name, by_requester=TRANSITIONS[TriageAction(last.action)].own
    )
    announce.in_thread(session, city, workspace, request, lambda words: deciding.undone_in_thread(words, item, said))
    announce.to_requesters(session, city, request, item, lambda words: deciding.undone(words, item, said))
    return item


def refresh(session: Session, city: City, workspace: Workspace, request_id: int) -> None:
    """Bring a card that was found stale to its present state."""
    assert workspace.id is not None
    request = requests.get(session, workspace.id, request_id)
    if request.group_id is not None:
        announce.refresh_card(session, city, workspace, request, items.describe(session, city, request))


def _check(city: City, action: TriageAction, words: str, until: date | None) -> None:
    rule = TRANSITIONS[action]
    if city.outcomes.needs_words(action) and not words:
        raise InvalidInputError(deciding.WORDS_BLOCK, "field_empty")
    if (over := len(words) - deciding.at_most(action)) > 0:
        raise InvalidInputError(deciding.WORDS_BLOCK, "field_too_long", over=str(over))
    if rule.needs_date and until is None:
        raise InvalidInputError(deciding.UNTIL_BLOCK, "field_empty")
    if rule.needs_date and until is not None:
        city.check_to_come(until, deciding.UNTIL_BLOCK)


def _due(session: Session, city: City, decision: Decision, request: Request) -> date | None:
    """Until when the requester is owed an answer now; nobody owes one while the requester is asked."""
    match decision.action:
        case TriageAction.HOLD:
            return decision.until
        case TriageAction.ASK:
            return None
        case TriageAction.REVIEW | TriageAction.REOPEN | TriageAction.ANSWER if request.kind in OWED_AN_ANSWER:
            pace = duties.pace_for(session, city, request)
            soon = add_business_days(city.today(), pace.first_look)
            decided = add_business_days(local_day(request.created_at, city.zone), pace.decide)
            return max(soon, decided) if decision.action is TriageAction.REVIEW else soon
        case TriageAction.REOPEN | TriageAction.ANSWER:
            return None
        case _:
            return request.answer_due_on


def _tell(
    session: Session, city: City, workspace: Workspace, request: Request, item: Item, person: Person, made: Decision
) -> None:
    by_requester = TRANSITIONS[made.action].own
    said = deciding.Said(made.action, person.name, made.words, made.until, by_requester=by_requester)
    if said.words or by_requester:
        announce.in_thread(session, city, workspace, request, lambda words: deciding.in_thread(words, item, said))
    for requester in item.requesters:
        if not (by_requester and requester.id == person.id):
            announce.to_person(session, city, request, requester, lambda words: deciding.told(words, item, said))


def _last_decision(session: Session, request: Request) -> RequestEvent | None:
    """The change that led to the present status, if it is one that can be taken back."""
    last = changing.last_change(session, request)
    return last if last is not None and last.action in UNDOABLE else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
