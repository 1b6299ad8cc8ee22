"""What a fiscal year's consultations came to."""

from typing import NamedTuple

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from bot.domain.follow_up import Part
from bot.domain.helping import OfferState
from storage.tables import Consultation, FollowUp, HelpOffer, Request


def list_consultations(session: Session, workspace_id: int, fiscal_year: int) -> list[tuple[Request, Consultation]]:
    """Every consultation of a fiscal year with its search, the oldest first."""
    query = (
        select(Request, Consultation)
        .join(Consultation, col(Consultation.request_id) == col(Request.id))
        .where(Request.workspace_id == workspace_id, Request.fiscal_year == fiscal_year)
    )
    return list(session.exec(query.order_by(col(Request.id))))


class Answers(NamedTuple):
    """How often somebody was asked about a year's consultations, and how often they said yes."""

    person_id: int
    asked: int
    yes: int


def list_answers(session: Session, workspace_id: int, fiscal_year: int) -> list[Answers]:
    """Everybody who was asked."""
    said_yes = col(HelpOffer.state).in_((OfferState.DONE, OfferState.YES))
    query = (
        select(HelpOffer.person_id, func.count(), func.sum(case((said_yes, 1), else_=0)))
        .join(Request, col(Request.id) == col(HelpOffer.request_id))
        .where(HelpOffer.workspace_id == workspace_id, Request.fiscal_year == fiscal_year)
        .group_by(col(HelpOffer.person_id))
    )
    return [Answers(person_id, int(asked), int(yes)) for person_id, asked, yes in session.exec(query)]


def list_saved_hours(session: Session, workspace_id: int, fiscal_year: int) -> list[float]:
    """Hours a year that the askers reckon, one for each consultation of which somebody did."""
    query = (
        select(FollowUp.hours_saved)
        .join(Request, col(Request.id) == col(FollowUp.request_id))
        .where(FollowUp.workspace_id == workspace_id, Request.fiscal_year == fiscal_year)
        .where(FollowUp.part == Part.ASKER, col(FollowUp.hours_saved).is_not(None))
    )
    return [hours for hours in session.exec(query.order_by(col(FollowUp.id))) if hours is not None]
