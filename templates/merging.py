"""Merging an item into another: the question into which, and what the people and the threads of both are told."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.items import Item, Similar
from templates.blocks import Block, Message, actions, input_block, modal, option, plain, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.direct import look_button
from templates.mrkdwn import clip
from templates.noticed import Finding, marks, noticed_blocks
from templates.wording import Words

SUBMIT_ID = "triage_merge_submit"
INTO_BLOCK = "merge_into"
NOTE_BLOCK = "merge_note"
NOTE_AT_MOST = 1000
_OPTIONS = 100


@dataclass(frozen=True)
class Said:
    """Who did it, and their words for the requesters."""

    person: str
    words: str = ""


def merge_modal(words: Words, item: Item, *, in_home: bool = False, findings: Sequence[Finding] = ()) -> Block:
    """Which item to merge this one into, and a few words for its requesters."""
    select = {
        "type": "external_select",
        "action_id": INTO_BLOCK,
        "min_query_length": 0,
        "placeholder": plain(words.plain("merging.into_placeholder"), 150),
    }
    note = {
        "type": "plain_text_input",
        "action_id": NOTE_BLOCK,
        "multiline": True,
        "max_length": NOTE_AT_MOST,
        "placeholder": plain(words.plain("merging.note_placeholder"), 150),
    }
    submit, label = words.plain("merging.submit"), words.plain("merging.note")
    blocks = [
        *noticed_blocks(words, findings, lambda _: label, submit),
        section(words.say("merging.which", number=item.number, title=clip(item.title, TITLE_SHOWN))),
        input_block(INTO_BLOCK, words.plain("merging.into"), select, hint=words.plain("merging.into_hint")),
        input_block(NOTE_BLOCK, label, note, hint=words.plain("merging.note_hint"), optional=True),
    ]
    return modal(
        SUBMIT_ID,
        words.plain("merging.title"),
        blocks,
        submit=submit,
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"item": item.id, "in_home": in_home, "noticed": marks(findings)}),
    )


def choice_options(words: Words, choices: Sequence[Similar]) -> list[Block]:
    """The items of the menu, in their order."""
    return [_choice(words, choice) for choice in choices[:_OPTIONS]]


def merged(words: Words, item: Item, other: Item, said: Said) -> Message:
    """For the requesters of the item that was merged: where it goes on, and why."""
    return _told(words, "merged", item, other, said)


def took_in(words: Words, item: Item, other: Item, said: Said) -> Message:
    """For the requesters of the one that it was merged into; nobody of the newcomers is named."""
    return _told(words, "took_in", item, other, said)


def taken_out(words: Words, item: Item, other: Item, said: Said) -> Message:
    """For the requesters of an item that goes on by itself again."""
    return _told(words, "taken_out", item, other, said, show=item)


def gave_back(words: Words, item: Item, other: Item, said: Said) -> Message:
    """For those of the one that it had been merged into."""
    return _told(words, "gave_back", item, other, said)


def merged_in_thread(words: Words, other: Item, said: Said) -> Message:
    """In the thread of the item that was merged."""
    return _remark(words, "merged_in_thread", other, said)


def took_in_thread(words: Words, item: Item, said: Said) -> Message:
    """In the thread of the one that it was merged into."""
    return _remark(words, "took_in_thread", item, said)


def taken_out_in_thread(words: Words, item: Item, other: Item, said: Said) -> Message:
    """In the thread of an item that goes on by itself again."""
    return _remark(words, "taken_out_in_thread", other, said, words.plain("common.status", status=item.status.value))


def gave_back_in_thread(words: Words, item: Item, said: Said) -> Message:
    """In the thread of the one that it had been merged into."""
    return _remark(words, "gave_back_in_thread", item, said)


def _choice(words: Words, choice: Similar) -> Block:
    status = words.plain("common.status", status=choice.status.value)
    about = words.plain("merging.choice_about", status=status, group=choice.group)
    return option(words.plain("merging.choice", number=choice.number, title=choice.title), str(choice.id), about)


def _told(words: Words, sentence: str, item: Item, other: Item, said: Said, show: Item | None = None) -> Message:
    text = words.say(
        f"merging.{sentence}",
        number=item.number,
        title=clip(item.title, TITLE_SHOWN),
        other=other.number,
        other_title=clip(other.title, TITLE_SHOWN),
        name=clip(said.person, NAME_SHOWN),
        group=clip(item.group.name, NAME_SHOWN) if item.group else "",
        status=words.plain("common.status", status=item.status.value),
        note=said.words,
    )
    return Message(text, [section(text), actions([look_button(words, (show or other).id)])])


def _remark(words: Words, sentence: str, about: Item, said: Said, status: str = "") -> Message:
    text = words.say(
        f"merging.{sentence}",
        number=about.number,
        title="" if about.private else clip(about.title, TITLE_SHOWN),
        name=clip(said.person, NAME_SHOWN),
        status=status,
        note=said.words,
    )
    return Message(text, [section(text), actions([look_button(words, about.id)])])
