"""Somebody wants to join a group that calls for members: asked, answered with words, taken back."""

from dataclasses import dataclass

from bot.domain.calls import WORDS_AT_MOST, ApplicantState, Application, CallState
from bot.domain.errors import InvalidInputError, InvalidTransitionError, NotAllowedError, NotFoundError
from bot.domain.groups import GroupChanges
from bot.domain.items import Who
from bot.services.city import City
from bot.services.groups import calling, joining, overview
from storage import calls, grouping, outbox
from storage.database import Session
from storage.tables import Applicant, OpenCall, Person, Workspace
from templates import calls as screens


@dataclass(frozen=True)
class Taken:
    """Somebody who is a member now, and the channel to bring them into."""

    group: str
    chat_id: str | None
    channel: str | None


def ask(session: Session, city: City, workspace: Workspace, person: Person, call_id: int) -> Application:
    """Ask to join; asking twice changes nothing, and who took it back may ask again."""
    assert person.id is not None
    call = _open_call(session, city, person, call_id)
    if person.id in {part.person_id for part in grouping.list_every_part(session, call.group_id)}:
        raise InvalidTransitionError("call_member_already")
    present = calls.find_applicant(session, call_id, person.id)
    if present is not None and present.state == ApplicantState.ASKED:
        return describe(session, city, present, call)
    if present is not None and present.state == ApplicantState.DECLINED:
        raise InvalidTransitionError("call_answered")
    now = city.clock.now()
    applicant = present or Applicant(
        workspace_id=person.workspace_id, call_id=call_id, person_id=person.id, created_at=now, updated_at=now
    )
    applicant.state, applicant.updated_at, applicant.messages = ApplicantState.ASKED.value, now, []
    calls.add_applicant(session, applicant)
    shown = describe(session, city, applicant, call)
    applicant.own_message = _post(session, city, shown.person, screens.own_message, shown, person.workspace_id)
    sent = [
        _post(session, city, who, screens.asked_message, shown, person.workspace_id)
        for who in calling.answerers(session, city, person.workspace_id, call.group_id)
    ]
    applicant.messages = [message for message in sent if message is not None]
    calls.add_applicant(session, applicant)
    calling.refresh(session, city, workspace, call)
    return shown


def withdraw(session: Session, city: City, workspace: Workspace, person: Person, applicant_id: int) -> None:
    """Take one's own wish back before it is answered."""
    applicant = calls.get_applicant(session, person.workspace_id, applicant_id)
    if applicant.person_id != person.id:
        raise NotAllowedError("call_not_yours")
    call = calls.lock_call(session, person.workspace_id, applicant.call_id)
    _still_asked(session, applicant)
    _settle(session, city, workspace, call, applicant, ApplicantState.WITHDRAWN)


def approve(session: Session, city: City, workspace: Workspace, person: Person, applicant_id: int) -> Taken:
    """Make somebody a member while there is a place; with the last one the call is full."""
    applicant, call, absent = _to_answer(session, city, person, applicant_id)
    group = grouping.lock(session, person.workspace_id, call.group_id)
    before = calling.describe(session, city, call)
    if not before.left:
        raise InvalidTransitionError("call_full")
    parts = joining.add_member(session, city, group, applicant.person_id, call.slots_per_week)
    changes = GroupChanges(group.name, person.name, parts=parts)
    joining.make_known(session, city, workspace, group, person, changes, in_place_of=absent)
    if before.left == 1 and call.state == CallState.OPEN:
        call.state = CallState.FULL.value
        calls.add_call(session, call)
    applicant.decided_by = person.id
    _settle(session, city, workspace, call, applicant, ApplicantState.APPROVED)
    who = city.directory(session, person.workspace_id).person(applicant.person_id)
    return Taken(group.name, who.chat_id, group.channel)


def consider_decline(session: Session, city: City, person: Person, applicant_id: int) -> Application:
    """Whom somebody is about to answer that they cannot join."""
    applicant, call, _ = _to_answer(session, city, person, applicant_id)
    return describe(session, city, applicant, call)


def decline(session: Session, city: City, workspace: Workspace, person: Person, applicant_id: int, note: str) -> None:
    """Answer with words that somebody cannot join this time."""
    applicant, call, _ = _to_answer(session, city, person, applicant_id)
    words = note.strip()
    if not words:
        raise InvalidInputError(screens.WORDS, "field_empty")
    if (over := len(words) - WORDS_AT_MOST) > 0:
        raise InvalidInputError(screens.WORDS, "field_too_long", over=str(over))
    applicant.note, applicant.decided_by = words, person.id
    _settle(session, city, workspace, call, applicant, ApplicantState.DECLINED)


def lapse(session: Session, city: City, workspace: Workspace, call: OpenCall) -> None:
    """Nobody can answer any more, since the group was closed: who waits is told."""
    for applicant in calls.list_applicants(session, call.id or 0):
        if applicant.state == ApplicantState.ASKED:
            _settle(session, city, workspace, call, applicant, ApplicantState.LAPSED)


def describe(session: Session, city: City, applicant: Applicant, call: OpenCall) -> Application:
    """A wish to join as it stands."""
    directory = city.directory(session, applicant.workspace_id)
    return Application(
        applicant.id or 0,
        calling.describe(session, city, call),
        directory.person(applicant.person_id),
        ApplicantState(applicant.state),
        applicant.note,
        directory.person(applicant.decided_by).name if applicant.decided_by else "",
    )


def _open_call(session: Session, city: City, person: Person, call_id: int) -> OpenCall:
    call = calls.lock_call(session, person.workspace_id, call_id)
    if call.state == CallState.FULL:
        raise InvalidTransitionError("call_full")
    if call.state != CallState.OPEN or city.today() > call.closes_on:
        raise NotFoundError("call_over")
    grouping.get_active(session, person.workspace_id, call.group_id)
    return call


def tell_stand_ins(session: Session, city: City, workspace_id: int, group_id: int) -> None:
    """Wishes that nobody has answered also go to who stands in for a lead by now."""
    call = calls.find_running(session, workspace_id, group_id)
    wishes = calls.list_applicants(session, call.id or 0) if call else []
    for applicant in (wish for wish in wishes if wish.state == ApplicantState.ASKED):
        assert call is not None
        told = {outbox.get(session, message_id).channel for message_id in applicant.messages}
        shown = describe(session, city, applicant, call)
        sent = [
            _post(session, city, who, screens.asked_message, shown, workspace_id)
            for who in calling.answerers(session, city, workspace_id, group_id)
            if who.chat_id not in told
        ]
        if new := [message for message in sent if message is not None]:
            applicant.messages = [*applicant.messages, *new]
            calls.add_applicant(session, applicant)


def _to_answer(
    session: Session, city: City, person: Person, applicant_id: int
) -> tuple[Applicant, OpenCall, int | None]:
    """The wish and its call, held, and in place of which absent lead the person answers, if it is not their own."""
    applicant = calls.get_applicant(session, person.workspace_id, applicant_id)
    call = calls.lock_call(session, person.workspace_id, applicant.call_id)
    lead = overview.allow_call(session, city, person, call.group_id)
    _still_asked(session, applicant)
    return applicant, call, lead


def _still_asked(session: Session, applicant: Applicant) -> None:
    """The call is held by this transaction by now: what somebody else answered before is seen."""
    session.refresh(applicant)
    if applicant.state != ApplicantState.ASKED:
        raise InvalidTransitionError("call_answered")


def _settle(
    session: Session, city: City, workspace: Workspace, call: OpenCall, applicant: Applicant, state: ApplicantState
) -> None:
    """Store the answer, and show it in every message about it."""
    applicant.state, applicant.updated_at = state.value, city.clock.now()
    calls.add_applicant(session, applicant)
    shown = describe(session, city, applicant, call)
    directory, now = city.directory(session, applicant.workspace_id), city.clock.now()
    for message_id in applicant.messages:
        reader = directory.by_chat_id[outbox.get(session, message_id).channel]
        message = screens.asked_message(city.wording.of(reader.locale), shown)
        outbox.update(session, message_id, message.text, message.blocks, now)
    if state is ApplicantState.WITHDRAWN and applicant.own_message is not None:
        message = screens.own_message(city.wording.of(shown.person.locale), shown)
        outbox.update(session, applicant.own_message, message.text, message.blocks, now)
    else:
        _post(session, city, shown.person, screens.own_message, shown, applicant.workspace_id)
    calling.refresh(session, city, workspace, call)


def _post(
    session: Session, city: City, who: Who, build: screens.Build, shown: Application, workspace_id: int
) -> int | None:
    if who.chat_id is None:
        return None
    message = build(city.wording.of(who.locale), shown)
    return outbox.post(session, workspace_id, who.chat_id, message.text, message.blocks, city.clock.now())
