"""Departments that take a practice up or say why not, and campaigns in which they are asked."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class Adoption(SQLModel, table=True):
    """What one department makes of one practice; its message is the card of who is in charge."""

    __table_args__ = (
        UniqueConstraint("request_id", "department_id"),
        Index("ix_adoption_state", "workspace_id", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    request_id: int = Field(foreign_key="request.id")
    department_id: int = Field(foreign_key="department.id")
    department: str  # as it was called then; departments are merged and closed
    state: str  # a row of bot.domain.adoptions.AdoptionState
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    created_by: int = Field(foreign_key="person.id")
    target_on: date | None = None
    told_on: date | None = None  # when somebody was last asked how far it is
    words: str = ""
    reason: str | None = None
    why: str = ""
    minutes: float | None = None
    times: float | None = None
    cases: float | None = None
    hours: float | None = None  # a year
    yen: int | None = Field(default=None, sa_type=BigInteger)
    message_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
    created_at: datetime
    updated_at: datetime


class AdoptionStep(SQLModel, table=True):
    """A line of an adoption's checklist."""

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    adoption_id: int = Field(foreign_key="adoption.id", index=True)
    position: int
    name: str  # one of bot.domain.adoptions.GENERAL_STEPS, or the owner's own words
    done_by: int | None = Field(default=None, foreign_key="person.id")
    done_at: datetime | None = None


class RolloutPlan(SQLModel, table=True):
    """The checklist that a practice's owner gives to those who take it up."""

    request_id: int = Field(foreign_key="request.id", primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    steps: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class Campaign(SQLModel, table=True):
    """Departments are asked by a day whether they take a practice up."""

    __table_args__ = (Index("ix_campaign_state", "workspace_id", "state", "closes_on"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    request_id: int = Field(foreign_key="request.id", index=True)
    note: str = ""
    closes_on: date
    state: str = "open"
    outbox_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime
    closed_at: datetime | None = None


class CampaignAsk(SQLModel, table=True):
    """A department that is asked in a campaign; its answer is its adoption."""

    __table_args__ = (UniqueConstraint("campaign_id", "department_id"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    campaign_id: int = Field(foreign_key="campaign.id")
    department_id: int = Field(foreign_key="department.id")
    asked_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    outbox_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
    told_on: date | None = None
