"""How working groups are rearranged: plans that wait for their day, and those that were carried out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class Reorganisation(SQLModel, table=True):
    """One plan; whoever moves `state` on from "planned" carries it out.

    It becomes "done", "cancelled", or "failed" (on its day it fitted the groups no more; `told` says why).
    """

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    starts_on: date
    state: str = Field(default="planned", index=True)
    stamp: str  # the same for the same rows
    rows: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    outcome: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    told: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    stored_by: str = ""  # their name on the server
    created_at: datetime
    settled_at: datetime | None = None
