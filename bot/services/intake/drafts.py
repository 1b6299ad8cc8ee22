"""What somebody is writing: kept while they type, offered again, thrown away when sent."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.domain.errors import NotFoundError
from bot.domain.kinds import FORMS, TITLE, RequestKind
from bot.services.city import City
from bot.services.intake import review
from storage import drafts, people
from storage.database import Session
from storage.tables import Draft, Person
from templates.intake import FormState

PROPOSAL = RequestKind.PROPOSAL
_SHORT_ENOUGH_FOR_A_TITLE = 40
_SENTENCE = re.compile(r"[。．！？!?\n]")


@dataclass(frozen=True)
class Start:
    """How a form begins: what is known before the first key is pressed."""

    kind: RequestKind = RequestKind.PROPOSAL
    answers: dict[str, Any] = field(default_factory=dict)
    source_channel: str | None = None
    source_ts: str | None = None
    source_link: str | None = None
    from_request_id: int | None = None
    any_kind: bool = False  # no kind was asked for: an unfinished form of any kind may go on


def start_from(kind: RequestKind, typed: str) -> Start:
    """A form begun from a few words: short ones are its title, longer ones its text, titled by their start."""
    typed = typed.strip()
    if not typed:
        return Start(kind)
    if len(typed) <= _SHORT_ENOUGH_FOR_A_TITLE and "\n" not in typed:
        return Start(kind, {"title": typed})
    first = _SENTENCE.split(typed, maxsplit=1)[0].strip()
    title = first if len(first) <= TITLE.max_length else ""
    return Start(kind, {"title": title, "body": typed})


def begin(session: Session, city: City, person: Person, start: Start) -> tuple[Draft, bool]:
    """A draft to write in; an unfinished one of that kind goes on when nothing else was asked for (then True)."""
    if not start.answers and start.source_ts is None:
        for unfinished in drafts.list_touched(session, _id(person)):
            if (start.any_kind or unfinished.kind == start.kind) and _worth_keeping(unfinished):
                return unfinished, True
    return fresh(session, city, person, start), False


def fresh(session: Session, city: City, person: Person, start: Start) -> Draft:
    """A new draft, with the person's department filled in; nothing that looks like personal data is stored."""
    answers: dict[str, Any] = {}
    if person.department_id is not None:
        answers["department"] = person.department_id
    now = city.clock.now()
    draft = Draft(
        workspace_id=person.workspace_id,
        person_id=_id(person),
        kind=start.kind,
        answers={**answers, **review.masked(start.answers)},
        source_channel=start.source_channel,
        source_ts=start.source_ts,
        source_link=start.source_link,
        from_request_id=start.from_request_id,
        created_at=now,
        updated_at=now,
    )
    return drafts.save(session, draft)


def keep(
    session: Session, city: City, person: Person, draft_id: int, kind: RequestKind, answers: dict[str, Any]
) -> Draft | None:
    """Store what has been typed so far, masked; None for a draft that was sent or thrown away in the meantime."""
    draft = drafts.find(session, _id(person), draft_id)
    if draft is None:
        return None
    draft.kind = kind
    # Answers to questions of another kind stay, so that switching back and forth loses nothing.
    kept = {**draft.answers, **review.masked(answers)}
    if {n: a for n, a in kept.items() if a} != {n: a for n, a in draft.answers.items() if a}:
        # Later than its making, however still the clock stands: so a touched form is known from a prepared one.
        draft.updated_at = max(city.clock.now(), draft.created_at + timedelta(microseconds=1))
    draft.answers = kept
    return drafts.save(session, draft)


def source(session: Session, person: Person, draft_id: int) -> dict[str, Any]:
    """Where a draft came from: a message with its channel and address, or an item."""
    return drafts.source_of(session, _id(person), draft_id)._asdict()


def resume(session: Session, person: Person, draft_id: int) -> Draft:
    """A person's own draft that was prepared for them; NotFoundError when it was sent or thrown away."""
    draft = drafts.find(session, _id(person), draft_id)
    if draft is None:
        raise NotFoundError("draft_gone")
    return draft


def form_state(session: Session, draft: Draft, *, resumed: bool = False) -> FormState:
    """What the form shows of a draft."""
    department = people.get_department(session, draft.answers.get("department"))
    assert draft.id is not None
    return FormState(
        draft.id,
        RequestKind(draft.kind),
        draft.answers,
        (department.id or 0, department.name) if department else None,
        resumed_at=draft.updated_at if resumed else None,
        covered=review.is_masked(draft.answers),
    )


def discard(session: Session, person: Person, draft_id: int) -> None:
    """Throw a draft away because its writer says so."""
    drafts.remove(session, _id(person), draft_id)


def department_choices(session: Session, workspace_id: int, typed: str) -> list[tuple[int, str]]:
    """Departments whose name holds what was typed, in the office's order; at most a hundred."""
    found = (d for d in people.list_departments(session, workspace_id) if d.active and typed.strip() in d.name)
    return [(department.id or 0, department.name) for department in found][:100]


def _worth_keeping(draft: Draft) -> bool:
    asked = {field.name for field in FORMS[RequestKind(draft.kind)]} - {"department", "blind", "private", "hours"}
    return any(draft.answers.get(name) for name in asked)


def _id(person: Person) -> int:
    assert person.id is not None
    return person.id
