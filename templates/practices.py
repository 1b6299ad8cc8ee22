"""The library of good practices: one modal to browse and to search in."""

import json
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.items import Item
from bot.domain.kinds import TAG_FIELDS, RequestKind
from bot.domain.library import A_PAGE, Choice, LibraryPage, LibraryQuery, Ways
from templates.blocks import Block, actions, button, divider, input_block, modal, option, plain, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN, details_button
from templates.mrkdwn import Mrkdwn, clip
from templates.searching import turning
from templates.wording import Words

LIBRARY_ID = "library_search"  # the modal
OPEN_ID = "library_open"
PREVIOUS_ID, NEXT_ID = "library_previous", "library_next"
TOOL_ID, WORK_ID, DEPARTMENT_ID, EFFECT_ID = "library_tool", "library_work", "library_department", "library_effect"
WORDS = "words"
ALL = "*"
LONGEST = 100
EFFECT_SHOWN = 120
_TAGS_SHOWN = 3


def library_modal(words: Words, page: LibraryPage) -> Block:
    """The ways to browse, and a page of what is there."""
    ways = page.ways
    asked = replace(page.query, words=page.query.words[:LONGEST])
    kept = json.dumps({"query": asked.as_json()}, ensure_ascii=False)
    write = button(f"intake_open_{RequestKind.PRACTICE}", words.plain("practices.write"), RequestKind.PRACTICE)
    blocks = [
        section(words.say("practices.what", total=ways.total, figures=ways.with_figures), write),
        _words(words, page.query),
        actions(_menus(words, page.query, ways)),
        divider(),
        *(practice_row(words, item) for item in page.items),
        *([] if page.items else [section(words.say("practices.nothing", total=ways.total))]),
        *turning(words, PREVIOUS_ID, NEXT_ID, page.start, len(page.items), more=page.more, size=A_PAGE),
    ]
    title, submit = words.plain("practices.title"), words.plain("practices.search")
    close = words.plain("intake.close")
    return modal(LIBRARY_ID, title, blocks, submit=submit, close=close, private_metadata=kept)


def practice_row(words: Words, item: Item) -> Block:
    """One practice in a list, and the way into it."""
    return section(practice_line(words, item), details_button(words, item))


def practice_line(words: Words, item: Item) -> Mrkdwn:
    """What a practice is, in a few words, with how old its last check is."""
    tagged = [str(tag) for name in TAG_FIELDS for tag in (item.answers.get(name) or ())[:_TAGS_SHOWN]]
    facts = item.practice
    return words.say(
        "practices.line",
        number=item.number,
        title=clip(item.title, TITLE_SHOWN),
        department="" if item.blind else clip(item.department, NAME_SHOWN),
        tags=tagged,
        effect=clip(" ".join(str(item.answers.get("effect") or "").split()), EFFECT_SHOWN),
        adopted=sum(item.progress.adoptions),
        aged=facts.checked_on if facts and facts.aged else None,
    )


def _words(words: Words, query: LibraryQuery) -> Block:
    typed: Block = {
        "type": "plain_text_input",
        "action_id": WORDS,
        "max_length": LONGEST,
        "placeholder": plain(words.plain("practices.placeholder"), 150),
    }
    if query.words:
        typed["initial_value"] = query.words[:LONGEST]
    return input_block(WORDS, words.plain("practices.words"), typed, optional=True)


def _menus(words: Words, query: LibraryQuery, ways: Ways) -> list[Block]:
    effect = (Choice("figures", words.plain("practices.with_figures"), ways.with_figures),)
    menus = [
        (TOOL_ID, ways.tools, query.tool),
        (WORK_ID, ways.work, query.work),
        (DEPARTMENT_ID, ways.departments, str(query.department or "")),
        (EFFECT_ID, effect if ways.with_figures else (), "figures" if query.figures else ""),
    ]
    return [_menu(words, *menu) for menu in menus if menu[1]] or [
        button("intake_open_" + RequestKind.CONSULTATION, words.plain("practices.ask"), RequestKind.CONSULTATION)
    ]


def _menu(words: Words, action_id: str, choices: Sequence[Choice], chosen: str) -> Block:
    everything = option(words.plain("practices.all", by=action_id), ALL)
    options = {
        one.key: option(words.plain("practices.choice", name=one.name, count=one.count), one.key) for one in choices
    }
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(words.plain("practices.all", by=action_id), 150),
        "options": [everything, *options.values()],
        "initial_option": options.get(chosen, everything),
    }
