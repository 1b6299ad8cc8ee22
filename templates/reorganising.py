"""What is said when working groups are rearranged: in channels that end or begin, to the office, to people."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.items import Group, Item, Who
from templates.blocks import Block, Message, actions, context, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.direct import open_button
from templates.mrkdwn import Mrkdwn, channel, clip
from templates.wording import Words

_LISTED = 12
_NAMED = 4
_TOGETHER = 3
_CHARACTERS = 4000  # in each list of lines; a message has two of them at most
_PROBLEMS = 10
_SENTENCE = 240


@dataclass(frozen=True)
class Flow:
    """A group at the other end, and how many open items went that way."""

    group: Group
    items: int


@dataclass(frozen=True)
class Left:
    """A group that ended or was split: what became of it, and where its open items went."""

    group: Group
    deed: str
    flows: tuple[Flow, ...] = ()
    to_office: int = 0


@dataclass(frozen=True)
class Begun:
    """A group that begins or goes on changed; `channel_name` is where it means to work."""

    group: Group
    is_new: bool
    former_name: str = ""
    companions: tuple[Who, ...] = ()
    flows: tuple[Flow, ...] = ()
    channel_name: str = ""

    @property
    def items(self) -> int:
        """How many open items it has taken over."""
        return sum(flow.items for flow in self.flows)


def pointer(words: Words, left: Left) -> Message:
    """What stays in the channel of a group that ended: where it went, and its items."""
    name = clip(left.group.name, NAME_SHOWN)
    text = words.say("reorganising.ended", group=name, deed=left.deed, targets=_names(left.flows))
    lines = [words.say("reorganising.went", group=_where(flow.group), count=flow.items) for flow in left.flows]
    if left.to_office:
        lines.append(words.say("reorganising.went_to_office", count=left.to_office))
    return Message(text, [section(text), *_sections(words, lines), context(words.say("reorganising.kept"))])


def welcome(words: Words, begun: Begun) -> Message:
    """What a group reads that begins, or goes on with other people or under another name."""
    name = clip(begun.group.name, NAME_SHOWN)
    text = words.say(
        "reorganising.begun",
        group=name,
        new=begun.is_new,
        former=clip(begun.former_name, NAME_SHOWN),
        count=begun.items,
    )
    lead = clip(begun.group.lead.name, NAME_SHOWN) if begun.group.lead else ""
    companions = [clip(who.name, NAME_SHOWN) for who in begun.companions[:_LISTED]]
    lines = [words.say("reorganising.people", lead=lead, companions=companions)]
    lines += [
        words.say("reorganising.came", group=clip(flow.group.name, NAME_SHOWN), count=flow.items)
        for flow in begun.flows
    ]
    blocks = [section(text), *_sections(words, lines)]
    if begun.items:
        blocks.append(context(words.say("reorganising.cards_follow")))
    return Message(text, blocks)


def office_summary(
    words: Words, plan: int, before: int, after: int, left: Sequence[Left], begun: Sequence[Begun], moved: int
) -> Message:
    """What the office reads: every group that ended, every one that began, and what is left to do."""
    text = words.say("reorganising.done", plan=plan, before=before, after=after, count=moved)
    lines: list[Mrkdwn] = []
    for one in left:
        name = clip(one.group.name, NAME_SHOWN)
        facts = {"count": sum(flow.items for flow in one.flows), "office": one.to_office}
        lines.append(words.say("reorganising.line", group=name, deed=one.deed, targets=_names(one.flows), **facts))
    waiting = [one for one in begun if one.group.channel is None and one.channel_name]
    without = [one for one in begun if one.group.channel is None and not one.channel_name]
    todo = [
        words.say(
            "reorganising.invite", group=clip(one.group.name, NAME_SHOWN), channel=clip(one.channel_name, NAME_SHOWN)
        )
        for one in waiting
    ]
    todo += [words.say("reorganising.no_channel", group=clip(one.group.name, NAME_SHOWN)) for one in without]
    blocks = [section(text), *_sections(words, lines), *_sections(words, todo)]
    return Message(text, blocks)


def office_failed(words: Words, plan: int, problems: Sequence[str]) -> Message:
    """A plan that could not be carried out on its day, and why."""
    text = words.say("reorganising.failed", plan=plan)
    lines = [words.say("reorganising.problem", sentence=clip(sentence, _SENTENCE)) for sentence in problems[:_PROBLEMS]]
    return Message(text, [section(text), *_sections(words, lines)])


def part_now(words: Words, group: Group, role: str) -> Message:
    """For somebody who leads or goes along with a group from now on."""
    text = words.say("reorganising.part", group=_where(group), role=role)
    return Message(text, [section(text)])


def items_moved(words: Words, items: Sequence[Item]) -> Message:
    """For a requester: which of their items is with which group now."""
    if len(items) == 1:
        text = _item(words, items[0])
        return Message(text, [section(text), actions([open_button(words, items[0])])])
    text = words.say("reorganising.yours", count=len(items))
    lines = [_item(words, item) for item in items[:_LISTED]]
    if len(items) > _LISTED:
        lines.append(words.say("reorganising.more", count=len(items) - _LISTED))
    return Message(text, [section(text), *_sections(words, lines)])


def _item(words: Words, item: Item) -> Mrkdwn:
    group = clip(item.group.name, NAME_SHOWN) if item.group else ""
    return words.say("reorganising.item", number=item.number, title=clip(item.title, TITLE_SHOWN), group=group)


def _names(flows: Sequence[Flow]) -> list[str]:
    return [clip(flow.group.name, NAME_SHOWN) for flow in flows[:_NAMED]]


def _where(group: Group) -> Mrkdwn:
    return channel(group.channel, clip(group.name, NAME_SHOWN))


def _sections(words: Words, lines: Sequence[Mrkdwn]) -> list[Block]:
    """Lines in paragraphs, as many as a message holds; how many are left out."""
    shown, room = 0, _CHARACTERS
    while shown < len(lines) and (room := room - len(lines[shown])) >= 0:
        shown += 1
    kept = list(lines[:shown])
    if shown < len(lines):
        kept.append(words.say("reorganising.rest", count=len(lines) - shown))
    return [section(Mrkdwn("\n".join(kept[at : at + _TOGETHER]))) for at in range(0, len(kept), _TOGETHER)]
