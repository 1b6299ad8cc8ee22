"""What happened in a period, read with a handful of queries however much it was."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from storage.tables import OutboxMessage, Person, Request, RequestEvent, RequestPerson, WorkingGroup


@dataclass(frozen=True)
class Window:
    """Rows stamped with since <= at < until, and rows stamped earlier that were stored after the last look.

    The stamp alone is not enough: the clocks of several processes differ, and a row is seen only after its commit.
    """

    workspace_id: int
    since: datetime
    until: datetime
    group_id: int | None = None
    last_request: int | None = None
    last_event: int | None = None

    def holds_request(self, request: Request) -> bool:
        """Whether the item was stored in this window."""
        return self._holds(request.created_at, request.id, self.last_request)

    def _holds(self, at: datetime, row_id: int | None, last: int | None) -> bool:
        later = last is not None and row_id is not None and row_id > last
        return at < self.until and (at >= self.since or later)


def list_touched(session: Session, window: Window) -> list[Request]:
    """Every item that was stored, has a new line in its history, or was joined."""
    return list(session.exec(select(Request).where(_touched(window)).order_by(col(Request.id))))


def list_events(session: Session, window: Window) -> list[RequestEvent]:
    """Lines of history, oldest first."""
    query = (
        select(RequestEvent)
        .join(Request, col(Request.id) == col(RequestEvent.request_id))
        .where(_of(window), _happened(window))
    )
    return list(session.exec(query.order_by(col(RequestEvent.at), col(RequestEvent.id))))


def list_joined(session: Session, window: Window) -> list[RequestPerson]:
    """Who joined an item after it was posted."""
    query = (
        select(RequestPerson)
        .join(Request, col(Request.id) == col(RequestPerson.request_id))
        .where(_of(window), _joined(window), col(RequestPerson.joined_at) > col(Request.created_at))
        .where(col(RequestPerson.merged_from_id).is_(None))  # a merge is told as one
    )
    return list(session.exec(query.order_by(col(RequestPerson.joined_at), col(RequestPerson.person_id))))


def list_requesters(session: Session, window: Window) -> dict[int, tuple[int, ...]]:
    """The ids of those who stand behind each touched item."""
    query = (
        select(RequestPerson.request_id, RequestPerson.person_id)
        .join(Request, col(Request.id) == col(RequestPerson.request_id))
        .where(_touched(window))
        .order_by(col(RequestPerson.request_id), col(RequestPerson.position))
    )
    found: dict[int, tuple[int, ...]] = {}
    for request_id, person_id in session.exec(query):
        found[request_id] = (*found.get(request_id, ()), person_id)
    return found


def list_people(session: Session, window: Window) -> dict[int, Person]:
    """Who acted on a touched item, goes along with it, or joined it."""
    acted = select(RequestEvent.actor_id).where(_happened(window))
    joined = select(RequestPerson.person_id).where(_joined(window))
    along = select(Request.companion_id).where(_touched(window))
    query = select(Person).where(
        Person.workspace_id == window.workspace_id,
        or_(col(Person.id).in_(acted), col(Person.id).in_(joined), col(Person.id).in_(along)),
    )
    return {person.id: person for person in session.exec(query) if person.id is not None}


def list_cards(session: Session, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Channel and time stamp of each item's card, where it stands in the channel of the item's group."""
    query = (
        select(Request.id, OutboxMessage.sent_channel, OutboxMessage.sent_ts)
        .join(OutboxMessage, col(OutboxMessage.id) == col(Request.card_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Request.group_id))
        .where(col(Request.id).in_(list(ids)), col(OutboxMessage.channel) == col(WorkingGroup.channel))
    )
    return {item: (channel, ts) for item, channel, ts in session.exec(query) if item and channel and ts}


def count_waiting(
    session: Session,
    window: Window,
    statuses: Collection[str],
    *,
    group_ids: Collection[int] | None = None,
    companion_id: int | None = None,
) -> int:
    """How many items in these statuses wait, of all or of those that these leads or this companion answer for."""
    query = select(func.count()).select_from(Request).where(_waiting(window, statuses, group_ids, companion_id))
    return session.exec(query).one()


def list_waiting(
    session: Session,
    window: Window,
    statuses: Collection[str],
    *,
    group_ids: Collection[int] | None = None,
    companion_id: int | None = None,
    limit: int,
) -> list[Request]:
    """The same items, longest waiting first."""
    query = select(Request).where(_waiting(window, statuses, group_ids, companion_id))
    return list(session.exec(query.order_by(col(Request.created_at), col(Request.id)).limit(limit)))


def _waiting(
    window: Window, statuses: Collection[str], group_ids: Collection[int] | None, companion_id: int | None
) -> ColumnElement[bool]:
    waiting = and_(
        _of(window),
        col(Request.status).in_(list(statuses)),
        col(Request.answer_due_on).is_not(None),
        col(Request.created_at) < window.until,
    )
    if group_ids is None:
        return waiting
    mine: list[ColumnElement[bool]] = [col(Request.group_id).in_(list(group_ids))]
    if companion_id is not None:
        mine.append(col(Request.companion_id) == companion_id)
    return and_(waiting, or_(*mine))


def _touched(window: Window) -> ColumnElement[bool]:
    return and_(
        _of(window),
        or_(
            _created(window),
            col(Request.id).in_(select(RequestEvent.request_id).where(_happened(window))),
            col(Request.id).in_(select(RequestPerson.request_id).where(_joined(window))),
        ),
    )


def _of(window: Window) -> ColumnElement[bool]:
    """Every issue is read by more people than may know of a private item."""
    here = and_(col(Request.workspace_id) == window.workspace_id, col(Request.private).is_(False))
    return here if window.group_id is None else and_(here, col(Request.group_id) == window.group_id)


def _created(window: Window) -> ColumnElement[bool]:
    recent = col(Request.created_at) >= window.since
    if window.last_request is not None:
        recent = or_(recent, col(Request.id) > window.last_request)
    return and_(col(Request.created_at) < window.until, recent)


def _happened(window: Window) -> ColumnElement[bool]:
    recent = col(RequestEvent.at) >= window.since
    if window.last_event is not None:
        recent = or_(recent, col(RequestEvent.id) > window.last_event)
    return and_(col(RequestEvent.workspace_id) == window.workspace_id, col(RequestEvent.at) < window.until, recent)


def _joined(window: Window) -> ColumnElement[bool]:
    return and_(
        col(RequestPerson.workspace_id) == window.workspace_id,
        col(RequestPerson.joined_at) >= window.since,
        col(RequestPerson.joined_at) < window.until,
    )
