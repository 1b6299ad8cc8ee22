"""Whose tasks pass on with a file: named rows, people who leave, and handovers that a former staff list brings back."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.names import fold
from bot.services.city import City
from bot.services.file_problems import ImportFileError, Problem, Trouble
from bot.services.transfers.holding import Holding, read_holding
from bot.services.transfers.workbook import ReadHandovers, Way
from storage import people, transfers
from storage.database import Session
from storage.tables import Person


@dataclass(frozen=True)
class Case:
    """One person, what they hold, and where it goes; `returns_to` is the department whose list brings it back."""

    person: Person
    holding: Holding
    way: Way
    successor: Person | None = None
    returns_to: str | None = None

    @property
    def counts(self) -> bool:
        """Whether something happens."""
        return self.way is Way.BACK or (self.way is not Way.UNDECIDED and not self.holding.is_empty)


def list_cases(
    session: Session, city: City, workspace_id: int, read: ReadHandovers, *, missing_left: bool = False
) -> list[Case]:
    """Every person the file is about; raises ImportFileError when a successor is on their way out."""
    staff = {person.email: person for person in people.list_people(session, workspace_id) if person.email}
    departments = {row.id: row.name for row in people.list_departments(session, workspace_id)}
    listed = {one.email: one.department for one in read.staff or ()}
    leaving = (
        {email for email, p in staff.items() if p.active and email not in listed} if missing_left and listed else set()
    )
    _check_successors(read, leaving)
    named = {one.email: one for one in read.named}
    cases = []
    for email, person in staff.items():
        present = departments.get(person.department_id, "")
        goes = email in leaving or (email in listed and fold(listed[email]) != fold(present))
        one = named.get(email)
        if one is not None:
            way, successor = one.way, staff.get(one.successor)
        elif email in listed and _comes_back(session, person, listed[email]):
            way, successor = Way.BACK, None
        elif goes:
            way, successor = (Way.OFFICE if email in leaving else Way.UNDECIDED), None
        else:
            continue
        if way is Way.BACK and transfers.find_last(session, workspace_id, person.id or 0) is None:
            continue
        holding = read_holding(session, city, person)
        cases.append(Case(person, holding, way, successor, present if goes else None))
    return [case for case in cases if case.way is Way.BACK or not case.holding.is_empty]


def _comes_back(session: Session, person: Person, department: str) -> bool:
    """Whether a staff list has somebody again in the department from which they were transferred."""
    last = transfers.find_last(session, person.workspace_id, person.id or 0)
    return last is not None and last.returns_to is not None and fold(last.returns_to) == fold(department)


def _check_successors(read: ReadHandovers, leaving: set[str]) -> None:
    problems = list(_leaving_successors(read, leaving))
    if problems:
        raise ImportFileError(problems)


def _leaving_successors(read: ReadHandovers, leaving: set[str]) -> Iterator[Problem]:
    for one in read.named:
        if one.way is Way.PERSON and one.successor in leaving and one.record is not None:
            facts = {"value": one.record.values["successor"]}
            yield Problem(Trouble.SUCCESSOR_LEAVES, one.record.place_of("successor"), facts)
