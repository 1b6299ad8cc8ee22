"""One handover: everything somebody answers for to a successor or the office, in one transaction; and back."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from bot.domain.audit import Doer, Entry, Recorded
from bot.domain.due import OPEN
from bot.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.services import announce, companions, handover, history, items, private
from bot.services.audit import by
from bot.services.city import City
from bot.services.practices import contacts
from bot.services.rollout import handing_on
from bot.services.transfers import parts, promises
from bot.services.transfers.holding import Holding, read_holding
from bot.services.transfers.telling import tell_back, tell_contacts, tell_passed
from storage import audit, people, requests, staffing, transfers
from storage.database import Session
from storage.tables import Person, Request, Transfer, Workspace
from templates import transferring

HANDED_OVER = "handed_over"
_REASON = "transfer"


def hand_over(
    session: Session,
    city: City,
    workspace: Workspace,
    doer: Doer,
    person: Person,
    successor: Person | None,
    returns_to: str | None = None,
) -> Holding | None:
    """Hand everything over and tell both; None when there is nothing (any more), so that again changes nothing."""
    if successor is not None and (successor.id == person.id or not successor.active):
        raise InvalidInputError(transferring.SUCCESSOR_BLOCK, "successor_unfit")
    staffing.lock(session, person.id or 0)
    holding = read_holding(session, city, person)
    if holding.is_empty:
        return None
    passed = parts.pass_on(session, person, successor)
    audit.append(session, person.workspace_id, parts.entries(person, successor, passed, _entry(city, doer)))
    new_companions = [
        [row.id, _accompany(session, city, row, _companion(session, city, row, person, successor))]
        for row in holding.accompanied
    ]
    for row in holding.assigned:
        _assign(session, city, row, successor)
    held: dict[str, Any] = {"parts": passed, "assigned": [row.id for row in holding.assigned]}
    held |= {"accompanied": new_companions, "adoptions": handing_on.pass_on(session, city, person, successor)}
    held |= promises.pass_on(session, city, holding.promises, person, successor)
    kept = contacts.pass_on(session, city, person, holding.practices, successor)
    held["practices"] = kept
    transfer = Transfer(
        workspace_id=person.workspace_id,
        person_id=person.id or 0,
        successor_id=successor.id if successor else None,
        returns_to=returns_to,
        held=held,
        made_at=city.clock.now(),
    )
    transfers.add(session, transfer)
    _refresh(session, city, workspace, [*holding.assigned, *holding.accompanied])
    handover.settle(session, city, workspace, person, doer.name)
    tell_passed(session, city, workspace, holding, successor, doer.name)
    if successor is None:
        tell_contacts(session, city, holding, kept)
    return holding


def hand_over_by_office(
    session: Session, city: City, workspace: Workspace, actor: Person, person_id: int, successor_id: int | None
) -> Holding:
    """The same when somebody of the office asks for it; nobody else may."""
    if not actor.is_office:
        raise NotAllowedError("office_only")
    person = people.get(session, actor.workspace_id, person_id)
    successor = people.get(session, actor.workspace_id, successor_id) if successor_id is not None else None
    held = hand_over(session, city, workspace, by(actor), person, successor)
    if held is None:
        raise InvalidInputError(transferring.PERSON_BLOCK, "nothing_to_hand_over")
    return held


def give_back(session: Session, city: City, workspace: Workspace, doer: Doer, person: Person) -> int | None:
    """Bring the last handover of somebody back, as far as it is still with whom it went to; None without one.

    How many parts and items came back.
    """
    transfer = transfers.find_last(session, person.workspace_id, person.id or 0)
    if transfer is None or not person.active or not transfers.settle(session, transfer):
        return None
    successor = people.get(session, person.workspace_id, transfer.successor_id) if transfer.successor_id else None
    held = transfer.held
    returned = [one for one in held["parts"] if parts.take_back(session, person, successor, one)]
    entries = parts.entries(person, successor, returned, _entry(city, doer))
    audit.append(session, person.workspace_id, [_reversed(entry) for entry in entries])
    rows = []
    for row in _still_open(session, person, held["assigned"]):
        if row.assignee_id == transfer.successor_id:
            _assign(session, city, row, person)
            rows.append(row)
    went = dict(held["accompanied"])
    for row in _still_open(session, person, list(went)):
        if row.companion_id == went[row.id]:
            _accompany(session, city, row, person.id)
            rows.append(row)
    if successor is not None:
        promises.take_back(session, city, held, successor, person)
    adopted = handing_on.take_back(session, city, person, transfer.successor_id, held.get("adoptions", []))
    kept = contacts.take_back(session, city, person, held.get("practices", ()))
    _refresh(session, city, workspace, rows)
    tell_back(session, city, person, successor, items.describe_all(session, city, rows), len(returned), kept)
    return len(returned) + len(rows) + adopted + kept


def find_person(session: Session, workspace_id: int, email: str) -> Person:
    """Somebody by their address; NotFoundError when nobody has it."""
    person = people.find_by_email(session, workspace_id, email)
    if person is None:
        raise NotFoundError("stand_in_unknown", email=email)
    return person


def _companion(session: Session, city: City, request: Request, person: Person, successor: Person | None) -> int | None:
    """The successor if they may go along with it; else another of the group's companions."""
    requesters = requests.list_requester_ids(session, [request.id or 0])[request.id or 0]
    if successor is not None and successor.id not in requesters:
        return successor.id
    if request.group_id is None:
        return None
    found = companions.choose(
        session, city.directory(session, person.workspace_id), person.workspace_id, request.group_id, requesters
    )
    return found if found != person.id else None


def _accompany(session: Session, city: City, request: Request, companion: int | None) -> int | None:
    before, after = {"companion": request.companion_id}, {"companion": companion}
    if before == after:
        return companion
    if requests.change(session, request, expect={"companion_id": request.companion_id}, companion_id=companion):
        history.record(session, city, request, None, handover.COMPANION_CHANGED, before=before, after=after)
    return companion


def _assign(session: Session, city: City, request: Request, person: Person | None) -> None:
    assignee = person.id if person else None
    before, after = {"assignee": request.assignee_id}, {"assignee": assignee}
    changes = {"assignee_id": assignee, "updated_at": city.clock.now()}
    if requests.change(session, request, expect={"assignee_id": request.assignee_id}, **changes):
        history.record(session, city, request, None, HANDED_OVER, before=before, after=after)


def _still_open(session: Session, person: Person, ids: Sequence[int]) -> list[Request]:
    return requests.list_requests(session, person.workspace_id, ids=ids, statuses=sorted(OPEN)) if ids else []


def _refresh(session: Session, city: City, workspace: Workspace, rows: Sequence[Request]) -> None:
    assert workspace.id is not None
    own = {row.id: row for row in rows if not row.private}
    for row, item in zip(own.values(), items.describe_all(session, city, list(own.values())), strict=True):
        announce.refresh_card(session, city, workspace, row, item, patient=True)
    private.hand_on_cards(session, city, workspace.id, partial(items.describe, session, city))


def _entry(city: City, doer: Doer) -> Entry:
    return Entry(city.clock.now(), doer, Recorded.ROLE, "", _REASON)


def _reversed(entry: Entry) -> Entry:
    facts = {**entry.facts, "before": entry.facts["after"], "after": entry.facts["before"]}
    return Entry(entry.at, entry.doer, entry.action, entry.subject, entry.reason, facts)
