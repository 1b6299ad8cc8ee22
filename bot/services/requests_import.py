"""Takes requests of the past over through the same intake as new ones: numbered, routed, with a companion."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from bot.domain.errors import UserError
from bot.domain.kinds import RequestKind
from bot.domain.names import fold
from bot.services.city import City
from bot.services.file_problems import ImportFileError, Problem, Trouble
from bot.services.intake import review
from bot.services.intake.submit import Form, Plan, Submitted, prepare, submit
from bot.services.requests_file import RequestRow
from storage import groups, people, requests
from storage.database import Session
from storage.tables import Person, Request, WorkingGroup, Workspace

_KEPT = ("idea", "effect", "year", "outcome", "municipality")


class PersonalDataRule(StrEnum):
    """What happens to what looks like personal data in an old item."""

    MASK = "mask"
    KEEP = "keep"


@dataclass(frozen=True)
class Taken:
    """A row that is stored, now or by an earlier import; a rehearsal gives no number."""

    external_id: str
    number: str | None
    title: str
    group: str | None
    group_name: str | None


@dataclass(frozen=True)
class Ready:
    """A row with who counts as its requester, and its form."""

    row: RequestRow
    poster_id: int
    form: Form


def make_ready(
    session: Session,
    workspace: Workspace,
    rows: Sequence[RequestRow],
    *,
    stand_in: str | None = None,
    rule: PersonalDataRule = PersonalDataRule.MASK,
) -> tuple[tuple[Ready, ...], tuple[Taken, ...]]:
    """The rows that are not stored yet, ready to be taken over, and those that are stored already.

    A row without an address is posted in the name of `stand_in`, else of the office. Raises ImportFileError with
    every address and every group that nobody knows.
    """
    assert workspace.id is not None
    found = {row.external_id: requests.find_by_external_id(session, workspace.id, row.external_id) for row in rows}
    waiting = [row for row in rows if found[row.external_id] is None]
    known = {person.email: person for person in people.list_people(session, workspace.id) if person.email}
    departments = {row.name: row.id for row in people.list_departments(session, workspace.id)}
    slugs = _slugs(session, workspace.id)
    if problems := [problem for row in waiting for problem in _unknown(row, known, slugs)]:
        raise ImportFileError(problems)
    fallback = None if all(row.email for row in waiting) else posting_person(session, workspace.id, known, stand_in)
    ready = tuple(
        _ready(row, known.get(row.email, fallback), departments, slugs.get(fold(row.group)), rule) for row in waiting
    )
    working = {group.id: group for group in groups.list_groups(session, workspace.id, active=False)}
    return ready, tuple(_taken(key, request, working) for key, request in found.items() if request is not None)


def take_over(session: Session, city: City, workspace: Workspace, ready: Ready, plan: Plan) -> Submitted:
    """Stores one row with everything that a new item causes; the same row again changes nothing."""
    assert workspace.id is not None
    poster = people.get(session, workspace.id, ready.poster_id)
    return submit(session, city, workspace, poster, ready.form, plan, f"import:{ready.row.external_id}")


def unknown_departments(ready: Iterable[Ready]) -> list[str]:
    """The departments that rows name and nobody knows; such a row counts for its poster's department."""
    return sorted({one.row.department for one in ready if one.row.department and "department" not in one.form.answers})


def foresee(session: Session, city: City, workspace: Workspace, ready: Ready) -> Plan:
    """Where a row would go; only reads."""
    assert workspace.id is not None
    return prepare(session, city, workspace.id, ready.form)


def _taken(external_id: str, request: Request, working: Mapping[int | None, WorkingGroup]) -> Taken:
    group = working.get(request.group_id)
    number = str(requests.number_of(request))
    return Taken(external_id, number, request.title, group.slug if group else None, group.name if group else None)


def _slugs(session: Session, workspace_id: int) -> dict[str, str]:
    """The groups by every word for them."""
    working = groups.list_groups(session, workspace_id)
    return {fold(word): group.slug for group in working for word in (group.name, group.channel_name, group.slug)}


def _unknown(row: RequestRow, known: Collection[str], slugs: Mapping[str, str]) -> Iterator[Problem]:
    if row.email and row.email not in known:
        near = next(iter(get_close_matches(row.email, known, n=1)), "")
        yield Problem(Trouble.UNKNOWN_PERSON, row.record.place_of("email"), {"value": row.email, "near": near})
    if row.group and fold(row.group) not in slugs:
        near = next(iter(get_close_matches(fold(row.group), slugs, n=1)), "")
        values = {"value": row.group, "near": slugs[near] if near else ""}
        yield Problem(Trouble.UNKNOWN_GROUP, row.record.place_of("group"), values)


def posting_person(session: Session, workspace_id: int, known: Mapping[str, Person], email: str | None) -> Person:
    """Who posts what names nobody: whoever has the address, else somebody of the office."""
    if email is not None:
        person = known.get(email.strip().lower())
        if person is None:
            raise UserError("stand_in_unknown", email=email)
        return person
    office: Sequence[Person] = people.list_office(session, workspace_id)
    if not office:
        raise UserError("nobody_to_post")
    return office[0]


def _ready(
    row: RequestRow,
    poster: Person | None,
    departments: Mapping[str, int | None],
    group: str | None,
    rule: PersonalDataRule,
) -> Ready:
    assert poster is not None
    assert poster.id is not None
    answers: dict[str, object] = {name: text for name in _KEPT if (text := getattr(row, name))}
    answers |= {"title": row.title, "body": row.body or row.title, "tags": list(row.tags)}
    if row.department in departments:
        answers["department"] = departments[row.department]
    masked = rule is PersonalDataRule.MASK and bool(review.personal_data(answers))
    form = Form(
        kind=RequestKind(row.kind),
        answers=review.masked(answers) if masked else answers,
        external_id=row.external_id,
        origin=row.source or None,
        group=group,
        personal_data="masked" if masked else "",
    )
    return Ready(row, poster.id, form)
