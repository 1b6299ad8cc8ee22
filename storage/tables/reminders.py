"""Who is reminded when, who is away and who stands in, and what somebody who left has left behind."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel


class ReminderRound(SQLModel, table=True):
    """The reminders of a day have been worked out; whoever adds the row does it."""

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    day_on: date = Field(primary_key=True)
    made_at: datetime


class Reminder(SQLModel, table=True):
    """A person's reminder of a day, at most one; whoever moves `state` on from "due" sends it.

    It becomes "sent", "empty" (nothing was left to be told) or "late" (its day was over).
    """

    __table_args__ = (UniqueConstraint("person_id", "day_on"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="person.id")
    day_on: date
    state: str = Field(default="due", index=True)
    items: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    outbox_id: int | None = Field(default=None, foreign_key="outboxmessage.id")


class Snooze(SQLModel, table=True):
    """A person does not want to be reminded of an item before a day."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    request_id: int = Field(foreign_key="request.id", primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    until_on: date


class Absence(SQLModel, table=True):
    """Somebody is away from a day to a day, and who stands in for them."""

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    deputy_id: int = Field(foreign_key="person.id")
    starts_on: date
    ends_on: date = Field(index=True)
    created_at: datetime


class Handover(SQLModel, table=True):
    """What somebody who has left answers for was offered to the office; gone when it is handed over."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    offered_at: datetime
    outbox_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
