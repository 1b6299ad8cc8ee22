"""A practice that is written anew: the questions of its form, with what stands there now."""

import json

from bot.domain.items import Item
from bot.domain.kinds import FORMS, RequestKind
from templates.blocks import Block, modal, section
from templates.cards import TITLE_SHOWN
from templates.intake import FormState, question_block
from templates.mrkdwn import clip
from templates.noticed import marks, noticed_blocks
from templates.wording import Words

SUBMIT_ID = "practice_edit_submit"
_KEPT = frozenset({"department", "together_with", "files"})  # whose it is and where it came from stays
FIELDS = tuple(field for field in FORMS[RequestKind.PRACTICE] if field.name not in _KEPT)


def rewriting_modal(words: Words, item: Item, state: FormState) -> Block:
    """The form; what is typed is not kept before it is sent, since it stands in the item until then."""

    def label(field: str) -> str:
        return words.plain("intake.label", field=field, kind=state.kind.value)

    submit = words.plain("keeping.save")
    blocks = [
        *noticed_blocks(words, state.findings, label, submit),
        section(words.say("keeping.which", number=item.number, title=clip(item.title, TITLE_SHOWN))),
        *(_plainly(question_block(words, state, field)) for field in FIELDS),
    ]
    kept = {"draft": item.id, "kind": RequestKind.PRACTICE.value, "noticed": marks(state.findings)}
    title, close = words.plain("keeping.title"), words.plain("intake.close")
    return modal(SUBMIT_ID, title, blocks, submit=submit, close=close, private_metadata=json.dumps(kept))


def _plainly(block: Block) -> Block:
    """A question whose answer reaches the bot with the form alone."""
    element = {name: value for name, value in block["element"].items() if name != "dispatch_action_config"}
    return {**{name: value for name, value in block.items() if name != "dispatch_action"}, "element": element}
