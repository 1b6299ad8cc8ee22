"""Slack's blocks as small functions that return plain dicts; only here are texts clipped to Slack's limits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from templates.mrkdwn import Mrkdwn

Block = dict[str, Any]
TEXT_LIMIT = 4000
SECTION_LIMIT = 3000
HEADER_LIMIT = 150
BUTTON_LIMIT = 75
FIELD_LIMIT = 2000
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 230_000  # of 250 kB, with everything around the blocks


@dataclass(frozen=True)
class Message:
    """What a message says: `text` for notifications and screen readers, `blocks` for the screen."""

    text: Mrkdwn  # Slack looks for mentions here, too
    blocks: list[Block]

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", Mrkdwn(_cut(self.text, TEXT_LIMIT)))


def plain(text: str, limit: int = SECTION_LIMIT) -> Block:
    """A plain_text object, cut to a length."""
    return {"type": "plain_text", "text": _cut(text, limit) or " ", "emoji": True}


def mrkdwn(text: Mrkdwn, limit: int = SECTION_LIMIT) -> Block:
    """A mrkdwn object; Slack makes no links of its own from what people typed."""
    return {"type": "mrkdwn", "text": _cut(text, limit) or " ", "verbatim": True}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, HEADER_LIMIT)}


def section(text: Mrkdwn, accessory: Block | None = None) -> Block:
    """A paragraph, with one element beside it."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory:
        block["accessory"] = accessory
    return block


def fields(texts: Iterable[Mrkdwn]) -> Block:
    """Up to ten short texts in two columns."""
    return {"type": "section", "fields": [mrkdwn(text, FIELD_LIMIT) for text in texts][:10]}


def context(*texts: Mrkdwn) -> Block:
    """Small print."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts if text][:10]}


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def actions(elements: Sequence[Block], block_id: str | None = None) -> Block:
    """A row of buttons and menus."""
    block: Block = {"type": "actions", "elements": list(elements)[:25]}
    if block_id:
        block["block_id"] = block_id
    return block


def confirm(title: str, text: str, yes: str, no: str) -> Block:
    """The question asked before a button does its work."""
    return {"title": plain(title, 100), "text": plain(text, 300), "confirm": plain(yes, 30), "deny": plain(no, 30)}


def button(
    action_id: str,
    text: str,
    value: str = "",
    *,
    style: str | None = None,
    url: str | None = None,
    ask: Block | None = None,
) -> Block:
    """A button; `value` names the item, the id never does."""
    element: Block = {"type": "button", "action_id": action_id, "text": plain(text, BUTTON_LIMIT)}
    if value:
        element["value"] = value
    if style:
        element["style"] = style
    if url:
        element["url"] = url
    if ask:
        element["confirm"] = ask
    return element


def option(text: str, value: str, description: str = "") -> Block:
    """One choice of a menu."""
    choice: Block = {"text": plain(text, 75), "value": value[:150]}
    if description:
        choice["description"] = plain(description, 75)
    return choice


def input_block(block_id: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """A question of a form."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, 2000)
    if "dispatch_action_config" in element:
        block["dispatch_action"] = True
    return block


def modal(
    callback_id: str, title: str, blocks: list[Block], *, submit: str | None, close: str, **more: object
) -> Block:
    """A modal; `more` goes in as it is (private_metadata, notify_on_close …)."""
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, 24),
        "close": plain(close, 24),
        "blocks": blocks[:VIEW_BLOCKS],
        **more,
    }
    if submit:
        view["submit"] = plain(submit, 24)
    return view


def home(blocks: list[Block]) -> Block:
    """The App Home tab."""
    return {"type": "home", "blocks": blocks[:VIEW_BLOCKS]}


def _cut(text: str, limit: int) -> str:
    """Cut without splitting an entity or a <…> form."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    for opening, closing in (("<", ">"), ("&", ";")):
        if kept.rfind(opening) > kept.rfind(closing) and (opening == "<" or len(kept) - kept.rfind("&") < 6):
            kept = kept[: kept.rfind(opening)]
    return kept + "…"
