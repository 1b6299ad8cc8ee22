"""A practice is written anew: its words, tags and contact, and with that it is true again."""

from typing import Any

from bot.domain.errors import InvalidInputError
from bot.domain.items import Item
from bot.domain.kinds import TAG_FIELDS, FieldType, RequestKind
from bot.domain.practices import PracticeDeed, PracticeState
from bot.language import searching
from bot.language.tags import tells_figures
from bot.services import announce, history, items, routing
from bot.services.city import City
from bot.services.intake import review
from bot.services.practices import keeping, tags
from storage import practices, requests, search
from storage.database import Session
from storage.tables import Person, Practice, Workspace
from templates import keeping as screens
from templates.intake import FormState
from templates.rewriting import FIELDS

_ANSWERS = tuple(field.name for field in FIELDS if field.name not in {"title", "body", "contact"})


def check(answers: dict[str, Any], city: City) -> list[InvalidInputError]:
    """What has to be mended before it can be stored, by field."""
    return [error for field in FIELDS if (error := review.check_field(field, answers.get(field.name), city.today()))]


def begin(session: Session, city: City, person: Person, request_id: int) -> tuple[Item, FormState]:
    """The practice with its answers as the form shows them."""
    request, practice = keeping.permitted(session, person, request_id, PracticeDeed.EDIT)
    answers = {**request.answers, "title": request.title, "body": request.body}
    if practice.contact_id is not None:
        answers["contact"] = city.directory(session, request.workspace_id).person(practice.contact_id).chat_id
    # A practice that came with a file may be longer than a form.
    longest = {field.name: field.max_length for field in FIELDS if field.type in {FieldType.LINE, FieldType.TEXT}}
    shown = {n: a[: longest[n]] if n in longest and isinstance(a, str) else a for n, a in answers.items()}
    return items.describe(session, city, request), FormState(request_id, RequestKind.PRACTICE, shown)


def edit(
    session: Session,
    city: City,
    workspace: Workspace,
    person: Person,
    request_id: int,
    answers: dict[str, Any],
    personal_data: str = "",
) -> Item:
    """Store what was written; one that was sent back waits for its group again."""
    request, practice = keeping.permitted(session, person, request_id, PracticeDeed.EDIT)
    before = {"title": request.title, "body": request.body, **request.answers}
    told = {name: answers[name] for name in _ANSWERS if answers.get(name)}
    kept = {name: value for name, value in request.answers.items() if name not in _ANSWERS}
    title, body = str(answers["title"]).strip(), str(answers["body"]).strip()
    changed = {"title": title, "body": body, "answers": {**kept, **told}, "updated_at": city.clock.now()}
    requests.change(session, request, expect={}, **changed)
    _renew(session, city, practice, answers)
    after = {"title": title, "body": body, **kept, **told}
    differs = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    noted = {name: after.get(name) for name in sorted(differs)}
    if personal_data:
        noted["personal_data"] = personal_data
    was = {name: before.get(name) for name in sorted(differs)}
    history.record(session, city, request, person, "edited", before=was, after=noted)
    search.index(session, request_id, searching.index_terms(routing.text_of(request)))
    item = items.describe(session, city, request)
    announce.refresh_card(session, city, workspace, request, item)
    for one in keeping.concerned(item, but=person.id):
        announce.to_person(
            session, city, request, one, lambda words: screens.told(words, item, PracticeDeed.EDIT, person.name, "")
        )
    return item


def _renew(session: Session, city: City, practice: Practice, answers: dict[str, Any]) -> None:
    known = city.directory(session, practice.workspace_id).by_chat_id
    named = known.get(str(answers.get("contact") or ""))
    practice.contact_id = named.id if named else practice.contact_id
    practice.figures = tells_figures(str(answers.get("effect") or ""))
    practice.checked_on, practice.asked_on = city.today(), None
    if practice.state == PracticeState.RETURNED:
        practice.state = PracticeState.UNDER_REVIEW if city.practice_review else PracticeState.PUBLISHED
    practice.updated_at = city.clock.now()
    practices.set_tags(session, practice, {name: tags.keyed(answers.get(name) or ()) for name in TAG_FIELDS})
