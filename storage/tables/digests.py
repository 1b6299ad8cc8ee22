"""Digests that are due, and every issue that was made."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel


class DueDigest(SQLModel, table=True):
    """The next digest of an audience; whoever moves `due_at` on from its old value makes the issue."""

    __table_args__ = (UniqueConstraint("workspace_id", "audience"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    audience: str
    due_at: datetime = Field(index=True)


class DigestIssue(SQLModel, table=True):
    """One issue as it was rendered; exactly one per audience and period, empty ones archived without a message."""

    __table_args__ = (UniqueConstraint("workspace_id", "audience", "period_start"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    audience: str
    period_start: date
    period_end: date
    issued_at: datetime
    text: str = ""
    blocks: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    outbox_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
