"""Resting, coming back and leaving: what is asked, and what is said afterwards."""

from bot.domain.skills import Remains, Sheet
from templates.blocks import Block, Message, input_block, modal, section
from templates.wording import Words

PAUSE_ID, RESUME_ID, LEAVE_ID = "skill_pause", "skill_resume", "skill_leave"
PAUSE_SUBMIT_ID, LEAVE_SUBMIT_ID = "skill_pause_submit", "skill_leave_submit"
UNTIL = "skill_until"


def pause_modal(words: Words) -> Block:
    """Until when; without a day until they say so."""
    field: Block = {"type": "datepicker", "action_id": UNTIL}
    until = input_block(
        UNTIL, words.plain("resting.until"), field, hint=words.plain("resting.until_hint"), optional=True
    )
    return _modal(words, PAUSE_SUBMIT_ID, [section(words.say("resting.pause_about")), until], "pause")


def leave_modal(words: Words, remains: Remains) -> Block:
    """What goes, what stays on record and why."""
    return _modal(words, LEAVE_SUBMIT_ID, [section(words.say("resting.leave_about", **_facts(remains)))], "leave")


def rested(words: Words, sheet: Sheet) -> Message:
    """How it stands after resting or coming back."""
    helper = sheet.helper
    paused, until = (helper.paused, helper.paused_until) if helper else (False, None)
    text = words.say("resting.rested", paused=paused, until=until)
    return Message(text, [section(text)])


def rested_modal(words: Words, sheet: Sheet) -> Block:
    """The same where the question was."""
    return _modal(words, "skill_rested", rested(words, sheet).blocks)


def left_modal(words: Words, remains: Remains) -> Block:
    """What was removed, and what remains."""
    return _modal(words, "skill_left", [section(words.say("resting.left", **_facts(remains)))])


def _facts(remains: Remains) -> dict[str, object]:
    return {
        "tags": remains.tags,
        "asked": remains.asked,
        "helped": remains.helped,
        "consents": remains.consents,
    }


def _modal(words: Words, callback_id: str, blocks: list[Block], asks: str = "") -> Block:
    title = words.plain("resting.title", asks=asks)
    submit = words.plain("resting.submit", asks=asks) if asks else None
    return modal(callback_id, title, blocks, submit=submit, close=words.plain("intake.close"))
