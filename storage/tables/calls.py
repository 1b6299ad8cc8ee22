"""How people come into a working group: open calls with those who want to join, and nominations by departments."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class OpenCall(SQLModel, table=True):
    """A call for members: open, then full, closed or both."""

    __table_args__ = (Index("ix_opencall_state", "workspace_id", "state", "closes_on"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    group_id: int = Field(foreign_key="workinggroup.id", index=True)
    channel: str
    note: str = ""
    places: int
    slots_per_week: int
    closes_on: date
    state: str = "open"
    outbox_id: int | None = None
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime
    closed_at: datetime | None = None


class Applicant(SQLModel, table=True):
    """Somebody who wants to join; `messages` are those to the leads, `own_message` the one to themselves."""

    __table_args__ = (UniqueConstraint("call_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    call_id: int = Field(foreign_key="opencall.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    state: str = "asked"
    note: str = ""
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    messages: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    own_message: int | None = None
    created_at: datetime
    updated_at: datetime


class NominationRound(SQLModel, table=True):
    """Departments are asked to name one member each."""

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    group_id: int = Field(foreign_key="workinggroup.id", index=True)
    note: str = ""
    closes_on: date
    state: str = "open"
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime


class Nomination(SQLModel, table=True):
    """What one department was asked: who answers for it, whom they named, and when they were last told."""

    __table_args__ = (UniqueConstraint("round_id", "department_id"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    round_id: int = Field(foreign_key="nominationround.id")
    department_id: int = Field(foreign_key="department.id")
    asked_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    nominee_id: int | None = Field(default=None, foreign_key="person.id")
    outbox_id: int | None = None
    told_on: date | None = None
    updated_at: datetime
