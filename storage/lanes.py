"""The outbox from the deliverer's side: claim a lane, learn what it needs next, say how that went.

A lane is one channel's queue. Whoever holds its claim is the only one to deliver it, until the lease runs out; every
step below checks that the claim still holds, and does nothing (and says so) once somebody else has the lane. All times
are the machine's: leases and limits pass in real time, whatever the bot's clock rehearses.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import case, func, or_
from sqlmodel import Session, col, select

from bot.domain.errors import DeliveryTrouble
from storage.tables import OutboxLane, OutboxMessage

UNFINISHED = ("waiting", "sending", "unsure")
_STUCK = ("dead", "held")
_GIVEN_UP = ("dead", "discarded")


@dataclass(frozen=True)
class LaneClaim:
    """The right to deliver a lane for a while."""

    lane_id: int
    token: str


class Deed(StrEnum):
    """What a message needs next."""

    POST = "post"
    UPDATE = "update"
    LOOK_UP = "look_up"  # it may have been posted already


@dataclass(frozen=True)
class Errand:
    """A lane's next message with everything the call to the chat needs."""

    claim: LaneClaim
    message_id: int
    delivery_id: str
    deed: Deed
    channel: str
    text: str
    blocks: list[dict[str, Any]]
    thread_ts: str | None
    ts: str | None  # of the message to update
    attempts: int
    first_attempted_at: datetime | None
    attempted_at: datetime | None
    patient: bool = False


def next_ready_at(session: Session, workspace_id: int) -> datetime | None:
    """When the next lane with a message can be claimed; None when nothing waits."""
    leased = col(OutboxLane.lease_until)
    ready = col(OutboxLane.ready_at)
    free_at = case((leased > ready, leased), else_=ready)
    query = select(func.min(free_at)).where(OutboxLane.workspace_id == workspace_id, OutboxLane.waiting > 0)
    ready_at: datetime | None = session.exec(query).one()
    return ready_at


def claim(
    session: Session, workspace_id: int, worker: str, now: datetime, lease: timedelta, limit: int
) -> list[LaneClaim]:
    """Take up to `limit` lanes that are due and nobody else's, the longest waiting first."""
    lease_until = col(OutboxLane.lease_until)
    query = (
        select(OutboxLane)
        .where(OutboxLane.workspace_id == workspace_id, OutboxLane.waiting > 0, OutboxLane.ready_at <= now)
        .where(or_(lease_until.is_(None), lease_until <= now))
        .order_by(col(OutboxLane.ready_at), col(OutboxLane.id))
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite has no row locks and needs none: it has one writer
    )
    claims = []
    for lane in session.exec(query):
        assert lane.id is not None
        lane.claimed_by = f"{worker}/{uuid.uuid4().hex[:12]}"
        lane.lease_until = now + lease
        claims.append(LaneClaim(lane.id, lane.claimed_by))
    session.flush()
    return claims


def next_errand(session: Session, claim: LaneClaim) -> Errand | None:
    """What a claimed lane needs next; None when nothing of it is left to deliver."""
    message = head(session, claim)
    return None if message is None else _errand(session, claim, message)


def head(session: Session, claim: LaneClaim) -> OutboxMessage | None:
    """The next message of a claimed lane in order, after closing those on the way that cannot or need not be sent."""
    lane = _held(session, claim)
    if lane is None:
        return None
    while (message := _first(session, claim.lane_id)) is not None:
        end = _end_of_update(session, message) if message.method == "update" else _end_of_post(session, message)
        if end is None:
            return message
        lost = end == "dead"
        trouble, error = (DeliveryTrouble.MESSAGE_GONE, "thread_not_posted") if lost else (None, "")
        _close(session, claim, message, end, trouble=trouble, error=error)
    lane.waiting = 0
    session.flush()
    return None


def begin_attempt(session: Session, errand: Errand, now: datetime, lease: timedelta) -> bool:
    """Note that the call is about to be made; commit this first, so that a crash leaves a trace of it."""
    lane = _held(session, errand.claim)
    message = session.get(OutboxMessage, errand.message_id)
    if lane is None or message is None:
        return False
    lane.lease_until = now + lease
    if errand.deed is not Deed.LOOK_UP:
        message.state = "sending"
        message.attempts += 1
        message.attempted_at = now
        message.first_attempted_at = message.first_attempted_at or now
    session.flush()
    return True


def settle_sent(session: Session, errand: Errand, channel: str, ts: str, now: datetime, ready_at: datetime) -> bool:
    """The chat has it, at this place; the lane is free again from `ready_at`."""
    message = _settling(session, errand)
    if message is None:
        return False
    message.sent_channel, message.sent_ts, message.sent_at = channel, ts, now
    _close(session, errand.claim, message, "sent")
    return release(session, errand.claim, ready_at)


def settle_failed(session: Session, errand: Errand, error: str, ready_at: datetime, *, counts: bool = True) -> bool:
    """The chat certainly does not have it; it is tried again from `ready_at`. `counts`: as one of its attempts."""
    message = _settling(session, errand)
    if message is None:
        return False
    message.state, message.error = "waiting", error
    if not counts:
        message.attempts -= 1
    return release(session, errand.claim, ready_at)


def settle_untried(session: Session, errand: Errand, error: str, ready_at: datetime) -> bool:
    """The chat was not there at all, or let nobody in; the message is as it was before."""
    message = _settling(session, errand)
    if message is None:
        return False
    message.state, message.error = "unsure" if errand.deed is Deed.LOOK_UP else "waiting", error
    message.attempts, message.attempted_at = errand.attempts, errand.attempted_at
    message.first_attempted_at = errand.first_attempted_at
    return release(session, errand.claim, ready_at)


def settle_unsure(session: Session, errand: Errand, error: str, ready_at: datetime, *, counts: bool = False) -> bool:
    """Nobody knows whether the chat has it; it is looked up from `ready_at`. `counts`: a look-up itself failed."""
    message = _settling(session, errand)
    if message is None:
        return False
    message.state, message.error = "unsure", error
    message.attempts += int(counts)
    return release(session, errand.claim, ready_at)


def settle_dead(session: Session, errand: Errand, trouble: DeliveryTrouble, error: str, ready_at: datetime) -> bool:
    """It cannot be delivered until a person mends something; the lane goes on without it."""
    message = _settling(session, errand)
    if message is None:
        return False
    _close(session, errand.claim, message, "dead", trouble=trouble, error=error)
    return release(session, errand.claim, ready_at)


def release(session: Session, claim: LaneClaim, ready_at: datetime) -> bool:
    """Give the lane back; nobody takes it before `ready_at`."""
    lane = _held(session, claim)
    if lane is None:
        return False
    lane.claimed_by, lane.lease_until, lane.ready_at = None, None, ready_at
    session.flush()
    return True


def _held(session: Session, claim: LaneClaim) -> OutboxLane | None:
    lane = session.get(OutboxLane, claim.lane_id, with_for_update=True)
    return lane if lane is not None and lane.claimed_by == claim.token else None


def _first(session: Session, lane_id: int) -> OutboxMessage | None:
    query = select(OutboxMessage).where(OutboxMessage.lane_id == lane_id, col(OutboxMessage.state).in_(UNFINISHED))
    return session.exec(query.order_by(col(OutboxMessage.patient), col(OutboxMessage.id)).limit(1)).first()


def _end_of_update(session: Session, update: OutboxMessage) -> str | None:
    """How an update ends unsent, if it does: superseded by a newer one, or held until its dead post is retried."""
    post = session.get_one(OutboxMessage, update.posts_id)
    if post.state == "discarded":
        return "superseded"
    if post.state in _STUCK:
        return "held"
    newer = select(OutboxMessage.id).where(
        OutboxMessage.lane_id == update.lane_id,
        OutboxMessage.posts_id == update.posts_id,
        OutboxMessage.method == "update",
        col(OutboxMessage.state).not_in(_GIVEN_UP),
        col(OutboxMessage.id) > update.id,
    )
    return None if session.exec(newer.limit(1)).first() is None else "superseded"


def _end_of_post(session: Session, post: OutboxMessage) -> str | None:
    """How a reply ends unsent, if it does: without its thread it must not stand in the channel."""
    thread = _thread(session, post)
    if thread is None or thread.sent_ts:
        return None
    return "held" if thread.state in _STUCK else "dead"


def _thread(session: Session, message: OutboxMessage) -> OutboxMessage | None:
    return None if message.thread_id is None else session.get(OutboxMessage, message.thread_id)


def _errand(session: Session, claim: LaneClaim, message: OutboxMessage) -> Errand:
    assert message.id is not None
    thread = _thread(session, message)
    post = session.get(OutboxMessage, message.posts_id) if message.method == "update" else None
    if post is not None:
        deed, channel = Deed.UPDATE, post.sent_channel or message.channel
    elif message.state != "waiting":
        deed, channel = Deed.LOOK_UP, _known_channel(session, message)
    else:
        deed, channel = Deed.POST, message.channel
    return Errand(
        claim=claim,
        message_id=message.id,
        delivery_id=message.delivery_id,
        deed=deed,
        channel=(thread.sent_channel if thread else None) or channel,
        text=message.text,
        blocks=message.blocks,
        thread_ts=thread.sent_ts if thread else message.thread_ts,
        ts=post.sent_ts if post else None,
        attempts=message.attempts,
        first_attempted_at=message.first_attempted_at,
        attempted_at=message.attempted_at,
        patient=message.patient,
    )


def _known_channel(session: Session, message: OutboxMessage) -> str:
    """Where the lane's messages really stand: a person's id has become that of their direct message."""
    query = select(OutboxMessage.sent_channel).where(
        OutboxMessage.lane_id == message.lane_id,
        OutboxMessage.state == "sent",
        col(OutboxMessage.sent_channel).is_not(None),
    )
    return session.exec(query.limit(1)).first() or message.channel


def _settling(session: Session, errand: Errand) -> OutboxMessage | None:
    return None if _held(session, errand.claim) is None else session.get(OutboxMessage, errand.message_id)


def _close(
    session: Session,
    claim: LaneClaim,
    message: OutboxMessage,
    state: str,
    *,
    trouble: DeliveryTrouble | None = None,
    error: str = "",
) -> None:
    lane = session.get_one(OutboxLane, claim.lane_id)
    lane.waiting -= 1
    message.state, message.trouble, message.error = state, trouble, error
    session.flush()
