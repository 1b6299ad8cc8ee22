"""Whom the search turns to when nobody of those asked can help: the companion, then everybody."""

from bot.domain.errors import InvalidInputError, InvalidTransitionError, NotAllowedError
from bot.domain.helping import Reason, Search, Seeking, Way
from bot.domain.roles import Role
from bot.services import history, items
from bot.services.city import City
from bot.services.helping import candidates, offering, standing
from storage import outbox, people
from storage.database import Session
from storage.tables import Consultation, Person, Request, Workspace
from templates import helping as screens

TO_COMPANION, CALLED = "help_to_companion", "help_called"


def to_companion(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Seeking:
    """Let the companion find somebody because the asker wishes so."""
    request, search = standing.take(session, person, request_id, Role.REQUESTER)
    if search.state != Search.CHOOSING:
        raise InvalidTransitionError("help_asked_already")
    if not ask_companion(session, city, request, search):
        raise InvalidTransitionError("help_no_companion")
    return standing.show(session, city, workspace, request, search)


def name(session: Session, city: City, workspace: Workspace, person: Person, request_id: int, named_id: int) -> Seeking:
    """Ask somebody whom the companion has named."""
    request, search = _of_companion(session, person, request_id)
    named = people.get(session, request.workspace_id, named_id)
    if not named.active or named.chat_id is None:
        raise InvalidInputError(screens.NAMED, "person_left")
    if named_id in standing.requester_ids(session, request):
        raise InvalidInputError(screens.NAMED, "help_asker_named")
    if named_id in candidates.answered(session, search.request_id):
        raise InvalidInputError(screens.NAMED, "help_named_already")
    if not candidates.may_be_asked(session, city, request.workspace_id, named_id, search.hours):
        raise InvalidInputError(screens.NAMED, "help_resting")
    who = items.who(session, named)
    offering.ask(session, city, request, search, who, Way.NAMED, Reason(), person)
    return standing.show(session, city, workspace, request, search)


def consider_name(session: Session, city: City, person: Person, request_id: int) -> Seeking:
    """The search for which a companion is about to name somebody, if they may."""
    request, search = _of_companion(session, person, request_id)
    return standing.describe(session, city, request, search)


def call(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Seeking:
    """Ask everybody because the companion wishes so."""
    request, search = _of_companion(session, person, request_id)
    if request.private:
        raise NotAllowedError("help_private_call")
    call_openly(session, city, workspace, request, search, person)
    return standing.show(session, city, workspace, request, search)


def leave_companion(
    session: Session, city: City, workspace: Workspace, request: Request, search: Consultation
) -> Seeking:
    """The companion has found nobody in time: everybody is asked, and of a private item its asker what to do."""
    call_openly(session, city, workspace, request, search)
    seeking = standing.show(session, city, workspace, request, search)
    build = screens.back_to_asker if search.state == Search.CHOOSING else screens.went_on
    standing.tell_askers(session, city, request, seeking, lambda words: build(words, seeking))
    return seeking


def call_openly(
    session: Session,
    city: City,
    workspace: Workspace,
    request: Request,
    search: Consultation,
    person: Person | None = None,
) -> None:
    """Put an open post into the group's channel, or the one for all staff; a private item goes back to its asker."""
    group = city.directory(session, request.workspace_id).groups.get(request.group_id or 0)
    channel = (group.channel if group else None) or workspace.all_staff_channel
    search.due_at = None
    if request.private or channel is None:
        search.state = Search.CHOOSING
        return
    search.state = Search.CALLING
    history.record(session, city, request, person, CALLED)
    seeking = standing.describe(session, city, request, search)
    said = screens.call_message(city.wording.of(workspace.locale), seeking)
    search.call_id = outbox.post(
        session, request.workspace_id, channel, said.text, said.blocks, city.clock.now(), request_id=request.id
    )


def ask_companion(session: Session, city: City, request: Request, search: Consultation) -> bool:
    """Ask the companion to find somebody; False when there is none to be asked."""
    companion = people.get(session, request.workspace_id, request.companion_id) if request.companion_id else None
    if companion is None or not companion.active or companion.chat_id is None:
        return False
    search.state, search.due_at = Search.COMPANION, offering.patience(city)
    search.asked_companion_at = city.clock.now()
    history.record(session, city, request, None, TO_COMPANION)
    seeking = standing.describe(session, city, request, search)
    search.companion_message_id = standing.tell(
        session,
        city,
        request,
        items.who(session, companion),
        lambda words: screens.companion_message(words, seeking),
    )
    return True


def _of_companion(session: Session, person: Person, request_id: int) -> tuple[Request, Consultation]:
    request, search = standing.take(session, person, request_id, Role.COMPANION, Role.LEAD, Role.OFFICE)
    if search.state not in {Search.COMPANION, Search.CALLING}:
        raise InvalidTransitionError("help_asked_already")
    return request, search
