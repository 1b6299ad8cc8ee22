"""Items (proposals, practices, consultations), who posted them, their history, and unfinished drafts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class NumberSeries(SQLModel, table=True):
    """The last number given in a fiscal year."""

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    fiscal_year: int = Field(primary_key=True)
    last: int = 0


class Request(SQLModel, table=True):
    """An item and its present state; how it came to it is in its events."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "fiscal_year", "sequence"),
        UniqueConstraint("workspace_id", "external_id"),
        Index("ix_request_queue", "workspace_id", "group_id", "status"),
        Index("ix_request_load", "workspace_id", "status", "group_id", "private", "companion_id", "answer_due_on"),
        # Few are private, and they are read through whenever somebody searches.
        Index(
            "ix_request_private",
            "workspace_id",
            "id",
            sqlite_where=text("private IS 1"),
            postgresql_where=text("private IS true"),
        ),
        Index("ix_request_source", "workspace_id", "source_channel", "source_ts"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    fiscal_year: int
    sequence: int
    kind: str
    title: str
    body: str
    answers: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    files: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    department_id: int | None = Field(default=None, foreign_key="department.id")
    group_id: int | None = Field(default=None, foreign_key="workinggroup.id")
    companion_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    routed_by: str | None = None  # "bot", "person" or "import"; corrections by people weigh more
    routing_reason: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    status: str = "received"
    blind: bool = False
    private: bool = False  # for lead, companion, office and requesters only
    source_channel: str | None = None
    source_ts: str | None = None
    source_link: str | None = None
    external_id: str | None = None
    origin: str | None = None  # the public address of an imported item
    card_id: int | None = None  # the outbox message that posted the present card
    answer_due_on: date | None = None
    assignee_id: int | None = Field(default=None, index=True)  # a person
    approval: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    merged_into_id: int | None = Field(default=None, index=True)  # the item that goes on in its place
    assigned_until: date | None = None
    status_since: datetime | None = None  # None while it stands as it was posted
    created_at: datetime = Field(index=True)
    updated_at: datetime = Field(index=True)


class RequestPerson(SQLModel, table=True):
    """A requester of an item; position 0 posted it, the others joined."""

    request_id: int = Field(foreign_key="request.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    position: int = 0
    joined_at: datetime
    merged_from_id: int | None = Field(default=None, index=True)  # the item that alone brought them here


class PrivateCard(SQLModel, table=True):
    """The card of a private item as one of its readers has it in their direct messages."""

    request_id: int = Field(foreign_key="request.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    message_id: int = Field(foreign_key="outboxmessage.id")


class RequestEvent(SQLModel, table=True):
    """One line of an item's history; rows are only ever added."""

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    request_id: int = Field(foreign_key="request.id", index=True)
    at: datetime = Field(index=True)
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    action: str
    before: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    after: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    note: str = ""


class Draft(SQLModel, table=True):
    """What somebody has typed and not yet sent; its id stands in buttons and open forms and never comes back."""

    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    answers: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    source_channel: str | None = None
    source_ts: str | None = None
    source_link: str | None = None
    from_request_id: int | None = None  # the item that a practice is made of
    view_id: str | None = Field(default=None, index=True)
    created_at: datetime
    updated_at: datetime
