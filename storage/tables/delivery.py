"""What came in (so that a repetition changes nothing) and what goes out (so that nothing is lost or sent twice)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
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

    `method` is "post" or "update". An update names the post it changes by `posts_id`, and only the newest waiting
    one is worth sending. A reply names its thread's first message by `thread_id`, or by `thread_ts` if the bot did
    not post it.
    """

    __table_args__ = (
        UniqueConstraint("delivery_id"),
        Index("ix_outboxmessage_queue", "lane_id", "state", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    lane_id: int = Field(foreign_key="outboxlane.id")
    delivery_id: str
    method: str = "post"
    channel: str
    text: str = ""
    blocks: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    posts_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
    thread_id: int | None = Field(default=None, foreign_key="outboxmessage.id")
    thread_ts: str | None = None
    request_id: int | None = Field(default=None, foreign_key="request.id", index=True)
    state: str = "waiting"  # waiting, sending, unsure, sent, superseded, dead
    attempts: int = 0
    error: str = ""
    sent_channel: str | None = None  # a person's id turns into the id of the direct message
    sent_ts: str | None = None
    created_at: datetime
    attempted_at: datetime | None = None
    sent_at: datetime | None = None
