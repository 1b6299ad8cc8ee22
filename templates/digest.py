"""The weekly digest as a message: short however much happened, because the rest is only counted."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.domain.adoptions import can_be_taken_up
from bot.domain.digests import OWED, AudienceKind, Digest, Helped, Joined, Line, Section
from bot.domain.kinds import RequestKind
from templates.blocks import Block, Message, context, header, section
from templates.mrkdwn import Mrkdwn, clip, link
from templates.taking_up import open_press
from templates.wording import Words

_TITLE = 80  # counted as Slack counts: after escaping, where an & is five letters
_NAME = 40
_THANKS = 120
_LINES = 8
_OLDEST = {AudienceKind.ALL: 3, AudienceKind.GROUP: 5, AudienceKind.PERSON: 5}
_NEW_OF_A_GROUP = {AudienceKind.ALL: 3, AudienceKind.GROUP: 12, AudienceKind.PERSON: 3}
_GROUPS = 12
_PEOPLE = 5


def digest_message(words: Words, digest: Digest, links: Mapping[str, str] | None = None) -> Message:
    """The digest in one language; the numbers of items become links where an address is known."""
    page = Page(words, digest, links or {})
    about = {"audience": digest.audience.kind, "group": clip(digest.audience.name, _NAME), "day": digest.issued_on}
    counts = words.say("digest.counts", changed=len(digest.changed), waiting=digest.waiting.count, new=len(digest.new))
    blocks = [header(words.plain("digest.title", **about))]
    for name in digest.sections():
        blocks += BUILDERS[name](page)
    if len(blocks) == 1:
        blocks.append(section(words.say("digest.nothing")))
    blocks.append(context(words.say("digest.footer", starts_at=digest.starts_at, ends_at=digest.ends_at)))
    return Message(Mrkdwn(words.say("digest.title", **about) + counts), blocks)


@dataclass(frozen=True)
class Page:
    """A digest that is being written, and the sentences of its lines."""

    words: Words
    digest: Digest
    links: Mapping[str, str]

    @property
    def has_thread(self) -> bool:
        """Whether what is left out stands in the thread: a person's own digest has none."""
        return self.digest.audience.kind != AudienceKind.PERSON

    def say(self, name: str, **facts: object) -> Mrkdwn:
        """A sentence of the digest's."""
        return self.words.say(f"digest.{name}", **facts)

    def number(self, number: str) -> Mrkdwn:
        """The number, leading to the item's card where its address is known."""
        return link(self.links[number], number) if number in self.links else Mrkdwn(number)

    def group(self, line: Line) -> str:
        """A group's own digest need not name it in every line."""
        return "" if self.digest.audience.kind == AudienceKind.GROUP else clip(line.group, _NAME)

    def item(self, name: str, line: Line, **facts: object) -> Mrkdwn:
        """A sentence about an item."""
        return self.say(name, number=self.number(line.number), title=clip(line.title, _TITLE), **facts)

    def paragraph(self, heading: Mrkdwn, lines: Sequence[Mrkdwn], count: int, *, goes_on: bool = False) -> Block:
        """A heading and what fits under it; of the rest only the number, and that it `goes_on` in the thread."""
        name = "more_in_thread" if goes_on and self.has_thread else "more"
        more = [self.say(name, count=count - len(lines))] if count > len(lines) else []
        return section(Mrkdwn("\n".join((heading, *lines, *more))))


def _mine(page: Page) -> list[Block]:
    mine = page.digest.mine
    lines = [
        page.item("own", line, status=line.status, days=line.waiting_days, owed=line.status in OWED, into=line.into)
        for line in mine[:_LINES]
    ]
    return [page.paragraph(page.say("mine_heading", count=len(mine)), lines, len(mine))]


def _changed(page: Page) -> list[Block]:
    changed = page.digest.changed
    lines = [changed_line(page, place, line) for place, line in enumerate(changed[:_LINES], 1)]
    return [page.paragraph(page.say("changed_heading", count=len(changed)), lines, len(changed), goes_on=True)]


def changed_line(page: Page, place: int, line: Line) -> Mrkdwn:
    """What became of an item."""
    return page.item("change", line, place=place, status=line.status, group=page.group(line), into=line.into)


def _taken_up(page: Page) -> list[Block]:
    """Each with the button by which the reader's department joins in."""
    blocks = [section(page.say("taken_up_heading", count=len(page.digest.taken_up)))]
    for one in page.digest.taken_up[:_PEOPLE]:
        raised, running = ([clip(name, _NAME) for name in names] for names in (one.raised, one.running))
        facts = {"raised": raised[:_PEOPLE], "running": running[:_PEOPLE], "hours": one.hours}
        facts |= {"others": len(raised[_PEOPLE:]), "more": len(running[_PEOPLE:])}
        takes_part = can_be_taken_up(one.line.kind, one.line.status, hidden=False)
        press = open_press(page.words, one.item_id) if takes_part else None
        blocks.append(section(page.item("taken_up", one.line, **facts), press))
    if (left := len(page.digest.taken_up) - _PEOPLE) > 0:
        blocks.append(context(page.say("more", count=left)))
    return blocks


def _waiting(page: Page) -> list[Block]:
    waiting = page.digest.waiting
    heading = page.say("waiting_heading", count=waiting.count, days=waiting.oldest[0].waiting_days)
    lines = [
        page.item("waiting", line, group=page.group(line), days=line.waiting_days)
        for line in waiting.oldest[: _OLDEST[page.digest.audience.kind]]
    ]
    return [page.paragraph(heading, lines, waiting.count)]


def _new(page: Page) -> list[Block]:
    """The best few of each group; what stands above among the changes is only counted here."""
    new = page.digest.new
    counted = Counter(line.kind for line in new)
    kinds = [(kind, counted[kind]) for kind in RequestKind if counted[kind]]
    heading = page.say("new_heading", count=len(new), kinds=kinds)
    if page.digest.audience.kind == AudienceKind.GROUP:
        return [_new_of_group(page, heading, new)]
    blocks, groups = [section(heading)], new_by_group(page)
    for name, lines in groups[:_GROUPS]:
        blocks.append(_new_of_group(page, group_heading(page, name, len(lines)), lines))
    if rest := groups[_GROUPS:]:
        count = sum(len(lines) for _, lines in rest)
        more = "more_groups_in_thread" if page.has_thread else "more_groups"
        blocks.append(context(page.say(more, groups=len(rest), count=count)))
    return blocks


def _new_of_group(page: Page, heading: Mrkdwn, lines: Sequence[Line]) -> Block:
    untold = _untold(page, lines)
    if above := len(lines) - len(untold):
        heading = Mrkdwn(heading + page.say("told_above", count=above))
    listed = [new_line(page, line) for line in untold[: _NEW_OF_A_GROUP[page.digest.audience.kind]]]
    return page.paragraph(heading, listed, len(untold), goes_on=True)


def new_line(page: Page, line: Line) -> Mrkdwn:
    """An item that has come in."""
    facts = {"kind": line.kind, "department": clip(line.department, _NAME), "supporters": line.supporters}
    return page.item("new", line, **facts)


def group_heading(page: Page, name: str, count: int) -> Mrkdwn:
    """A group, with how many new items it has."""
    return page.say("group", title=clip(name, _NAME), count=count)


def new_by_group(page: Page) -> list[tuple[str, list[Line]]]:
    """What has come in, by the group that has it; in a group's own digest all of it is the group's."""
    if page.digest.audience.kind == AudienceKind.GROUP:
        return [(page.digest.audience.name, list(page.digest.new))]
    return [(name, list(lines)) for name, lines in groupby(page.digest.new, key=lambda line: line.group)]


def left_out(page: Page) -> tuple[Sequence[Line], list[tuple[str, list[Line]]]]:
    """What the digest only counts: of the changes, and of what has come in by group."""
    shown, new = _NEW_OF_A_GROUP[page.digest.audience.kind], []
    for place, (name, lines) in enumerate(new_by_group(page)):
        if rest := _untold(page, lines)[shown if place < _GROUPS else 0 :]:
            new.append((name, rest))
    return page.digest.changed[_LINES:], new


def _untold(page: Page, lines: Sequence[Line]) -> list[Line]:
    told = {line.number for line in page.digest.changed[:_LINES]}
    return [line for line in lines if line.number not in told]


def _thanks(page: Page) -> list[Block]:
    thanks = page.digest.thanks
    lines = []
    if thanks.answered:
        people = [(clip(name, _NAME), count) for name, count in thanks.answered[:_PEOPLE]]
        lines.append(page.say("answered", people=people, others=len(thanks.answered) - len(people)))
    for name, numbers in thanks.accompanied[:_PEOPLE]:
        shown = [page.number(number) for number in numbers[:_PEOPLE]]
        others = len(numbers) - len(shown)
        lines.append(page.say("accompanied", person=clip(name, _NAME), numbers=shown, others=others))
    lines += [_helped(page, helped) for helped in thanks.helped[:_PEOPLE]]
    lines += [_joined(page, joined) for joined in thanks.joined[:_PEOPLE]]
    hidden = len(thanks.helped[_PEOPLE:]) + len(thanks.accompanied[_PEOPLE:]) + len(thanks.joined[_PEOPLE:])
    return [page.paragraph(page.say("thanks_heading"), lines, len(lines) + hidden)]


def _helped(page: Page, helped: Helped) -> Mrkdwn:
    names = {"helper": clip(helped.helper, _NAME), "asker": clip(helped.asker, _NAME)}
    return page.item("helped", helped.line, hours=helped.hours, thanks=clip(helped.thanks, _THANKS), **names)


def _joined(page: Page, joined: Joined) -> Mrkdwn:
    names = [clip(name, _NAME) for name in joined.names[:_PEOPLE]]
    return page.item("joined", joined.line, names=names, count=joined.count)


BUILDERS: dict[Section, Callable[[Page], list[Block]]] = {
    Section.MINE: _mine,
    Section.CHANGED: _changed,
    Section.TAKEN_UP: _taken_up,
    Section.WAITING: _waiting,
    Section.NEW: _new,
    Section.THANKS: _thanks,
}
