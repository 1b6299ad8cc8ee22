"""The look at a form before it is sent: is it complete, does it name anybody, is there something like it already?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.errors import InvalidInputError
from bot.domain.items import Similar
from bot.domain.kinds import FORMS, WORD_FIELDS, FieldType, FormField, RequestKind
from bot.domain.numbers import RequestNumber
from bot.domain.statuses import Status
from bot.language import privacy, similar
from bot.language.memory import Near
from storage import groups, requests
from storage.database import Session
from storage.tables import Person, Request

_SHOWN = 3


@dataclass(frozen=True)
class PersonalData:
    """Something in one field that looks like personal data; `hint` can be shown, the thing itself cannot."""

    field: str
    type: str
    hint: str


def check(kind: RequestKind, answers: dict[str, Any], today: date) -> list[InvalidInputError]:
    """What has to be mended before the form can be sent, by field."""
    return [error for field in FORMS[kind] if (error := _check_field(field, answers.get(field.name), today))]


def _check_field(field: FormField, value: Any, today: date) -> InvalidInputError | None:  # noqa: ANN401
    if field.type in {FieldType.LINE, FieldType.TEXT}:
        typed = str(value or "").strip()
        if field.required and not typed:
            return InvalidInputError(field.name, "field_empty")
        if len(typed) > field.max_length:
            over = len(typed) - field.max_length
            return InvalidInputError(field.name, "field_too_long", over=str(over))
    if field.type is FieldType.DATE and value and date.fromisoformat(str(value)) < today:
        return InvalidInputError(field.name, "date_past")
    return None


def personal_data(answers: dict[str, Any], fields: Sequence[str] = WORD_FIELDS) -> list[PersonalData]:
    """What looks like personal data, field by field; nothing of it is logged or stored."""
    return [
        PersonalData(name, finding.type, privacy.hint(finding))
        for name in fields
        for finding in privacy.find(str(answers.get(name) or ""))
    ]


def masked(answers: dict[str, Any], fields: Sequence[str] = WORD_FIELDS) -> dict[str, Any]:
    """The answers with everything that looks like personal data covered."""
    covered = {
        name: privacy.mask(str(answers[name]), privacy.find(str(answers[name]))) for name in fields if answers.get(name)
    }
    return {**answers, **covered}


def is_masked(answers: dict[str, Any]) -> bool:
    """Whether something in the answers was covered."""
    return any(privacy.MASK in str(answers.get(name) or "") for name in WORD_FIELDS)


def similar_items(session: Session, person: Person, near: Sequence[Near]) -> list[Similar]:
    """Up to three earlier items like a form, most alike first, and whether they are the person's own.

    Withdrawn ones are not shown, nor anybody's name.
    """
    shown: list[Request] = []
    for item in near:
        if item.closeness < similar.WORTH_SHOWING or len(shown) == _SHOWN:
            break
        number = RequestNumber.parse(item.number)
        row = requests.find_by_number(session, person.workspace_id, number) if number else None
        if row is not None and row.status != Status.WITHDRAWN:
            shown.append(row)
    requesters = requests.list_requester_ids(session, [row.id for row in shown if row.id is not None])
    return [_similar(session, row, own=person.id in requesters[row.id or 0]) for row in shown]


def _similar(session: Session, row: Request, *, own: bool) -> Similar:
    assert row.id is not None
    group = groups.get(session, row.workspace_id, row.group_id).name if row.group_id else ""
    return Similar(row.id, str(requests.number_of(row)), row.title, Status(row.status), group, own)
