"""Slack's documented limits of messages, views, blocks and elements, in one table; and who breaks them.

A row reads: field -> rule. `text(150)` is a text object of 1 to 150 characters, `plain` the same without
mrkdwn, `string` a bare string. Lengths are characters as Python counts them.
"""

import json

from sandbox.blockrules import CHECKS
from sandbox.errors import SlackError
from sandbox.model import Json
from sandbox.rules import (
    Problem,
    Rule,
    Walk,
    any_of,
    bare,
    blocks_of,
    choice,
    elements_of,
    flag,
    items,
    member,
    number,
    one_of,
    plain,
    rest,
    string,
    text,
    type_of,
)
from sandbox.sizes import check_metadata, check_sums, escaped

MESSAGE = {
    "blocks": 50,
    "text": 40_000,
    "updated_text": 4_000,
    "markdown": 12_000,
    "attachments": 100,
    "tables": 1,
    "charts": 2,
    "all_blocks_characters": 13_200,
    "per_header": 100,
    "per_divider": 125,
    "metadata_characters": 16_000,
}
VIEW = {"blocks": 100, "bytes": 250_000}

SELECTS = {"static_select", "external_select", "users_select", "channels_select", "conversations_select"}
MULTI_SELECTS = {f"multi_{kind}" for kind in SELECTS}
PICKERS = {"checkboxes", "radio_buttons", "datepicker", "timepicker"}
IN_ACTIONS = {"button", "overflow", "workflow_button", "datetimepicker"} | SELECTS | PICKERS
IN_SECTION = {"button", "overflow", "workflow_button", "image"} | SELECTS | MULTI_SELECTS | PICKERS
IN_INPUT = (
    {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}
    | {"file_input", "datetimepicker"} | SELECTS | MULTI_SELECTS | PICKERS
)  # fmt: skip

# Where a block may stand: M message, m modal, h home.
# fmt: off
SURFACES = {
    "actions": "Mmh", "alert": "m", "card": "Mmh", "carousel": "Mh", "container": "Mh", "context": "Mmh",
    "context_actions": "M", "data_table": "Mh", "data_visualization": "M", "divider": "Mmh", "header": "Mmh",
    "image": "Mmh", "input": "Mmh", "markdown": "M", "plan": "M", "rich_text": "Mmh", "section": "Mmh",
    "table": "Mh", "task_card": "M", "video": "Mmh",
}
# fmt: on
# fmt: off
IMAGE = {
    "image_url": string(3000), "slack_file": rest(), "alt_text": string(2000, required=True),
    "title": plain(2000), "image_width": rest(), "image_height": rest(), "image_bytes": rest(),
}
ALERTS = choice("default", "info", "warning", "error", "success")
BLOCKS: dict[str, dict[str, Rule]] = {
    "actions": {"elements": elements_of(IN_ACTIONS, 25, required=True)},
    "alert": {"text": text(200, required=True), "level": ALERTS},
    "card": {
        "title": text(150), "subtitle": text(150), "body": text(200), "subtext": text(200),
        "hero_image": rest(), "icon": rest(), "actions": elements_of({"button"}, 3),
    },
    "carousel": {"elements": blocks_of({"card"}, 10, required=True)},
    "container": {
        "child_blocks": blocks_of(set(SURFACES) - {"container"}, 10, required=True), "title": text(150),
        "is_collapsible": flag(), "default_collapsed": flag(), "icon": rest(), "subtitle": text(150),
        "width": rest(),
    },
    "context": {"elements": elements_of({"image", "plain_text", "mrkdwn"}, 10, required=True)},
    "context_actions": {"elements": elements_of({"feedback_buttons", "icon_button"}, 5, required=True)},
    "data_table": {
        "caption": string(3000, required=True), "rows": rest(required=True), "page_size": number(1, 100),
        "row_header_column_index": number(0, 19), "column_settings": rest(),
    },
    "data_visualization": {"title": string(50, required=True), "chart": rest(required=True)},
    "divider": {},
    "header": {"text": plain(150, required=True), "level": number(1, 4)},
    "image": IMAGE,
    "input": {
        "label": plain(2000, required=True), "element": one_of(IN_INPUT, required=True), "hint": plain(2000),
        "optional": flag(), "dispatch_action": flag(),
    },
    "markdown": {"text": string(12_000, required=True)},
    "plan": {"title": string(3000, required=True), "tasks": rest()},
    "rich_text": {"elements": rest(required=True)},
    "section": {
        "text": text(3000), "fields": items(text(2000), 10), "accessory": one_of(IN_SECTION),
        "expand": flag(),
    },
    "table": {"rows": rest(required=True), "column_settings": items(rest(), 20)},
    "task_card": {
        "title": string(3000, required=True), "task_id": string(255, required=True), "details": rest(),
        "output": rest(), "sources": rest(), "status": choice("in_progress", "complete", "error"),
    },
    "video": {
        "title": plain(199, required=True), "description": plain(200), "author_name": string(50),
        "provider_name": string(50), "provider_icon_url": string(3000), "title_url": string(3000),
        "thumbnail_url": string(3000, required=True), "video_url": string(3000, required=True),
        "alt_text": string(200, required=True),
    },
}

STYLE = choice("primary", "danger")
CONFIRM: dict[str, Rule] = {
    "title": plain(100, required=True), "text": text(300, required=True), "confirm": plain(30, required=True),
    "deny": plain(30, required=True), "style": STYLE,
}
OPTION: dict[str, Rule] = {
    "text": text(75, required=True), "value": string(150, required=True), "description": text(75),
    "url": string(3000),
}
OPTION_LIST = items(member(OPTION), 100)
GROUP: dict[str, Rule] = {
    "label": plain(75, required=True), "options": items(member(OPTION), 100, required=True),
}
OPTIONS = {"options": OPTION_LIST, "option_groups": items(member(GROUP), 100)}
COMMON = {"confirm": member(CONFIRM), "focus_on_load": flag()}
ASKED = {**COMMON, "placeholder": plain(150)}
UP_TO_TEN = {**COMMON, "options": items(member(OPTION), 10, required=True)}
TYPED: dict[str, Rule] = {
    "initial_value": bare(3000), "dispatch_action_config": rest(), "focus_on_load": flag(),
    "placeholder": plain(150),
}
MOST = {"max_selected_items": number(1, 100)}
QUERY = {"min_query_length": number(0, 3000)}
WITHIN = {"response_url_enabled": flag(), "default_to_current_conversation": flag(), "filter": rest()}
ELEMENTS: dict[str, dict[str, Rule]] = {
    "plain_text": {"text": string(3000, required=True), "emoji": flag()},
    "mrkdwn": {"text": string(3000, required=True), "verbatim": flag()},
    "image": IMAGE,
    "button": {
        "text": plain(75, required=True), "value": bare(2000), "url": bare(3000), "style": STYLE,
        "accessibility_label": string(75), "confirm": member(CONFIRM), "agent_prompt": string(4000),
    },
    "workflow_button": {
        "text": plain(75, required=True), "workflow": rest(required=True), "style": STYLE,
        "accessibility_label": string(75),
    },
    "feedback_buttons": {"positive_button": rest(required=True), "negative_button": rest(required=True)},
    "icon_button": {
        "icon": choice("trash"), "text": plain(75, required=True), "value": string(2000),
        "confirm": member(CONFIRM), "accessibility_label": string(75),
        "visible_to_user_ids": items(rest(), 10),
    },
    "overflow": {"options": items(member(OPTION), 5, required=True), "confirm": member(CONFIRM)},
    "checkboxes": {**UP_TO_TEN, "initial_options": items(member(OPTION), 10)},
    "radio_buttons": {**UP_TO_TEN, "initial_option": member(OPTION)},
    "datepicker": {**ASKED, "initial_date": string(10)},
    "timepicker": {**ASKED, "initial_time": string(5), "timezone": string(100)},
    "datetimepicker": {**COMMON, "initial_date_time": number(1_000_000_000, 9_999_999_999)},
    "static_select": {**ASKED, **OPTIONS, "initial_option": member(OPTION)},
    "external_select": {**ASKED, **QUERY, "initial_option": member(OPTION)},
    "users_select": {**ASKED, "initial_user": string(20)},
    "channels_select": {**ASKED, "initial_channel": string(20), "response_url_enabled": flag()},
    "conversations_select": {**ASKED, **WITHIN, "initial_conversation": string(20)},
    "multi_static_select": {**ASKED, **OPTIONS, **MOST, "initial_options": OPTION_LIST},
    "multi_external_select": {**ASKED, **MOST, **QUERY, "initial_options": OPTION_LIST},
    "multi_users_select": {**ASKED, **MOST, "initial_users": items(rest(), 100)},
    "multi_channels_select": {**ASKED, **MOST, "initial_channels": items(rest(), 100)},
    "multi_conversations_select": {
        **ASKED, **MOST, **WITHIN, "initial_conversations": items(rest(), 100),
    },
    "plain_text_input": {
        **TYPED, "multiline": flag(), "min_length": number(0, 3000), "max_length": number(1, 3000),
    },
    "email_text_input": TYPED,
    "url_text_input": TYPED,
    "number_input": {
        **TYPED, "is_decimal_allowed": flag(required=True), "min_value": bare(50), "max_value": bare(50),
    },
    "rich_text_input": {
        **TYPED, "initial_value": rest(), "min_lines": number(1, 100), "max_lines": number(1, 100),
    },
    "file_input": {"filetypes": items(string(20), 100), "max_files": number(1, 10)},
}
NO_ACTION_ID = {"plain_text", "mrkdwn", "image"}
NAMED = {"private_metadata": bare(3000), "callback_id": bare(255), "external_id": bare(255)}
VIEWS: dict[str, dict[str, Rule]] = {
    "modal": {
        **NAMED, "title": plain(24, required=True), "submit": plain(24), "close": plain(24),
        "clear_on_close": flag(), "notify_on_close": flag(), "submit_disabled": flag(),
        "blocks": any_of(VIEW["blocks"]),
    },
    "home": {**NAMED, "blocks": any_of(VIEW["blocks"])},
}
# fmt: on


def problems(*, message: Json | None = None, view: Json | None = None, update: bool = False) -> list[str]:
    """Return the limits that a message (`update`: by chat.update) or a view breaks, in words."""
    found = _message_problems(message, update=update) if message is not None else []
    if view is not None:
        found += _view_problems(view)
    return [str(p) for p in found]


def refuse_message(message: Json, *, update: bool = False) -> None:
    """Raise Slack's error if the message breaks a limit."""
    _refuse(_message_problems(message, update=update), "invalid_blocks")


def refuse_view(view: object) -> None:
    """Raise Slack's error if the view breaks a limit."""
    if not isinstance(view, dict):
        _refuse([Problem("must be a valid view object", "/view")], "invalid_arguments")
    else:
        _refuse(_view_problems(view), "invalid_arguments")


def _refuse(found: list[Problem], usual_error: str) -> None:
    if not found:
        return
    error = next((p.error for p in found if p.error), usual_error)
    listed = [str(p) for p in found]
    details: Json = {"response_metadata": {"messages": [f"[ERROR] {p}" for p in listed]}}
    if error == "invalid_blocks":
        details["errors"] = listed
    raise SlackError(error, **details)


def _view_problems(view: Json) -> list[Problem]:
    kind = type_of(view)
    if kind not in VIEWS:
        return [Problem("must be one of: modal, home", "/view/type")]
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW["bytes"]:
        return [Problem(f"must be at most {VIEW['bytes']} bytes", "/view", "view_too_large")]
    walk = Walk(BLOCKS, ELEMENTS, SURFACES, NO_ACTION_ID, CHECKS, "m" if kind == "modal" else "h")
    walk.fields(view, VIEWS[kind], "/view", extra={"type"})
    blocks = view.get("blocks")
    if isinstance(blocks, list) and len(blocks) <= VIEW["blocks"]:
        walk.blocks(blocks, "/view/blocks")
        has_input = any(type_of(b) == "input" for b in blocks)
        if kind == "modal" and has_input and not view.get("submit"):
            walk.say("missing required field: submit (the modal has an input block)", "/view")
    return walk.found


def _message_problems(message: Json, *, update: bool) -> list[Problem]:
    body, blocks = message.get("text") or "", message.get("blocks") or []
    markdown, attachments = message.get("markdown_text") or "", message.get("attachments") or []
    if markdown and (body or blocks):
        return [Problem("markdown_text cannot be sent with text or blocks", "/markdown_text", "markdown_text_conflict")]
    if not (body or blocks or attachments or markdown):
        return [Problem("the message is empty", "/text", "no_text")]
    if not isinstance(blocks, list) or not isinstance(attachments, list):
        return [Problem("must be a list", "/blocks", "invalid_blocks_format")]
    walk = Walk(BLOCKS, ELEMENTS, SURFACES, NO_ACTION_ID, CHECKS, "M")
    if update and len(escaped(body)) > MESSAGE["updated_text"]:
        walk.say(f"must be less than {MESSAGE['updated_text'] + 1} characters", "/text", "msg_too_long")
    if len(markdown) > MESSAGE["markdown"]:
        walk.say(f"must be less than {MESSAGE['markdown'] + 1} characters", "/markdown_text", "msg_too_long")
    if len(attachments) > MESSAGE["attachments"]:
        walk.say(f"no more than {MESSAGE['attachments']} items allowed", "/attachments", "too_many_attachments")
    if len(blocks) > MESSAGE["blocks"]:
        walk.say(f"no more than {MESSAGE['blocks']} items allowed", "/blocks")
        return walk.found
    walk.blocks(blocks, "/blocks")
    _check_attachments(attachments, walk)
    check_sums([b for b in blocks if isinstance(b, dict)], walk, MESSAGE)
    check_metadata(message.get("metadata"), walk, MESSAGE)
    return walk.found


def _check_attachments(attachments: list[object], walk: Walk) -> None:
    for position, attachment in enumerate(attachments):
        if not isinstance(attachment, dict):
            walk.say("must be an object", f"/attachments/{position}", "invalid_attachments")
        elif attachment.get("blocks"):
            walk.blocks(attachment["blocks"], f"/attachments/{position}/blocks")
