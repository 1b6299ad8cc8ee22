"""Messages that could not be delivered: what the office sees of them, and what it decides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import DeliveryTrouble, NotAllowedError, NotFoundError
from bot.domain.roles import Role
from storage import groups, outbox, people, requests
from storage.database import Session
from storage.tables import OutboxMessage, Person


@dataclass(frozen=True)
class Undelivered:
    """One message that waits for a person; `trouble` names the sentences that say why and what to do."""

    id: int
    channel: str
    where: str  # the channel's or the person's name, as far as it is known
    number: str | None
    text: str
    trouble: DeliveryTrouble
    error: str  # the chat's own word
    attempts: int
    written_at: datetime
    attempted_at: datetime | None


def count(session: Session, workspace_id: int) -> int:
    """How many messages wait for a person."""
    return outbox.counts(session, workspace_id).dead


def list_undelivered(session: Session, workspace_id: int) -> list[Undelivered]:
    """The messages that wait for a person, oldest first."""
    dead = outbox.list_dead(session, workspace_id)
    names = _names(session, workspace_id) if dead else {}
    return [_undelivered(session, message, names) for message in dead]


def retry(
    session: Session,
    workspace_id: int,
    ids: Collection[int],
    now: datetime,
    *,
    actor: Person | None = None,
    absent: bool = False,
) -> list[int]:
    """Have messages tried again, on record; `absent`: a person has looked, and they are not in the chat.

    `actor` is None for the command line. Raises NotAllowedError, and NotFoundError when none of the ids is dead.
    """
    actor_id = _allowed(actor)
    return _any(ids, outbox.retry(session, workspace_id, ids, now, actor_id=actor_id, absent=absent))


def discard(
    session: Session, workspace_id: int, ids: Collection[int], now: datetime, *, actor: Person | None = None
) -> list[int]:
    """Give messages up for good, on record; raises as `retry`."""
    actor_id = _allowed(actor)
    return _any(ids, outbox.discard(session, workspace_id, ids, now, actor_id=actor_id))


def _allowed(actor: Person | None) -> int | None:
    if actor is None:
        return None
    if not actor.is_office:
        raise NotAllowedError("not_allowed", who=Role.OFFICE)
    return actor.id


def _any(asked: Collection[int], done: list[int]) -> list[int]:
    if not done:
        raise NotFoundError("undelivered_unknown", ids=", ".join(str(number) for number in sorted(asked)))
    return done


def _names(session: Session, workspace_id: int) -> dict[str, str]:
    """Who or what stands behind an id of the chat."""
    names = {person.chat_id: person.name for person in people.list_people(session, workspace_id) if person.chat_id}
    for group in groups.list_groups(session, workspace_id, active=False):
        if group.channel:
            names[group.channel] = f"#{group.channel_name}" if group.channel_name else group.name
    return names


def _undelivered(session: Session, message: OutboxMessage, names: dict[str, str]) -> Undelivered:
    assert message.id is not None
    request = requests.get(session, message.workspace_id, message.request_id) if message.request_id else None
    return Undelivered(
        id=message.id,
        channel=message.channel,
        where=names.get(message.channel, message.channel),
        number=str(requests.number_of(request)) if request else None,
        text="" if request and request.private else " ".join(message.text.split()),
        trouble=DeliveryTrouble(message.trouble or DeliveryTrouble.OTHER),
        error=message.error,
        attempts=message.attempts,
        written_at=message.created_at,
        attempted_at=message.attempted_at,
    )
