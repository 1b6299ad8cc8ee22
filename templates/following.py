"""How a consultation went: the question to both sides, what they may add, and the thanks that are passed on."""

import json
from collections.abc import Sequence
from typing import Any

from bot.domain.follow_up import GOOD, FollowedUp, FollowState, Part, Solved
from bot.domain.items import Item
from templates.blocks import Block, Message, actions, button, confirm, context, input_block, modal, option, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.direct import open_button
from templates.mrkdwn import Mrkdwn, clip, quote
from templates.noticed import Finding, marks, noticed_blocks
from templates.retelling import retell_button
from templates.wording import Words

ANSWER_IDS = {Solved.YES: "follow_yes", Solved.PARTLY: "follow_partly", Solved.NO: "follow_no"}
MORE_ID, SUBMIT_ID, SOLVED_ID = "follow_more", "follow_submit", "follow_solved"
MINUTES, TIMES, BASIS, THANKS, TOLD = "follow_minutes", "follow_times", "follow_basis", "follow_thanks", "follow_told"
TEXTS = (BASIS, THANKS)
TEXT_AT_MOST = 500
MINUTES_AT_MOST, TIMES_AT_MOST = 10_000, 100_000
_TEXT_SHOWN = 300


def question(words: Words, one: FollowedUp) -> Message:
    """The question to one side, and later what they said."""
    facts = {"part": one.part.value, "other": clip(one.other.name, NAME_SHOWN) if one.other else ""}
    if one.solved is not None:
        return _answered(words, one, facts)
    again = one.state is FollowState.REMINDED
    text = words.say("following.question", again=again, **facts, **_named(one.item))
    presses = [
        button(action_id, words.plain("following.solved", solved=said.value), str(one.id), **_look(words, one, said))
        for said, action_id in ANSWER_IDS.items()
    ]
    small = context(words.say("following.small", part=one.part.value))
    return Message(text, [section(text), actions([*presses, open_button(words, one.item)]), small])


def asked_again(words: Words, one: FollowedUp) -> Message:
    """The earlier question, once it was asked again further down."""
    text = words.say("following.asked_again", **_named(one.item))
    return Message(text, [section(text)])


def more_modal(words: Words, one: FollowedUp, findings: Sequence[Finding] = ()) -> Block:
    """Hours, thanks, and whether it may be told; nothing of it has to be filled in."""
    submit = words.plain("following.submit")
    blocks = [
        *noticed_blocks(words, findings, lambda name: words.plain("following.label", field=name), submit),
        section(words.say("following.about", **_named(one.item))),
    ]
    if one.part is Part.ASKER:
        blocks += [
            _field(words, MINUTES, _number(MINUTES, -MINUTES_AT_MOST, MINUTES_AT_MOST)),
            _field(words, TIMES, _number(TIMES, 0, TIMES_AT_MOST)),
            _field(words, BASIS, _text(BASIS)),
        ]
    blocks.append(_field(words, THANKS, _text(THANKS, one.thanks)))
    if not one.item.private:
        blocks.append(_field(words, TOLD, _told(words, one)))
    return modal(
        SUBMIT_ID,
        words.plain("following.title"),
        blocks,
        submit=submit,
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"follow_up": one.id, "noticed": marks(findings)}),
    )


def thanked(words: Words, one: FollowedUp, by: str) -> Message:
    """The other side reads the thanks."""
    text = words.say("following.thanked", name=clip(by, NAME_SHOWN), **_named(one.item))
    return Message(text, [section(text), section(quote(one.thanks, _TEXT_SHOWN))])


def solved_button(words: Words, item: Item) -> Block:
    """Where helper and asker talk: it is solved already."""
    return button(SOLVED_ID, words.plain("following.solved", solved=Solved.YES.value), str(item.id))


def _answered(words: Words, one: FollowedUp, facts: dict[str, str]) -> Message:
    assert one.solved is not None
    text = words.say("following.answered", solved=one.solved.value, **facts, **_named(one.item))
    small: list[Mrkdwn] = []
    if one.hours_saved is not None:
        small.append(words.say("following.saved", hours=one.hours_saved, basis=clip(one.basis, _TEXT_SHOWN)))
    small += [words.say("following.may_be_told")] if one.may_be_told else []
    said = [section(quote(one.thanks, _TEXT_SHOWN))] if one.thanks else []
    more = button(MORE_ID, words.plain("following.more", filled=bool(one.thanks or small)), str(one.id))
    tells = one.part is Part.HELPER and one.solved in GOOD
    presses = [more, *([retell_button(words, one.item)] if tells else []), open_button(words, one.item)]
    return Message(text, [section(text), *said, *([context(*small)] if small else []), actions(presses)])


def _look(words: Words, one: FollowedUp, said: Solved) -> dict[str, Any]:
    """A no of the asker lets the helper go at once, so it is asked again."""
    if said is Solved.YES:
        return {"style": "primary"}
    if said in GOOD or one.part is Part.HELPER:
        return {}
    title, yes, no = (words.plain(f"following.confirm_{part}") for part in ("title", "yes", "no"))
    return {"ask": confirm(title, words.plain("following.confirm_text"), yes, no)}


def _field(words: Words, name: str, element: Block) -> Block:
    return input_block(
        name,
        words.plain("following.label", field=name),
        element,
        hint=words.plain("following.hint", field=name),
        optional=True,
    )


def _number(name: str, least: int, most: int) -> Block:
    return {
        "type": "number_input",
        "action_id": name,
        "is_decimal_allowed": True,
        "min_value": str(least),
        "max_value": str(most),
    }


def _text(name: str, written: str = "") -> Block:
    element: Block = {"type": "plain_text_input", "action_id": name, "multiline": True, "max_length": TEXT_AT_MOST}
    return {**element, "initial_value": written} if written else element


def _told(words: Words, one: FollowedUp) -> Block:
    choice = option(words.plain("following.told_option"), "yes")
    element: Block = {"type": "checkboxes", "action_id": TOLD, "options": [choice]}
    return {**element, "initial_options": [choice]} if one.may_be_told else element


def _named(item: Item) -> dict[str, str]:
    return {"number": item.number, "title": clip(item.title, TITLE_SHOWN)}
