"""How working groups are rearranged: plans that wait for their day, and those that were carried out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel


class Reorganisation(SQLModel, table=True):
    """One plan; whoever moves `state` on from "planned" carries it out.

    It becomes "done", "cancelled", or "failed" (on its day it fitted the groups no more; `told` says why).
    Before, it may be the one "draft" of its workspace, which the office writes in the chat.
    """

    __table_args__ = (
        Index(
            "ix_reorganisation_draft",
            "workspace_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    starts_on: date
    state: str = Field(default="planned", index=True)
    stamp: str  # the same for the same rows
    rows: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    outcome: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    told: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    stored_by: str = ""  # their name, on the server or in the chat
    person_id: int | None = Field(default=None, foreign_key="person.id")  # who wrote or planned it in the chat
    created_at: datetime
    settled_at: datetime | None = None
