"""What staff can help with."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, case, col, delete, func, select

from bot.domain.audit import Recorded
from bot.domain.follow_up import FollowState
from bot.domain.helping import TAKES_TIME, OfferState, Search
from bot.domain.kinds import RequestKind
from bot.domain.statuses import Status
from storage.tables import AuditRow, Consultation, FollowUp, Helper, HelpOffer, Person, Request, RequestPerson, Skill


def find_helper(session: Session, workspace_id: int, person_id: int) -> Helper | None:
    """What somebody offers, if they do."""
    query = select(Helper).where(Helper.person_id == person_id, Helper.workspace_id == workspace_id)
    return session.exec(query.execution_options(populate_existing=True)).first()


def list_skills(session: Session, workspace_id: int, among: Collection[int] | None = None) -> list[Skill]:
    """Every tag of every helper, or of those among them, in the order they were written."""
    query = select(Skill).where(Skill.workspace_id == workspace_id)
    if among is not None:
        query = query.where(col(Skill.person_id).in_(among))
    return list(session.exec(query.order_by(col(Skill.person_id), col(Skill.position), col(Skill.id))))


def list_helpers(
    session: Session, workspace_id: int, among: Collection[int] | None = None
) -> list[tuple[Helper, Person]]:
    """Everybody, or those among them, who offers help and is still there, by their id."""
    query = (
        select(Helper, Person)
        .join(Person, col(Helper.person_id) == col(Person.id))
        .where(Helper.workspace_id == workspace_id, col(Person.active))
        .order_by(col(Helper.person_id))
    )
    if among is not None:
        query = query.where(col(Helper.person_id).in_(among))
    return list(session.exec(query))


def list_taken_hours(session: Session, workspace_id: int) -> dict[int, float]:
    """The hours of a week that each helper gives at present, those they were only asked for included.

    Who was asked twice how it went and never answered is taken to help no more.
    """
    silent = (
        select(FollowUp.id)
        .where(FollowUp.request_id == HelpOffer.request_id, FollowUp.person_id == HelpOffer.person_id)
        .where(FollowUp.state == FollowState.DROPPED, col(FollowUp.solved).is_(None))
    )
    query = (
        select(HelpOffer.person_id, Consultation.hours)
        .join(Consultation, col(HelpOffer.request_id) == col(Consultation.request_id))
        .where(HelpOffer.workspace_id == workspace_id, col(HelpOffer.state).in_(sorted(TAKES_TIME)))
        .where(~silent.exists())
    )
    taken: dict[int, float] = {}
    for person_id, hours in session.exec(query):
        taken[person_id] = taken.get(person_id, 0.0) + hours
    return taken


def lock_helper(session: Session, workspace_id: int, person_id: int) -> Helper | None:
    """What somebody offers, which nobody else changes until this transaction ends."""
    query = select(Helper).where(Helper.person_id == person_id, Helper.workspace_id == workspace_id)
    return session.exec(query.with_for_update().execution_options(populate_existing=True)).first()


def count_solved(session: Session, workspace_id: int) -> dict[int, int]:
    """How many consultations each person has helped to solve."""
    query = (
        select(HelpOffer.person_id, func.count())
        .join(Consultation, col(HelpOffer.request_id) == col(Consultation.request_id))
        .where(HelpOffer.workspace_id == workspace_id, HelpOffer.state == OfferState.DONE)
        .where(Consultation.state == Search.SOLVED)
        .group_by(col(HelpOffer.person_id))
    )
    return dict(session.exec(query).all())


def count_practices(session: Session, workspace_id: int) -> dict[int, int]:
    """How many practices each helper has posted that are not withdrawn; private ones are not evidence."""
    query = (
        select(RequestPerson.person_id, func.count())
        .join(Request, col(RequestPerson.request_id) == col(Request.id))
        .join(Helper, col(Helper.person_id) == col(RequestPerson.person_id))
        .where(Request.workspace_id == workspace_id, Request.kind == RequestKind.PRACTICE)
        .where(Request.status != Status.WITHDRAWN, col(Request.private).is_(False))
        .group_by(col(RequestPerson.person_id))
    )
    return dict(session.exec(query).all())


def count_parts(session: Session, workspace_id: int, person_id: int) -> tuple[int, int]:
    """How many consultations somebody was ever asked about, and how many of them they took on."""
    taken_on = case((col(HelpOffer.state).in_((OfferState.YES, OfferState.DONE)), 1), else_=0)
    query = select(func.count(), func.coalesce(func.sum(taken_on), 0))
    this = (HelpOffer.workspace_id == workspace_id, HelpOffer.person_id == person_id)
    asked, helped = session.exec(query.where(*this, col(HelpOffer.asked_at).is_not(None))).one()
    return asked, int(helped)


def list_left(session: Session, workspace_id: int) -> set[int]:
    """Everybody who ever left, as the audit log has it; some may be back."""
    query = select(AuditRow.facts).where(AuditRow.workspace_id == workspace_id, AuditRow.action == Recorded.SKILLS)
    return {facts["person"] for facts in session.exec(query) if facts["deed"] == "left"}


def remove_helper(session: Session, helper: Helper) -> None:
    """Somebody offers nothing any more."""
    for row in list_skills(session, helper.workspace_id, [helper.person_id]):
        session.delete(row)
    session.flush()
    session.delete(helper)
    session.flush()


def save_helper(session: Session, helper: Helper, skills: Sequence[Skill]) -> Helper:
    """Store what somebody offers, with these tags instead of those they had."""
    session.add(helper)
    session.flush()
    session.execute(delete(Skill).where(col(Skill.person_id) == helper.person_id))
    session.add_all(skills)
    session.flush()
    return helper
