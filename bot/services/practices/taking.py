"""Takes good practices that an office has kept over through the same intake as new ones; again changes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.domain.kinds import RequestKind
from bot.services.city import City
from bot.services.file_problems import ImportFileError, Problem, Trouble
from bot.services.intake import review
from bot.services.intake.submit import Form, Submitted, prepare, submit
from bot.services.practices.ledger import PracticeRow
from bot.services.requests_import import PersonalDataRule, posting_person
from storage import people, requests
from storage.database import Session
from storage.tables import Person, Workspace


@dataclass(frozen=True)
class Ready:
    """A row with who posts it, and its form."""

    row: PracticeRow
    poster_id: int
    form: Form


def make_ready(
    session: Session,
    workspace: Workspace,
    rows: Sequence[PracticeRow],
    *,
    stand_in: str | None = None,
    rule: PersonalDataRule = PersonalDataRule.MASK,
) -> tuple[tuple[Ready, ...], int]:
    """The rows that are not stored yet, ready to be taken over, and how many are stored already.

    A row without an address is posted in the name of `stand_in`, else of the office, and the office answers for it.
    Raises ImportFileError with every address and department that nobody knows.
    """
    assert workspace.id is not None
    waiting = [row for row in rows if requests.find_by_external_id(session, workspace.id, row.external_id) is None]
    known = {person.email: person for person in people.list_people(session, workspace.id) if person.email}
    departments = {row.name: row.id or 0 for row in people.list_departments(session, workspace.id)}
    if problems := [problem for row in waiting for problem in _unknown(row, known, departments)]:
        raise ImportFileError(problems)
    alone = [row for row in waiting if not row.email]
    fallback = posting_person(session, workspace.id, known, stand_in) if alone else None
    ready = tuple(_ready(row, known.get(row.email), fallback, departments, rule) for row in waiting)
    return ready, len(rows) - len(waiting)


def take_over(session: Session, city: City, workspace: Workspace, ready: Ready) -> Submitted:
    """Stores one row with everything that a new practice causes."""
    assert workspace.id is not None
    poster = people.get(session, workspace.id, ready.poster_id)
    plan = prepare(session, city, workspace.id, ready.form)
    return submit(session, city, workspace, poster, ready.form, plan, f"import:{ready.row.external_id}")


def _unknown(row: PracticeRow, known: Mapping[str, Person], departments: Mapping[str, int]) -> Iterator[Problem]:
    if row.email and row.email not in known:
        near = next(iter(get_close_matches(row.email, known, n=1)), "")
        yield Problem(Trouble.UNKNOWN_PERSON, row.record.place_of("email"), {"value": row.email, "near": near})
    if row.department and row.department not in departments:
        near = next(iter(get_close_matches(row.department, departments, n=1)), "")
        facts = {"value": row.department, "near": near}
        yield Problem(Trouble.UNKNOWN_DEPARTMENT, row.record.place_of("department"), facts)


def _ready(
    row: PracticeRow,
    contact: Person | None,
    fallback: Person | None,
    departments: Mapping[str, int],
    rule: PersonalDataRule,
) -> Ready:
    poster = contact or fallback
    assert poster is not None
    answers: dict[str, object] = {**row.words, **row.tags, "needs": row.needs}
    if row.department:
        answers["department"] = departments[row.department]
    masked = rule is PersonalDataRule.MASK and bool(review.personal_data(answers))
    form = Form(
        kind=RequestKind.PRACTICE,
        answers=review.masked(answers) if masked else answers,
        external_id=row.external_id,
        origin=row.source or None,
        contact_id=contact.id if contact else None,
        personal_data="masked" if masked else "",
    )
    return Ready(row, poster.id or 0, form)
