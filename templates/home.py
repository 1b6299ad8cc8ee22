"""App Home: post something, see where one's own items stand, and work through the queue."""

from collections.abc import Callable, Sequence

from bot.domain.homes import A_PAGE, Excerpt, Home, HomePart, Load, Office
from bot.domain.items import Item
from bot.domain.kinds import RequestKind
from templates import practices, skills
from templates.blocks import Block, actions, button, context, divider, header, home, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN, decision_presses, details_button
from templates.groups import OPEN_ID
from templates.help_home import help_blocks
from templates.keeping import review_blocks
from templates.mrkdwn import Mrkdwn, channel, clip
from templates.nominating import MISSING_ID
from templates.searching import summary, turning
from templates.taking_up import MINE_ID
from templates.wording import Words

SEARCH_ID, FILTER_ID, UNFILTER_ID = "home_search", "home_filter", "home_unfilter"
PREVIOUS_ID, NEXT_ID, BACK_ID = "home_previous", "home_next", "home_back"
_LINES_A_BLOCK = 10


def go_id(part: HomePart) -> str:
    """The button that shows all of one part."""
    return f"home_all_{part}"


def home_view(words: Words, shown: Home) -> Block:
    """The tab: the most urgent of everything, or one part of it a page at a time."""
    if shown.state.part is HomePart.TOP:
        return home([*_welcome(words), *_top(words, shown)])
    return home([*_PARTS[shown.state.part](words, shown), *_turning(words, shown)])


def _welcome(words: Words) -> list[Block]:
    posts = [_post(words, kind) for kind in RequestKind]
    return [
        header(words.plain("home.welcome")),
        section(words.say("home.what")),
        actions(
            [
                *posts,
                button(SEARCH_ID, words.plain("home.search")),
                button(practices.OPEN_ID, words.plain("home.practices")),
            ]
        ),
    ]


def _post(words: Words, kind: RequestKind) -> Block:
    style = "primary" if kind is RequestKind.PROPOSAL else None
    press = button("intake_open", words.plain("home.post", kind=kind.value), kind.value, style=style)
    return {**press, "action_id": f"intake_open_{kind}"}


def _top(words: Words, shown: Home) -> list[Block]:
    """What waits for this person comes first; somebody who answers for nothing begins with their own."""
    own = [divider(), *_own(words, shown), *_all_of(words, HomePart.OWN, shown.own)]
    assigned = [divider(), *_assigned(words, shown), *_all_of(words, HomePart.ASSIGNED, shown.assigned)]
    groups = [divider(), *_groups(words, shown)] if shown.groups else []
    if shown.queue is not None:
        queue = [divider(), *_queue(words, shown), *_all_of(words, HomePart.QUEUE, shown.queue)]
        groups, own = [], [*groups, *queue, *own]
    first = own if shown.calling and shown.queue is None else []
    charge = assigned if shown.assigned.items else []
    offer = [divider(), *skills.home_blocks(words, shown.skills)] if shown.skills else []
    helped = help_blocks(words, shown.help)
    before = [*helped, *_office(words, shown), *_rollout(words, shown)]
    return [*before, *first, *charge, *([] if first else own), *offer, *groups]


def _rollout(words: Words, shown: Home) -> list[Block]:
    """One line about practices that spread, with the button that opens what is to be done."""
    if not shown.rollout:
        return []
    found = shown.rollout
    facts = {"adoptions": found.adoptions, "asked": found.asked, "campaigns": list(found.campaigns[:3])}
    line = words.say("rollout.home", **facts)
    return [divider(), section(line, button(MINE_ID, words.plain("rollout.home_button")))]


def _office(words: Words, shown: Home) -> list[Block]:
    if shown.office is None:
        return []
    office = shown.office
    lines = [words.say("home.undelivered", count=office.undelivered)] if office.undelivered else []
    if office.overdue:
        lines.append(words.say("home.overdue", count=office.overdue))
    if office.departments_missing:
        see = button(MISSING_ID, words.plain("nominating.home_button"))
        missing = [section(words.say("nominating.home", count=office.departments_missing), see)]
    else:
        missing = []
    go = button(go_id(HomePart.GROUPS), words.plain("home.all_groups"), HomePart.GROUPS)
    arrange = button(OPEN_ID, words.plain("groups.title"))
    blocks = [divider(), header(words.plain("home.office")), *map(section, lines), *missing, actions([go, arrange])]
    if office.unrouted.items:
        blocks += [*_unrouted(words, shown), *_all_of(words, HomePart.UNROUTED, office.unrouted)]
    return blocks


def _unrouted(words: Words, shown: Home) -> list[Block]:
    unrouted = (shown.office or Office()).unrouted
    blocks = [header(words.plain("home.unrouted", count=unrouted.total or 0))]
    for item in unrouted.items:
        move = button("triage_move", words.plain("home.choose_group"), str(item.id), style="primary")
        blocks += [section(_line(words, item)), actions([move, details_button(words, item)])]
        blocks += review_blocks(words, item)
    return blocks


def _queue(words: Words, shown: Home) -> list[Block]:
    queue, query = shown.queue or Excerpt(), shown.state.query
    asked = summary(words, query, shown.group_names, shown.department_names)
    presses = [button(FILTER_ID, words.plain("home.filter"))]
    if asked:
        presses.append(button(UNFILTER_ID, words.plain("home.unfilter")))
    heading = words.plain("home.queue", count=queue.total if queue.total is not None else "", to_decide=shown.to_decide)
    blocks = [header(heading), *([context(asked)] if asked else []), actions(presses)]
    if not queue.items:
        return [*blocks, context(words.say("home.queue_none" if asked else "home.queue_empty"))]
    for item in queue.items:
        presses = decision_presses(words, item, shown.may.get(item.id, ()))
        blocks += [section(_line(words, item)), actions([*presses, details_button(words, item)])]
    return blocks


def _assigned(words: Words, shown: Home) -> list[Block]:
    rows = (section(_charge(words, item), details_button(words, item)) for item in shown.assigned.items)
    return [header(words.plain("home.assigned", count=shown.assigned.total or 0)), *rows]


def _own(words: Words, shown: Home) -> list[Block]:
    blocks = [header(words.plain("home.own", count=shown.own.total or 0))]
    if not shown.own.items:
        return [*blocks, context(words.say("home.own_none"))]
    if shown.calling:
        blocks.append(context(words.say("home.calling", count=shown.calling)))
    return blocks + [section(_line(words, item, own=True), details_button(words, item)) for item in shown.own.items]


def _groups(words: Words, shown: Home) -> list[Block]:
    lines = [_load(words, load) for load in shown.groups]
    texts = [lines[place : place + _LINES_A_BLOCK] for place in range(0, len(lines), _LINES_A_BLOCK)]
    blocks = [
        header(words.plain("home.every_group" if shown.office else "home.groups")),
        *(section(Mrkdwn("\n".join(some))) for some in texts),
    ]
    if shown.groups_total > len(lines) and shown.state.part is HomePart.TOP:
        more = words.plain("home.all", count=shown.groups_total)
        blocks.append(actions([button(go_id(HomePart.GROUPS), more, HomePart.GROUPS)]))
    return blocks


def _all_groups(words: Words, shown: Home) -> list[Block]:
    settings = shown.office.settings if shown.office else {}
    told = [divider(), section(words.say("home.settings", **settings))] if settings else []
    return [*_groups(words, shown), *told]


def _load(words: Words, load: Load) -> Mrkdwn:
    name = clip(load.name, NAME_SHOWN)
    counts = [(words.plain("common.status", status=status.value), count) for status, count in load.counts.items()]
    return words.say(
        "home.load",
        group=name,
        where=channel(load.channel, name) if load.channel else "",
        role=load.role.value if load.role else "",
        waiting=load.waiting,
        counts=counts,
        overdue=load.overdue,
    )


def _line(words: Words, item: Item, *, own: bool = False) -> Mrkdwn:
    return words.say(
        "home.line",
        number=item.number,
        title=clip(item.title, TITLE_SHOWN),
        status=words.plain("common.status", status=item.status.value),
        group=clip(item.group.name, NAME_SHOWN) if item.group else "",
        due=item.answer_due_on,
        days_left=item.days_left,
        private=item.private,
        next_step=_next_step(words, item) if own else "",
    )


def _next_step(words: Words, item: Item) -> str:
    into = item.merged_into.number if item.merged_into else ""
    return words.plain("home.next_step", status=item.status.value, routed=item.group is not None, into=into)


def _charge(words: Words, item: Item) -> Mrkdwn:
    return words.say(
        "home.charge",
        number=item.number,
        title=clip(item.title, TITLE_SHOWN),
        status=words.plain("common.status", status=item.status.value),
        group=clip(item.group.name, NAME_SHOWN) if item.group else "",
        until=item.assigned_until,
    )


def _all_of(words: Words, part: HomePart, some: Excerpt) -> list[Block]:
    """The way to the rest, where there is more than the first page holds."""
    if not some.more:
        return []
    name = "home.all" if some.total is not None else "home.all_uncounted"
    return [actions([button(go_id(part), words.plain(name, count=some.total or 0), part)])]


def _turning(words: Words, shown: Home) -> list[Block]:
    """Back to the first page, and on to the one before or after."""
    part = shown.state.part
    back = button(BACK_ID, words.plain("home.back"), HomePart.TOP)
    if part is HomePart.GROUPS:
        start, count, total = shown.groups_start, len(shown.groups), shown.groups_total
        more = start + count < total
    else:
        some = {
            HomePart.QUEUE: shown.queue or Excerpt(),
            HomePart.OWN: shown.own,
            HomePart.ASSIGNED: shown.assigned,
            HomePart.UNROUTED: (shown.office or Office()).unrouted,
        }[part]
        start, count, total, more = some.start, len(some.items), some.total or 0, some.more
    turning_blocks = turning(words, PREVIOUS_ID, NEXT_ID, start, count, more=more, size=A_PAGE[part], of=total)
    if not turning_blocks:
        return [actions([back])]
    presses, place = turning_blocks
    return [{**presses, "elements": [*presses["elements"], back]}, place]


_PARTS: dict[HomePart, Callable[[Words, Home], Sequence[Block]]] = {
    HomePart.QUEUE: _queue,
    HomePart.OWN: _own,
    HomePart.ASSIGNED: _assigned,
    HomePart.UNROUTED: _unrouted,
    HomePart.GROUPS: _all_groups,
}
