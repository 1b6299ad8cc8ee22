"""The boss's consent: the question to them, and what the person is told."""

import json
from collections.abc import Sequence

from bot.domain.items import Who
from bot.domain.skills import Answer, Consent, Helper
from templates.away import in_place_of
from templates.blocks import Block, Message, actions, button, confirm, input_block, modal, plain, section
from templates.cards import NAME_SHOWN
from templates.mrkdwn import Mrkdwn, clip, mention, quote
from templates.noticed import Finding, marks, noticed_blocks
from templates.skills import tags_of
from templates.wording import Words

AGREE_ID, REFUSE_ID, WITHDRAW_ID = "consent_agree", "consent_refuse", "consent_withdraw"
REFUSE_SUBMIT_ID = "consent_refuse_submit"
WORDS = "consent_words"
WORDS_AT_MOST = 1000
_SHOWN = 800


def asked_message(words: Words, consent: Consent, helper: Helper | None, reader: Who) -> Message:
    """The question to the boss, or to who stands in for them, and later what they answered."""
    facts = {"who": _named(consent.who.chat_id, consent.who.name), "hours": consent.hours}
    text = words.say("agreeing.asked", department=clip(consent.who.department, NAME_SHOWN), **facts)
    blocks = [section(text)]
    if helper is not None and consent.state is not Answer.ENDED:
        blocks.append(section(words.say("skills.tags", tags=tags_of(words, helper), more=0)))
        if helper.about:
            blocks.append(section(quote(helper.about, _SHOWN)))
    blocks.append(section(words.say("agreeing.stands", state=consent.state.value)))
    if consent.note:
        blocks.append(section(quote(consent.note, _SHOWN)))
    if consent.state is Answer.ASKED:
        blocks += in_place_of(words, reader, [consent.boss])
    presses = _presses(words, consent)
    return Message(text, [*blocks, actions(presses)] if presses else blocks)


def asked_anew(words: Words, consent: Consent, *, elsewhere: bool) -> Message:
    """What stays of a question that was put once more: below, or `elsewhere` to who stands in."""
    text = words.say("agreeing.asked_anew", who=_named(consent.who.chat_id, consent.who.name), elsewhere=elsewhere)
    return Message(text, [section(text)])


def told_message(words: Words, consent: Consent, by: Who) -> Message:
    """What the boss said, or who stands in for them, for the person."""
    absent = clip(consent.boss.name, NAME_SHOWN) if by.id != consent.boss.id else ""
    facts = {"boss": _named(by.chat_id, by.name), "absent": absent}
    text = words.say("agreeing.told", state=consent.state.value, hours=consent.hours, **facts)
    return Message(text, [section(text), *([section(quote(consent.note, _SHOWN))] if consent.note else [])])


def refuse_modal(words: Words, consent: Consent, typed: str = "", findings: Sequence[Finding] = ()) -> Block:
    """A no, with words if there are any."""
    submit, label = words.plain("agreeing.refuse_submit"), words.plain("agreeing.words")
    field: Block = {"type": "plain_text_input", "action_id": WORDS, "multiline": True, "max_length": WORDS_AT_MOST}
    field["placeholder"] = plain(words.plain("agreeing.words_placeholder"), 150)
    if typed:
        field["initial_value"] = typed[:WORDS_AT_MOST]
    blocks = [
        section(words.say("agreeing.refuse_about", who=_named(consent.who.chat_id, consent.who.name))),
        *noticed_blocks(words, findings, lambda _: label, submit),
        input_block(WORDS, label, field, optional=True),
    ]
    return modal(
        REFUSE_SUBMIT_ID,
        words.plain("agreeing.refuse_title"),
        blocks,
        submit=submit,
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"consent": consent.id, "noticed": marks(findings)}),
    )


def _presses(words: Words, consent: Consent) -> list[Block]:
    value = str(consent.id)
    agree = button(AGREE_ID, words.plain("agreeing.agree", state=consent.state.value), value, style="primary")
    if consent.state is Answer.ASKED:
        return [agree, button(REFUSE_ID, words.plain("agreeing.refuse"), value)]
    if consent.state is Answer.GIVEN:
        ask = confirm(*(words.plain(f"agreeing.withdraw_{part}") for part in ("title", "text", "yes", "no")))
        return [button(WITHDRAW_ID, words.plain("agreeing.withdraw"), value, ask=ask)]
    return [] if consent.state is Answer.ENDED else [agree]


def _named(chat_id: str | None, name: str) -> Mrkdwn:
    return mention(chat_id, clip(name, NAME_SHOWN))
