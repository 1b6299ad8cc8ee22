"""Searching from App Home: what to look for, and what was found, in one modal; the filter of a queue looks the same."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.domain.finding import RANKED, Order, Query
from bot.domain.items import Page
from bot.domain.kinds import RequestKind
from bot.domain.statuses import Status
from templates.blocks import Block, actions, button, context, input_block, modal, option, plain, section
from templates.listing import item_row
from templates.mrkdwn import Mrkdwn, clip
from templates.wording import Words

SEARCH_ID = "search_submit"
FOUND_ID = "search_again"
FILTER_ID = "home_filter_submit"
GROUPS_ID, DEPARTMENTS_ID = "search_groups", "search_departments"
PREVIOUS_ID, NEXT_ID = "search_previous", "search_next"
ORDERS = (Order.NEWEST, Order.BEST, Order.OLDEST)
QUEUE_ORDERS = (Order.DUE, Order.OLDEST, Order.NEWEST)
_NAME_SHOWN = 40
_LONGEST = 300
_CHOSEN_AT_MOST = 20
Names = Mapping[int, str]


def search_modal(words: Words, query: Query, groups: Names, departments: Names) -> Block:
    """What to look for; `groups` and `departments` name at least those that are chosen already."""
    more = [_day(words, "since", query), _day(words, "to", query), _order(words, query, ORDERS)]
    blocks = [*_fields(words, query, tuple(Status), groups, departments), *more]
    return _asking(words, SEARCH_ID, "searching.title", "searching.search", blocks)


def filter_modal(words: Words, query: Query, statuses: Collection[Status], groups: Names, departments: Names) -> Block:
    """What a queue is to be narrowed down to."""
    blocks = [*_fields(words, query, statuses, groups, departments), _order(words, query, QUEUE_ORDERS)]
    return _asking(words, FILTER_ID, "searching.filter_title", "searching.narrow", blocks)


def found_modal(words: Words, page: Page, query: Query, groups: Names, departments: Names) -> Block:
    """What was found, a page at a time; the button below leads back to what was looked for."""
    heading = words.say("searching.found" if page.items else "searching.nothing", more=page.more or page.start > 0)
    asked = summary(words, query, groups, departments)
    best = (
        [context(words.say("searching.best", count=RANKED))]
        if query.order is Order.BEST and (page.more or page.start)
        else []
    )
    asking = replace(query, words=query.words[:_LONGEST])
    kept = json.dumps({"query": asking.as_json(), "newest_id": page.newest_id}, ensure_ascii=False)
    blocks = [
        section(heading),
        *([context(asked)] if asked else []),
        *(item_row(words, item) for item in page.items),
        *best,
        *turning(words, PREVIOUS_ID, NEXT_ID, page.start, len(page.items), more=page.more),
    ]
    submit, close = words.plain("searching.again"), words.plain("intake.close")
    title = words.plain("searching.found_title")
    return modal(FOUND_ID, title, blocks, submit=submit, close=close, private_metadata=kept)


def turning(
    words: Words, previous_id: str, next_id: str, start: int, shown: int, *, more: bool, size: int = 10, of: int = 0
) -> list[Block]:
    """前へ and 次へ under a page, where there is something before or after it, and which part of how much it is."""
    presses = []
    if start:
        presses.append(button(previous_id, words.plain("searching.previous"), str(max(0, start - size))))
    if more:
        presses.append(button(next_id, words.plain("searching.next"), str(start + shown)))
    if not presses:
        return []
    place = words.say("searching.place", first=start + 1 if shown else start, last=start + shown, of=of)
    return [actions(presses), context(place)]


def summary(words: Words, query: Query, groups: Names, departments: Names) -> Mrkdwn:
    """What is looked for, in one line; nothing for a query that asks for nothing."""
    if query.is_empty:
        return Mrkdwn("")
    return words.say(
        "searching.summary",
        words=clip(query.words, 100),
        statuses=[words.plain("common.status", status=status) for status in query.statuses],
        kinds=[words.plain("common.kind", kind=kind) for kind in query.kinds],
        groups=[clip(groups.get(group, ""), _NAME_SHOWN) for group in query.groups[:_CHOSEN_AT_MOST]],
        departments=[clip(departments.get(one, ""), _NAME_SHOWN) for one in query.departments[:_CHOSEN_AT_MOST]],
        since=query.since,
        to=query.to,
    )


def _asking(words: Words, callback_id: str, title: str, submit: str, blocks: list[Block]) -> Block:
    close = words.plain("intake.close")
    return modal(callback_id, words.plain(title), blocks, submit=words.plain(submit), close=close)


def _fields(words: Words, query: Query, statuses: Collection[Status], groups: Names, departments: Names) -> list[Block]:
    typed: Block = {"type": "plain_text_input", "action_id": "words", "max_length": _LONGEST}
    if query.words:
        typed["initial_value"] = query.words[:_LONGEST]
    status_names = {status.value: words.plain("common.status", status=status.value) for status in statuses}
    kind_names = {kind.value: words.plain("common.kind", kind=kind.value) for kind in RequestKind}
    return [
        input_block("words", words.plain("searching.words"), typed, hint=words.plain("searching.hint"), optional=True),
        _several(words, "statuses", status_names, query.statuses),
        _several(words, "kinds", kind_names, query.kinds),
        _looked_up(words, "groups", GROUPS_ID, groups, query.groups),
        _looked_up(words, "departments", DEPARTMENTS_ID, departments, query.departments),
    ]


def _several(words: Words, name: str, known: Mapping[str, str], chosen: Iterable[str]) -> Block:
    element: Block = {
        "type": "multi_static_select",
        "action_id": name,
        "placeholder": plain(words.plain("searching.any"), 150),
        "options": [option(text, value) for value, text in known.items()],
    }
    if initial := [option(known[value], value) for value in chosen if value in known]:
        element["initial_options"] = initial
    return input_block(name, words.plain("searching.label", field=name), element, optional=True)


def _looked_up(words: Words, name: str, action_id: str, known: Names, chosen: Iterable[int]) -> Block:
    """A city may have more departments than a menu holds."""
    element: Block = {
        "type": "multi_external_select",
        "action_id": action_id,
        "min_query_length": 0,
        "max_selected_items": _CHOSEN_AT_MOST,
        "placeholder": plain(words.plain("searching.any"), 150),
    }
    if initial := [option(known[value], str(value)) for value in chosen if value in known]:
        element["initial_options"] = initial
    return input_block(name, words.plain("searching.label", field=name), element, optional=True)


def _day(words: Words, name: str, query: Query) -> Block:
    element: dict[str, Any] = {"type": "datepicker", "action_id": name}
    if day := getattr(query, name):
        element["initial_date"] = day.isoformat()
    return input_block(name, words.plain("searching.label", field=name), element, optional=True)


def _order(words: Words, query: Query, orders: Collection[Order]) -> Block:
    options = {order: option(words.plain("searching.order", order=order.value), order.value) for order in orders}
    chosen = options.get(query.order) or next(iter(options.values()))
    element = {
        "type": "static_select",
        "action_id": "order",
        "options": list(options.values()),
        "initial_option": chosen,
    }
    return input_block("order", words.plain("searching.label", field="order"), element)
