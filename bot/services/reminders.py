"""Reminders: worked out once a day in working hours, one message a person, none twice, none on a later day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.calendar import add_business_days
from bot.domain.due import SNOOZES, Overdue, reminded_of
from bot.domain.errors import NotFoundError
from bot.services import absence, overdue
from bot.services.city import City
from bot.services.groups import nominating
from bot.services.overdue import Late
from bot.services.rollout import campaign_days, target_days
from storage import outbox, people, reminders, workspaces
from storage.database import Session
from storage.tables import Person, Workspace
from templates import reminding

_WEEK = timedelta(days=7)
# What people are asked beside the items that are due.
_ASKED = (nominating.due_people, campaign_days.due_people, target_days.due_people)
_NOTED = (nominating.note_told, campaign_days.note_told, target_days.note_told)


@dataclass(frozen=True)
class Turn:
    """A day's round (nobody), or one person's reminder of it; what is of an earlier day is only put away."""

    workspace_id: int
    day_on: date
    reminder_id: int | None = None
    is_due: bool = True


def list_turns(session: Session, city: City) -> list[Turn]:
    """Everything to be done about reminders now; only reads."""
    return [turn for workspace in workspaces.list_all(session) for turn in _turns_of(session, city, workspace)]


def prepare_turn(session: Session, city: City, turn: Turn) -> list[Late]:
    """What is overdue where the turn is; only reads, since that takes a while."""
    return overdue.list_late(session, city, turn.workspace_id) if turn.is_due else []


def about(turn: Turn) -> object:
    """All reminders of a day tell of the same list, which is worked out for all of them at once."""
    return turn.workspace_id, turn.is_due


def take_turn(session: Session, city: City, turn: Turn, late: list[Late]) -> bool:
    """Work a round out, or send one reminder, in one transaction; False when somebody was faster."""
    if turn.reminder_id is None:
        return _make_round(session, city, turn, late)
    if not reminders.claim(session, turn.reminder_id, "sent" if turn.is_due else "late"):
        return False
    if turn.is_due:
        _send(session, city, turn.workspace_id, turn.reminder_id, late)
    return True


def snooze(session: Session, city: City, person: Person, request_id: int, days: int) -> None:
    """Do not remind somebody of an item for some business days; their newest reminder says so."""
    if days not in SNOOZES:
        raise NotFoundError("request_unknown")
    late = overdue.list_late(session, city, person.workspace_id)
    mine = [one for one in late if any(person.id in held for held in one.reachable.values())]
    if person.id is None or request_id not in {one.overdue.id for one in mine}:
        raise NotFoundError("not_overdue")
    until = add_business_days(city.today(), days + 1)
    reminders.snooze(session, person.workspace_id, person.id, request_id, until)
    last = reminders.find_last_sent(session, person.id)
    if last is not None and last.outbox_id is not None and request_id in last.items:
        shown = [one.overdue for one in mine if one.overdue.id in last.items]
        rows = list(_with_snoozes(session, city, person, shown))
        message = reminding.reminder(city.wording.of(person.locale), rows, _awaited(session, city, person))
        outbox.update(session, last.outbox_id, message.text, message.blocks, city.clock.now())


def _turns_of(session: Session, city: City, workspace: Workspace) -> Iterator[Turn]:
    assert workspace.id is not None
    today, now = city.today(), city.clock.now().astimezone(city.zone).time()
    for row in reminders.list_due(session, workspace.id):
        if row.day_on < today:
            yield Turn(workspace.id, row.day_on, row.id, is_due=False)
        elif city.remind_from <= now < city.remind_until:
            yield Turn(workspace.id, row.day_on, row.id)
    if city.may_tell_now() and not reminders.has_round(session, workspace.id, today):
        yield Turn(workspace.id, today)


def _make_round(session: Session, city: City, turn: Turn, late: list[Late]) -> bool:
    if not reminders.add_round(session, turn.workspace_id, turn.day_on, city.clock.now()):
        return False
    last = reminders.find_last_round(session, turn.workspace_id, turn.day_on)
    absence.show_changes(session, city, workspaces.get(session, turn.workspace_id), last or turn.day_on - _WEEK)
    snoozed = reminders.list_snoozed(session, turn.workspace_id, turn.day_on)
    for one in late:
        for person_id in reminded_of(one.overdue.due, turn.day_on, one.reachable):
            if (person_id, one.overdue.id) not in snoozed:
                reminders.add_due(session, turn.workspace_id, person_id, turn.day_on)
    for due_people in _ASKED:
        for person_id in due_people(session, city, turn.workspace_id, turn.day_on):
            reminders.add_due(session, turn.workspace_id, person_id, turn.day_on)
    return True


def _send(session: Session, city: City, workspace_id: int, reminder_id: int, late: list[Late]) -> None:
    """Tell what is due at this moment, which may be less than when the round was made."""
    row = reminders.get(session, reminder_id)
    person = people.get(session, workspace_id, row.person_id)
    told = list(_with_snoozes(session, city, person, _of_person(late, row.person_id, row.day_on), drop=True))
    awaited = _awaited(session, city, person)
    if not (told or awaited) or person.chat_id is None:
        row.state = "empty"
        return
    for note_told in _NOTED:
        note_told(session, city, person, row.day_on)
    message = reminding.reminder(city.wording.of(person.locale), told, awaited)
    sent = outbox.post(session, workspace_id, person.chat_id, message.text, message.blocks, city.clock.now())
    reminders.set_sent(session, reminder_id, list(dict.fromkeys(one.id for one in told)), sent)


def _awaited(session: Session, city: City, person: Person) -> reminding.Awaited:
    """What somebody is asked beside the items that are due."""
    return reminding.Awaited(
        nominating.waiting_of(session, city, person),
        campaign_days.waiting_of(session, city, person),
        target_days.waiting_of(session, city, person),
    )


def _of_person(late: list[Late], person_id: int, day_on: date) -> list[Overdue]:
    return [one.overdue for one in late if person_id in reminded_of(one.overdue.due, day_on, one.reachable)]


def _with_snoozes(
    session: Session, city: City, person: Person, told: list[Overdue], *, drop: bool = False
) -> Iterator[Overdue]:
    snoozed = reminders.list_snoozed(session, person.workspace_id, city.today())
    for one in told:
        until = snoozed.get((person.id or 0, one.id))
        if until is None or not drop:
            yield replace(one, snoozed_until=until)
