"""Who is told of a reorganisation: the channels that end or begin, the office, those with a new part, requesters."""

from collections.abc import Callable, Sequence

from bot.domain.items import Item, Who
from bot.domain.roles import Role
from bot.services.city import City
from bot.services.reorganising.design import Design, Step
from bot.services.reorganising.moving import Moved
from bot.services.reorganising.present import Seat
from storage import outbox
from storage.database import Session
from storage.directory import Directory
from storage.tables import Reorganisation, Workspace
from templates import reorganising
from templates.blocks import Message
from templates.reorganising import Begun, Flow, Left
from templates.wording import Words

Told = tuple[Moved, Item]


def tell(
    session: Session, city: City, workspace: Workspace, plan: Reorganisation, design: Design, moved: Sequence[Told]
) -> None:
    """Put every message about a plan that was carried out into the outbox: channels first, then people."""
    assert workspace.id is not None
    post = _Post(session, city, workspace)
    directory = city.directory(session, workspace.id)
    begun = [_begun(directory, design, seat, moved) for seat in design.changed if seat.active]
    channels = {one.group.channel for one in begun}
    left = [_left(directory, step, moved) for step in design.steps if step.empties and _was_active(design, step)]
    for one in left:
        if one.group.channel not in channels:
            post.channel(one.group.channel, lambda words, one=one: reorganising.pointer(words, one))  # type: ignore[misc]
    for new in begun:
        post.channel(new.group.channel, lambda words, new=new: reorganising.welcome(words, new))  # type: ignore[misc]
    before = sum(seat.active for seat in design.present.seats.values())
    post.channel(
        workspace.office_channel,
        lambda words: reorganising.office_summary(
            words, plan.id or 0, before, len(design.active), left, begun, len(moved)
        ),
    )
    _tell_people(post, directory, design)
    _tell_requesters(post, moved)


class _Post:
    """Puts messages into the outbox, for channels in the city's language and for people in their own."""

    def __init__(self, session: Session, city: City, workspace: Workspace) -> None:
        self._session, self._city, self._workspace = session, city, workspace

    def channel(self, channel: str | None, build: Callable[[Words], Message]) -> None:
        if channel is not None:
            self._post(channel, build(self._city.wording.of(self._workspace.locale)))

    def person(self, who: Who, build: Callable[[Words], Message]) -> None:
        if who.chat_id is not None:
            self._post(who.chat_id, build(self._city.wording.of(who.locale)))

    def _post(self, channel: str, message: Message) -> None:
        assert self._workspace.id is not None
        now = self._city.clock.now()
        outbox.post(self._session, self._workspace.id, channel, message.text, message.blocks, now)


def _was_active(design: Design, step: Step) -> bool:
    return step.source is not None and design.present.seats[step.source].active


def _left(directory: Directory, step: Step, moved: Sequence[Told]) -> Left:
    assert step.source is not None
    gone = [item.group for one, item in moved if one.source == step.source]
    targets = [directory.by_slug[slug] for slug in step.targets]
    flows = [Flow(group, sum(g is not None and g.id == group.id for g in gone)) for group in targets]
    return Left(directory.by_slug[step.source], str(step.deed), tuple(flows), sum(g is None for g in gone))


def _begun(directory: Directory, design: Design, seat: Seat, moved: Sequence[Told]) -> Begun:
    group = directory.by_slug[seat.slug]
    before = design.present.seats.get(seat.slug)
    sources = [s.source for s in design.steps if s.empties and seat.slug in s.targets and _was_active(design, s)]
    flows = [
        Flow(directory.by_slug[slug], sum((one.source, one.placement.target) == (slug, seat.slug) for one, _ in moved))
        for slug in dict.fromkeys(sources)
        if slug and slug != seat.slug
    ]
    return Begun(
        group,
        is_new=before is None or not before.active,
        former_name=before.name if before and before.name != seat.name else "",
        companions=tuple(directory.person(part.person_id) for part in seat.of(Role.COMPANION)),
        flows=tuple(flows),
        channel_name=seat.channel_name,
    )


def _tell_people(post: _Post, directory: Directory, design: Design) -> None:
    """Who leads or goes along with a group and did not before."""
    for seat in design.changed:
        before = design.present.seats.get(seat.slug)
        known = {(p.person_id, p.role) for p in before.parts} if before is not None and before.active else set()
        for part in seat.parts if seat.active else ():
            if part.role != Role.MEMBER and (part.person_id, part.role) not in known:
                group, role = directory.by_slug[seat.slug], part.role
                post.person(
                    directory.person(part.person_id),
                    lambda words, group=group, role=role: reorganising.part_now(words, group, role),  # type: ignore[misc]
                )


def _tell_requesters(post: _Post, moved: Sequence[Told]) -> None:
    """One message for each requester, however many items of theirs have moved."""
    own: dict[int, list[Item]] = {}
    people: dict[int, Who] = {}
    for _, item in moved:
        for who in item.requesters:
            own.setdefault(who.id, []).append(item)
            people[who.id] = who
    for person_id, theirs in own.items():
        post.person(people[person_id], lambda words, theirs=theirs: reorganising.items_moved(words, theirs))  # type: ignore[misc]
