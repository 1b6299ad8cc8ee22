"""A call for members: posted, brought up to date, ended by a person or by its day."""

from dataclasses import dataclass
from datetime import date

from bot.domain.audit import Doer, Entry, Recorded, Via
from bot.domain.calls import PLACES_AT_MOST, WORDS_AT_MOST, ApplicantState, Call, CallForm, CallState
from bot.domain.errors import InvalidInputError, InvalidTransitionError, NotFoundError
from bot.domain.groups import MOST_SLOTS
from bot.domain.items import Who
from bot.domain.roles import Role
from bot.services import duties, history
from bot.services.city import City
from bot.services.groups import joining, overview
from storage import audit, calls, grouping, groups, outbox, people, workspaces
from storage.database import Session
from storage.tables import OpenCall, Person, WorkingGroup, Workspace
from templates import calls as screens


@dataclass(frozen=True)
class Turn:
    """A call whose last day is over."""

    workspace_id: int
    call_id: int
    is_due: bool = True


def consider(
    session: Session, city: City, workspace: Workspace, person: Person, group_id: int
) -> tuple[str, int, str | None]:
    """The group that is to call for members: its name, its slots, and the channel for all staff."""
    overview.allow_call(session, city, person, group_id)
    group = grouping.get_active(session, person.workspace_id, group_id)
    _none_running(session, person.workspace_id, group_id)
    return group.name, group.slots_per_week, workspace.all_staff_channel


def post(session: Session, city: City, workspace: Workspace, person: Person, group_id: int, form: CallForm) -> OpenCall:
    """Post a call where everybody sees it."""
    absent = overview.allow_call(session, city, person, group_id)
    group = grouping.lock(session, person.workspace_id, group_id)
    _none_running(session, person.workspace_id, group_id)
    closes_on, channel = _checked(city, form)
    now = city.clock.now()
    call = OpenCall(
        workspace_id=group.workspace_id,
        group_id=group_id,
        channel=channel,
        note=form.note,
        places=form.places,
        slots_per_week=form.slots,
        closes_on=closes_on,
        created_by=person.id or 0,
        created_at=now,
    )
    calls.add_call(session, call)
    message = screens.call_message(city.wording.of(workspace.locale), describe(session, city, call))
    call.outbox_id = outbox.post(session, group.workspace_id, channel, message.text, message.blocks, now)
    _record(session, city, person, group, absent, runs=True)
    return calls.add_call(session, call)


def end(session: Session, city: City, workspace: Workspace, person: Person, group_id: int) -> None:
    """End a group's call before its day."""
    absent = overview.allow_call(session, city, person, group_id)
    call = calls.find_running(session, person.workspace_id, group_id)
    if call is None or not close(session, city, workspace, call):
        raise NotFoundError("call_over")
    _record(session, city, person, groups.get(session, person.workspace_id, group_id), absent, runs=False)


def describe(session: Session, city: City, call: OpenCall) -> Call:
    """A call as it stands."""
    assert call.id is not None
    states = [applicant.state for applicant in calls.list_applicants(session, call.id)]
    directory = city.directory(session, call.workspace_id)
    group = groups.get(session, call.workspace_id, call.group_id)
    return Call(
        id=call.id,
        group=group.name,
        mission=group.mission,
        note=call.note,
        places=call.places,
        slots=call.slots_per_week,
        closes_on=call.closes_on,
        state=CallState(call.state),
        taken=states.count(ApplicantState.APPROVED),
        waiting=states.count(ApplicantState.ASKED),
        channel=group.channel,
        by=directory.person(call.created_by).name,
    )


def refresh(session: Session, city: City, workspace: Workspace, call: OpenCall) -> None:
    """Bring the call's message to its present state."""
    if call.outbox_id is not None:
        message = screens.call_message(city.wording.of(workspace.locale), describe(session, city, call))
        outbox.update(session, call.outbox_id, message.text, message.blocks, city.clock.now())


def answerers(session: Session, city: City, workspace_id: int, group_id: int) -> list[Who]:
    """Who answers for a group and is in the chat: its leads with their deputies, else its companions, else the office.

    A lead who is away is told, too: what is still open when they are back stands in their messages.
    """
    directory, parts = city.directory(session, workspace_id), joining.people_by_role(session, group_id)
    there = {row.id for row in people.list_people(session, workspace_id) if row.active and row.chat_id}
    office = tuple(row.id or 0 for row in people.list_office(session, workspace_id))
    acting = [duties.asked_today(session, city, workspace_id, lead) for lead in parts[Role.LEAD]]
    for ids in (tuple(dict.fromkeys([*parts[Role.LEAD], *acting])), parts[Role.COMPANION], office):
        if found := [directory.person(id_) for id_ in ids if id_ in there]:
            return found
    return []


def list_turns(session: Session, city: City) -> list[Turn]:
    """Calls to be ended now: from the morning of the next working day on."""
    return [
        Turn(workspace.id or 0, call.id or 0)
        for workspace in workspaces.list_all(session)
        for call in calls.list_ended(session, workspace.id or 0, city.today())
        if city.is_over(call.closes_on)
    ]


def prepare_turn(_session: Session, _city: City, _turn: Turn) -> None:
    """Nothing takes long enough to be found out before."""


def take_turn(session: Session, city: City, turn: Turn, _prepared: None) -> bool:
    """End a call; False when somebody was faster."""
    call = calls.lock_call(session, turn.workspace_id, turn.call_id)
    return close(session, city, workspaces.get(session, turn.workspace_id), call)


def close(session: Session, city: City, workspace: Workspace, call: OpenCall) -> bool:
    """End a call once, and tell who answers for the group what came of it."""
    assert call.id is not None
    if not calls.close(session, call.id, city.clock.now()):
        return False
    session.refresh(call)
    refresh(session, city, workspace, call)
    shown = describe(session, city, call)
    told = {who.id: who for who in answerers(session, city, call.workspace_id, call.group_id)}
    creator = city.directory(session, call.workspace_id).person(call.created_by)
    for who in {**told, creator.id: creator}.values():
        if who.chat_id:
            message = screens.result_message(city.wording.of(who.locale), shown)
            outbox.post(session, call.workspace_id, who.chat_id, message.text, message.blocks, city.clock.now())
    return True


def _record(
    session: Session, city: City, person: Person, group: WorkingGroup, absent: int | None, *, runs: bool
) -> None:
    facts = {"before": not runs, "after": runs} | ({history.IN_PLACE_OF: absent} if absent else {})
    doer = Doer(Via.CHAT, person.id, person.name)
    entry = Entry(city.clock.now(), doer, Recorded.SETTING, f"{group.slug} call", facts=facts)
    audit.append(session, group.workspace_id, [entry])


def _none_running(session: Session, workspace_id: int, group_id: int) -> None:
    if calls.find_running(session, workspace_id, group_id) is not None:
        raise InvalidTransitionError("call_running")


def _checked(city: City, form: CallForm) -> tuple[date, str]:
    if not form.channel:
        raise InvalidInputError(screens.CHANNEL, "field_empty")
    if form.closes_on is None:
        raise InvalidInputError(screens.CLOSES, "field_empty")
    city.check_to_come(form.closes_on, screens.CLOSES)
    if not 1 <= form.places <= PLACES_AT_MOST:
        raise InvalidInputError(screens.PLACES, "call_places", most=str(PLACES_AT_MOST))
    if not 0 <= form.slots <= MOST_SLOTS:
        raise InvalidInputError(screens.CALL_SLOTS, "group_slots", most=str(MOST_SLOTS))
    if (over := len(form.note) - WORDS_AT_MOST) > 0:
        raise InvalidInputError(screens.NOTE, "field_too_long", over=str(over))
    return form.closes_on, form.channel
