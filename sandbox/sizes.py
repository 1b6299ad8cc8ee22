"""What a message holds as a whole: characters of all blocks, tables, charts, metadata."""

import json

from sandbox.composing import escape
from sandbox.model import Json
from sandbox.rules import Walk, type_of

TABLES = {"table", "data_table"}


def check_sums(blocks: list[Json], walk: Walk, limits: dict[str, int]) -> None:
    """Check what all blocks of a message hold together."""
    kinds = [type_of(b) for b in blocks]
    if sum(kind in TABLES for kind in kinds) > limits["tables"]:
        walk.say("only one table is allowed", "/blocks", "only_one_table_allowed")
    if kinds.count("data_visualization") > limits["charts"]:
        walk.say(f"no more than {limits['charts']} data_visualization blocks allowed", "/blocks")
    if sum(len(str(b.get("text", ""))) for b in blocks if type_of(b) == "markdown") > limits["markdown"]:
        walk.say("markdown blocks are too long together", "/blocks", "msg_blocks_too_long")
    size = sum(characters(b) for b in blocks if type_of(b) not in TABLES)
    size += kinds.count("header") * limits["per_header"] + kinds.count("divider") * limits["per_divider"]
    if size > limits["all_blocks_characters"]:
        most = limits["all_blocks_characters"]
        walk.say(f"blocks hold {size} characters, more than {most}", "/blocks", "msg_blocks_too_long")


def check_metadata(metadata: object, walk: Walk, limits: dict[str, int]) -> None:
    """Check the shape and size of a message's metadata."""
    if metadata is None:
        return
    good = isinstance(metadata, dict) and isinstance(metadata.get("event_type"), str)
    if not good or not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        walk.say("needs event_type and event_payload", "/metadata", "invalid_metadata_format")
    elif len(json.dumps(metadata, ensure_ascii=False)) > limits["metadata_characters"]:
        walk.say("is too large", "/metadata", "metadata_too_large")


def escaped(said: str) -> str:
    """Return the text as it counts: escaped, where it is not already."""
    return said if any(mark in said for mark in ("&amp;", "&lt;", "&gt;", "<")) else escape(said)


def characters(part: object) -> int:
    """Count the characters that a block shows, escaped as Slack counts them."""
    if isinstance(part, list):
        return sum(characters(p) for p in part)
    if not isinstance(part, dict):
        return 0
    shown = part.get("text")
    own = len(escaped(shown)) if isinstance(shown, str) else 0
    return own + sum(characters(value) for value in part.values())
