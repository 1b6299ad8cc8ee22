"""The submission: one transaction from the form to the stored item, its number, its group and everybody's message."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.calendar import add_business_days, fiscal_year
from bot.domain.errors import InvalidInputError
from bot.domain.items import Item, PracticeFacts
from bot.domain.kinds import OWED_AN_ANSWER, USUAL_HOURS, RequestKind
from bot.language import searching
from bot.language.memory import Near
from bot.language.routing import Routing
from bot.services import announce, companions, duties, history, items, routing
from bot.services.city import City
from bot.services.helping import asking
from bot.services.practices import drafting, entering, facts
from bot.services.skills.matching import find_candidates
from storage import drafts, receipts, requests, search
from storage.database import Session
from storage.directory import Directory
from storage.tables import Person, Request, Workspace

_OWN_COLUMNS = frozenset({"title", "body", "department", "together_with", "blind", "private", "files", "contact"})


@dataclass(frozen=True)
class Form:
    """A checked form; `answers` holds every field by its name."""

    kind: RequestKind
    answers: dict[str, Any]
    draft_id: int | None = None
    source_channel: str | None = None
    source_ts: str | None = None
    source_link: str | None = None
    external_id: str | None = None
    origin: str | None = None
    group: str | None = None  # the slug of the group that dealt with it where it was imported from
    contact_id: int | None = None  # who can be asked about a practice that was imported
    source_request_id: int | None = None  # the item that a practice came of
    personal_data: str = ""  # what the person decided about it: "", "masked" or "kept"


@dataclass(frozen=True)
class Submitted:
    """What came of it; `repeated` when the same submission had been stored before."""

    item: Item
    repeated: bool = False


@dataclass(frozen=True)
class Plan:
    """What was found out before the transaction, so that it holds the writer as briefly as possible."""

    routing: Routing
    terms: list[str] = field(default_factory=list)
    near: Sequence[Near] = ()


def prepare(session: Session, city: City, workspace_id: int, form: Form) -> Plan:
    """Everything about a form that only reads."""
    typed = routing.form_text(form.answers)
    look = city.routing.look(session, workspace_id, typed)
    if form.kind is RequestKind.CONSULTATION:  # what helpers offer is read now, and only compared in the transaction
        find_candidates(session, city, workspace_id, typed, 0)
    return Plan(look.routing, searching.index_terms(typed), look.near)


def find_sent(session: Session, city: City, workspace: Workspace, key: str) -> Item | None:
    """What a submission became that has been stored before."""
    assert workspace.id is not None
    receipt = receipts.find(session, workspace.id, key)
    if receipt is None or receipt.result is None:
        return None
    return items.describe(session, city, requests.get(session, workspace.id, receipt.result))


def submit(
    session: Session, city: City, workspace: Workspace, person: Person, form: Form, plan: Plan, key: str
) -> Submitted:
    """Store the item and everything it causes; the same key again changes nothing and answers the same."""
    assert workspace.id is not None
    if not receipts.add(session, workspace.id, key, city.clock.now()):
        sent = find_sent(session, city, workspace, key)
        assert sent is not None
        return Submitted(sent, repeated=True)
    directory = city.directory(session, workspace.id)
    requesters = _requesters(directory, person, form.answers)
    request = _store(session, city, directory, person, requesters, form, plan)
    receipts.set_result(session, workspace.id, key, request.id)
    if form.draft_id is not None and person.id is not None:
        drafts.remove(session, person.id, form.draft_id)
    item = items.portray(city, directory, request, requesters)
    if form.kind is RequestKind.PRACTICE:
        item = replace(item, practice=_enter(session, city, directory, request, person, form))
    announce.received(session, city, workspace, request, item, plan.routing)
    if form.external_id is None:
        asking.begin(session, city, request, float(form.answers.get("hours") or USUAL_HOURS))
    return Submitted(item)


def _enter(
    session: Session, city: City, directory: Directory, request: Request, person: Person, form: Form
) -> PracticeFacts:
    # Who imports a file need not know what it tells.
    poster = form.contact_id if form.external_id is not None else person.id
    source = form.source_request_id
    practice = entering.enter(
        session, city, directory, request, form.answers, poster_id=poster, source_request_id=source
    )
    drafting.note_made(session, city, person, request, practice)
    return facts.of_new(city, directory, practice)


def _store(
    session: Session,
    city: City,
    directory: Directory,
    person: Person,
    requesters: list[int],
    form: Form,
    plan: Plan,
) -> Request:
    now, today, answers = city.clock.now(), city.today(), form.answers
    workspace_id = person.workspace_id
    slug, by = (form.group, "import") if form.group else (plan.routing.decision, "bot")
    group = directory.by_slug.get(slug) if slug else None
    number = requests.next_number(session, workspace_id, fiscal_year(today))
    pace = duties.pace_of(city, group)
    request = Request(
        workspace_id=workspace_id,
        fiscal_year=number.fiscal_year,
        sequence=number.sequence,
        kind=form.kind,
        title=str(answers["title"]).strip(),
        body=str(answers["body"]).strip(),
        answers={name: value for name, value in answers.items() if name not in _OWN_COLUMNS and value},
        files=list(answers.get("files") or ()),
        department_id=_department(directory, person, answers.get("department")),
        group_id=group.id if group else None,
        companion_id=companions.choose(session, directory, workspace_id, group.id, requesters) if group else None,
        routed_by=by if group else None,
        routing_reason=_reason(plan.routing) if group and by == "bot" else {},
        blind=bool(answers.get("blind")) or bool(group and group.id in directory.blind_groups),
        private=bool(answers.get("private")),
        source_channel=form.source_channel,
        source_ts=form.source_ts,
        source_link=form.source_link,
        external_id=form.external_id,
        origin=form.origin,
        answer_due_on=add_business_days(today, pace.first_look) if form.kind in OWED_AN_ANSWER else None,
        created_at=now,
        updated_at=now,
    )
    requests.add(session, request, requesters)
    assert request.id is not None
    _record(session, city, request, person, form, group.slug if group else None)
    if not request.private:
        search.index(session, request.id, plan.terms)
    return request


def _record(session: Session, city: City, request: Request, person: Person, form: Form, slug: str | None) -> None:
    posted = {"status": request.status, "kind": request.kind, "title": request.title}
    if form.personal_data:
        posted["personal_data"] = form.personal_data
    history.record(session, city, request, person, "posted", after=posted)
    if slug:
        routed = {"group": slug, "by": request.routed_by, "companion": request.companion_id}
        history.record(session, city, request, None, routing.ROUTED, after=routed)


def _requesters(directory: Directory, person: Person, answers: dict[str, Any]) -> list[int]:
    """Who posted it and who was named with them; people we cannot know are left out."""
    assert person.id is not None
    named = (directory.by_chat_id.get(chat_id) for chat_id in answers.get("together_with") or ())
    return list(dict.fromkeys([person.id, *(other.id for other in named if other is not None)]))


def _department(directory: Directory, person: Person, chosen: int | None) -> int | None:
    if chosen is None:
        return person.department_id
    if chosen not in directory.departments:
        raise InvalidInputError("department", "department_unknown")
    return chosen


def _reason(found: Routing) -> dict[str, Any]:
    best = found.candidates[0]
    return {"words": list(best.words), "similar": best.similar}
