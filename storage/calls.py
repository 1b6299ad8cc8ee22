"""Calls for members and those who want to join."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session, col, select, update

from bot.domain.errors import NotFoundError
from storage.tables import Applicant, OpenCall

_RUNNING = ("open", "full")


def add_call(session: Session, call: OpenCall) -> OpenCall:
    """Store a new call and give it its id."""
    session.add(call)
    session.flush()
    return call


def lock_call(session: Session, workspace_id: int, call_id: int) -> OpenCall:
    """A call that nobody else changes until this transaction ends; NotFoundError outside the workspace."""
    query = select(OpenCall).where(OpenCall.id == call_id, OpenCall.workspace_id == workspace_id).with_for_update()
    call = session.exec(query.execution_options(populate_existing=True)).first()
    if call is None:
        raise NotFoundError("call_unknown")
    return call


def find_running(session: Session, workspace_id: int, group_id: int) -> OpenCall | None:
    """The group's call that has not ended."""
    query = select(OpenCall).where(OpenCall.workspace_id == workspace_id, OpenCall.group_id == group_id)
    return session.exec(query.where(col(OpenCall.state).in_(_RUNNING))).first()


def hold_of_groups(session: Session, workspace_id: int, group_ids: Collection[int]) -> list[OpenCall]:
    """All calls of these groups, which nobody else changes until this transaction ends."""
    query = select(OpenCall).where(OpenCall.workspace_id == workspace_id, col(OpenCall.group_id).in_(group_ids))
    query = query.order_by(col(OpenCall.id)).with_for_update()
    return list(session.exec(query.execution_options(populate_existing=True)))


def list_running_groups(session: Session, workspace_id: int) -> set[int]:
    """The groups that call for members at present."""
    query = select(OpenCall.group_id).where(OpenCall.workspace_id == workspace_id)
    return set(session.exec(query.where(col(OpenCall.state).in_(_RUNNING))))


def list_ended(session: Session, workspace_id: int, day: date) -> list[OpenCall]:
    """Calls that are still running though their last day is before a day, oldest first."""
    query = select(OpenCall).where(OpenCall.workspace_id == workspace_id, col(OpenCall.state).in_(_RUNNING))
    return list(session.exec(query.where(OpenCall.closes_on < day).order_by(col(OpenCall.id))))


def close(session: Session, call_id: int, at: datetime) -> bool:
    """End a call; False when it has ended already."""
    this = (col(OpenCall.id) == call_id, col(OpenCall.state).in_(_RUNNING))
    ended = session.execute(update(OpenCall).where(*this).values(state="closed", closed_at=at))
    return bool(ended.rowcount)  # type: ignore[attr-defined]


def add_applicant(session: Session, applicant: Applicant) -> Applicant:
    """Store somebody's wish to join and give it its id."""
    session.add(applicant)
    session.flush()
    return applicant


def get_applicant(session: Session, workspace_id: int, applicant_id: int) -> Applicant:
    """A wish to join by its id; NotFoundError outside the workspace."""
    applicant = session.get(Applicant, applicant_id, populate_existing=True)
    if applicant is None or applicant.workspace_id != workspace_id:
        raise NotFoundError("call_unknown")
    return applicant


def find_applicant(session: Session, call_id: int, person_id: int) -> Applicant | None:
    """Somebody's wish to join a call."""
    query = select(Applicant).where(Applicant.call_id == call_id, Applicant.person_id == person_id)
    return session.exec(query).first()


def list_applicants(session: Session, call_id: int) -> list[Applicant]:
    """Everybody who has asked to join, in that order."""
    return list(session.exec(select(Applicant).where(Applicant.call_id == call_id).order_by(col(Applicant.id))))
