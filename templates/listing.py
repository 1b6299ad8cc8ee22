"""A list of items, for one person's eyes."""

from bot.domain.items import Item, Page
from templates.blocks import Block, Message, actions, button, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN, details_button
from templates.mrkdwn import clip
from templates.wording import Words

MORE_ID = "listing_more"
_TYPED_SHOWN = 200


def item_list(words: Words, page: Page, typed: str = "", *, further: bool = False) -> Message:
    """The items, a line each with a button that opens it; without any, what to try next."""
    name = "listing.further" if further else "listing.found" if typed else "listing.newest"
    if not page.items:
        name = "listing.nothing"
    heading = words.say(name, typed=clip(typed, _TYPED_SHOWN), count=len(page.items))
    return Message(heading, [section(heading), *(_row(words, item) for item in page.items), *_more(words, page, typed)])


def _more(words: Words, page: Page, typed: str) -> list[Block]:
    if page.older_than is None:
        return []
    return [actions([button(MORE_ID, words.plain("listing.more"), f"{page.older_than}:{typed[:_TYPED_SHOWN]}")])]


def _row(words: Words, item: Item) -> Block:
    line = words.say(
        "listing.line",
        number=item.number,
        title=clip(item.title, TITLE_SHOWN),
        status=words.plain("common.status", status=item.status.value),
        into=item.merged_into.number if item.merged_into else "",
        group=clip(item.group.name, NAME_SHOWN) if item.group else "",
        day=item.posted_on,
    )
    return section(line, details_button(words, item))
