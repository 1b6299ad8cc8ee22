"""Messages on their way out: put in here in the transaction that causes them; `lanes` takes them out.

Below: those that could not be delivered, which a person has tried again or gives up.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, or_
from sqlmodel import Session, col, select

from bot.domain.errors import DeliveryTrouble
from storage.lanes import UNFINISHED
from storage.statements import Ready, insertion, upserts
from storage.tables import OutboxDecision, OutboxLane, OutboxMessage

_CHANNEL = ["workspace_id", "channel"]
_ONE_MORE = Ready(upserts(OutboxLane, _CHANNEL, {"waiting": OutboxLane.waiting + 1}, col(OutboxLane.id)))
_ADD = Ready(insertion(OutboxMessage).returning(col(OutboxMessage.id)))
_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # `created_at` may be a rehearsal's; a lane is ready in real time
_NEW = OutboxMessage(workspace_id=0, lane_id=0, delivery_id="", channel="", created_at=_AT_ONCE).model_dump(
    exclude={"id"}
)


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
) -> int:
    """Send a message to a channel, or to a person by their chat id, once this transaction commits; returns its id."""
    if thread_id is not None:
        channel = session.get_one(OutboxMessage, thread_id).channel  # the thread's lane, so that it comes after it
    return _add(
        session,
        workspace_id=workspace_id,
        channel=channel,
        text=text,
        blocks=blocks,
        request_id=request_id,
        thread_id=thread_id,
        thread_ts=thread_ts,
        created_at=now,
    )


def update(
    session: Session, posts_id: int, text: str, blocks: list[dict[str, Any]], now: datetime, *, patient: bool = False
) -> int:
    """Bring a message that was posted (or waits to be) to a new state once this transaction commits.

    `patient`: one of many that nobody looks at this moment; it lets what people wait for go first.
    """
    original = session.get_one(OutboxMessage, posts_id)
    return _add(
        session,
        workspace_id=original.workspace_id,
        method="update",
        patient=patient,
        channel=original.channel,
        text=text,
        blocks=blocks,
        posts_id=posts_id,
        request_id=original.request_id,
        created_at=now,
    )


def find_sent(session: Session, workspace_id: int, channel: str, ts: str) -> OutboxMessage | None:
    """The message to a channel or person that the chat knows by this time stamp."""
    lane = select(OutboxLane.id).where(OutboxLane.workspace_id == workspace_id, OutboxLane.channel == channel)
    query = select(OutboxMessage).where(
        col(OutboxMessage.lane_id).in_(lane), OutboxMessage.state == "sent", OutboxMessage.sent_ts == ts
    )
    return session.exec(query.where(OutboxMessage.method == "post")).first()


def list_posts(session: Session, request_id: int) -> list[OutboxMessage]:
    """Every message about an item that began a thread, oldest first; what it says is what it said at first."""
    query = select(OutboxMessage).where(OutboxMessage.request_id == request_id, OutboxMessage.method == "post")
    return list(session.exec(query.where(col(OutboxMessage.thread_id).is_(None)).order_by(col(OutboxMessage.id))))


def list_states(session: Session, ids: Collection[int]) -> dict[int, str]:
    """How far each of these messages has come."""
    query = select(OutboxMessage.id, OutboxMessage.state).where(col(OutboxMessage.id).in_(list(ids)))
    return {message_id: state for message_id, state in session.exec(query) if message_id is not None}


@dataclass(frozen=True)
class OutboxCounts:
    """How many messages are on their way, how many are dead, and since when the oldest has been trying."""

    waiting: int
    dead: int
    trying_since: datetime | None


def counts(session: Session, workspace_id: int) -> OutboxCounts:
    """The outbox in three figures."""
    here = OutboxLane.workspace_id == workspace_id
    lanes = select(OutboxLane.id).where(here, OutboxLane.waiting > 0)
    waiting = session.exec(select(func.coalesce(func.sum(OutboxLane.waiting), 0)).where(here)).one()
    dead = session.exec(select(func.count()).where(*_dead(workspace_id))).one()
    oldest = select(func.min(OutboxMessage.first_attempted_at)).where(
        col(OutboxMessage.lane_id).in_(lanes), col(OutboxMessage.state).in_(UNFINISHED)
    )
    return OutboxCounts(int(waiting), dead, session.exec(oldest).one())


def list_dead(session: Session, workspace_id: int, limit: int = 200) -> list[OutboxMessage]:
    """Messages that cannot be delivered until a person mends something, oldest first."""
    query = select(OutboxMessage).where(*_dead(workspace_id)).order_by(col(OutboxMessage.id)).limit(limit)
    return list(session.exec(query))


def retry(
    session: Session,
    workspace_id: int,
    ids: Collection[int],
    now: datetime,
    *,
    actor_id: int | None = None,
    absent: bool = False,
) -> list[int]:
    """Send dead messages, and what was held for them, after all; returns the ids that were dead.

    One that may have been posted is looked up first, unless a person has seen that it is `absent`.
    """
    retried = []
    for message in _lock_dead(session, workspace_id, ids):
        doubtful = message.trouble == DeliveryTrouble.UNCONFIRMED and not absent
        _decide(session, message, "resend" if absent else "retry", actor_id, now)
        message.state, message.trouble, message.attempts = "unsure" if doubtful else "waiting", None, 0
        if not doubtful:
            message.first_attempted_at = None
        retried.append(_back_in_its_lane(session, message))
        _revive(session, message)
    session.flush()
    return retried


def discard(
    session: Session, workspace_id: int, ids: Collection[int], now: datetime, *, actor_id: int | None = None
) -> list[int]:
    """Give dead messages up for good; returns the ids that were dead."""
    discarded = []
    for message in _lock_dead(session, workspace_id, ids):
        assert message.id is not None
        _decide(session, message, "discard", actor_id, now)
        message.state = "discarded"
        discarded.append(message.id)
        _revive(session, message)
    session.flush()
    return discarded


def _dead(workspace_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(OutboxMessage.workspace_id) == workspace_id, col(OutboxMessage.state) == literal_column(
        "'dead'"
    )  # as the index has it


def _lock_dead(session: Session, workspace_id: int, ids: Collection[int]) -> list[OutboxMessage]:
    """The dead ones among the ids, after waiting for whoever works on their lanes."""
    lanes = select(OutboxMessage.lane_id).where(*_dead(workspace_id), col(OutboxMessage.id).in_(list(ids)))
    query = select(OutboxLane).where(col(OutboxLane.id).in_(lanes)).order_by(col(OutboxLane.id))
    session.exec(query.with_for_update()).all()
    dead = select(OutboxMessage).where(*_dead(workspace_id), col(OutboxMessage.id).in_(list(ids)))
    return list(session.exec(dead.order_by(col(OutboxMessage.id))))


def _revive(session: Session, message: OutboxMessage) -> None:
    """Put what was held for a message back on its way; the deliverer finds out whether it can go now."""
    depends = or_(col(OutboxMessage.posts_id) == message.id, col(OutboxMessage.thread_id) == message.id)
    for held in session.exec(select(OutboxMessage).where(OutboxMessage.state == "held", depends)).all():
        held.state = "waiting"
        _back_in_its_lane(session, held)
        _revive(session, held)


def _back_in_its_lane(session: Session, message: OutboxMessage) -> int:
    assert message.id is not None
    lane = session.get_one(OutboxLane, message.lane_id)
    lane.waiting += 1
    session.flush()
    return message.id


def _decide(session: Session, message: OutboxMessage, action: str, actor_id: int | None, now: datetime) -> None:
    assert message.id is not None
    decision = OutboxDecision(
        workspace_id=message.workspace_id,
        message_id=message.id,
        action=action,
        actor_id=actor_id,
        error=message.error,
        at=now,
    )
    session.add(decision)


def _add(session: Session, **values: object) -> int:
    lane_id = _lane(session, values["workspace_id"], values["channel"])
    row = {**_NEW, **values, "lane_id": lane_id, "delivery_id": uuid.uuid4().hex}
    message_id: int = _ADD.run(session, row).scalar_one()
    return message_id


def _lane(session: Session, workspace_id: object, channel: object) -> int:
    """The channel's lane with one more message waiting."""
    given = {"workspace_id": workspace_id, "channel": channel, "waiting": 1, "ready_at": _AT_ONCE}
    lane_id: int = _ONE_MORE.run(session, given).scalar_one()
    return lane_id


def get(session: Session, message_id: int) -> OutboxMessage:
    """A message by id."""
    message = session.get(OutboxMessage, message_id)
    assert message is not None
    return message


def find_in(session: Session, workspace_id: int, channel: str, ids: Collection[int]) -> set[int]:
    """Which of these messages are, or will be, in a channel."""
    lanes = select(OutboxLane.id).where(OutboxLane.workspace_id == workspace_id, OutboxLane.channel == channel)
    query = select(OutboxMessage.id).where(col(OutboxMessage.id).in_(ids), col(OutboxMessage.lane_id).in_(lanes))
    return {found for found in session.exec(query) if found is not None}
