"""What happened to an item, line by line."""

from collections.abc import Sequence

from bot.domain.items import Happening, Opened
from templates.blocks import Block, Message, actions, context, section
from templates.cards import BODY_SHOWN, NAME_SHOWN, details_button, item_blocks
from templates.mrkdwn import Mrkdwn, clip
from templates.taking_up import adoption_blocks
from templates.wording import Words

LINES_SHOWN = 40
LINES_IN_A_MESSAGE = 8
NOTE_SHOWN = 1000
NOTE_IN_A_MESSAGE = 300


def history_blocks(
    words: Words, history: Sequence[Happening], lines: int = LINES_SHOWN, note: int = NOTE_SHOWN
) -> list[Block]:
    """The newest lines, the oldest of them first."""
    if not history:
        return []
    shown = history[-lines:]
    earlier = [context(words.say("history.earlier", count=len(history) - lines))] if len(history) > lines else []
    heading = section(words.say("history.heading"))
    return [heading, *earlier, *(context(_line(words, happening, note)) for happening in shown)]


def item_message(words: Words, opened: Opened) -> Message:
    """An item with its newest history, as the answer to a command."""
    item = opened.item
    blocks = [
        *item_blocks(words, item, BODY_SHOWN),
        *history_blocks(words, opened.history, LINES_IN_A_MESSAGE, NOTE_IN_A_MESSAGE),
        actions([details_button(words, item)]),
        *adoption_blocks(words, item),
    ]
    return Message(words.say("history.notice", number=item.number, title=item.title), blocks)


def plain_line(words: Words, happening: Happening) -> str:
    """A line for the terminal."""
    return words.plain("history.line", **_facts(words, happening, NOTE_SHOWN))


def _line(words: Words, happening: Happening, note: int) -> Mrkdwn:
    return words.say("history.line", **_facts(words, happening, note))


def _facts(words: Words, happening: Happening, note: int) -> dict[str, object]:
    status = words.plain("common.status", status=happening.status.value) if happening.status else ""
    return {
        "at": happening.at,
        "action": happening.action,
        "name": clip(happening.name, NAME_SHOWN),
        "hidden": happening.hidden,
        "terminal": clip(happening.terminal, NAME_SHOWN),
        "status": status,
        "group": clip(happening.group, NAME_SHOWN),
        "until": happening.until,
        "note": clip(happening.note, note),
        "other": clip(happening.other, NAME_SHOWN),
        "in_place_of": clip(happening.in_place_of, NAME_SHOWN),
        "item": clip(happening.item, NAME_SHOWN),
    }
