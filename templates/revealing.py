"""The office's look at who stands behind a blind item: the question why."""

import json

from bot.domain.items import Item
from templates.blocks import Block, button, input_block, modal, plain, section
from templates.cards import TITLE_SHOWN
from templates.mrkdwn import clip
from templates.wording import Words

OPEN_ID = "reveal_open"
SUBMIT_ID = "reveal_submit"
REASON_BLOCK = "reveal_reason"
REASON_AT_MOST = 500


def reveal_button(words: Words, item: Item) -> Block:
    """Asks why, before anything is shown."""
    return button(OPEN_ID, words.plain("revealing.button"), str(item.id))


def reveal_modal(words: Words, item: Item) -> Block:
    """What is recorded is said before it is."""
    field = {
        "type": "plain_text_input",
        "action_id": REASON_BLOCK,
        "multiline": True,
        "max_length": REASON_AT_MOST,
        "placeholder": plain(words.plain("revealing.placeholder"), 150),
    }
    blocks = [
        section(words.say("revealing.which", number=item.number, title=clip(item.title, TITLE_SHOWN))),
        section(words.say("revealing.warning")),
        input_block(REASON_BLOCK, words.plain("revealing.reason"), field, hint=words.plain("revealing.hint")),
    ]
    return modal(
        SUBMIT_ID,
        words.plain("revealing.title"),
        blocks,
        submit=words.plain("revealing.submit"),
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"item": item.id}),
    )
