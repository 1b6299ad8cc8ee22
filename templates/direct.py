"""Direct messages to the people behind an item."""

from bot.domain.digests import OWED
from bot.domain.items import Item
from bot.domain.statuses import Status
from templates.blocks import Message, actions, button, section
from templates.mrkdwn import Mrkdwn, link, quote
from templates.wording import Words

_QUOTED = 140


def received(words: Words, item: Item) -> Message:
    """Received: the number, where it went and why, and when there will be an answer."""
    lines = received_lines(words, item)
    text = words.say("direct.received", number=item.number, title=item.title)
    return Message(text, [section(Mrkdwn("\n".join(lines))), actions([open_button(words, item)])])


def received_lines(words: Words, item: Item) -> list[str]:
    """The same, line by line, for the modal that stays open."""
    lines = [str(words.say("direct.received", number=item.number, title=item.title))]
    if item.group:
        lines.append(words.say("direct.reached", **_hands(item)))
        if item.reason and (item.reason.words or item.reason.similar):
            lines.append(words.say("direct.because", words=item.reason.words, similar=item.reason.similar))
    else:
        lines.append(words.say("direct.choosing_private" if item.private else "direct.choosing"))
    if item.answer_due_on:
        lines.append(words.say("direct.answer_by", day=item.answer_due_on, first=True))
    if item.private:
        lines.append(words.say("direct.private", kind=item.kind.value))
    if item.blind:
        lines.append(words.say("direct.hidden"))
    return lines


def routed(words: Words, item: Item) -> Message:
    """The office chose a group: who answers for the item there, and by when."""
    return _handed(words, item, words.say("direct.routed", number=item.number, title=item.title, **_hands(item)))


def moved(words: Words, item: Item, by: str, note: str) -> Message:
    """Somebody handed the item to another group, with their words: who answers for it now, and by when."""
    facts = {"number": item.number, "title": item.title, "by": by, "note": note}
    return _handed(words, item, words.say("direct.moved", **facts, **_hands(item)))


def _handed(words: Words, item: Item, text: Mrkdwn) -> Message:
    if item.answer_due_on and item.status in OWED:
        first = item.status is Status.RECEIVED
        text = Mrkdwn(f"{text}\n{words.say('direct.answer_by', day=item.answer_due_on, first=first)}")
    return Message(text, [section(text), actions([open_button(words, item)])])


def _hands(item: Item) -> dict[str, str]:
    """The group with its lead and the companion."""
    lead = item.group.lead if item.group else None
    return {
        "group": item.group.name if item.group else "",
        "lead": lead.name if lead else "",
        "companion": item.companion.name if item.companion else "",
    }


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


def pulled_in(words: Words, item: Item) -> Message:
    """The item has the new wording, where its requester was asked."""
    text = words.say("direct.pulled_in", number=item.number)
    return Message(text, [section(text), actions([open_button(words, item)])])


def invitation(
    words: Words, sentence: str, draft_id: int, quoted: str = "", source: str | None = None, /, **facts: object
) -> Message:
    """A question whether to post something, with a button that opens the form as far as it is filled in.

    `quoted` is what somebody wrote, and `source` where it stands.
    """
    text = words.say(f"direct.{sentence}", **facts)
    about = [quote(quoted, _QUOTED), link(source, words.plain("cards.source_label")) if source else ""]
    shown = [section(Mrkdwn("\n".join(part for part in about if part)))] if any(about) else []
    buttons = [
        button("intake_continue", words.plain("direct.write"), str(draft_id), style="primary"),
        button("intake_decline", words.plain("direct.no_thanks"), str(draft_id)),
    ]
    return Message(text, [section(text), *shown, actions(buttons)])


def open_button(words: Words, item: Item) -> dict[str, object]:
    """Opens the whole item."""
    return look_button(words, item.id)


def look_button(words: Words, item_id: int) -> dict[str, object]:
    """The same, where no more than its id is known."""
    return button("item_open", words.plain("direct.open"), str(item_id))


def help_message(words: Words) -> Message:
    """What the bot can do."""
    text = words.say("help.text")
    return Message(text, [section(text)])
