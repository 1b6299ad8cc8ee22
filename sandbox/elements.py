"""Interactive elements inside blocks: finding them, their values, what a person may put in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.errors import ControlError
from sandbox.model import Json

TEXT_KINDS = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
OPTION_KINDS = {"static_select", "external_select", "radio_buttons", "overflow"}
OPTIONS_KINDS = {"multi_static_select", "multi_external_select", "checkboxes"}
SINGLE_KEYS = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
LIST_KEYS = {
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}
PRESSED_KINDS = {"button", "workflow_button", "icon_button", "feedback_buttons", "overflow"}
STATEFUL_KINDS = (
    TEXT_KINDS
    | OPTION_KINDS
    | OPTIONS_KINDS
    | set(SINGLE_KEYS)
    | set(LIST_KEYS)
    | {"rich_text_input", "file_input"}
) - {"overflow"}


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
        return self.block["type"] == "input"

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
    raise ControlError(
        "no_such_element", f"Nothing here has the action_id {action_id!r}; there are: {there}."
    )


def empty_value(element: Json) -> Json:
    """Return the element's entry in `state.values` before anybody touched it."""
    kind = element["type"]
    if kind in TEXT_KINDS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind == "rich_text_input":
        return {"type": kind, **({"rich_text_value": v} if (v := element.get("initial_value")) else {})}
    if kind in OPTION_KINDS:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in OPTIONS_KINDS:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind in LIST_KEYS:
        initial = element.get(LIST_KEYS[kind].replace("selected_", "initial_"), [])
        return {"type": kind, LIST_KEYS[kind]: initial}
    if kind == "file_input":
        return {"type": kind, "files": []}
    key = SINGLE_KEYS[kind]
    return {"type": kind, key: element.get(key.replace("selected_", "initial_"))}


def is_empty(value: Json) -> bool:
    """Tell whether a state entry holds nothing."""
    return not any(v or v == 0 for key, v in value.items() if key != "type")


def filled_value(element: Json, plain: object, offered: list[Json]) -> Json:
    """Turn what a person puts in into a state entry; `offered` are the options of an external select."""
    kind = element["type"]
    if plain is None or plain in ("", []):
        return {**empty_value({"type": kind}), "type": kind}
    if kind in TEXT_KINDS:
        return {"type": kind, "value": str(plain)}
    if kind == "rich_text_input":
        return {"type": kind, "rich_text_value": plain if isinstance(plain, dict) else rich_text(str(plain))}
    if kind in OPTION_KINDS:
        return {"type": kind, "selected_option": _option(element, plain, offered)}
    if kind in OPTIONS_KINDS:
        return {"type": kind, "selected_options": [_option(element, one, offered) for one in _list(plain)]}
    if kind in LIST_KEYS:
        return {"type": kind, LIST_KEYS[kind]: [str(one) for one in _list(plain)]}
    if kind == "datetimepicker":
        return {"type": kind, "selected_date_time": int(str(plain))}
    if kind in SINGLE_KEYS:
        return {"type": kind, SINGLE_KEYS[kind]: str(plain)}
    raise ControlError("not_fillable", f"A {kind} holds no value.")


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


EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"https?://\S+")


def complaint(found: Found, value: Json) -> str | None:
    """Return what Slack's own client says about an input before anything is sent, or None."""
    element = found.element
    if is_empty(value):
        return None if found.block.get("optional") else "Please complete this required field."
    text = value.get("value")
    if not isinstance(text, str):
        return _list_complaint(element, value)
    if len(text) < element.get("min_length", 0):
        return f"This entry must be at least {element['min_length']} characters."
    if len(text) > element.get("max_length", 3000):
        return f"This entry must be at most {element.get('max_length', 3000)} characters."
    if element["type"] == "email_text_input" and not EMAIL.fullmatch(text):
        return "Enter a valid email address."
    if element["type"] == "url_text_input" and not URL.fullmatch(text):
        return "Enter a valid URL."
    return _number_complaint(element, text) if element["type"] == "number_input" else None


def _list_complaint(element: Json, value: Json) -> str | None:
    chosen = next((v for v in value.values() if isinstance(v, list)), [])
    most = element.get(
        "max_selected_items", element.get("max_files", 100 if "options" not in element else 10**6)
    )
    return f"Choose at most {most}." if len(chosen) > most else None


def _number_complaint(element: Json, text: str) -> str | None:
    try:
        number = float(text)
    except ValueError:
        return "Enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Enter {element['min_value']} or more."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Enter {element['max_value']} or less."
    return None
