"""How consultations went afterwards: who was asked, and what they said."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session, and_, col, select

from bot.domain.errors import NotFoundError
from bot.domain.follow_up import OPEN
from bot.domain.helping import OfferState, Search
from storage.tables import Consultation, FollowUp, HelpOffer, Request

_HELPED = (Search.HELPING, Search.SOLVED)


def save(session: Session, row: FollowUp) -> FollowUp:
    """Store a question with its answer."""
    session.add(row)
    session.flush()
    return row


def get(session: Session, workspace_id: int, follow_up_id: int) -> FollowUp:
    """A question by id, as it is now; NotFoundError outside the workspace."""
    row = session.get(FollowUp, follow_up_id, populate_existing=True)
    if row is None or row.workspace_id != workspace_id:
        raise NotFoundError("follow_up_unknown")
    return row


def list_of_request(session: Session, request_id: int) -> list[FollowUp]:
    """Everybody who was asked about an item, as it is now."""
    query = select(FollowUp).where(FollowUp.request_id == request_id).order_by(col(FollowUp.id))
    return list(session.exec(query.execution_options(populate_existing=True)))


def list_unasked(session: Session, workspace_id: int, before: datetime) -> list[tuple[int, int]]:
    """Items and those who said yes to them before a moment, of whom nobody has asked since how it went."""
    asked = and_(
        col(FollowUp.request_id) == HelpOffer.request_id,
        col(FollowUp.person_id) == HelpOffer.person_id,
        col(FollowUp.asked_at) >= col(HelpOffer.answered_at),
    )
    query = (
        select(HelpOffer.request_id, HelpOffer.person_id)
        .join(Consultation, col(Consultation.request_id) == col(HelpOffer.request_id))
        .outerjoin(FollowUp, asked)
        .where(HelpOffer.workspace_id == workspace_id, col(FollowUp.id).is_(None))
        .where(col(HelpOffer.state).in_((OfferState.DONE, OfferState.YES)), col(HelpOffer.answered_at) < before)
        .where(col(Consultation.state).in_(_HELPED))
    )
    return [(request_id, person_id) for request_id, person_id in session.exec(query.order_by(col(HelpOffer.id)))]


def list_silent(session: Session, workspace_id: int, today: date) -> list[FollowUp]:
    """Questions without an answer whose time has come, of consultations that somebody helps or helped with."""
    query = (
        select(FollowUp)
        .join(Consultation, col(Consultation.request_id) == col(FollowUp.request_id))
        .where(FollowUp.workspace_id == workspace_id, col(FollowUp.state).in_(sorted(OPEN)))
        .where(col(FollowUp.due_on) <= today, col(Consultation.state).in_(_HELPED))
    )
    return list(session.exec(query.order_by(col(FollowUp.id))))


def list_told(session: Session, request_ids: Collection[int]) -> list[FollowUp]:
    """The answers about these items that their writers let everybody read; never of private items."""
    query = (
        select(FollowUp)
        .join(Request, col(Request.id) == col(FollowUp.request_id))
        .where(col(FollowUp.request_id).in_(request_ids), col(FollowUp.may_be_told), ~col(Request.private))
    )
    return list(session.exec(query.order_by(col(FollowUp.id))))
