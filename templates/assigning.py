"""Giving an item to a person: the question to whom and until when, and what the people concerned are told."""

import json

from bot.domain.items import Item
from templates.blocks import Block, Message, actions, input_block, modal, plain, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.direct import open_button
from templates.mrkdwn import clip
from templates.wording import Words

SUBMIT_ID = "triage_assign_submit"
PERSON_BLOCK = "assign_person"
UNTIL_BLOCK = "assign_until"


def assign_modal(words: Words, item: Item, *, in_home: bool = False) -> Block:
    """Who takes the item on and until when; who has it now stands there already."""
    person = people_field(words, PERSON_BLOCK, item.assignee.chat_id if item.assignee else None)
    until = day_field(UNTIL_BLOCK, item.assigned_until.isoformat() if item.assigned_until else None)
    blocks = [
        section(words.say("assigning.which", number=item.number, title=clip(item.title, TITLE_SHOWN))),
        input_block(PERSON_BLOCK, words.plain("assigning.person"), person),
        input_block(
            UNTIL_BLOCK, words.plain("assigning.until"), until, hint=words.plain("assigning.hint"), optional=True
        ),
    ]
    return modal(
        SUBMIT_ID,
        words.plain("assigning.title"),
        blocks,
        submit=words.plain("assigning.submit"),
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"item": item.id, "in_home": in_home}),
    )


def assigned(words: Words, item: Item, by: str) -> Message:
    """For who takes the item on."""
    return _told(words, item, "assigned", by)


def given(words: Words, item: Item) -> Message:
    """For who posted the item: the name of who takes it on, and the day."""
    return _told(words, item, "given", person=clip(item.assignee.name if item.assignee else "", NAME_SHOWN))


def released(words: Words, item: Item, by: str) -> Message:
    """For who had it before."""
    return _told(words, item, "released", by)


def people_field(words: Words, name: str, chosen: str | None = None) -> Block:
    """A menu of the people of the chat."""
    element: Block = {
        "type": "users_select",
        "action_id": name,
        "placeholder": plain(words.plain("assigning.person_placeholder"), 150),
    }
    if chosen:
        element["initial_user"] = chosen
    return element


def day_field(name: str, chosen: str | None = None) -> Block:
    """A calendar."""
    element: Block = {"type": "datepicker", "action_id": name}
    if chosen:
        element["initial_date"] = chosen
    return element


def _told(words: Words, item: Item, sentence: str, by: str = "", **facts: object) -> Message:
    text = words.say(
        f"assigning.{sentence}",
        number=item.number,
        title=clip(item.title, TITLE_SHOWN),
        name=clip(by, NAME_SHOWN),
        until=item.assigned_until,
        **facts,
    )
    return Message(text, [section(text), actions([open_button(words, item)])])
