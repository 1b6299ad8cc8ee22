"""A practice spreads: the card of who is in charge, and what the people concerned are told."""

from collections.abc import Sequence

from bot.domain.adoptions import Adoption, AdoptionState
from templates.adopting import facts_of, step_name
from templates.blocks import Block, Message, actions, button, context, modal, section
from templates.cards import NAME_SHOWN
from templates.direct import look_button
from templates.mrkdwn import Mrkdwn, clip, mention, quote
from templates.taking_up import matrix_press
from templates.wording import Words

PROGRESS_ID, EFFECT_ID, PLAN_ID = "adoption_progress", "adoption_effect", "adoption_plan_open"
_SHOWN_ID = "adoption_shown"
_SAID = 600
_BAR = 10
_LATE_SHOWN, _LATE_NAMED = 5, 20


def adoption_card(words: Words, adoption: Adoption) -> Message:
    """For who is in charge: how far it is, what is still to be done, and the buttons for it."""
    text = words.say("rollout.heading", **facts_of(words, adoption))
    blocks = [section(text)]
    if adoption.words:
        blocks.append(section(quote(adoption.words, _SAID)))
    blocks += _answered(words, adoption)
    blocks += _checklist(words, adoption)
    if adoption.gain:
        blocks.append(context(gain_line(words, adoption)))
    return Message(text, [*blocks, actions(_presses(words, adoption))])


def told(words: Words, adoption: Adoption, by: str) -> Message:
    """For the practice's owner and the companion: what a department makes of it."""
    sentence = f"rollout.told_{adoption.state.value}"
    person = mention(adoption.person.chat_id, clip(adoption.person.name, NAME_SHOWN)) if adoption.person else ""
    text = words.say(sentence, **{**facts_of(words, adoption), "person": person}, by=clip(by, NAME_SHOWN))
    said = [section(quote(adoption.words, _SAID))] if adoption.words and not adoption.reason else []
    presses = [look_button(words, adoption.request_id), matrix_press(words, adoption.request_id)]
    return Message(text, [section(text), *said, *_answered(words, adoption), actions(presses)])


def thanks_modal(words: Words, adoption: Adoption) -> Block:
    """What stays open after sending: what is kept, and who has learned of it."""
    text = words.say(f"rollout.thanks_{'no' if adoption.reason else 'yes'}", **facts_of(words, adoption))
    presses = [matrix_press(words, adoption.request_id)]
    if adoption.reason is None:
        presses.insert(0, button(PROGRESS_ID, words.plain("rollout.progress"), str(adoption.id), style="primary"))
    title, close = words.plain("rollout.thanks_title"), words.plain("intake.close")
    return modal(_SHOWN_ID, title, [section(text), actions(presses)], submit=None, close=close)


def in_thread(words: Words, adoption: Adoption) -> Message:
    """For the group, under the practice's card."""
    text = words.say("rollout.in_thread", **facts_of(words, adoption))
    return Message(text, [section(text)])


def let_go(words: Words, adoption: Adoption, by: str) -> Message:
    """For who was in charge and is no more."""
    text = words.say("rollout.let_go", **facts_of(words, adoption), by=clip(by, NAME_SHOWN))
    return Message(text, [section(text)])


def nobody_in_charge(words: Words, adoption: Adoption) -> Message:
    """For who can name somebody."""
    text = words.say("rollout.nobody", **facts_of(words, adoption))
    press = button(PROGRESS_ID, words.plain("rollout.name_somebody"), str(adoption.id), style="primary")
    return Message(text, [section(text), actions([press, look_button(words, adoption.request_id)])])


def late_blocks(words: Words, late: Sequence[Adoption]) -> list[Block]:
    """In a reminder of what is due: adoptions whose day has come, the earliest with a button each."""
    if not late:
        return []
    blocks = [section(words.say("rollout.late", count=len(late)))]
    for adoption in late[:_LATE_SHOWN]:
        press = button(PROGRESS_ID, words.plain("rollout.progress"), str(adoption.id))
        blocks.append(section(words.say("rollout.heading", **facts_of(words, adoption)), press))
    if others := late[_LATE_SHOWN:]:
        named = [{"number": one.number, "department": clip(one.department, NAME_SHOWN)} for one in others[:_LATE_NAMED]]
        blocks.append(context(words.say("rollout.late_more", named=named, count=len(others))))
    return blocks


def gain_line(words: Words, adoption: Adoption) -> Mrkdwn:
    """Hours a year with what they are made of."""
    assert adoption.gain is not None
    gain = adoption.gain
    return words.say(
        "rollout.gain", hours=gain.hours, minutes=gain.minutes, times=gain.times, cases=gain.cases, yen=gain.yen
    )


def bar(done: int, count: int) -> str:
    """How much of something is done, in ten signs; full only when all of it is."""
    filled = done * _BAR // count if count else 0
    return "▰" * filled + "▱" * (_BAR - filled)


def _checklist(words: Words, adoption: Adoption) -> list[Block]:
    if not adoption.steps:
        return []
    done, count = adoption.done, len(adoption.steps)
    lines = [
        words.say("rollout.step_line", name=clip(step_name(words, step.name), NAME_SHOWN), done=step.done)
        for step in adoption.steps
    ]
    progress = words.say("rollout.steps_done", bar=bar(done, count), done=done, count=count)
    return [section(progress), context(Mrkdwn("\n".join(lines)))]


def _answered(words: Words, adoption: Adoption) -> list[Block]:
    if adoption.reason is None:
        return []
    line = words.say("rollout.because", reason=words.plain("rollout.reason", reason=adoption.reason.value))
    return [section(line), *([section(quote(adoption.why, _SAID))] if adoption.why else [])]


def _presses(words: Words, adoption: Adoption) -> list[Block]:
    value = str(adoption.id)
    presses = [button(PROGRESS_ID, words.plain("rollout.progress"), value, style="primary")]
    if adoption.state is AdoptionState.RUNNING:
        presses.append(button(EFFECT_ID, words.plain("rollout.effect"), value))
    return [*presses, look_button(words, adoption.request_id)]
