"""A list of items, for one person's eyes."""

from collections.abc import Sequence

from bot.domain.items import Item
from templates.blocks import Block, Message, section
from templates.cards import details_button
from templates.wording import Words


def item_list(words: Words, found: Sequence[Item], typed: str = "") -> Message:
    """The items, a line each with a button that opens it; without any, what to try next."""
    name = "listing.found" if typed else "listing.newest"
    if not found:
        name = "listing.nothing"
    heading = words.say(name, typed=typed, count=len(found))
    return Message(heading, [section(heading), *(_row(words, item) for item in found)])


def _row(words: Words, item: Item) -> Block:
    line = words.say(
        "listing.line",
        number=item.number,
        title=item.title,
        status=words.plain("common.status", status=item.status.value),
        group=item.group.name if item.group else "",
        day=item.posted_on,
    )
    return section(line, details_button(words, item))
