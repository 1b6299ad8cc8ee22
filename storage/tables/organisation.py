"""Who belongs where: workspace, departments, people, working groups and their members."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel


class Workspace(SQLModel, table=True):
    """One chat workspace, that is one city."""

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(unique=True)
    name: str = ""
    locale: str = "ja"
    all_staff_channel: str | None = None
    office_channel: str | None = None
    organisation_stamp: str = ""  # a new one with every change to the tables of this file
    created_at: datetime


class Department(SQLModel, table=True):
    """A department (所属)."""

    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    name: str
    division: str = ""
    position: int = 0
    active: bool = True


class Person(SQLModel, table=True):
    """A member of staff, known by e-mail from the office's list, by chat id once seen in the chat."""

    __table_args__ = (UniqueConstraint("workspace_id", "email"), UniqueConstraint("workspace_id", "chat_id"))

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    chat_id: str | None = None
    email: str | None = None
    name: str = ""
    title: str = ""
    department_id: int | None = Field(default=None, foreign_key="department.id", index=True)
    locale: str = "ja"
    is_office: bool = False
    active: bool = True
    updated_at: datetime


class WorkingGroup(SQLModel, table=True):
    """A cross-departmental working group."""

    __table_args__ = (UniqueConstraint("workspace_id", "slug"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    slug: str
    name: str
    mission: str = ""
    selection: str = "related_departments"
    slots_per_week: int = 1
    first_look_within: int | None = None  # business days; None is the city's
    decide_within: int | None = None
    channel_name: str = ""
    channel: str | None = None
    examples: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    related: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    blind: bool = False
    active: bool = True
    position: int = 0


class Membership(SQLModel, table=True):
    """A person's part in a group: lead, member or companion, with the weekly slots given to it."""

    __table_args__ = (UniqueConstraint("group_id", "person_id", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    group_id: int = Field(foreign_key="workinggroup.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: str
    slots_per_week: int = 1


class Setting(SQLModel, table=True):
    """What a city has set differently, by name."""

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    name: str = Field(primary_key=True)
    value: Any = Field(default=None, sa_column=Column(JSON))
    updated_at: datetime
