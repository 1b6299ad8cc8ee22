"""A practice in its item: how it stands, what can be done with it, and what those concerned are told."""

import json
from collections.abc import Sequence

from bot.domain.items import Item, Opened
from bot.domain.practices import PRACTICE_RULES, PracticeDeed, PracticeState
from templates.blocks import Block, Message, actions, button, context, input_block, modal, plain, section
from templates.mrkdwn import Mrkdwn, clip, mention
from templates.noticed import Finding, marks, noticed_blocks
from templates.wording import Words

WORDS_ID = "practice_words_submit"
WORDS_BLOCK = "practice_words"
WORDS_AT_MOST = 1000
MAKE_ID = "practice_make"
_TITLE_SHOWN = 150
_NAME_SHOWN = 80
_LISTED = 20


def deed_id(deed: PracticeDeed) -> str:
    """The button of a deed."""
    return f"practice_{deed}"


def practice_blocks(words: Words, opened: Opened) -> list[Block]:
    """How a practice stands with what may be done, or the practices that came of another item."""
    item, facts = opened.item, opened.item.practice
    if facts is None:
        return _examples(words, opened)
    contact = mention(facts.contact.chat_id, clip(facts.contact.name, _NAME_SHOWN)) if facts.contact else ""
    about = words.say(
        "keeping.about",
        state=facts.state.value,
        contact="" if item.blind else contact,
        checked=facts.checked_on,
        aged=facts.aged,
    )
    presses = [press(words, item, deed) for deed in opened.practice_deeds]
    blocks = [context(about), *([actions(presses)] if presses else [])]
    if facts.source:
        line = words.say("keeping.source", number=facts.source.number, title=clip(facts.source.title, _TITLE_SHOWN))
        blocks.append(section(line, button("item_open", words.plain("direct.open"), str(facts.source.id))))
    return blocks


def _examples(words: Words, opened: Opened) -> list[Block]:
    blocks = []
    for made in opened.examples[:_LISTED]:
        line = words.say("keeping.made", number=made.number, title=clip(made.title, _TITLE_SHOWN))
        blocks.append(section(line, button("item_open", words.plain("direct.open"), str(made.id))))
    if opened.can_make_practice:
        make = button(MAKE_ID, words.plain("keeping.make"), str(opened.item.id))
        blocks += [context(words.say("keeping.make_hint")), actions([make])]
    return blocks


def review_blocks(words: Words, item: Item) -> list[Block]:
    """On the card of a practice that nobody of the group has looked at yet."""
    if item.practice is None or item.practice.state is not PracticeState.UNDER_REVIEW:
        return []
    presses = [press(words, item, deed) for deed in (PracticeDeed.PUBLISH, PracticeDeed.SEND_BACK)]
    return [context(words.say("keeping.waits")), actions(presses)]


def press(words: Words, item: Item, deed: PracticeDeed) -> Block:
    """The button of one deed."""
    style = "primary" if deed is PracticeDeed.PUBLISH else None
    return button(deed_id(deed), words.plain("keeping.press", deed=deed.value), str(item.id), style=style)


def words_modal(words: Words, item: Item, deed: PracticeDeed, findings: Sequence[Finding] = ()) -> Block:
    """The reason of a deed, which everybody concerned reads."""
    label, submit = words.plain("keeping.words", deed=deed.value), words.plain("keeping.press", deed=deed.value)
    field = {
        "type": "plain_text_input",
        "action_id": WORDS_BLOCK,
        "multiline": True,
        "max_length": WORDS_AT_MOST,
        "placeholder": plain(words.plain("keeping.placeholder", deed=deed.value), 150),
    }
    blocks = [
        *noticed_blocks(words, findings, lambda _: label, submit),
        section(words.say("keeping.which", number=item.number, title=clip(item.title, _TITLE_SHOWN))),
        input_block(WORDS_BLOCK, label, field, hint=words.plain("keeping.hint", deed=deed.value)),
    ]
    kept = {"item": item.id, "deed": deed.value, "noticed": marks(findings)}
    close = words.plain("intake.close")
    return modal(
        WORDS_ID,
        words.plain("keeping.title"),
        blocks,
        submit=submit,
        close=close,
        private_metadata=json.dumps(kept),
    )


def told(words: Words, item: Item, deed: PracticeDeed, name: str, note: str) -> Message:
    """For those whose practice it is, when somebody else did something with it."""
    facts = {"number": item.number, "title": clip(item.title, _TITLE_SHOWN), "name": clip(name, _NAME_SHOWN)}
    text = words.say("keeping.told", deed=deed.value, note=clip(note, WORDS_AT_MOST), **facts)
    presses = [button("item_open", words.plain("direct.open"), str(item.id))]
    if deed is PracticeDeed.SEND_BACK:
        presses = [press(words, item, PracticeDeed.EDIT), *presses]
    return Message(text, [section(text), actions(presses)])


def check_question(words: Words, item: Item) -> Message:
    """Once a year: is it still true?"""
    checked = item.practice.checked_on if item.practice else None
    facts = {"number": item.number, "title": clip(item.title, _TITLE_SHOWN)}
    text = words.say("keeping.check", checked=checked, **facts)
    yes = button(deed_id(PracticeDeed.CONFIRM), words.plain("keeping.still_true"), str(item.id), style="primary")
    edit = press(words, item, PracticeDeed.EDIT)
    gone = button(deed_id(PracticeDeed.ARCHIVE), words.plain("keeping.not_used"), str(item.id))
    look = button("item_open", words.plain("direct.open"), str(item.id))
    return Message(text, [section(text), actions([yes, edit, gone, look])])


def confirmed(words: Words, item: Item) -> Message:
    """What stays of the question once it was answered."""
    text = words.say("keeping.confirmed", number=item.number, title=clip(item.title, _TITLE_SHOWN))
    return Message(text, [section(text, button("item_open", words.plain("direct.open"), str(item.id)))])


def needs_words(deed: PracticeDeed) -> bool:
    """Whether a deed asks for a reason first."""
    return PRACTICE_RULES[deed].needs_words


def unfurled(words: Words, item: Item, line: Mrkdwn) -> Message:
    """A practice whose number somebody wrote, under their message."""
    text = words.say("keeping.unfurled", number=item.number, title=clip(item.title, _TITLE_SHOWN))
    return Message(text, [section(line, button("item_open", words.plain("cards.details"), str(item.id)))])
