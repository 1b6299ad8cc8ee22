"""Decisions that wait for approval: who is asked, and what the group and who proposed it are told."""

from dataclasses import dataclass

from bot.domain.items import Item
from bot.domain.statuses import TriageAction
from templates.blocks import Block, Message, actions, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN, press
from templates.direct import open_button
from templates.mrkdwn import Mrkdwn, clip
from templates.wording import Words


@dataclass(frozen=True)
class Said:
    """What was decided, by whom, and their words."""

    action: TriageAction
    person: str
    words: str = ""


def asked(words: Words, item: Item, said: Said) -> Message:
    """For an approver: what was decided and why, with the two answers."""
    text = _say(words, "asked", item, said)
    presses: list[Block] = [
        press(words, item, TriageAction.APPROVE, first=True),
        press(words, item, TriageAction.DISAPPROVE),
        open_button(words, item),
    ]
    return Message(text, [section(text), actions(presses)])


def asked_in_thread(words: Words, item: Item, said: Said) -> Message:
    """The group hears that it waits; the reason is for the requester, once it is approved."""
    text = _say(words, "asked_in_thread", item, said)
    return Message(text, [section(text)])


def ended(words: Words, item: Item, action: TriageAction, said: Said) -> Message:
    """For who proposed the decision: it was sent back, or called off by somebody else."""
    text = _say(words, "ended", item, said, ended=action.value)
    return Message(text, [section(text), actions([open_button(words, item)])])


def ended_in_thread(words: Words, item: Item, action: TriageAction, said: Said) -> Message:
    """The same in the thread of the card."""
    text = _say(words, "ended_in_thread", item, said, ended=action.value)
    return Message(text, [section(text)])


def approved(words: Words, item: Item, said: Said) -> Message:
    """What an approver was asked, once they have approved and others have not yet."""
    text = _say(words, "approved", item, said)
    return Message(text, [section(text), actions([open_button(words, item)])])


def settled(words: Words, item: Item, how: TriageAction, said: Said) -> Message:
    """What an approver was asked, once nobody's approval is needed any more: it came about, or was called off."""
    text = _say(words, "settled", item, said, how=how.value)
    return Message(text, [section(text), actions([open_button(words, item)])])


def _say(words: Words, sentence: str, item: Item, said: Said, **more: object) -> Mrkdwn:
    return words.say(
        f"approving.{sentence}",
        number=item.number,
        title=clip(item.title, TITLE_SHOWN),
        decision=words.plain("deciding.decision", action=said.action.value),
        name=clip(said.person, NAME_SHOWN),
        note=said.words,
        status=words.plain("common.status", status=item.status.value),
        **more,
    )
