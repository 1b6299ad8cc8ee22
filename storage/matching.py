"""How often each helper was asked, and what came of it."""

from datetime import datetime

from sqlalchemy import case, func, or_
from sqlmodel import Session, col, select

from bot.domain.helping import OfferState, Search
from bot.domain.matching import Record
from storage.tables import Consultation, Helper, HelpOffer

_TAKEN_ON = (OfferState.YES, OfferState.DONE)


def count_helpers(session: Session, workspace_id: int) -> int:
    """How many people offer help."""
    return session.exec(select(func.count()).where(Helper.workspace_id == workspace_id)).one()


def list_records(session: Session, workspace_id: int, since: datetime) -> dict[int, Record]:
    """What became of every offer, by helper; `lately` is what was asked since then and what still goes on."""
    yes = col(HelpOffer.state).in_(_TAKEN_ON)
    well = yes & (col(Consultation.state) == Search.SOLVED)
    lately = or_(col(HelpOffer.asked_at) >= since, col(HelpOffer.state) == OfferState.YES)
    query = (
        select(
            HelpOffer.person_id, func.count(), *(func.sum(case((found, 1), else_=0)) for found in (yes, well, lately))
        )
        .join(Consultation, col(Consultation.request_id) == col(HelpOffer.request_id))
        .where(HelpOffer.workspace_id == workspace_id, or_(col(HelpOffer.asked_at).is_not(None), yes))
        .group_by(col(HelpOffer.person_id))
    )
    return {person_id: Record(*map(int, counts)) for person_id, *counts in session.exec(query)}
