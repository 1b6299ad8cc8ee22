"""What bosses were asked about their people's help, and what they said; rows stay."""

from collections.abc import Collection

from sqlmodel import Session, col, func, select

from bot.domain.errors import NotFoundError
from bot.domain.skills import Answer, ConsentState
from storage.tables import Helper, SkillConsent


def add(session: Session, consent: SkillConsent) -> SkillConsent:
    """Store a question and give it its id."""
    session.add(consent)
    session.flush()
    return consent


def lock(session: Session, workspace_id: int, consent_id: int) -> SkillConsent:
    """A question that nobody else answers until this transaction ends; NotFoundError outside the workspace."""
    this = (SkillConsent.id == consent_id, SkillConsent.workspace_id == workspace_id)
    query = select(SkillConsent).where(*this).with_for_update()
    consent = session.exec(query.execution_options(populate_existing=True)).first()
    if consent is None:
        raise NotFoundError("consent_unknown")
    return consent


def find_newest(session: Session, workspace_id: int, person_id: int) -> SkillConsent | None:
    """The last question about somebody."""
    this = (SkillConsent.person_id == person_id, SkillConsent.workspace_id == workspace_id)
    return session.exec(select(SkillConsent).where(*this).order_by(col(SkillConsent.id).desc()).limit(1)).first()


def list_newest(session: Session, workspace_id: int, states: Collection[str]) -> list[SkillConsent]:
    """The last question about each person that stands in one of the states."""
    newest = select(func.max(SkillConsent.id)).where(SkillConsent.workspace_id == workspace_id)
    newest = newest.group_by(col(SkillConsent.person_id))
    query = select(SkillConsent).where(col(SkillConsent.id).in_(newest), col(SkillConsent.state).in_(list(states)))
    return list(session.exec(query.order_by(col(SkillConsent.id))))


def lapse(session: Session, workspace_id: int, person_id: int) -> None:
    """Somebody has another post: what they were agreed to, and what they agreed to as a boss, no longer holds."""
    for consent in list_newest(session, workspace_id, (Answer.ASKED, Answer.GIVEN)):
        if person_id in {consent.person_id, consent.boss_id}:
            consent.state = Answer.ENDED
            helper = session.get(Helper, consent.person_id)
            if helper is not None:
                helper.consent = ConsentState.MISSING
    session.flush()


def count(session: Session, workspace_id: int, person_id: int) -> int:
    """How many questions about somebody are on record."""
    this = (SkillConsent.person_id == person_id, SkillConsent.workspace_id == workspace_id)
    return session.exec(select(func.count()).where(*this)).one()
