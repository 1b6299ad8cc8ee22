"""Which reminders are due, who gets them, and what people do not want to be reminded of."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session, col, func, select, update

from storage.statements import upserts
from storage.tables import Reminder, ReminderRound, Snooze

_ROUND = upserts(ReminderRound, ["workspace_id", "day_on"], None, ReminderRound.workspace_id)
_REMINDER = upserts(Reminder, ["person_id", "day_on"], None, Reminder.id)


def has_round(session: Session, workspace_id: int, day_on: date) -> bool:
    """Whether the reminders of a day have been worked out."""
    return session.get(ReminderRound, (workspace_id, day_on)) is not None


def add_round(session: Session, workspace_id: int, day_on: date, made_at: datetime) -> bool:
    """Claim a day's round; False when somebody was faster."""
    given = {"workspace_id": workspace_id, "day_on": day_on, "made_at": made_at}
    return session.execute(_ROUND[session.get_bind().dialect.name], given).scalar() is not None


def find_last_round(session: Session, workspace_id: int, before: date) -> date | None:
    """The newest day before another of which the reminders were worked out."""
    query = select(func.max(ReminderRound.day_on))
    return session.exec(query.where(ReminderRound.workspace_id == workspace_id, ReminderRound.day_on < before)).one()


def add_due(session: Session, workspace_id: int, person_id: int, day_on: date) -> bool:
    """Note that a person is to be reminded on a day; False when that is noted already."""
    given = {"workspace_id": workspace_id, "person_id": person_id, "day_on": day_on, "state": "due"}
    given |= {"items": [], "outbox_id": None}
    return session.execute(_REMINDER[session.get_bind().dialect.name], given).scalar() is not None


def list_due(session: Session, workspace_id: int) -> list[Reminder]:
    """Reminders that nobody has sent yet, also those of days that are over."""
    query = select(Reminder).where(Reminder.state == "due", Reminder.workspace_id == workspace_id)
    return list(session.exec(query.order_by(col(Reminder.id))))


def claim(session: Session, reminder_id: int, state: str) -> bool:
    """Move a due reminder on; False when somebody was faster."""
    statement = update(Reminder).where(col(Reminder.id) == reminder_id, col(Reminder.state) == "due")
    statement = statement.values(state=state).execution_options(synchronize_session=False)
    return session.execute(statement).rowcount == 1  # type: ignore[attr-defined,no-any-return]


def get(session: Session, reminder_id: int) -> Reminder:
    """A reminder by id, as it stands now."""
    return session.get_one(Reminder, reminder_id, populate_existing=True)


def set_sent(session: Session, reminder_id: int, items: Iterable[int], outbox_id: int) -> None:
    """Note what a reminder tells and the message that carries it."""
    reminder = get(session, reminder_id)
    reminder.items, reminder.outbox_id = list(items), outbox_id
    session.flush()


def find_last_sent(session: Session, person_id: int) -> Reminder | None:
    """The newest reminder that a person has got."""
    query = select(Reminder).where(Reminder.person_id == person_id, col(Reminder.outbox_id).is_not(None))
    return session.exec(query.order_by(col(Reminder.id).desc())).first()


def snooze(session: Session, workspace_id: int, person_id: int, request_id: int, until_on: date) -> None:
    """Do not remind a person of an item before a day."""
    session.merge(Snooze(person_id=person_id, request_id=request_id, workspace_id=workspace_id, until_on=until_on))
    session.flush()


def list_snoozed(session: Session, workspace_id: int, today: date) -> dict[tuple[int, int], date]:
    """By person and item, until when nobody is reminded."""
    query = select(Snooze).where(Snooze.workspace_id == workspace_id, Snooze.until_on > today)
    return {(row.person_id, row.request_id): row.until_on for row in session.exec(query)}
