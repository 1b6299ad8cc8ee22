"""Decisions that take effect only when the people a city names approve them."""

from dataclasses import dataclass
from typing import Any

from bot.domain.audit import Recorded
from bot.domain.errors import InvalidTransitionError
from bot.domain.items import Item
from bot.domain.outcomes import APPROVABLE, Rule
from bot.domain.statuses import Status, TriageAction
from bot.services import announce, audit, changing, history, items, permission
from bot.services.changing import PROPOSED, Step
from bot.services.city import City
from storage import merges, outbox, people, requests
from storage.database import Session
from storage.tables import Person, Request, Workspace
from templates import approving

ACTIONS = frozenset({TriageAction.APPROVE, TriageAction.DISAPPROVE, TriageAction.RECALL})


@dataclass(frozen=True)
class Asked:
    """Who is asked to approve a decision, and who has by making it."""

    action: TriageAction
    rule: Rule
    people: tuple[int, ...]
    approved: tuple[int, ...]


@dataclass(frozen=True)
class Approved:
    """A decision that has all the approval it needs."""

    action: TriageAction
    proposer: Person
    words: str
    personal_data: str
    approval: dict[str, Any]


def lock(session: Session, request_id: int) -> None:
    """Let those who approve at the same moment come one after the other."""
    merges.lock(session, [request_id])


def needed(session: Session, city: City, request: Request, person: Person, action: TriageAction) -> Asked | None:
    """Whose approval a decision needs before it takes effect; an approver's own decision is their approval."""
    slug = city.directory(session, request.workspace_id).group(request.group_id).slug if request.group_id else ""
    wanted = city.outcomes.approval(slug, action) if action in APPROVABLE else None
    if wanted is None:
        return None
    found = [people.find_by_email(session, request.workspace_id, email) for email in wanted.people]
    asked = tuple(one.id for one in found if one is not None and one.active and one.id is not None)
    if not asked:
        raise InvalidTransitionError("approval_nobody")
    own = tuple(one for one in asked if one == person.id)
    return None if len(own) >= wanted.rule.needed(len(asked)) else Asked(action, wanted.rule, asked, own)


def ask(
    session: Session,
    city: City,
    workspace: Workspace,
    person: Person,
    request: Request,
    asked: Asked,
    words: str,
    personal_data: str,
) -> Item:
    """Let a decision wait for approval; its words stay out of the history until it takes effect."""
    approval: dict[str, Any] = {
        "action": asked.action.value,
        "words": words,
        "personal_data": personal_data,
        "proposer": person.id,
        "rule": asked.rule.value,
        "people": [*asked.people],
        "approved": [*asked.approved],
    }
    due = request.answer_due_on
    changing.change(session, city, request, person, Step(PROPOSED, Status.AWAITING, due, approval=approval))
    item = _shown(session, city, workspace, request)
    said = approving.Said(asked.action, person.name, words)
    announce.in_thread(session, city, workspace, request, lambda w: approving.asked_in_thread(w, item, said))
    assert item.approval is not None
    sent = {
        str(approver.id): announce.to_person(session, city, request, approver, lambda w: approving.asked(w, item, said))
        for approver in item.approval.missing
    }
    requests.change(session, request, expect={"status": Status.AWAITING.value}, approval={**approval, "sent": sent})
    return item


def carry_out(
    session: Session,
    city: City,
    workspace: Workspace,
    person: Person,
    request: Request,
    action: TriageAction,
    words: str,
) -> Approved | None:
    """Approve, send back or call off what waits; what was approved by enough people comes back to take effect."""
    if request.approval is None:
        raise InvalidTransitionError("status_changed", status=request.status)
    if action is TriageAction.APPROVE:
        return _approve(session, city, workspace, person, request)
    approval = dict(request.approval)
    proposer = people.get(session, request.workspace_id, approval["proposer"])
    target, due = proposed_from(session, request), request.answer_due_on
    changing.change(session, city, request, person, Step(action, target, due, words))
    item = _shown(session, city, workspace, request)
    said = approving.Said(TriageAction(approval["action"]), person.name, words)
    settle(session, city, request, item, approval, action, person.name)
    announce.in_thread(session, city, workspace, request, lambda w: approving.ended_in_thread(w, item, action, said))
    if proposer.id != person.id:
        who = items.who(session, proposer)
        announce.to_person(session, city, request, who, lambda w: approving.ended(w, item, action, said))
    return None


def settle(
    session: Session,
    city: City,
    request: Request,
    item: Item,
    approval: dict[str, Any],
    how: TriageAction,
    by: str = "",
) -> None:
    """The messages to those who were asked say that nobody's approval is needed any more, and why."""
    decision = approving.Said(TriageAction(approval["action"]), by)
    for person_id, message_id in approval.get("sent", {}).items():
        if message_id is not None:
            approver = people.get(session, request.workspace_id, int(person_id))
            message = approving.settled(city.wording.of(approver.locale), item, how, decision)
            outbox.update(session, message_id, message.text, message.blocks, city.clock.now())


def proposed_from(session: Session, request: Request) -> Status:
    """How an item stood when the last decision was proposed."""
    lines = [event for event in requests.list_events(session, request.id or 0) if event.action == PROPOSED]
    return Status(lines[-1].before["status"])


def _approve(session: Session, city: City, workspace: Workspace, person: Person, request: Request) -> Approved | None:
    approval = dict(request.approval or {})
    whose = _whose(session, city, person, request)
    if whose.id in approval["approved"]:
        raise InvalidTransitionError("approved_already")
    approval["approved"] = [*approval["approved"], whose.id]
    now = city.clock.now()
    requests.change(session, request, expect={"status": Status.AWAITING.value}, approval=approval, updated_at=now)
    in_place = {history.IN_PLACE_OF: whose.id} if whose.id != person.id else {}
    history.record(session, city, request, person, TriageAction.APPROVE, after=in_place)
    facts = {"deed": TriageAction.APPROVE.value, "decision": approval["action"], **in_place}
    audit.record_deed(session, city, request, person, Recorded.DECISION, facts)
    if len(approval["approved"]) < Rule(approval["rule"]).needed(len(approval["people"])):
        _acknowledge(session, city, _shown(session, city, workspace, request), approval, whose)
        return None
    proposer = people.get(session, request.workspace_id, approval["proposer"])
    action = TriageAction(approval["action"])
    return Approved(action, proposer, approval["words"], approval["personal_data"], approval)


def _acknowledge(session: Session, city: City, item: Item, approval: dict[str, Any], approver: Person) -> None:
    """What an approver was asked says that they have approved, while others still have to."""
    message_id = approval.get("sent", {}).get(str(approver.id))
    if message_id is not None:
        words, decision = city.wording.of(approver.locale), approving.Said(TriageAction(approval["action"]), "")
        message = approving.approved(words, item, decision)
        outbox.update(session, message_id, message.text, message.blocks, city.clock.now())


def _whose(session: Session, city: City, person: Person, request: Request) -> Person:
    """Whose approval it is: their own, or that of somebody in whose place they act."""
    return permission.acts_for(session, city, person, request, TriageAction.APPROVE) or person


def _shown(session: Session, city: City, workspace: Workspace, request: Request) -> Item:
    item = items.describe(session, city, request)
    announce.refresh_card(session, city, workspace, request, item)
    return item
