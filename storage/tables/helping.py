"""How a consultation finds somebody who helps: whom it asked, what they said, and how it went afterwards."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class Consultation(SQLModel, table=True):
    """How far the search for help for an item of the kind "consultation" is."""

    __table_args__ = (Index("ix_consultation_state", "workspace_id", "state"),)

    request_id: int = Field(foreign_key="request.id", primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    state: str = "choosing"  # a row of bot.domain.helping.Search
    hours: float = 2.0  # what a helper will spend on it a week, as the asker reckons
    message_id: int | None = Field(default=None, foreign_key="outboxmessage.id")  # the asker's, with who can help
    companion_message_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
    call_id: int | None = Field(default=None, foreign_key="outboxmessage.id")  # the open post in the channel
    talk_id: int | None = Field(default=None, foreign_key="outboxmessage.id")  # where helper and asker talk begins here
    meeting: str = ""  # the time they chose: a day, a colon, "am" or "pm"
    due_at: datetime | None = Field(default=None, index=True)  # when the search goes on without the companion
    asked_companion_at: datetime | None = None
    first_yes_at: datetime | None = None
    settled_at: datetime | None = None
    created_at: datetime
    updated_at: datetime


class HelpOffer(SQLModel, table=True):
    """Somebody is or was asked to help with a consultation; `reason` is why they in particular."""

    __table_args__ = (
        UniqueConstraint("request_id", "person_id"),
        Index("ix_helpoffer_load", "workspace_id", "state", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    request_id: int = Field(foreign_key="request.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    position: int = 0
    state: str = "asked"  # a row of bot.domain.helping.OfferState
    way: str = "asked"  # a row of bot.domain.helping.Way
    reason: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    message_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
    asked_at: datetime | None = None
    due_at: datetime | None = Field(default=None, index=True)
    answered_at: datetime | None = None
    ended_at: datetime | None = None


class FollowUp(SQLModel, table=True):
    """One side of a consultation is asked, some time after somebody said yes, how it went."""

    __table_args__ = (
        UniqueConstraint("request_id", "person_id"),
        Index("ix_followup_due", "workspace_id", "state", "due_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    request_id: int = Field(foreign_key="request.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    part: str  # "asker" or "helper"
    due_on: date
    state: str = "waiting"  # "waiting", "asked", "answered", "dropped"
    solved: str | None = None  # "yes", "partly", "no"
    hours_saved: float | None = None  # a year, by the asker's reckoning; may be negative
    basis: str = ""  # how they reckon
    thanks: str = ""
    may_be_told: bool = False  # in the digest; it is when both agree
    message_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
    asked_at: datetime | None = None
    answered_at: datetime | None = None
