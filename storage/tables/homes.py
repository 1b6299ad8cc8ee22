"""What stands in people's App Home, so that it can be brought up to date while they look at it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel


class HomeView(SQLModel, table=True):
    """A person's App Home as it was published last; `mark` names the state of the workspace that it shows.

    `digest` and `view_hash` are ours and the chat's names of its content.
    """

    __table_args__ = (Index("ix_homeview_open", "workspace_id", "opened_at"),)

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    opened_at: datetime
    part: str = "top"
    start: int = 0
    query: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    mark: str = ""
    digest: str = ""
    view_hash: str = ""
