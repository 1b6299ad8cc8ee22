"""What a modal's payload says, as answers by the names of the form's fields."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.kinds import FORMS, USUAL_HOURS, FieldType, FormField, RequestKind
from bot.language.tags import tidy
from handlers.noticing import Choice, choice_in
from handlers.pressed import kept_in, number
from templates.intake import ANSWER_ID, DEPARTMENT_ID, KIND_ID, TAGS_ID, TYPED_ID

_ACTION_IDS = {
    FieldType.LINE: TYPED_ID,
    FieldType.TEXT: TYPED_ID,
    FieldType.CHOICE: DEPARTMENT_ID,
    FieldType.TAGS: TAGS_ID,
}


@dataclass(frozen=True)
class Filled:
    """A form as it stands on somebody's screen."""

    view_id: str
    draft_id: int
    kind: RequestKind
    answers: dict[str, Any]
    department_name: str | None
    similar_seen: bool
    choice: Choice

    @property
    def department(self) -> tuple[int, str] | None:
        """The chosen department as the form shows it again."""
        chosen = self.answers.get("department")
        return (chosen, self.department_name) if chosen and self.department_name else None


def read(view: dict[str, Any]) -> Filled:
    """The form behind a view of the chat; what the view claims to know is checked again by the services."""
    kept = kept_in(view)
    draft_id = number(kept.get("draft"), "draft_gone")
    values = {name.removesuffix(f":{draft_id}"): value for name, value in view["state"]["values"].items()}
    chosen = _value(values, "kind", KIND_ID).get("selected_option") or {}
    shown = _kind(kept.get("kind"))
    department = _value(values, "department", DEPARTMENT_ID).get("selected_option") or {}
    return Filled(
        view_id=str(view["id"]),
        draft_id=draft_id,
        kind=_kind(chosen.get("value") or shown),
        answers={question.name: _answer(values, question) for question in FORMS[shown]},
        department_name=(department.get("text") or {}).get("text"),
        similar_seen=bool(kept.get("seen")),
        choice=choice_in(view),
    )


def _value(values: dict[str, Any], block_id: str, action_id: str) -> dict[str, Any]:
    return (values.get(block_id) or {}).get(action_id) or {}


def _answer(values: dict[str, Any], question: FormField) -> Any:  # noqa: ANN401
    value = _value(values, question.name, _ACTION_IDS.get(question.type, ANSWER_ID))
    reader: Callable[[dict[str, Any], FormField], Any] = _READ.get(question.type, _typed)
    return reader(value, question)


def _kind(value: object) -> RequestKind:
    try:
        return RequestKind(str(value))
    except ValueError:
        raise NotFoundError("draft_gone") from None


def _department(value: object) -> int:
    try:
        return number(value, "department_unknown")
    except NotFoundError as error:
        raise InvalidInputError("department", error.code) from None


def _file(file: dict[str, Any]) -> dict[str, str]:
    link = file.get("permalink") or file.get("url_private") or ""
    return {"id": file["id"], "name": file.get("name") or file["id"], "link": link}


def _typed(value: dict[str, Any], _question: FormField) -> str:
    return value.get("value") or ""


def _chosen(value: dict[str, Any], _question: FormField) -> int | None:
    chosen = (value.get("selected_option") or {}).get("value")
    return _department(chosen) if chosen else None


def _option(value: dict[str, Any], question: FormField) -> str:
    chosen = (value.get("selected_option") or {}).get("value")
    return str(chosen) if chosen in question.choices else USUAL_HOURS


def _several(value: dict[str, Any], question: FormField) -> list[str]:
    return [one["value"] for one in value.get("selected_options") or [] if one["value"] in question.choices]


_READ: dict[FieldType, Callable[[dict[str, Any], FormField], Any]] = {
    FieldType.CHOICE: _chosen,
    FieldType.OPTION: _option,
    FieldType.DATE: lambda value, _: value.get("selected_date"),
    FieldType.PEOPLE: lambda value, _: value.get("selected_users") or [],
    FieldType.PERSON: lambda value, _: value.get("selected_user"),
    FieldType.TAGS: lambda value, _: [tidy(str(one["value"])) for one in value.get("selected_options") or []],
    FieldType.SEVERAL: _several,
    FieldType.YES: lambda value, _: bool(value.get("selected_options")),
    FieldType.FILES: lambda value, _: [_file(file) for file in value.get("files") or []],
}
