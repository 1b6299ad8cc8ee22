"""Digests that are due, and every issue that was made."""

from datetime import datetime
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
    """One issue as it was rendered; exactly one per audience and moment at which its period ends.

    `state` is "posted", "empty" (nothing happened, no message) or "late" (its day had passed, no message: the next
    issue tells it). `told` names the rows that the issue used up, so that the next one tells none of them again.
    """

    __table_args__ = (UniqueConstraint("workspace_id", "audience", "ends_at"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    audience: str
    starts_at: datetime
    ends_at: datetime
    issued_at: datetime
    state: str
    text: str = ""
    blocks: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    told: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    outbox_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
