"""What came in (so that a repetition changes nothing) and what goes out (so that nothing is lost or sent twice)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class InboundReceipt(SQLModel, table=True):
    """A deed of the chat that has been carried out, by its key, with what came of it."""

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    key: str = Field(primary_key=True)
    result: int | None = None
    at: datetime


class OutboxLane(SQLModel, table=True):
    """One channel's queue: who delivers it until when, and when the chat accepts its next message."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "channel"),
        Index("ix_outboxlane_ready", "waiting", "ready_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    channel: str
    waiting: int = 0
    ready_at: datetime
    claimed_by: str | None = None
    lease_until: datetime | None = None


class OutboxMessage(SQLModel, table=True):
    """A message on its way: written in the transaction that caused it, delivered in order of id within its lane.

    `method` is "post" or "update". An update names the post it changes by `posts_id`, and only the newest one is
    worth sending; a `patient` one lets everything else of its lane go first. A reply names its thread's first message
    by `thread_id`, or by `thread_ts` if the bot did not post it. "held" are updates and replies of a dead message,
    until a person decides about that.
    """

    __table_args__ = (
        UniqueConstraint("delivery_id"),
        Index("ix_outboxmessage_queue", "lane_id", "state", "id"),
        Index(
            "ix_outboxmessage_dead",
            "workspace_id",
            sqlite_where=text("state = 'dead'"),
            postgresql_where=text("state = 'dead'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    lane_id: int = Field(foreign_key="outboxlane.id")
    delivery_id: str
    method: str = "post"
    patient: bool = False
    channel: str
    text: str = ""
    blocks: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    posts_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
    thread_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
    thread_ts: str | None = None
    request_id: int | None = Field(default=None, foreign_key="request.id", index=True)
    state: str = "waiting"  # waiting, sending, unsure, sent, superseded, held, dead, discarded
    attempts: int = 0
    trouble: str | None = None  # what a person has to mend, while it is dead
    error: str = ""  # the chat's own word for the last failure
    sent_channel: str | None = None  # a person's id turns into the id of the direct message
    sent_ts: str | None = None
    created_at: datetime  # by the bot's clock; everything below by the machine's
    first_attempted_at: datetime | None = None
    attempted_at: datetime | None = None
    sent_at: datetime | None = None


class OutboxDecision(SQLModel, table=True):
    """Who had a dead message tried again or discarded; rows are only ever added."""

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    message_id: int = Field(foreign_key="outboxmessage.id", index=True)
    action: str  # retry, resend, discard
    actor_id: int | None = Field(default=None, foreign_key="person.id")  # nobody: the command line
    error: str = ""
    at: datetime
