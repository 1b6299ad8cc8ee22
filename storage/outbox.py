"""Messages on their way out: put in here in the transaction that causes them, taken out by the messenger."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col

from storage.tables import OutboxLane, OutboxMessage


def post(
    session: Session,
    workspace_id: int,
    channel: str,
    text: str,
    blocks: list[dict[str, Any]],
    now: datetime,
    *,
    request_id: int | None = None,
    thread_id: int | None = None,
    thread_ts: str | None = None,
) -> OutboxMessage:
    """Send a message to a channel, or to a person by their chat id, once this transaction commits."""
    message = OutboxMessage(
        workspace_id=workspace_id,
        lane_id=_lane(session, workspace_id, channel, now),
        delivery_id=uuid.uuid4().hex,
        channel=channel,
        text=text,
        blocks=blocks,
        request_id=request_id,
        thread_id=thread_id,
        thread_ts=thread_ts,
        created_at=now,
    )
    session.add(message)
    session.flush()
    return message


def update(session: Session, posts_id: int, text: str, blocks: list[dict[str, Any]], now: datetime) -> OutboxMessage:
    """Bring a message that was posted (or waits to be) to a new state once this transaction commits."""
    original = session.get(OutboxMessage, posts_id)
    assert original is not None
    message = OutboxMessage(
        workspace_id=original.workspace_id,
        lane_id=_lane(session, original.workspace_id, original.channel, now),
        delivery_id=uuid.uuid4().hex,
        method="update",
        channel=original.channel,
        text=text,
        blocks=blocks,
        posts_id=posts_id,
        request_id=original.request_id,
        created_at=now,
    )
    session.add(message)
    session.flush()
    return message


def _lane(session: Session, workspace_id: int, channel: str, now: datetime) -> int:
    """The channel's lane with one more message waiting."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = (
        insert(OutboxLane)
        .values(workspace_id=workspace_id, channel=channel, waiting=1, ready_at=now)
        .on_conflict_do_update(index_elements=["workspace_id", "channel"], set_={"waiting": OutboxLane.waiting + 1})
        .returning(col(OutboxLane.id))
    )
    lane_id: int = session.execute(statement).scalar_one()
    return lane_id


def get(session: Session, message_id: int) -> OutboxMessage:
    """A message by id."""
    message = session.get(OutboxMessage, message_id)
    assert message is not None
    return message
