"""Departments and people."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from bot.domain.errors import NotFoundError
from storage.tables import Department, Person


def get(session: Session, workspace_id: int, person_id: int) -> Person:
    """A person by id; NotFoundError outside the workspace."""
    person = session.get(Person, person_id)
    if person is None or person.workspace_id != workspace_id:
        raise NotFoundError("person_unknown")
    return person


def find_by_chat_id(session: Session, workspace_id: int, chat_id: str) -> Person | None:
    """The person with an id of the chat."""
    query = select(Person).where(Person.workspace_id == workspace_id, Person.chat_id == chat_id)
    return session.exec(query).first()


def find_by_email(session: Session, workspace_id: int, email: str) -> Person | None:
    """The person with an e-mail address, whatever its capitals."""
    query = select(Person).where(Person.workspace_id == workspace_id, Person.email == email.strip().lower())
    return session.exec(query).first()


def list_people(session: Session, workspace_id: int, ids: Iterable[int] | None = None) -> list[Person]:
    """People of the workspace, all or those of the ids."""
    query = select(Person).where(Person.workspace_id == workspace_id).order_by(col(Person.id))
    if ids is not None:
        query = query.where(col(Person.id).in_(list(ids)))
    return list(session.exec(query))


def list_office(session: Session, workspace_id: int) -> list[Person]:
    """The office's people who are there."""
    query = select(Person).where(Person.workspace_id == workspace_id, col(Person.is_office), col(Person.active))
    return list(session.exec(query.order_by(col(Person.id))))


def add(session: Session, person: Person) -> Person:
    """Store a new person and give them their id."""
    if person.email:
        person.email = person.email.strip().lower()
    session.add(person)
    session.flush()
    return person


def list_departments(session: Session, workspace_id: int) -> list[Department]:
    """The departments in the order of the office's list."""
    query = select(Department).where(Department.workspace_id == workspace_id)
    return list(session.exec(query.order_by(col(Department.position), col(Department.id))))


def get_department(session: Session, department_id: int | None) -> Department | None:
    """A department by id, or None for None."""
    return None if department_id is None else session.get(Department, department_id)


def add_department(session: Session, department: Department) -> Department:
    """Store a new department and give it its id."""
    session.add(department)
    session.flush()
    return department
