"""What a press or a view carries: anybody can forge it, so it is only ever a number that services look up."""

import json
from datetime import date
from typing import Any

from bot.domain.errors import NotFoundError
from handlers.services import Body

_LARGEST_ID = 2**31 - 1


def number(value: object, unknown: str) -> int:
    """An id as a number; NotFoundError with the sentence `unknown` for anything that cannot be one."""
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= _LARGEST_ID):
        raise NotFoundError(unknown)
    return int(text)


def value_of(body: Body) -> str:
    """The value of the button that was pressed, or of the option that was chosen."""
    action = body["actions"][0]
    chosen = action.get("selected_option") or {}
    return str(action.get("value") or chosen.get("value") or "")


def item_of(body: Body) -> int:
    """The item a button stands for; what follows a colon in its value is something else."""
    return number(value_of(body).partition(":")[0], "request_unknown")


def draft_of(body: Body) -> int:
    """The draft a button stands for."""
    return number(value_of(body), "draft_gone")


def kept_in(view: Body) -> dict[str, Any]:
    """What a view was given to remember; nothing when that cannot be read."""
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def in_home(body: Body) -> bool:
    """Whether it was pressed in App Home."""
    return bool((body.get("view") or {}).get("type") == "home")


def day(text: str | None) -> date | None:
    """A chosen day; None for none, and for what is none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
