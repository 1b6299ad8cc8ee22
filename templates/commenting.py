"""Comments for the reviewers alone."""

import json
from collections.abc import Sequence

from bot.domain.items import Item
from bot.domain.reviews import Review
from templates.blocks import Block, actions, button, context, input_block, modal, plain, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.mrkdwn import clip
from templates.noticed import Finding, marks, noticed_blocks
from templates.wording import Words

OPEN_ID = "comment_open"
SUBMIT_ID = "comment_submit"
TEXT_BLOCK = "comment_text"
TEXT_AT_MOST = 1000
_SHOWN = 8
_TEXT_SHOWN = 600


def comment_modal(words: Words, item: Item, findings: Sequence[Finding] = ()) -> Block:
    """Who will read it is said before it is written."""
    label, submit = words.plain("commenting.text"), words.plain("commenting.submit")
    field = {
        "type": "plain_text_input",
        "action_id": TEXT_BLOCK,
        "multiline": True,
        "max_length": TEXT_AT_MOST,
        "placeholder": plain(words.plain("commenting.placeholder"), 150),
    }
    blocks = [
        *noticed_blocks(words, findings, lambda _: label, submit),
        section(words.say("commenting.which", number=item.number, title=clip(item.title, TITLE_SHOWN))),
        input_block(TEXT_BLOCK, label, field, hint=words.plain("commenting.hint")),
    ]
    return modal(
        SUBMIT_ID,
        words.plain("commenting.title"),
        blocks,
        submit=submit,
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"item": item.id, "noticed": marks(findings)}),
    )


def comment_blocks(words: Words, item: Item, review: Review) -> list[Block]:
    """The newest comments, the oldest of them first, and the button that adds one; for reviewers alone."""
    if review.comments is None:
        return []
    shown = review.comments[-_SHOWN:]
    lines = [
        words.say("commenting.line", at=one.at, name=clip(one.name, NAME_SHOWN), text=clip(one.text, _TEXT_SHOWN))
        for one in shown
    ]
    more = len(review.comments) - len(shown)
    earlier = [context(words.say("commenting.earlier", count=more))] if more else []
    press = button(OPEN_ID, words.plain("commenting.button"), str(item.id))
    heading = [section(words.say("commenting.heading"))] if lines else []
    return [*heading, *earlier, *(context(line) for line in lines), actions([press])]
