"""The look at a form before it is sent: is it complete, does it name anybody, is there something like it already?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.calendar import why_not_to_come
from bot.domain.errors import InvalidInputError
from bot.domain.items import Similar
from bot.domain.kinds import FORMS, TAG_FIELDS, WORD_FIELDS, FieldType, FormField, RequestKind
from bot.domain.numbers import RequestNumber
from bot.domain.practices import TAG_LENGTH, TAGS_AT_MOST, PracticeState
from bot.domain.statuses import Status
from bot.language import privacy
from bot.language.memory import Near
from bot.services.practices import tags
from storage import learning, practices, requests
from storage.database import Session
from storage.learning import Brief
from storage.tables import Person

_SHOWN = 3


@dataclass(frozen=True)
class PersonalData:
    """Something in one field that looks like personal data; `hint` can be shown, the thing itself cannot."""

    field: str
    type: str
    hint: str


def check(kind: RequestKind, answers: dict[str, Any], today: date) -> list[InvalidInputError]:
    """What has to be mended before the form can be sent, by field."""
    return [error for field in FORMS[kind] if (error := check_field(field, answers.get(field.name), today))]


def check_field(field: FormField, value: Any, today: date) -> InvalidInputError | None:  # noqa: ANN401
    """What has to be mended in one answer."""
    if field.type in {FieldType.LINE, FieldType.TEXT}:
        typed = str(value or "").strip()
        if field.required and not typed:
            return InvalidInputError(field.name, "field_empty")
        if len(typed) > field.max_length:
            over = len(typed) - field.max_length
            return InvalidInputError(field.name, "field_too_long", over=str(over))
    if field.type is FieldType.TAGS:
        return _check_tags(field, value or ())
    if field.type is FieldType.DATE and value:
        wrong = why_not_to_come(date.fromisoformat(str(value)), today, from_today=True)
        return InvalidInputError(field.name, wrong) if wrong else None
    return None


def _check_tags(field: FormField, chosen: Sequence[str]) -> InvalidInputError | None:
    if len(chosen) > TAGS_AT_MOST:
        return InvalidInputError(field.name, "tags_too_many", most=str(TAGS_AT_MOST))
    unfit = next((tag for tag in chosen if not tags.is_fit(tag)), None)
    return InvalidInputError(field.name, "tag_unfit", most=str(TAG_LENGTH)) if unfit is not None else None


def personal_data(answers: dict[str, Any], fields: Sequence[str] = WORD_FIELDS) -> list[PersonalData]:
    """What looks like personal data, field by field; nothing of it is logged or stored."""
    return [
        PersonalData(name, finding.type, privacy.hint(finding))
        for name in fields
        for finding in privacy.find(str(answers.get(name) or ""))
    ]


def masked(answers: dict[str, Any], fields: Sequence[str] = WORD_FIELDS) -> dict[str, Any]:
    """The answers with everything that looks like personal data covered, and tags that do left out."""
    covered = {
        name: privacy.mask(str(answers[name]), privacy.find(str(answers[name]))) for name in fields if answers.get(name)
    }
    fit = {name: [tag for tag in answers[name] if tags.is_fit(tag)] for name in TAG_FIELDS if answers.get(name)}
    return {**answers, **covered, **fit}


def is_masked(answers: dict[str, Any]) -> bool:
    """Whether something in the answers was covered."""
    return any(privacy.MASK in str(answers.get(name) or "") for name in WORD_FIELDS)


def similar_items(session: Session, person: Person, near: Sequence[Near]) -> list[Similar]:
    """Up to three earlier items that wish for the same as a form, most alike first, and whether they are the person's.

    Withdrawn ones are not shown, nor anybody's name.
    """
    numbers = [number for item in near if item.same_wish and (number := RequestNumber.parse(item.number))]
    if not numbers:
        return []
    briefs = learning.list_briefs(session, person.workspace_id, numbers)
    shown = [brief for brief in briefs if brief.status != Status.WITHDRAWN][:_SHOWN]
    requesters = requests.list_requester_ids(session, [brief.id for brief in shown])
    done = practices.list_by_id(session, [brief.id for brief in shown if brief.kind == RequestKind.PRACTICE])
    found = {key for key, row in done.items() if row.state == PracticeState.PUBLISHED}
    return [_similar(brief, own=person.id in requesters[brief.id], practice=brief.id in found) for brief in shown]


def _similar(brief: Brief, *, own: bool, practice: bool) -> Similar:
    number = str(RequestNumber(brief.fiscal_year, brief.sequence))
    return Similar(brief.id, number, brief.title, Status(brief.status), brief.group or "", own, practice)
