"""What somebody who was transferred has handed over, so that it can come back."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class Transfer(SQLModel, table=True):
    """One handover to a successor, or to the office; whoever moves `state` on from "done" brings it back."""

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    successor_id: int | None = Field(default=None, foreign_key="person.id")
    returns_to: str | None = None  # the department whose staff list brings it back
    held: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    state: str = "done"  # done, returned
    made_at: datetime
