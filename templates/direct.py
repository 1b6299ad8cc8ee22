"""Direct messages to the people behind an item."""

from bot.domain.items import Item
from templates.blocks import Message, actions, button, section
from templates.mrkdwn import Mrkdwn
from templates.wording import Words


def received(words: Words, item: Item) -> Message:
    """Received: the number, where it went and why, and when there will be an answer."""
    lines = received_lines(words, item)
    text = words.say("direct.received", number=item.number, title=item.title)
    return Message(text, [section(Mrkdwn("\n".join(lines))), actions([open_button(words, item)])])


def received_lines(words: Words, item: Item) -> list[str]:
    """The same, line by line, for the modal that stays open."""
    lines = [str(words.say("direct.received", number=item.number, title=item.title))]
    if item.group:
        lead = item.group.lead.name if item.group.lead else ""
        companion = item.companion.name if item.companion else ""
        lines.append(words.say("direct.reached", group=item.group.name, lead=lead, companion=companion))
        if item.reason and (item.reason.words or item.reason.similar):
            lines.append(words.say("direct.because", words=item.reason.words, similar=item.reason.similar))
    else:
        lines.append(words.say("direct.choosing"))
    if item.answer_due_on:
        lines.append(words.say("direct.answer_by", day=item.answer_due_on))
    return lines


def told(words: Words, item: Item, sentence: str, /, **facts: object) -> Message:
    """One sentence about an item, with the button that opens it."""
    all_facts = {"number": item.number, "title": item.title, **facts}
    text = words.say(f"direct.{sentence}", **all_facts)
    return Message(text, [section(text), actions([open_button(words, item)])])


def remark(words: Words, sentence: str, /, **facts: object) -> Message:
    """One sentence in an item's thread."""
    text = words.say(f"direct.{sentence}", **facts)
    return Message(text, [section(text)])


def edited(words: Words, item: Item, source_ts: str) -> Message:
    """The message behind an item was edited; the requester may take the new wording over."""
    text = words.say("direct.edited", number=item.number, title=item.title)
    pull = button("item_pull_in", words.plain("direct.pull_in"), f"{item.id}:{source_ts}", style="primary")
    return Message(text, [section(text), actions([pull, open_button(words, item)])])


def invitation(words: Words, sentence: str, draft_id: int, /, **facts: object) -> Message:
    """A question whether to post something, with a button that opens the form as far as it is filled in."""
    text = words.say(f"direct.{sentence}", **facts)
    buttons = [
        button("intake_continue", words.plain("direct.write"), str(draft_id), style="primary"),
        button("intake_decline", words.plain("direct.no_thanks"), str(draft_id)),
    ]
    return Message(text, [section(text), actions(buttons)])


def open_button(words: Words, item: Item) -> dict[str, object]:
    """Opens the whole item."""
    return button("item_open", words.plain("direct.open"), str(item.id))
