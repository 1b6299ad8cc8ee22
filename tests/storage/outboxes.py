"""A workspace with nothing but an outbox, and short ways to look into it."""

from datetime import UTC, datetime, timedelta

from storage import lanes, outbox, workspaces
from storage.database import Session
from storage.lanes import Errand, LaneClaim
from storage.tables import OutboxMessage, Workspace

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def workspace(session: Session) -> int:
    added = workspaces.add(session, Workspace(team_id="T0CITY", created_at=NOW))
    assert added.id is not None
    return added.id


def post(session: Session, text: str, channel: str = "C0ONE", *, thread_id: int | None = None) -> int:
    return outbox.post(session, 1, channel, text, [], NOW, thread_id=thread_id)


def update(session: Session, posts_id: int, text: str, *, patient: bool = False) -> int:
    return outbox.update(session, posts_id, text, [], NOW, patient=patient)


def claim(session: Session, worker: str = "one", now: datetime = NOW, limit: int = 10) -> list[LaneClaim]:
    return lanes.claim(session, 1, worker, now, LEASE, limit)


def begin(session: Session, now: datetime = NOW, worker: str = "one") -> Errand | None:
    """Claim the lane that is due, and begin to deliver what it needs next."""
    claims = claim(session, worker, now, 1)
    errand = lanes.next_errand(session, claims[0]) if claims else None
    if errand is None:
        if claims:
            lanes.release(session, claims[0], now)
        return None
    assert lanes.begin_attempt(session, errand, now, LEASE)
    return errand


def deliver(session: Session, now: datetime = NOW) -> list[str]:
    """Deliver everything at once to a chat that takes everything; what it took, in order."""
    taken = []
    while (errand := begin(session, now)) is not None:
        taken.append(errand.text)
        lanes.settle_sent(session, errand, errand.channel, f"{1000 + errand.message_id}.0", now, now)
    return taken


def state(session: Session, message_id: int) -> str:
    return session.get_one(OutboxMessage, message_id).state
