"""What is on record for good: the audit log, a chain of rows for each workspace."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel


class AuditRow(SQLModel, table=True):
    """One deed that may be asked about later. The database itself refuses to change or remove these rows."""

    __table_args__ = (UniqueConstraint("workspace_id", "sequence"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    sequence: int
    at: datetime
    via: str  # chat, terminal, bot
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    actor_name: str = ""  # as it was then; on the terminal the name on the server
    action: str
    subject: str = ""
    reason: str = ""
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    previous: str
    hash: str


class AuditHead(SQLModel, table=True):
    """The end of a workspace's chain; whoever adds to the chain holds this row until they commit."""

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    sequence: int = 0
    hash: str
