"""What bosses were asked about their people's help, and what they said; rows stay."""

from sqlmodel import Session, col, func, select

from bot.domain.errors import NotFoundError
from storage.tables import SkillConsent


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


def count(session: Session, workspace_id: int, person_id: int) -> int:
    """How many questions about somebody are on record."""
    this = (SkillConsent.person_id == person_id, SkillConsent.workspace_id == workspace_id)
    return session.exec(select(func.count()).where(*this)).one()
