"""Interactive elements inside blocks: finding them, their values, what a person may put in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time

from sandbox.errors import ControlError
from sandbox.model import Json

TEXT_KINDS = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
OPTION_KINDS = {"static_select", "external_select", "radio_buttons", "overflow"}
OPTIONS_KINDS = {"multi_static_select", "multi_external_select", "checkboxes"}
PRESSED_KINDS = {"button", "workflow_button", "icon_button", "feedback_buttons", "overflow"}
STATE_KEYS = {
    **dict.fromkeys(TEXT_KINDS, "value"),
    **dict.fromkeys(OPTION_KINDS, "selected_option"),
    **dict.fromkeys(OPTIONS_KINDS, "selected_options"),
    "rich_text_input": "rich_text_value",
    "file_input": "files",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}
MOMENTS: dict[str, Callable[[str], object]] = {
    "datepicker": date.fromisoformat,
    "timepicker": time.fromisoformat,
    "datetimepicker": int,
}
STATEFUL_KINDS = set(STATE_KEYS) - {"overflow"}


@dataclass(frozen=True)
class Found:
    """An element with the block it stands in."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """Return the block's id."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """Return the element's id."""
        return str(self.element["action_id"])

    @property
    def is_input(self) -> bool:
        """Tell whether the element is asked for by an input block."""
        return bool(self.block["type"] == "input")

    @property
    def dispatches(self) -> bool:
        """Tell whether using the element sends block_actions."""
        return not self.is_input or bool(self.block.get("dispatch_action"))


def walk(blocks: list[Json]) -> Iterator[Found]:
    """Yield every element that has an action_id, in reading order."""
    for block in blocks:
        inside = [
            block.get("accessory"),
            block.get("element"),
            *block.get("elements", []),
            *block.get("actions", []),
        ]
        for element in inside:
            if isinstance(element, dict) and element.get("action_id"):
                yield Found(block, element)
        cards = block.get("elements", []) if block["type"] == "carousel" else []
        yield from walk([*cards, *block.get("child_blocks", [])])


def find(blocks: list[Json], action_id: str, block_id: str = "") -> Found:
    """Return the element a person means; raises ControlError when it is not there."""
    for found in walk(blocks):
        if found.action_id == action_id and block_id in ("", found.block_id):
            return found
    there = ", ".join(sorted({f.action_id for f in walk(blocks)})) or "none"
    raise ControlError("no_such_element", f"Nothing here has the action_id {action_id!r}; there are: {there}.")


def empty_value(element: Json) -> Json:
    """Return the element's entry in `state.values` before anybody touched it."""
    kind = element["type"]
    key = STATE_KEYS[kind]
    initial = "initial_value" if key.endswith("value") else key.replace("selected_", "initial_")
    nothing: list[object] | None = [] if key.endswith("s") else None
    return {"type": kind, key: element.get(initial, nothing)}


def is_empty(value: Json) -> bool:
    """Tell whether a state entry holds nothing."""
    return not any(v or v == 0 for key, v in value.items() if key != "type")


def filled_value(element: Json, plain: object, offered: list[Json]) -> Json:
    """Turn what a person puts in into a state entry; `offered` are the options of an external select."""
    kind = element["type"]
    if kind not in STATE_KEYS:
        raise ControlError("not_fillable", f"A {kind} holds no value.")
    if plain is None or plain in ("", []):
        return empty_value({"type": kind})
    return {"type": kind, STATE_KEYS[kind]: _read(element, kind, plain, offered)}


def _read(element: Json, kind: str, plain: object, offered: list[Json]) -> object:
    if kind == "rich_text_input":
        return plain if isinstance(plain, dict) else rich_text(str(plain))
    if kind in OPTION_KINDS:
        return _option(element, plain, offered)
    if kind in OPTIONS_KINDS:
        return [_option(element, one, offered) for one in _list(plain)]
    if kind in MOMENTS:
        return _moment(kind, str(plain))
    return [str(one) for one in _list(plain)] if STATE_KEYS[kind].endswith("s") else str(plain)


def _moment(kind: str, plain: str) -> str | int:
    try:
        MOMENTS[kind](plain)
    except ValueError as error:
        raise ControlError("no_such_moment", f"A {kind} does not take {plain!r}.") from error
    return int(plain) if kind == "datetimepicker" else plain


def rich_text(text: str) -> Json:
    """Return plain text as a rich_text block."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }


def _list(plain: object) -> list[object]:
    return list(plain) if isinstance(plain, list | tuple) else [plain]


def _option(element: Json, plain: object, offered: list[Json]) -> Json:
    wanted = plain.get("value") if isinstance(plain, dict) else plain
    groups = element.get("option_groups", [])
    options = [*element.get("options", []), *(o for g in groups for o in g["options"]), *offered]
    options += [*element.get("initial_options", []), *filter(None, [element.get("initial_option")])]
    for option in options:
        if wanted in (option.get("value"), option["text"]["text"]):
            return dict(option)
    hint = " Ask for its options first." if "external" in element["type"] else ""
    raise ControlError("no_such_option", f"{element['action_id']} does not offer {wanted!r}.{hint}")
