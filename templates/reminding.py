"""The reminder of what is due: one message a person, each item with what can be done about being reminded."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.adoptions import Adoption
from bot.domain.campaigns import Campaign
from bot.domain.due import SNOOZES, Overdue
from bot.domain.nominations import Round
from templates import campaigns, nominating, rollout
from templates.blocks import Block, Message, actions, button, context, option, section
from templates.cards import NAME_SHOWN
from templates.mrkdwn import Mrkdwn, clip, link
from templates.wording import Words

OPEN_ID = "item_open"
SNOOZE_ID = "reminder_snooze"
TITLE_SHOWN = 80
# Two blocks an item; with what surrounds them it stays under Slack's fifty.
WITH_BUTTONS = 15
LINES_A_BLOCK = 8
_LINES = 60
_SHORT_TITLE = 40


@dataclass(frozen=True)
class Awaited:
    """What somebody is asked beside items: to name people, to answer for departments, how far adoptions are."""

    to_name: Sequence[Round] = ()
    to_answer: Sequence[Campaign] = ()
    to_finish: Sequence[Adoption] = ()

    def __bool__(self) -> bool:
        return bool(self.to_name or self.to_answer or self.to_finish)


def reminder(words: Words, told: Sequence[Overdue], awaited: Awaited = Awaited()) -> Message:
    """Everything that is due for one person: the longest overdue with buttons, the others a line each."""
    asked = [
        *nominating.waiting_blocks(words, awaited.to_name),
        *campaigns.waiting_blocks(words, awaited.to_answer),
        *rollout.late_blocks(words, awaited.to_finish),
    ]
    if not told:
        to_answer = "campaigns.reminder_heading" if awaited.to_answer else "rollout.reminder_heading"
        return Message(words.say("nominating.reminder_heading" if awaited.to_name else to_answer), asked)
    heading = words.say("reminding.heading", count=len(told))
    blocks = [section(heading), *asked]
    for one in told[:WITH_BUTTONS]:
        blocks += [section(_line(words, one)), actions(_presses(words, one))]
    blocks += _lines(words, told[WITH_BUTTONS:])
    return Message(heading, blocks)


def overdue_list(words: Words, found: Sequence[Overdue]) -> Message:
    """What is due, as the answer to a command."""
    heading = words.say("reminding.list" if found else "reminding.nothing", count=len(found))
    rows = [section(_line(words, one), _open(words, one)) for one in found[:WITH_BUTTONS]]
    return Message(heading, [section(heading), *rows, *_lines(words, found[WITH_BUTTONS:])])


def _lines(words: Words, others: Sequence[Overdue]) -> list[Block]:
    """What has no buttons; a list beyond all measure ends with how many there are."""
    lines = [_short(words, one) for one in others[:_LINES]]
    parts = [lines[at : at + LINES_A_BLOCK] for at in range(0, len(lines), LINES_A_BLOCK)]
    blocks = [section(Mrkdwn("\n".join(part))) for part in parts]
    if len(others) > _LINES:
        blocks.append(context(words.say("reminding.more", count=len(others) - _LINES)))
    return blocks


def _short(words: Words, one: Overdue) -> Mrkdwn:
    title, number = clip(one.title, _SHORT_TITLE), _number(one)
    return words.say("reminding.short", number=number, title=title, days=one.days_over)


def _number(one: Overdue) -> str:
    """The number, leading to the card where the chat has told us its place."""
    return link(one.link, one.number) if one.link else one.number


def _line(words: Words, one: Overdue) -> Mrkdwn:
    return words.say(
        "reminding.line",
        number=_number(one),
        title=clip(one.title, TITLE_SHOWN),
        group=clip(one.group, NAME_SHOWN),
        duty=words.plain("reminding.duty", duty=one.due.duty.value),
        due=one.due.on,
        days=one.days_over,
        snoozed=one.snoozed_until,
        department=clip(one.department, NAME_SHOWN),
    )


def _presses(words: Words, one: Overdue) -> list[Block]:
    if one.snoozed_until:
        return [_open(words, one)]
    later = [option(words.plain("reminding.snooze", days=days), f"{one.id}:{days}") for days in SNOOZES]
    return [_open(words, one), {"type": "overflow", "action_id": SNOOZE_ID, "options": later}]


def _open(words: Words, one: Overdue) -> Block:
    return button(OPEN_ID, words.plain("reminding.open"), str(one.id))
