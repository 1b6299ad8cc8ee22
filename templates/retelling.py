"""A solved consultation becomes a practice: the helper's button, and the question to who asked privately."""

from bot.domain.items import Item
from templates.blocks import Block, Message, actions, button, modal, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.direct import open_button
from templates.mrkdwn import clip
from templates.wording import Words

RETELL_ID, AGREE_ID, DECLINE_ID = "retell_begin", "retell_agree", "retell_decline"


def retell_button(words: Words, item: Item) -> Block:
    """For who helped, once it is solved."""
    return button(RETELL_ID, words.plain("retelling.begin"), str(item.id))


def may_it(words: Words, item: Item, helper: str) -> Message:
    """Who asked privately decides whether it may become a practice."""
    text = words.say("retelling.may_it", helper=clip(helper, NAME_SHOWN), **_named(item))
    yes = button(AGREE_ID, words.plain("retelling.agree"), str(item.id), style="primary")
    no = button(DECLINE_ID, words.plain("retelling.decline"), str(item.id))
    return Message(text, [section(text), actions([yes, no, open_button(words, item)])])


def answered(words: Words, item: Item, *, agreed: bool) -> Message:
    """What stands where they were asked once they have decided."""
    text = words.say("retelling.answered", agreed=agreed, **_named(item))
    return Message(text, [section(text)])


def told(words: Words, item: Item, *, agreed: bool) -> Message:
    """Who helped learns what they said, and may begin."""
    text = words.say("retelling.told", agreed=agreed, **_named(item))
    return Message(text, [section(text), actions([retell_button(words, item)])] if agreed else [section(text)])


def waiting_modal(words: Words, item: Item) -> Block:
    """Who helped has to wait for who asked."""
    text = words.say("retelling.waiting", **_named(item))
    close = words.plain("intake.close")
    return modal("retell_waiting", words.plain("retelling.title"), [section(text)], submit=None, close=close)


def _named(item: Item) -> dict[str, str]:
    return {"number": item.number, "title": clip(item.title, TITLE_SHOWN)}
