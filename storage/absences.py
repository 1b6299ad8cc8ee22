"""Who is away, and who stands in for them."""

from datetime import date

from sqlmodel import Session, col, select

from storage.tables import Absence


def add(session: Session, absence: Absence) -> Absence:
    """Store an absence and give it its id."""
    session.add(absence)
    session.flush()
    return absence


def list_all(session: Session, workspace_id: int) -> list[Absence]:
    """Every absence of the workspace, the newest last."""
    query = select(Absence).where(Absence.workspace_id == workspace_id)
    return list(session.exec(query.order_by(col(Absence.id))))


def list_of_person(session: Session, person_id: int, today: date) -> list[Absence]:
    """A person's absences that are not over, the earliest first."""
    query = select(Absence).where(Absence.person_id == person_id, Absence.ends_on >= today)
    return list(session.exec(query.order_by(col(Absence.starts_on), col(Absence.id))))


def list_of_deputy(session: Session, workspace_id: int, deputy_id: int, today: date) -> list[Absence]:
    """The absences of others that a person covers and that are not over, the earliest first."""
    query = select(Absence).where(
        Absence.workspace_id == workspace_id, Absence.deputy_id == deputy_id, Absence.ends_on >= today
    )
    return list(session.exec(query.order_by(col(Absence.starts_on), col(Absence.id))))


def set_deputy(session: Session, absence: Absence, deputy_id: int) -> None:
    """Let somebody else cover an absence."""
    absence.deputy_id = deputy_id
    session.flush()


def remove(session: Session, absence: Absence) -> None:
    """Take an absence back that has not begun."""
    session.delete(absence)
    session.flush()


def end(session: Session, absence: Absence, ends_on: date) -> None:
    """Let an absence end on a day."""
    absence.ends_on = ends_on
    session.flush()
