"""App Home: post something, see where one's own items stand, and work through the queue."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.items import Item
from bot.domain.kinds import RequestKind
from templates.blocks import VIEW_BLOCKS, Block, actions, button, context, divider, header, home, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN, decision_presses, details_button
from templates.groups import OPEN_ID
from templates.mrkdwn import Mrkdwn, clip
from templates.nominating import MISSING_ID
from templates.wording import Words


@dataclass(frozen=True)
class Queue:
    """What waits in one group: the oldest items, and how many there are in all."""

    group: str
    items: Sequence[Item]
    waiting: int


@dataclass(frozen=True)
class Home:
    """Everything a person's App Home shows."""

    own: Sequence[Item]
    queues: Sequence[Queue]
    unrouted: Sequence[Item] = ()
    unrouted_waiting: int = 0
    undelivered: int = 0
    assigned: Sequence[Item] = ()
    is_office: bool = False
    departments_missing: int = 0


def home_view(words: Words, shown: Home) -> Block:
    """The tab, the most urgent first, within Slack's hundred blocks."""
    first = [
        header(words.plain("home.welcome")),
        section(words.say("home.what")),
        actions([*(_post(words, kind) for kind in RequestKind), *_groups(words, shown)]),
    ]
    last = [divider(), header(words.plain("home.own")), *_own(words, shown.own)]
    work = [
        *_office(words, shown),
        *_assigned(words, shown.assigned),
        *(block for queue in shown.queues for block in _queue(words, queue)),
    ]
    room = VIEW_BLOCKS - len(first) - len(last)
    if len(work) > room:  # the queue gives way: what a person has posted themselves is always there
        work = [*work[: room - 1], context(words.say("home.more"))]
    return home([*first, *work, *last])


def _post(words: Words, kind: RequestKind) -> Block:
    style = "primary" if kind is RequestKind.PROPOSAL else None
    press = button("intake_open", words.plain("home.post", kind=kind.value), kind.value, style=style)
    return {**press, "action_id": f"intake_open_{kind}"}


def _groups(words: Words, shown: Home) -> list[Block]:
    return [button(OPEN_ID, words.plain("groups.title"))] if shown.is_office else []


def _office(words: Words, shown: Home) -> list[Block]:
    blocks: list[Block] = []
    if shown.undelivered:
        blocks.append(section(words.say("home.undelivered", count=shown.undelivered)))
    if shown.departments_missing:
        see = button(MISSING_ID, words.plain("nominating.home_button"))
        blocks.append(section(words.say("nominating.home", count=shown.departments_missing), see))
    if shown.unrouted:
        blocks += [divider(), header(words.plain("home.unrouted", count=shown.unrouted_waiting))]
        for item in shown.unrouted:
            move = button("triage_move", words.plain("home.choose_group"), str(item.id), style="primary")
            blocks += [section(_line(words, item)), actions([move, details_button(words, item)])]
    return blocks


def _assigned(words: Words, assigned: Sequence[Item]) -> list[Block]:
    if not assigned:
        return []
    rows = (section(_charge(words, item), details_button(words, item)) for item in assigned)
    return [divider(), header(words.plain("home.assigned")), *rows]


def _charge(words: Words, item: Item) -> Mrkdwn:
    return words.say(
        "home.charge",
        number=item.number,
        title=clip(item.title, TITLE_SHOWN),
        status=words.plain("common.status", status=item.status.value),
        group=clip(item.group.name, NAME_SHOWN) if item.group else "",
        until=item.assigned_until,
    )


def _queue(words: Words, queue: Queue) -> list[Block]:
    blocks = [divider(), header(words.plain("home.queue", group=queue.group, count=queue.waiting))]
    if not queue.items:
        return [*blocks, context(words.say("home.queue_empty"))]
    for item in queue.items:
        presses = [*decision_presses(words, item), details_button(words, item)]
        blocks += [section(_line(words, item)), actions(presses)]
    if queue.waiting > len(queue.items):
        blocks.append(context(words.say("home.queue_more", count=queue.waiting - len(queue.items))))
    return blocks


def _own(words: Words, own: Sequence[Item]) -> list[Block]:
    if not own:
        return [context(words.say("home.own_none"))]
    return [section(_line(words, item, own=True), details_button(words, item)) for item in own]


def _next_step(words: Words, item: Item) -> str:
    into = item.merged_into.number if item.merged_into else ""
    return words.plain("home.next_step", status=item.status.value, routed=item.group is not None, into=into)


def _line(words: Words, item: Item, *, own: bool = False) -> Mrkdwn:
    return words.say(
        "home.line",
        number=item.number,
        title=clip(item.title, TITLE_SHOWN),
        status=words.plain("common.status", status=item.status.value),
        group=clip(item.group.name, NAME_SHOWN) if item.group else "",
        due=item.answer_due_on,
        days_left=item.days_left,
        next_step=_next_step(words, item) if own else "",
    )
