"""The look at a form before it is sent: is it complete, does it name anybody, is there something like it already?"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from bot.domain.errors import InvalidInputError
from bot.domain.items import Similar
from bot.domain.kinds import FORMS, WORD_FIELDS, FieldType, FormField, RequestKind
from bot.domain.statuses import Status
from bot.language import privacy, similar, text
from bot.services.routing import form_text, text_of
from storage import groups, requests, search
from storage.database import Session
from storage.tables import Request

_SHOWN = 3
_CANDIDATES = 50
_RAREST = 6
_WORTH_SHOWING = 0.3  # a pair from 0.36 on is the same wish; a little below is worth a look


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


def personal_data(answers: dict[str, Any]) -> list[PersonalData]:
    """What looks like personal data, field by field; nothing of it is logged or stored."""
    return [
        PersonalData(name, finding.type, privacy.hint(finding))
        for name in WORD_FIELDS
        for finding in privacy.find(str(answers.get(name) or ""))
    ]


def masked(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers with everything that looks like personal data covered."""
    covered = {
        name: privacy.mask(str(answers[name]), privacy.find(str(answers[name])))
        for name in WORD_FIELDS
        if answers.get(name)
    }
    return {**answers, **covered}


def similar_items(session: Session, workspace_id: int, answers: dict[str, Any]) -> list[Similar]:
    """Up to three earlier items like this form, most alike first; withdrawn ones are not shown, nor anybody's name."""
    typed = form_text(answers)
    found = candidates(session, workspace_id, typed)
    mine = similar.portrait(typed)
    scored = [(similar.closeness(mine, _portrait(text_of(row))), row) for row in found]
    alike = sorted((pair for pair in scored if pair[0] >= _WORTH_SHOWING), key=lambda pair: (-pair[0], pair[1].id or 0))
    return [_similar(session, row) for _, row in alike[:_SHOWN]]


def candidates(session: Session, workspace_id: int, typed: str) -> list[Request]:
    """Items that share one of the text's rarest bigrams."""
    terms = sorted(set(text.bigrams(typed)))
    seen = {term: count for term, count in search.frequencies(session, terms).items() if count}
    rarest = similar.rarest(list(seen), seen, _RAREST)
    ids = search.find_any(session, workspace_id, rarest, _CANDIDATES)
    rows = requests.list_requests(session, workspace_id, ids=ids)
    return [row for row in rows if row.status != Status.WITHDRAWN]


@lru_cache(maxsize=500)
def _portrait(words: str) -> dict[str, float]:
    """Of a stored item: the same ones are compared again and again."""
    return similar.portrait(words)


def _similar(session: Session, row: Request) -> Similar:
    assert row.id is not None
    group = groups.get(session, row.workspace_id, row.group_id).name if row.group_id else ""
    return Similar(row.id, str(requests.number_of(row)), row.title, Status(row.status), group)
