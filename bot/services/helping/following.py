"""How a consultation went: both sides are asked once, some time after the yes or when one of them says it is solved."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.domain.calendar import at_local
from bot.domain.errors import InvalidTransitionError, NotAllowedError, NotFoundError
from bot.domain.follow_up import GOOD, NEXT_AFTER, OPEN, FollowedUp, FollowState, Part, Solved
from bot.domain.helping import OfferState, Search
from bot.domain.items import Who
from bot.services import history, items, permission
from bot.services.city import City
from bot.services.helping import ending, standing
from storage import following, helping, outbox, people, requests, workspaces
from storage.database import Session
from storage.tables import FollowUp, HelpOffer, Person, Request, Workspace
from templates import following as screens

ANSWERED = {Solved.YES: "followed_yes", Solved.PARTLY: "followed_partly", Solved.NO: "followed_no"}


@dataclass(frozen=True)
class Turn:
    """An item about which two people are to be asked, or (by its id) a question that nobody answers."""

    workspace_id: int
    request_id: int
    helper_id: int = 0
    follow_up_id: int = 0
    is_due: bool = True


def list_turns(session: Session, city: City) -> list[Turn]:
    """Everything to be asked now; in working hours only."""
    if not city.may_tell_now():
        return []
    return [turn for workspace in workspaces.list_all(session) for turn in _turns_of(session, city, workspace)]


def prepare_turn(_session: Session, _city: City, _turn: Turn) -> None:
    """Nothing takes long enough to be found out before."""


def take_turn(session: Session, city: City, turn: Turn, _prepared: None) -> bool:
    """Ask both sides, remind one, or leave them alone; False when somebody was faster."""
    request = requests.get(session, turn.workspace_id, turn.request_id)
    standing.lock(session, request)
    if turn not in _turns_of(session, city, workspaces.get(session, turn.workspace_id)):
        return False
    if turn.helper_id:
        ask_both(session, city, request, turn.helper_id)
        return True
    row = following.get(session, turn.workspace_id, turn.follow_up_id)
    if row.state == FollowState.ASKED:
        row.state, row.due_on = FollowState.REMINDED, city.today() + NEXT_AFTER
        _send(session, city, request, row)
    else:
        row.state = FollowState.DROPPED
        following.save(session, row)
        _settle_by_helper(session, city, request, row)
    return True


def ask_both(session: Session, city: City, request: Request, helper_id: int) -> None:
    """Ask who helped and who posted first how it went, each in a message of their own."""
    asker = next((p.id for p in requests.list_requesters(session, request.id or 0) if p.id), None)
    for person_id, part in ((helper_id, Part.HELPER), (asker, Part.ASKER)):
        if person_id is not None:
            _send(session, city, request, _asked_anew(session, city, request, person_id, part))


def solved(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> None:
    """Helper or asker says before the time that it is solved: it counts as their answer, and the other is asked."""
    request, _ = permission.visible(session, person, request_id)
    standing.lock(session, request)
    search = helping.find(session, request.workspace_id, request_id)
    helps = next((o for o in helping.list_offers(session, request_id) if o.state == OfferState.YES), None)
    if search is None or search.state != Search.HELPING or helps is None:
        raise InvalidTransitionError("help_over")
    if person.id != helps.person_id and person.id not in standing.requester_ids(session, request):
        raise NotAllowedError("help_not_yours")
    if not _was_asked(session, helps):
        ask_both(session, city, request, helps.person_id)
    mine = next((row for row in following.list_of_request(session, request_id) if row.person_id == person.id), None)
    if mine is not None and mine.solved is None:
        answer(session, city, workspace, person, mine.id or 0, Solved.YES)


def answer(
    session: Session, city: City, workspace: Workspace, person: Person, follow_up_id: int, said: Solved
) -> FollowedUp:
    """One side says how it went. The asker decides what becomes of the search: it ends, or goes on with the next."""
    request, row = take(session, person, follow_up_id)
    if row.solved is not None:
        raise InvalidTransitionError("follow_up_answered")
    row.solved, row.state, row.answered_at = said, FollowState.ANSWERED, city.clock.now()
    following.save(session, row)
    history.record(session, city, request, person, ANSWERED[said], after={"part": row.part})
    search = helping.find(session, request.workspace_id, row.request_id)
    if row.part == Part.ASKER and search is not None and search.state == Search.HELPING:
        if said in GOOD:
            ending.solve(session, city, workspace, request, person)
        else:
            _ask_no_more(session, row)
            ending.go_on(session, city, workspace, request, person)
    show(session, city, request, row)
    return describe(session, city, request, row)


def own(session: Session, person: Person, follow_up_id: int) -> tuple[Request, FollowUp]:
    """A question with its item, for who was asked."""
    row = following.get(session, person.workspace_id, follow_up_id)
    if row.person_id != person.id:
        raise NotFoundError("follow_up_unknown")
    return requests.get(session, person.workspace_id, row.request_id), row


def take(session: Session, person: Person, follow_up_id: int) -> tuple[Request, FollowUp]:
    """The same with nobody else at it."""
    request, _ = own(session, person, follow_up_id)
    standing.lock(session, request)
    return request, following.get(session, person.workspace_id, follow_up_id)


def describe(session: Session, city: City, request: Request, row: FollowUp) -> FollowedUp:
    """A question with its answer, as it is shown to who was asked."""
    return FollowedUp(
        id=row.id or 0,
        item=items.describe(session, city, request),
        part=Part(row.part),
        state=FollowState(row.state),
        other=other_side(session, city, request, row),
        solved=Solved(row.solved) if row.solved else None,
        hours_saved=row.hours_saved,
        basis=row.basis,
        thanks=row.thanks,
        may_be_told=row.may_be_told,
    )


def other_side(session: Session, city: City, request: Request, row: FollowUp) -> Who | None:
    """Who helped, for the asker; who asked, for the helper."""
    if row.part == Part.HELPER:
        first = next(iter(requests.list_requesters(session, row.request_id)), None)
        return items.who(session, first) if first else None
    helper = helping.list_helping(session, [row.request_id]).get(row.request_id)
    return city.directory(session, request.workspace_id).person(helper) if helper else None


def show(session: Session, city: City, request: Request, row: FollowUp) -> None:
    """Bring the message with the question to how it stands."""
    if row.message_id is not None:
        asked = people.get(session, request.workspace_id, row.person_id)
        said = screens.question(city.wording.of(asked.locale), describe(session, city, request, row))
        outbox.update(session, row.message_id, said.text, said.blocks, city.clock.now())


def _was_asked(session: Session, helps: HelpOffer) -> bool:
    """Whether who helps was asked since they said yes; whoever comes back to an item is asked anew."""
    since = helps.answered_at
    rows = following.list_of_request(session, helps.request_id)
    return any(
        row.person_id == helps.person_id and (since is None or (row.asked_at is not None and row.asked_at >= since))
        for row in rows
    )


def _asked_anew(session: Session, city: City, request: Request, person_id: int, part: Part) -> FollowUp:
    """The question to one side; what they said of an earlier helper stands in the item's history."""
    known = (row for row in following.list_of_request(session, request.id or 0) if row.person_id == person_id)
    due_on = city.today() + NEXT_AFTER
    row = next(known, None) or FollowUp(
        workspace_id=request.workspace_id, request_id=request.id or 0, person_id=person_id, part=part, due_on=due_on
    )
    row.part, row.state, row.due_on = part, FollowState.ASKED, due_on
    row.solved, row.asked_at, row.answered_at, row.message_id = None, city.clock.now(), None, None
    row.thanks, row.basis, row.hours_saved, row.may_be_told = "", "", None, False
    return row


def _send(session: Session, city: City, request: Request, row: FollowUp) -> None:
    """Ask, or ask once more; the earlier message loses its buttons."""
    following.save(session, row)
    asked = items.who(session, people.get(session, request.workspace_id, row.person_id))
    one = describe(session, city, request, row)
    if row.message_id is not None:
        old = screens.asked_again(city.wording.of(asked.locale), one)
        outbox.update(session, row.message_id, old.text, old.blocks, city.clock.now())
    row.message_id = standing.tell(session, city, request, asked, lambda words: screens.question(words, one))
    following.save(session, row)


def _ask_no_more(session: Session, answered: FollowUp) -> None:
    """Who helped so far is not reminded of a question that the asker has answered with no; they may still answer."""
    for row in following.list_of_request(session, answered.request_id):
        if row.state in OPEN:
            row.state = FollowState.DROPPED
            following.save(session, row)


def _settle_by_helper(session: Session, city: City, request: Request, row: FollowUp) -> None:
    """An asker who stays silent lets the helper's word count, so that nobody's week is held for ever."""
    rows = following.list_of_request(session, row.request_id)
    search = helping.find(session, request.workspace_id, row.request_id)
    said = any(one.part == Part.HELPER and one.solved in GOOD for one in rows)
    if row.part == Part.ASKER and said and search is not None and search.state == Search.HELPING:
        ending.solve(session, city, workspaces.get(session, request.workspace_id), request)


def _turns_of(session: Session, city: City, workspace: Workspace) -> list[Turn]:
    workspace_id = workspace.id or 0
    unasked = following.list_unasked(session, workspace_id, _asked_before(city))
    silent = following.list_silent(session, workspace_id, city.today())
    first = [Turn(workspace_id, request_id, helper_id=helper_id) for request_id, helper_id in unasked]
    again = [Turn(workspace_id, row.request_id, follow_up_id=row.id or 0, is_due=row.state in OPEN) for row in silent]
    return first + again


def _asked_before(city: City) -> datetime:
    """A yes of an earlier day than so many days ago is old enough."""
    return at_local(city.today() - timedelta(days=city.follow_up_after - 1), time.min, city.zone)
