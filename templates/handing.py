"""What somebody who has left answers for: the office's list, the question who takes over, and who is told."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.items import Item, Who
from templates.assigning import people_field
from templates.blocks import VIEW_BLOCKS, Block, Message, actions, button, input_block, modal, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.direct import open_button
from templates.mrkdwn import Mrkdwn, clip
from templates.wording import Words

OPEN_ID = "handover_open"
SUBMIT_ID = "handover_submit"
LEAD_BLOCK = "handover_lead"
ITEMS_BLOCK = "handover_items"
_LISTED = 15


@dataclass(frozen=True)
class Held:
    """What somebody answers for: groups by id and name, items given to them, items they go along with."""

    who: Who
    leads: Sequence[tuple[int, str]] = ()
    assigned: Sequence[Item] = ()
    accompanied: Sequence[Item] = ()


def offer(words: Words, held: Held, replaced: int) -> Message:
    """The office's message: everything that has to be handed over, and the button that does it."""
    name = clip(held.who.name, NAME_SHOWN)
    text = words.say("handing.left", name=name)
    lines: list[str] = [words.say("handing.lead", group=clip(group, NAME_SHOWN)) for _, group in held.leads]
    lines += [_item(words, item) for item in held.assigned[:_LISTED]]
    if len(held.assigned) > _LISTED:
        lines.append(words.say("handing.more", count=len(held.assigned) - _LISTED))
    if held.accompanied:
        lines.append(words.say("handing.companions", count=len(held.accompanied), replaced=replaced))
    blocks = [section(Mrkdwn("\n".join([text, *lines])))]
    if held.leads or held.assigned:
        press = button(OPEN_ID, words.plain("handing.open"), str(held.who.id), style="primary")
        blocks.append(actions([press]))
    return Message(text, blocks)


def done(words: Words, held: Held, by: str) -> Message:
    """The same when nothing is left."""
    text = words.say("handing.done", name=clip(held.who.name, NAME_SHOWN), by=clip(by, NAME_SHOWN))
    return Message(text, [section(text)])


def handover_modal(words: Words, held: Held) -> Block:
    """Who leads each group now, and who takes the items; what is left empty stays for later."""
    blocks = [section(words.say("handing.which", name=clip(held.who.name, NAME_SHOWN)))]
    for group_id, group in held.leads[: VIEW_BLOCKS - 2]:
        name = f"{LEAD_BLOCK}:{group_id}"
        label = words.plain("handing.new_lead", group=clip(group, NAME_SHOWN))
        blocks.append(input_block(name, label, people_field(words, LEAD_BLOCK), optional=True))
    if held.assigned:
        label = words.plain("handing.new_assignee", count=len(held.assigned))
        blocks.append(input_block(ITEMS_BLOCK, label, people_field(words, ITEMS_BLOCK), optional=True))
    return modal(
        SUBMIT_ID,
        words.plain("handing.title"),
        blocks,
        submit=words.plain("handing.submit"),
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"person": held.who.id}),
    )


def lead_now(words: Words, group: str, former: str) -> Message:
    """For the new lead."""
    text = words.say("handing.lead_now", group=clip(group, NAME_SHOWN), name=clip(former, NAME_SHOWN))
    return Message(text, [section(text)])


def accompany(words: Words, item: Item) -> Message:
    """For the new companion."""
    text = words.say("handing.accompany", number=item.number, title=clip(item.title, TITLE_SHOWN))
    return Message(text, [section(text), actions([open_button(words, item)])])


def _item(words: Words, item: Item) -> Mrkdwn:
    title, until = clip(item.title, TITLE_SHOWN), item.assigned_until
    return words.say("handing.item", number=item.number, title=title, until=until)
