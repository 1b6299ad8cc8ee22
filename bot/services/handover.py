"""What somebody who has left answers for: offered to the office at once, and handed over to successors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from bot.domain.due import OPEN
from bot.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.items import Who
from bot.domain.roles import Role
from bot.services import announce, assigning, companions, history, items, private
from bot.services.assigning import Assignment
from bot.services.city import City
from storage import groups, outbox, people, requests, staffing, workspaces
from storage.database import Session
from storage.tables import Membership, Person, Request, Workspace
from templates import handing
from templates.handing import Held

COMPANION_CHANGED = "companion_changed"


@dataclass(frozen=True)
class Turn:
    """Somebody has left and still answers for something, or (not due) is back."""

    workspace_id: int
    person_id: int
    is_due: bool = True


@dataclass(frozen=True)
class Successors:
    """Who takes over: by group the new lead, and one person for everything that was assigned."""

    leads: Mapping[int, int] = field(default_factory=dict)
    items: int | None = None


def list_turns(session: Session, city: City) -> list[Turn]:  # noqa: ARG001 - as every chore of the clockwork
    """Whose tasks are to be offered now; only reads."""
    turns = []
    for workspace in workspaces.list_all(session):
        assert workspace.id is not None
        turns += [Turn(workspace.id, person) for person in staffing.list_left(session, workspace.id, OPEN)]
        turns += [Turn(workspace.id, person, is_due=False) for person in staffing.list_back(session, workspace.id)]
    return turns


def prepare_turn(_session: Session, _city: City, _turn: Turn) -> None:
    """Nothing can be found out before."""


def take_turn(session: Session, city: City, turn: Turn, _prepared: None = None) -> bool:
    """Choose new companions and offer the rest to the office, in one transaction; False when somebody was faster."""
    if not turn.is_due:
        return staffing.remove_handover(session, turn.workspace_id, turn.person_id)
    if not staffing.add_handover(session, turn.workspace_id, turn.person_id, city.clock.now()):
        return False
    workspace = workspaces.get(session, turn.workspace_id)
    person = people.get(session, turn.workspace_id, turn.person_id)
    _let_go_of_private(session, city, workspace, person)
    held = read_held(session, city, person)
    replaced = replace_companion(session, city, workspace, person)
    if not (held.leads or held.assigned):  # nothing is left; the next time they leave something counts anew
        staffing.remove_handover(session, turn.workspace_id, turn.person_id)
    if workspace.office_channel is None or not (held.leads or held.assigned or held.accompanied):
        return True
    message = handing.offer(city.wording.of(workspace.locale), held, replaced)
    now = city.clock.now()
    sent = outbox.post(session, turn.workspace_id, workspace.office_channel, message.text, message.blocks, now)
    staffing.set_handover_message(session, turn.workspace_id, turn.person_id, sent)
    return True


def read_held(session: Session, city: City, person: Person) -> Held:
    """Everything that somebody answers for: groups they lead, items given to them, items they go along with.

    Private items are left out: the office's channel is read by more than their readers.
    """
    assert person.id is not None
    workspace_id = person.workspace_id
    led = staffing.list_memberships(session, workspace_id, person.id, Role.LEAD)
    assigned = [row for row in staffing.list_assigned(session, workspace_id, person.id, OPEN) if not row.private]
    accompanied = [row for row in staffing.list_accompanied(session, workspace_id, person.id, OPEN) if not row.private]
    return Held(
        items.who(session, person),
        tuple((part.group_id, groups.get(session, workspace_id, part.group_id).name) for part in led),
        tuple(items.describe_all(session, city, assigned)),
        tuple(items.describe_all(session, city, accompanied)),
    )


def consider(session: Session, city: City, actor: Person, person_id: int) -> Held:
    """What there is to hand over of somebody, for the office."""
    if not actor.is_office:
        raise NotAllowedError("office_only")
    held = read_held(session, city, people.get(session, actor.workspace_id, person_id))
    if not held.leads and not held.assigned:
        raise NotFoundError("nothing_to_hand_over")
    return held


def hand_over(
    session: Session, city: City, workspace: Workspace, actor: Person, person_id: int, successors: Successors
) -> Held:
    """Give everything that somebody answers for to successors; who is not named leaves it where it is.

    What was handed over since the form was opened stays as it is, and nothing else of the form is carried out.
    """
    if not actor.is_office:
        raise NotAllowedError("office_only")
    staffing.lock(session, person_id)
    person = people.get(session, actor.workspace_id, person_id)
    held = read_held(session, city, person)
    _check_still_there(session, person, held, successors)
    if not held.leads and not held.assigned:
        raise NotFoundError("nothing_to_hand_over")
    if not successors.leads and successors.items is None:
        raise InvalidInputError(handing.LEAD_BLOCK, "successor_missing")
    for group_id, name in held.leads:
        if group_id in successors.leads:
            new = _successor(session, person, successors.leads[group_id], handing.LEAD_BLOCK)
            _replace_lead(session, person, new, group_id)
            _tell_lead(session, city, new, name, person)
    if successors.items is not None:
        new = _successor(session, person, successors.items, handing.ITEMS_BLOCK)
        for given in held.assigned:
            request = requests.get(session, person.workspace_id, given.id)
            made = Assignment(new.id or 0, request.assigned_until)
            assigning.give(session, city, workspace, request, actor, made)
    private.hand_on_cards(session, city, person.workspace_id, partial(items.describe, session, city))
    settle(session, city, workspace, person, actor.name)
    return held


def replace_companion(
    session: Session, city: City, workspace: Workspace, person: Person, group_id: int | None = None
) -> int:
    """Choose other companions for the open items that somebody went along with, in all groups or in one.

    Tells for how many one was found, without counting private items.
    """
    found = 0
    for request in staffing.list_accompanied(session, person.workspace_id, person.id or 0, OPEN):
        if group_id is not None and request.group_id != group_id:
            continue
        new = _companion_for(session, city, request)
        if not requests.change(session, request, expect={"companion_id": person.id}, companion_id=new):
            continue
        found += new is not None and not request.private
        before, after = {"companion": person.id}, {"companion": new}
        history.record(session, city, request, None, COMPANION_CHANGED, before=before, after=after)
        _tell_companion(session, city, workspace, request)
    return found


def _let_go_of_private(session: Session, city: City, workspace: Workspace, person: Person) -> None:
    """A private item of somebody who has left falls back to its lead, who sees it on the card; no channel is told."""
    for request in staffing.list_assigned(session, person.workspace_id, person.id or 0, OPEN):
        if request.private:
            assigning.release(session, city, workspace, request)
    private.hand_on_cards(session, city, person.workspace_id, partial(items.describe, session, city))


def _tell_companion(session: Session, city: City, workspace: Workspace, request: Request) -> None:
    item = items.describe(session, city, request)
    announce.refresh_card(session, city, workspace, request, item)
    if item.companion is not None:
        announce.to_person(session, city, request, item.companion, lambda words: handing.accompany(words, item))


def _companion_for(session: Session, city: City, request: Request) -> int | None:
    if request.group_id is None:
        return None
    requesters = [r.id for r in requests.list_requesters(session, request.id or 0) if r.id is not None]
    directory = city.directory(session, request.workspace_id)
    return companions.choose(session, directory, request.workspace_id, request.group_id, requesters)


def _check_still_there(session: Session, person: Person, held: Held, successors: Successors) -> None:
    """Somebody else of the office may have been faster: who is second reads who leads now."""
    there = {group_id for group_id, _ in held.leads}
    for group_id in successors.leads:
        if group_id not in there:
            group = groups.get(session, person.workspace_id, group_id)
            names = "、".join(lead.name for _, lead in groups.list_members(session, group_id, Role.LEAD))
            field = f"{handing.LEAD_BLOCK}:{group_id}"
            raise InvalidInputError(field, "lead_handed_over", group=group.name, names=names)
    if successors.items is not None and not held.assigned:
        raise InvalidInputError(handing.ITEMS_BLOCK, "items_handed_over")


def _successor(session: Session, person: Person, successor_id: int, block: str) -> Person:
    new = people.get(session, person.workspace_id, successor_id)
    if not new.active or new.id == person.id:
        raise InvalidInputError(block, "person_left")
    return new


def _replace_lead(session: Session, person: Person, new: Person, group_id: int) -> None:
    """The successor leads in the other's place, and is a member no longer."""
    theirs = staffing.list_memberships(session, person.workspace_id, person.id or 0, Role.LEAD)
    slots = next((part.slots_per_week for part in theirs if part.group_id == group_id), 1)
    own = groups.list_memberships(session, person.workspace_id, new.id)
    replaced = [part for part in own if part.group_id == group_id and part.role in {Role.LEAD, Role.MEMBER}]
    groups.remove_memberships(session, [*(part for part in theirs if part.group_id == group_id), *replaced])
    membership = Membership(
        workspace_id=person.workspace_id,
        group_id=group_id,
        person_id=new.id or 0,
        role=Role.LEAD,
        slots_per_week=slots,
    )
    groups.add_membership(session, membership)


def _tell_lead(session: Session, city: City, new: Person, group: str, person: Person) -> None:
    who: Who = items.who(session, new)
    if who.chat_id is not None:
        message = handing.lead_now(city.wording.of(who.locale), group, person.name)
        outbox.post(session, new.workspace_id, who.chat_id, message.text, message.blocks, city.clock.now())


def settle(session: Session, city: City, workspace: Workspace, person: Person, by: str) -> None:
    """When nothing is left, the office's message says so, and the offer is forgotten."""
    left = read_held(session, city, person)
    row = staffing.find_handover(session, person.workspace_id, person.id or 0)
    if row is None:
        return
    if row.outbox_id is not None:
        words = city.wording.of(workspace.locale)
        message = handing.offer(words, left, 0) if left.leads or left.assigned else handing.done(words, left, by)
        outbox.update(session, row.outbox_id, message.text, message.blocks, city.clock.now())
    if not (left.leads or left.assigned):
        staffing.remove_handover(session, person.workspace_id, person.id or 0)
