"""What staff can help with, how much of it, and their boss's consent."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class Helper(SQLModel, table=True):
    """Somebody who offers help; gone when they leave, while what they have done stays on the items' history."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    about: str = ""  # in their own words: what they did, examples
    hours_per_week: float = 2.0  # what they offer; the city's share of the working week is the most that counts
    paused: bool = False
    paused_until: date | None = None  # the first day they are asked again; None while paused: until they say so
    consent: str = "not_needed"  # "not_needed", "asked", "given", "refused"
    confirmed_on: date  # when they last said that it is still true
    nudged_on: date | None = None
    created_at: datetime
    updated_at: datetime


class Skill(SQLModel, table=True):
    """One thing a helper can help with; `key` is the tag as it is compared (width, case and spaces do not count)."""

    __table_args__ = (UniqueConstraint("person_id", "key"), Index("ix_skill_key", "workspace_id", "key"))

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="helper.person_id")
    tag: str
    key: str
    level: str = "practised"
    position: int = 0


class SkillConsent(SQLModel, table=True):
    """A boss was asked whether somebody may help other departments, and what they said; rows stay."""

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    boss_id: int = Field(foreign_key="person.id", index=True)
    state: str = "asked"  # "asked", "given", "refused", "withdrawn"
    hours_per_week: float
    note: str = ""
    message_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
    asked_at: datetime
    answered_at: datetime | None = None
