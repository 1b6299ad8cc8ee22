"""What others say of an item before it is decided: departments' opinions, scores, comments of the reviewers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel


class Opinion(SQLModel, table=True):
    """A department was asked for its opinion: who answers for it, by when, and what they said."""

    __table_args__ = (Index("ix_opinion_department", "workspace_id", "department_id"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    request_id: int = Field(foreign_key="request.id", index=True)
    department_id: int = Field(foreign_key="department.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime
    question: str
    due_on: date
    message_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
    answered_at: datetime | None = None
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    verdict: str | None = None
    words: str = ""
    withdrawn_at: datetime | None = None


class Scoring(SQLModel, table=True):
    """An item is scored on criteria; what was given is shown once it is closed."""

    request_id: int = Field(foreign_key="request.id", primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    criteria: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime
    closed_at: datetime | None = None


class Score(SQLModel, table=True):
    """What one reviewer gave, by criterion; empty until they have."""

    request_id: int = Field(foreign_key="scoring.request_id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    points: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    given_at: datetime | None = None


class ReviewNote(SQLModel, table=True):
    """A comment for the reviewers alone; rows are only ever added."""

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    request_id: int = Field(foreign_key="request.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    text: str
    at: datetime
