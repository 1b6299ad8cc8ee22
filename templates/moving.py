"""The question which group an item goes to."""

import json
from collections.abc import Sequence

from bot.domain.items import Item
from templates.blocks import Block, input_block, modal, option, plain, section
from templates.cards import Candidate
from templates.noticed import Finding, marks, noticed_blocks
from templates.wording import Words

SUBMIT_ID = "triage_move_submit"
GROUP_BLOCK = "move_group"
NOTE_BLOCK = "move_note"


def move_modal(
    words: Words,
    item: Item,
    choices: Sequence[Candidate],
    *,
    in_home: bool = False,
    findings: Sequence[Finding] = (),
) -> Block:
    """The groups an item may go to, the likeliest first, and a few words for its requester."""
    options = [option(choice.name, str(choice.group_id), "・".join(choice.words)) for choice in choices[:100]]
    select = {
        "type": "static_select",
        "action_id": GROUP_BLOCK,
        "options": options,
        "placeholder": plain(words.plain("moving.group_placeholder"), 150),
    }
    note = {
        "type": "plain_text_input",
        "action_id": NOTE_BLOCK,
        "multiline": True,
        "max_length": 1000,
        "placeholder": plain(words.plain("moving.note_placeholder"), 150),
    }
    submit, label = words.plain("moving.submit"), words.plain("moving.note")
    blocks = [
        *noticed_blocks(words, findings, lambda _: label, submit),
        section(words.say("moving.which", number=item.number, title=item.title)),
        input_block(GROUP_BLOCK, words.plain("moving.group"), select),
        input_block(NOTE_BLOCK, label, note, hint=words.plain("moving.note_hint"), optional=True),
    ]
    return modal(
        SUBMIT_ID,
        words.plain("moving.title"),
        blocks,
        submit=submit,
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"item": item.id, "in_home": in_home, "noticed": marks(findings)}),
    )
