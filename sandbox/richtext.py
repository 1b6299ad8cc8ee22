"""The rules of rich_text: sections, lists, quotes and what stands in them."""

from sandbox.model import Json
from sandbox.rules import Walk, type_of

CONTAINERS = {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}
# What a piece must carry.
PIECES = {
    "text": "text",
    "link": "url",
    "user": "user_id",
    "usergroup": "usergroup_id",
    "channel": "channel_id",
    "team": "team_id",
    "emoji": "name",
    "broadcast": "range",
    "color": "value",
    "date": "timestamp",
}


def check_rich_text(walk: Walk, block: Json, pointer: str) -> None:
    """Check a rich_text block, wherever it stands."""
    elements = block.get("elements")
    if not isinstance(elements, list):
        walk.say("must be a list", f"{pointer}/elements")
        return
    for number, part in enumerate(elements):
        _part(walk, part, f"{pointer}/elements/{number}", CONTAINERS | {"rich_text_list"})


def _part(walk: Walk, part: object, pointer: str, allowed: set[str]) -> None:
    inner = part.get("elements") if isinstance(part, dict) else None
    if type_of(part) not in allowed:
        walk.say(f"unsupported type: {type_of(part)}", pointer)
    elif not isinstance(inner, list):
        walk.say("missing required field: elements", pointer)
    else:
        for number, piece in enumerate(inner):
            where = f"{pointer}/elements/{number}"
            if type_of(part) == "rich_text_list":
                _part(walk, piece, where, {"rich_text_section"})
            else:
                _piece(walk, piece, where)


def _piece(walk: Walk, piece: object, pointer: str) -> None:
    needed = PIECES.get(type_of(piece))
    if needed is None or not isinstance(piece, dict):
        walk.say(f"unsupported type: {type_of(piece)}", pointer)
    elif needed == "timestamp":
        if not isinstance(piece.get("timestamp"), int):
            walk.say("missing required field: timestamp", pointer)
    elif not isinstance(piece.get(needed), str) or not piece[needed]:
        walk.say(f"missing required field: {needed}", pointer)
