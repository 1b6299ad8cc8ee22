"""Calls for members: the post to all staff, the question to the lead, the answer to who asked."""

import json
from collections.abc import Callable, Sequence

from bot.domain.calls import PLACES_AT_MOST, WORDS_AT_MOST, ApplicantState, Application, Call, CallState
from bot.domain.groups import MOST_SLOTS
from templates.blocks import Block, Message, actions, button, context, input_block, modal, option, plain, section
from templates.mrkdwn import Mrkdwn, channel, clip, mention, quote
from templates.noticed import Finding, marks, noticed_blocks
from templates.wording import Words

CALL_SUBMIT_ID = "call_submit"
JOIN_ID, WITHDRAW_ID, APPROVE_ID, DECLINE_ID = "call_join", "call_withdraw", "call_approve", "call_decline"
DECLINE_SUBMIT_ID = "call_decline_submit"
NOTE, PLACES, CALL_SLOTS, CLOSES, CHANNEL, WORDS = (
    "call_note",
    "call_places",
    "call_slots",
    "call_closes",
    "call_channel",
    "call_words",
)
Build = Callable[[Words, Application], Message]
_NAME_SHOWN = 60
_TEXT_SHOWN = 800


def call_modal(
    words: Words, group_id: int, group: str, slots: int, channel_id: str | None, findings: Sequence[Finding] = ()
) -> Block:
    """What a call is made of."""
    note: Block = {
        "type": "plain_text_input",
        "action_id": NOTE,
        "multiline": True,
        "max_length": WORDS_AT_MOST,
        "placeholder": plain(words.plain("calls.note_placeholder"), 150),
    }
    places: Block = {
        "type": "number_input",
        "action_id": PLACES,
        "is_decimal_allowed": False,
        "min_value": "1",
        "max_value": str(PLACES_AT_MOST),
        "initial_value": "3",
    }
    options = [option(words.plain("groups.slots_option", count=count), str(count)) for count in range(MOST_SLOTS + 1)]
    given = options[min(max(slots, 0), MOST_SLOTS)]
    week: Block = {"type": "static_select", "action_id": CALL_SLOTS, "options": options, "initial_option": given}
    where: Block = {"type": "conversations_select", "action_id": CHANNEL}
    where["filter"] = {"include": ["public", "private"], "exclude_bot_users": True}
    if channel_id:
        where["initial_conversation"] = channel_id
    fields = [(NOTE, note), (PLACES, places), (CALL_SLOTS, week), (CLOSES, _day()), (CHANNEL, where)]
    asked = [
        input_block(name, words.plain("calls.label", field=name), field, optional=name == NOTE)
        for name, field in fields
    ]
    about, submit = section(words.say("calls.modal_about", group=clip(group, _NAME_SHOWN))), "calls.modal_submit"
    return modal(
        CALL_SUBMIT_ID,
        words.plain("calls.modal_title"),
        [*_noticed(words, findings, submit), about, *asked],
        submit=words.plain(submit),
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"group": group_id, "noticed": marks(findings)}),
    )


def call_message(words: Words, call: Call) -> Message:
    """The call as all staff see it: with a button while it is open, and the result afterwards."""
    text = words.say("calls.headline", group=_group(call), state=call.state.value)
    blocks = [
        section(text),
        section(words.say("calls.about", mission=clip(call.mission, _TEXT_SHOWN), note=_said(call.note))),
        context(words.say("calls.terms", **_terms(call))),
    ]
    if call.state is CallState.OPEN:
        blocks.append(actions([button(JOIN_ID, words.plain("calls.join"), str(call.id), style="primary")]))
    return Message(text, blocks)


def asked_message(words: Words, asked: Application) -> Message:
    """Somebody wants to join: the question to who answers for the group, and later what was answered."""
    facts = {"group": _group(asked.call), "who": _who(asked), "department": clip(asked.person.department, _NAME_SHOWN)}
    text = words.say("calls.asked", state=asked.state.value, by=clip(asked.by, _NAME_SHOWN), **facts)
    blocks = [section(text)]
    if asked.state is ApplicantState.DECLINED:
        blocks.append(section(_said(asked.note)))
    if asked.state is ApplicantState.ASKED:
        value, left = str(asked.id), asked.call.left
        blocks.append(
            context(words.say("calls.asked_left", left=left, places=asked.call.places, slots=asked.call.slots))
        )
        presses = [
            button(APPROVE_ID, words.plain("calls.approve"), value, style="primary"),
            button(DECLINE_ID, words.plain("calls.decline"), value),
        ]
        blocks.append(actions(presses))
    return Message(text, blocks)


def own_message(words: Words, asked: Application) -> Message:
    """How it stands, for who asked to join."""
    where = channel(asked.call.channel, "") if asked.call.channel else Mrkdwn("")
    facts = {"group": _group(asked.call), "by": clip(asked.by, _NAME_SHOWN), "where": where, "slots": asked.call.slots}
    text = words.say("calls.own", state=asked.state.value, **facts)
    blocks = [section(text)]
    if asked.state is ApplicantState.DECLINED:
        blocks.append(section(_said(asked.note)))
    if asked.state is ApplicantState.ASKED:
        blocks.append(actions([button(WITHDRAW_ID, words.plain("calls.withdraw"), str(asked.id))]))
    return Message(text, blocks)


def result_message(words: Words, call: Call) -> Message:
    """What came of a call that has ended."""
    facts = {"group": _group(call), "taken": call.taken, "places": call.places, "waiting": call.waiting}
    text = words.say("calls.result", **facts)
    return Message(text, [section(text)])


def decline_modal(words: Words, asked: Application, findings: Sequence[Finding] = ()) -> Block:
    """The words without which nobody is told no."""
    field: Block = {"type": "plain_text_input", "action_id": WORDS, "multiline": True, "max_length": WORDS_AT_MOST}
    field["placeholder"] = plain(words.plain("calls.words_placeholder"), 150)
    who, group = clip(asked.person.name, _NAME_SHOWN), _group(asked.call)
    return modal(
        DECLINE_SUBMIT_ID,
        words.plain("calls.decline_title"),
        [
            *_noticed(words, findings, "calls.decline_submit"),
            section(words.say("calls.decline_about", who=who, group=group)),
            input_block(WORDS, words.plain("calls.label", field=WORDS), field, hint=words.plain("calls.words_hint")),
        ],
        submit=words.plain("calls.decline_submit"),
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"applicant": asked.id, "noticed": marks(findings)}),
    )


def _noticed(words: Words, findings: Sequence[Finding], submit: str) -> list[Block]:
    return noticed_blocks(words, findings, lambda field: words.plain("calls.label", field=field), words.plain(submit))


def _terms(call: Call) -> dict[str, object]:
    return {
        "places": call.places,
        "left": call.left,
        "taken": call.taken,
        "slots": call.slots,
        "closes_on": call.closes_on,
        "state": call.state.value,
        "by": clip(call.by, _NAME_SHOWN),
    }


def _day() -> Block:
    return {"type": "datepicker", "action_id": CLOSES}


def _group(call: Call) -> str:
    return clip(call.group, _NAME_SHOWN)


def _who(asked: Application) -> Mrkdwn:
    return mention(asked.person.chat_id, clip(asked.person.name, _NAME_SHOWN))


def _said(note: str) -> Mrkdwn:
    return quote(note, _TEXT_SHOWN) if note else Mrkdwn("")
