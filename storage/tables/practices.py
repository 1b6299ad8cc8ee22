"""Good practices in the library, and the tags they are browsed by; their words are those of their items."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class Practice(SQLModel, table=True):
    """An item of the kind "practice" as the library has it; the row stays when the practice is archived."""

    __table_args__ = (
        Index("ix_practice_shelf", "workspace_id", "state", "figures"),
        Index("ix_practice_check", "workspace_id", "state", "checked_on"),
    )

    request_id: int = Field(foreign_key="request.id", primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    state: str = "published"  # a row of bot.domain.practices.PracticeState
    contact_id: int | None = Field(default=None, foreign_key="person.id", index=True)  # None: the office answers
    figures: bool = False  # its effect is told in figures
    source_request_id: int | None = Field(default=None, foreign_key="request.id", index=True)  # what it came of
    checked_on: date  # when somebody last said that it is true
    asked_on: date | None = None  # when its contact was asked again, until they answer
    updated_at: datetime


class PracticeTag(SQLModel, table=True):
    """A tag of a practice; `key` is the tag as it is compared (width, case and spelling do not count)."""

    __table_args__ = (Index("ix_practicetag_key", "workspace_id", "kind", "key"),)

    request_id: int = Field(foreign_key="practice.request_id", primary_key=True)
    kind: str = Field(primary_key=True)  # "tools" or "work"
    key: str = Field(primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    tag: str
    position: int = 0
