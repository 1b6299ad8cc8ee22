"""What Slack's own client says about an input before anything is sent to the bot."""

import re

from sandbox.elements import Found, is_empty
from sandbox.model import Json

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"https?://\S+")
SENTENCES = {
    "required": ("この項目は必須です。", "Please complete this required field."),
    "short": ("{0}文字以上で入力してください。", "This entry must be at least {0} characters."),
    "long": ("{0}文字以内で入力してください。", "This entry must be at most {0} characters."),
    "email": ("メールアドレスを入力してください。", "Enter a valid email address."),
    "url": ("URLを入力してください。", "Enter a valid URL."),
    "number": ("数字を入力してください。", "Enter a number."),
    "whole": ("整数を入力してください。", "Enter a whole number."),
    "least": ("{0}以上の数字を入力してください。", "Enter {0} or more."),
    "most": ("{0}以下の数字を入力してください。", "Enter {0} or less."),
    "many": ("{0}個まで選べます。", "Choose at most {0}."),
}
MOST_FILES = 10
Wrong = tuple[str, object] | None


def complaint(found: Found, value: Json, locale: str) -> str | None:
    """Return the sentence for a wrong input in the person's language, or None."""
    element = found.element
    if is_empty(value):
        wrong: Wrong = None if found.block.get("optional") else ("required", None)
    elif isinstance(value.get("value"), str):
        wrong = _wrong_text(element, value["value"])
    else:
        wrong = _wrong_number_of_choices(element, value)
    if wrong is None:
        return None
    key, number = wrong
    return SENTENCES[key][0 if locale.startswith("ja") else 1].format(number)


def _wrong_text(element: Json, text: str) -> Wrong:
    kind, most = element["type"], element.get("max_length", 3000)
    if len(text) < element.get("min_length", 0):
        return "short", element["min_length"]
    if len(text) > most:
        return "long", most
    if kind == "email_text_input" and not EMAIL.fullmatch(text):
        return "email", None
    if kind == "url_text_input" and not URL.fullmatch(text):
        return "url", None
    return _wrong_number(element, text) if kind == "number_input" else None


def _wrong_number(element: Json, text: str) -> Wrong:
    try:
        number = float(text)
    except ValueError:
        return "number", None
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "whole", None
    if "min_value" in element and number < float(element["min_value"]):
        return "least", element["min_value"]
    if "max_value" in element and number > float(element["max_value"]):
        return "most", element["max_value"]
    return None


def _wrong_number_of_choices(element: Json, value: Json) -> Wrong:
    chosen = next((v for v in value.values() if isinstance(v, list)), [])
    files = MOST_FILES if element["type"] == "file_input" else None
    most = element.get("max_selected_items") or element.get("max_files") or files
    return ("many", most) if most is not None and len(chosen) > most else None
