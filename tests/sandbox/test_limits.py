from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.limits import problems
from sandbox.modals import carried_values, with_ids

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "本文", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "action_id": "go", "text": plain("押す"), **more}


def option(value: str = "a", **more: Any) -> Json:
    return {"text": plain("甲"), "value": value, **more}


def asked(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("題名"), "element": {"action_id": "in", **element}, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("提案"), "submit": plain("送る"), "blocks": list(blocks), **more}


def cell(text: str = "値") -> Json:
    return {"type": "raw_text", "text": text}


def data_table(rows: list[list[Json]], **more: Any) -> Json:
    return {"type": "data_table", "caption": "一覧", "rows": rows, **more}


def chart(**more: Any) -> Json:
    series = [{"name": "効果", "data": [{"label": "4月", "value": 1}, {"label": "5月", "value": 2}]}]
    body = {"type": "bar", "axis_config": {"categories": ["4月", "5月"]}, "series": series, **more}
    return {"type": "data_visualization", "title": "推移", "chart": body}


def confirm(**more: Any) -> Json:
    return {
        "title": plain("確認"),
        "text": plain("よいですか"),
        "confirm": plain("はい"),
        "deny": plain("いいえ"),
        **more,
    }


def rich_text(*pieces: Json) -> Json:
    section = {"type": "rich_text_section", "elements": list(pieces)}
    return {
        "type": "rich_text",
        "elements": [section, {"type": "rich_text_list", "style": "bullet", "elements": [section]}],
    }


GOOD_BLOCKS = [
    section("*太字*", fields=[mrkdwn("a")] * 10, accessory=button(url="https://example.jp", confirm=confirm())),
    {"type": "header", "text": plain("あ" * 150)},
    {"type": "context", "elements": [mrkdwn("x"), {"type": "image", "image_url": "https://a", "alt_text": "絵"}]},
    actions(button(), {"type": "overflow", "action_id": "more", "options": [option()]}),
    {"type": "divider"},
    {"type": "image", "image_url": "https://example.jp/a.png", "alt_text": "絵"},
    {"type": "markdown", "text": "# 見出し"},
    {"type": "table", "rows": [[cell(), cell()]]},
    rich_text({"type": "text", "text": "太字", "style": {"bold": True}}, {"type": "user", "user_id": "U0RANA"}),
    data_table([[cell(), cell()], [cell(), {"type": "raw_number", "value": 3}]], page_size=100),
    chart(),
    {
        "type": "data_visualization",
        "title": "内訳",
        "chart": {"type": "pie", "segments": [{"label": "業務", "value": 4}]},
    },
    actions({"type": "static_select", "action_id": "s", "options": [option()], "placeholder": plain("選ぶ")}),
]


@pytest.mark.parametrize("block", GOOD_BLOCKS, ids=lambda b: str(b["type"]))
def test_a_message_is_taken_when_it_keeps_every_limit(block: Json) -> None:
    assert problems(message={"text": "本文", "blocks": [block]}) == []


BAD_BLOCKS = {
    "section over 3000": (section("あ" * 3001), "less than 3001"),
    "section empty": (section(""), "more than 0"),
    "section without text": ({"type": "section"}, "missing required field"),
    "11 fields": (section(fields=[mrkdwn("a")] * 11), "no more than 10"),
    "field over 2000": (section(fields=[mrkdwn("a" * 2001)]), "less than 2001"),
    "header over 150": ({"type": "header", "text": plain("あ" * 151)}, "less than 151"),
    "header mrkdwn": ({"type": "header", "text": mrkdwn("a")}, "text object"),
    "context empty": ({"type": "context", "elements": []}, "no fewer than 1"),
    "11 in context": ({"type": "context", "elements": [mrkdwn("a")] * 11}, "no more than 10"),
    "26 actions": (actions(*[button(action_id=str(i)) for i in range(26)]), "no more than 25"),
    "actions empty": (actions(), "no fewer than 1"),
    "same action_id": (actions(button(), button()), "already exists: go"),
    "button over 75": (actions(button(text=plain("a" * 76))), "less than 76"),
    "button value over 2000": (actions(button(value="a" * 2001)), "less than 2001"),
    "button style": (actions(button(style="green")), "must be one of"),
    "confirm button over 30": (actions(button(confirm=confirm(deny=plain("a" * 31)))), "less than 31"),
    "action_id over 255": (actions(button(action_id="a" * 256)), "less than 256"),
    "6 in overflow": (
        actions({"type": "overflow", "action_id": "o", "options": [option(str(i)) for i in range(6)]}),
        "no more than 5",
    ),
    "101 options": (
        actions({"type": "static_select", "action_id": "s", "options": [option(str(i)) for i in range(101)]}),
        "no more than 100",
    ),
    "no options": (actions({"type": "static_select", "action_id": "s"}), "options or option_groups"),
    "same option twice": (
        actions({"type": "static_select", "action_id": "s", "options": [option(), option()]}),
        "must be unique",
    ),
    "option value over 150": (
        actions({"type": "static_select", "action_id": "s", "options": [option("a" * 151)]}),
        "less than 151",
    ),
    "initial option not offered": (
        actions({"type": "static_select", "action_id": "s", "options": [option()], "initial_option": option("b")}),
        "not among",
    ),
    "11 checkboxes": (
        actions({"type": "checkboxes", "action_id": "c", "options": [option(str(i)) for i in range(11)]}),
        "no more than 10",
    ),
    "multi select in actions": (
        actions({"type": "multi_static_select", "action_id": "m", "options": [option()]}),
        "unsupported type",
    ),
    "image without alt": ({"type": "image", "image_url": "https://a"}, "alt_text"),
    "block_id over 255": (section(block_id="a" * 256), "less than 256"),
    "unknown block": ({"type": "sectoin"}, "unsupported type"),
    "unknown field": (section(colour="red"), "additional property: colour"),
    "alert in a message": ({"type": "alert", "text": plain("a")}, "surface"),
    "table of 101 rows": ({"type": "table", "rows": [[cell()]] * 101}, "1 to 100 rows"),
    "table of 21 cells": ({"type": "table", "rows": [[cell()] * 21]}, "1 to 20 cells"),
    "table with empty cell": ({"type": "table", "rows": [[cell("")]]}, "more than 0"),
    "table over 10000": ({"type": "table", "rows": [[cell("a" * 2501)]] * 4}, "more than 10000"),
    "data_table of 1 row": (data_table([[cell()]]), "2 to 201 rows"),
    "data_table of 202 rows": (data_table([[cell()]] * 202), "2 to 201 rows"),
    "data_table uneven": (data_table([[cell(), cell()], [cell()]]), "same number"),
    "data_table without caption": ({"type": "data_table", "rows": [[cell()], [cell()]]}, "caption"),
    "data_table rich header": (data_table([[{"type": "rich_text", "elements": []}], [cell()]]), "header cells"),
    "data_table page of 101": (data_table([[cell()], [cell()]], page_size=101), "from 1 to 100"),
    "chart lacking a value": (
        chart(series=[{"name": "効果", "data": [{"label": "4月", "value": 1}]}]),
        "one value for each category",
    ),
    "chart not finite": (
        chart(series=[{"name": "a", "data": [{"label": "4月", "value": float("nan")}, {"label": "5月", "value": 1}]}]),
        "finite",
    ),
    "chart of 21 categories": (chart(axis_config={"categories": [str(i) for i in range(21)]}), "1 to 20"),
    "chart label over 20": (
        {
            "type": "data_visualization",
            "title": "a",
            "chart": {"type": "pie", "segments": [{"label": "a" * 21, "value": 1}]},
        },
        "1 to 20 characters",
    ),
    "file input in a message": (asked({"type": "file_input"}), "file_input"),
    "empty rich text": (rich_text({"type": "text", "text": ""}), "missing required field: text"),
    "unknown rich text": (rich_text({"type": "shout", "text": "a"}), "unsupported type: shout"),
    "min over max": (
        asked({"type": "plain_text_input", "min_length": 9, "max_length": 3}),
        "must not be more than max_length",
    ),
}


@pytest.mark.parametrize(("block", "sentence"), BAD_BLOCKS.values(), ids=BAD_BLOCKS.keys())
def test_a_message_is_refused_with_a_reason_when_a_block_breaks_a_limit(block: Json, sentence: str) -> None:
    found = problems(message={"text": "本文", "blocks": [block]})
    assert any(sentence in problem for problem in found), found


BAD_MESSAGES = {
    "empty": ({}, "empty"),
    "51 blocks": ({"blocks": [section()] * 51}, "no more than 50"),
    "same block_id": ({"blocks": [section(block_id="a"), section(block_id="a")]}, "already exists: a"),
    "two tables": ({"blocks": [{"type": "table", "rows": [[cell()]]}] * 2}, "only one table"),
    "three charts": ({"blocks": [chart()] * 3}, "no more than 2"),
    "too much in all": ({"blocks": [section("あ" * 2700)] * 5}, "more than 13200"),
    "too much when escaped": ({"blocks": [{"type": "section", "text": plain("&" * 2700)}]}, "more than 13200"),
    "too much markdown": ({"blocks": [{"type": "markdown", "text": "a" * 6001}] * 2}, "too long together"),
    "markdown and text": ({"text": "a", "markdown_text": "a"}, "cannot be sent with"),
    "101 attachments": ({"text": "a", "attachments": [{}] * 101}, "no more than 100"),
    "metadata without payload": ({"text": "a", "metadata": {"event_type": "x"}}, "event_payload"),
    "metadata too large": (
        {"text": "a", "metadata": {"event_type": "x", "event_payload": {"k": "a" * 16_000}}},
        "too large",
    ),
}


@pytest.mark.parametrize(("message", "sentence"), BAD_MESSAGES.values(), ids=BAD_MESSAGES.keys())
def test_a_message_is_refused_when_it_is_too_much_as_a_whole(message: Json, sentence: str) -> None:
    found = problems(message=message)
    assert any(sentence in problem for problem in found), found


def test_an_update_is_refused_when_its_text_is_longer_than_4000_characters() -> None:
    assert problems(message={"text": "a" * 4001}) == []
    assert problems(message={"text": "a" * 4001}, update=True) != []


GOOD_VIEWS = {
    "modal": modal(
        asked({"type": "plain_text_input", "multiline": True, "max_length": 3000}, optional=True, dispatch_action=True),
        asked({"type": "multi_external_select", "min_query_length": 0, "max_selected_items": 5}),
        asked({"type": "file_input", "max_files": 10, "filetypes": ["pdf"]}),
        asked({"type": "number_input", "is_decimal_allowed": False, "min_value": "0"}),
        asked({"type": "radio_buttons", "options": [option(text=mrkdwn("*甲*"))]}),
        {"type": "alert", "text": plain("個人情報があります"), "level": "warning"},
        private_metadata="a" * 3000,
        callback_id="a" * 255,
        notify_on_close=True,
    ),
    "modal without input": {"type": "modal", "title": plain("案内"), "blocks": [section()]},
    "home": {"type": "home", "blocks": [section(), actions(button()), data_table([[cell()], [cell()]])]},
}


@pytest.mark.parametrize("view", GOOD_VIEWS.values(), ids=GOOD_VIEWS.keys())
def test_a_view_is_taken_when_it_keeps_every_limit(view: Json) -> None:
    assert problems(view=view) == []


TYPED = {"type": "plain_text_input"}
BAD_VIEWS = {
    "title over 24": (modal(section(), title=plain("あ" * 25)), "less than 25"),
    "no title": ({"type": "modal", "blocks": [section()]}, "missing required field: title"),
    "no blocks": (modal(), "no fewer than 1"),
    "101 blocks": (modal(*[section()] * 101), "no more than 100"),
    "input without submit": ({"type": "modal", "title": plain("a"), "blocks": [asked(TYPED)]}, "submit"),
    "metadata over 3000": (modal(section(), private_metadata="a" * 3001), "less than 3001"),
    "callback over 255": (modal(section(), callback_id="a" * 256), "less than 256"),
    "label over 2000": (modal(asked(TYPED, label=plain("a" * 2001))), "less than 2001"),
    "placeholder over 150": (modal(asked({**TYPED, "placeholder": plain("a" * 151)})), "less than 151"),
    "max_length over 3000": (modal(asked({**TYPED, "max_length": 3001})), "from 1 to 3000"),
    "11 files": (modal(asked({"type": "file_input", "max_files": 11})), "from 1 to 10"),
    "file input dispatching": (modal(asked({"type": "file_input"}, dispatch_action=True)), "file_input"),
    "button as input": (modal(asked({"type": "button"})), "unsupported type: button"),
    "chart in a modal": (modal(chart()), "surface"),
    "markdown in a modal": (modal({"type": "markdown", "text": "a"}), "surface"),
    "submit in a home": ({"type": "home", "submit": plain("a"), "blocks": [section()]}, "additional property"),
    "unknown type": ({"type": "dialog", "blocks": []}, "modal, home"),
    "over 250 kB": (modal(*[section("あ" * 2999)] * 30), "250000 bytes"),
}


@pytest.mark.parametrize(("view", "sentence"), BAD_VIEWS.values(), ids=BAD_VIEWS.keys())
def test_a_view_is_refused_with_a_reason_when_it_breaks_a_limit(view: Json, sentence: str) -> None:
    found = problems(view=view)
    assert any(sentence in problem for problem in found), found


def test_a_problem_points_at_its_place_when_it_is_deep_inside() -> None:
    found = problems(view=modal(section(), actions(button(text=plain("a" * 76)))))
    assert found == ["must be less than 76 characters [json-pointer:/view/blocks/1/elements/0/text/text]"]


KEYS = ["type", "text", "elements", "element", "options", "rows", "block_id", "action_id", "value", "label"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=6,
)


def spoil(block: Any, path: list[int], junk: Any) -> Any:
    """Put junk somewhere into the block; the path says where."""
    if not path or not isinstance(block, dict | list) or not block:
        return junk
    keys = list(block) if isinstance(block, dict) else list(range(len(block)))
    key = keys[path[0] % len(keys)]
    copy: Any = dict(block) if isinstance(block, dict) else list(block)
    copy[key] = spoil(block[key], path[1:], junk)
    return copy


@given(st.sampled_from(GOOD_BLOCKS), st.lists(st.integers(0, 9), min_size=1, max_size=6), JUNK)
@settings(max_examples=300, deadline=None)
def test_a_spoilt_block_is_refused_or_can_be_shown(block: Json, path: list[int], junk: Any) -> None:
    spoilt = spoil(block, path, junk)
    for wrapped in ({"message": {"text": "a", "blocks": [spoilt]}}, {"view": modal(spoilt)}):
        if not problems(**wrapped):
            carried_values(with_ids([spoilt]), {})
