"""Merging an item into another: its requesters go along, it keeps its number and history, and it can come out again."""

from collections.abc import Callable

from bot.domain.due import OPEN
from bot.domain.errors import InvalidInputError, InvalidTransitionError
from bot.domain.items import Item, Who
from bot.domain.statuses import TRANSITIONS, WAITING, Status, TriageAction
from bot.services import announce, changing, history, items, permission
from bot.services.changing import Step
from bot.services.city import City
from storage import merges, requests
from storage.database import Session
from storage.tables import Person, Request, Workspace
from templates import merging
from templates.blocks import Message
from templates.wording import Words

TOOK_IN = "took_in"
GAVE_BACK = "gave_back"


def merge(
    session: Session,
    city: City,
    workspace: Workspace,
    person: Person,
    request: Request,
    into: int | None,
    words: str = "",
    personal_data: str = "",
) -> Item:
    """Let an item go on within another, for who has been permitted already; one that was merged stands for its own."""
    if into is None:
        raise InvalidInputError(merging.INTO_BLOCK, "field_empty")
    chosen, _ = permission.visible(session, person, into)
    target = requests.get(session, request.workspace_id, chosen.merged_into_id) if chosen.merged_into_id else chosen
    assert request.id is not None
    assert target.id is not None
    merges.lock(session, [request.id, target.id])
    if Status(request.status) not in TRANSITIONS[TriageAction.MERGE].sources:
        raise InvalidTransitionError("status_changed", status=request.status)
    permission.visible(session, person, target.id)
    check_holds_none(session, request)
    if refused := refusal(session, request, target):
        raise InvalidInputError(merging.INTO_BLOCK, refused)
    before = items.describe(session, city, target)
    _go_along(session, city, request, target, person)
    due = request.answer_due_on
    step = Step(TriageAction.MERGE, Status.MERGED, due, words, personal_data, into=target)
    changing.change(session, city, request, person, step)
    item, other = items.describe_all(session, city, [request, target])
    said = merging.Said(person.name, words)
    _show(session, city, workspace, [(request, item), (target, other)])
    announce.in_thread(session, city, workspace, request, lambda w: merging.merged_in_thread(w, other, said))
    announce.in_thread(session, city, workspace, target, lambda w: merging.took_in_thread(w, item, said))
    _tell(session, city, target, item.requesters, lambda w: merging.merged(w, item, other, said))
    others = _besides(before.requesters, item.requesters)
    _tell(session, city, target, others, lambda w: merging.took_in(w, item, other, said))
    return item


def take_out(session: Session, city: City, workspace: Workspace, person: Person, request: Request, action: str) -> Item:
    """Let a merged item go on by itself again, as it stood before; who only came with it leaves the other one."""
    assert request.id is not None
    merges.lock(session, [request.id, request.merged_into_id or request.id])
    if Status(request.status) is not Status.MERGED:
        raise InvalidTransitionError("status_changed", status=request.status)
    last = changing.last_change(session, request)
    if request.merged_into_id is None or last is None or last.action != TriageAction.MERGE:
        raise InvalidTransitionError("undo_nothing")
    target = requests.get(session, request.workspace_id, request.merged_into_id)
    step = Step(action, Status(last.before["status"]), request.answer_due_on)
    changing.change(session, city, request, person, step)
    merges.take_away(session, target.id or 0, request.id)
    _note(session, city, target, person, GAVE_BACK, request, blind=_stays_blind(session, target))
    item, other = items.describe_all(session, city, [request, target])
    said = merging.Said(person.name)
    _show(session, city, workspace, [(request, item), (target, other)])
    announce.in_thread(session, city, workspace, request, lambda w: merging.taken_out_in_thread(w, item, other, said))
    announce.in_thread(session, city, workspace, target, lambda w: merging.gave_back_in_thread(w, item, said))
    _tell(session, city, request, item.requesters, lambda w: merging.taken_out(w, item, other, said))
    others = _besides(other.requesters, item.requesters)
    _tell(session, city, target, others, lambda w: merging.gave_back(w, item, other, said))
    return item


def refusal(session: Session, request: Request, target: Request) -> str:
    """Why an item cannot go on within another: the name of the sentence, or nothing.

    Whoever reads a private item through a merge would read what another person has confided, and a name that is hidden
    would show on an item that is decided already.
    """
    if target.id == request.id:
        return "merge_itself"
    if Status(target.status) not in OPEN or target.merged_into_id is not None:
        return "merge_closed"
    if request.private != target.private:
        return "merge_private"
    if request.private and _requesters(session, request) != _requesters(session, target):
        return "merge_private_others"
    if request.blind and Status(target.status) not in WAITING:
        return "merge_blind"
    return ""


def check_holds_none(session: Session, request: Request) -> None:
    """Refuse what would leave items that were merged into this one without an answer, or make a chain of them."""
    if merges.list_merged(session, [request.id or 0]):
        raise InvalidTransitionError("merge_holds_others")


def _go_along(session: Session, city: City, request: Request, target: Request, person: Person) -> None:
    """The requesters become the target's too; whose name is hidden stays hidden there until it is decided."""
    assert request.id is not None
    present = _requesters(session, target)
    newcomers = [r.id for r in requests.list_requesters(session, request.id) if r.id is not None]
    now = city.clock.now()
    merges.bring(session, target, request.id, [id_ for id_ in newcomers if id_ not in present], now)
    _note(session, city, target, person, TOOK_IN, request, blind=target.blind or request.blind)


def _note(
    session: Session, city: City, target: Request, person: Person, action: str, request: Request, *, blind: bool
) -> None:
    before: dict[str, object] = {}
    after: dict[str, object] = {"item": str(requests.number_of(request))}
    changes: dict[str, object] = {"updated_at": city.clock.now()}
    if blind != target.blind:
        before["blind"], after["blind"] = target.blind, blind
        changes["blind"] = blind
    requests.change(session, target, expect={"id": target.id}, **changes)
    history.record(session, city, target, person, action, before=before, after=after)


def _stays_blind(session: Session, target: Request) -> bool:
    """Whether an item's requesters stay hidden: it asked for that itself, or one that is still part of it did."""
    assert target.id is not None
    if not target.blind or any(other.blind for other in merges.list_merged(session, [target.id])):
        return target.blind
    changed = [event.before["blind"] for event in requests.list_events(session, target.id) if "blind" in event.before]
    return bool(changed[-1]) if changed else True


def _show(session: Session, city: City, workspace: Workspace, shown: list[tuple[Request, Item]]) -> None:
    for request, item in shown:
        announce.refresh_card(session, city, workspace, request, item)


def _tell(
    session: Session, city: City, request: Request, people: tuple[Who, ...], build: Callable[[Words], Message]
) -> None:
    for who in people:
        announce.to_person(session, city, request, who, build)


def _besides(people: tuple[Who, ...], others: tuple[Who, ...]) -> tuple[Who, ...]:
    told = {who.id for who in others}
    return tuple(who for who in people if who.id not in told)


def _requesters(session: Session, request: Request) -> set[int]:
    return {person.id for person in requests.list_requesters(session, request.id or 0) if person.id is not None}
