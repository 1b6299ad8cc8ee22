"""A list of items, for one person's eyes."""

from bot.domain.items import Item, Page
from templates.blocks import Block, Message, actions, button, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN, details_button
from templates.mrkdwn import clip
from templates.wording import Words

MORE_ID = "listing_more"
TYPED_SHOWN = 300


def item_list(words: Words, page: Page, typed: str = "") -> Message:
    """The items, a line each with a button that opens it; without any, what to try next."""
    name = "listing.further" if page.start else "listing.found" if typed else "listing.newest"
    if not page.items:
        name = "listing.nothing"
    heading = words.say(name, typed=clip(typed, TYPED_SHOWN), count=len(page.items))
    rows = [item_row(words, item) for item in page.items]
    return Message(heading, [section(heading), *rows, *_more(words, page, typed)])


def item_row(words: Words, item: Item) -> Block:
    """One item: its title, how it stands, and a button that opens it."""
    line = words.say(
        "listing.line",
        number=item.number,
        title=clip(item.title, TITLE_SHOWN),
        status=words.plain("common.status", status=item.status.value),
        into=item.merged_into.number if item.merged_into else "",
        group=clip(item.group.name, NAME_SHOWN) if item.group else "",
        day=item.posted_on,
        private=item.private,
    )
    return section(line, details_button(words, item))


def _more(words: Words, page: Page, typed: str) -> list[Block]:
    if not page.more:
        return []
    value = f"{page.start + len(page.items)}:{page.newest_id}:{typed[:TYPED_SHOWN]}"
    return [actions([button(MORE_ID, words.plain("listing.more"), value)])]
