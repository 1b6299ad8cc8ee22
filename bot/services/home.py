"""What App Home shows a person: their items, what they were given, and the queue of the groups they answer for.

How many questions are put to the database does not depend on how many items there are.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.domain.due import OPEN
from bot.domain.finding import Filters, Order, Query, Sight
from bot.domain.helping import HelpAtHome
from bot.domain.homes import A_PAGE, AT_TOP, Excerpt, Home, HomePart, HomeState, Load, Office, Rollout
from bot.domain.items import Group, Item
from bot.domain.permissions import allows
from bot.domain.roles import Role
from bot.domain.statuses import TRANSITIONS, WAITING, Status, TriageAction
from bot.language.searching import words_of
from bot.services import items, listing, queries, undelivered
from bot.services.city import City
from bot.services.helping import at_home
from bot.services.rollout import mine
from bot.services.skills import offering
from storage import finding, groups, homes, nominations
from storage.database import Session
from storage.tables import Person

TO_DECIDE = frozenset({Status.RECEIVED, Status.REVIEWING})
_Counts = dict[int | None, dict[Status, tuple[int, int]]]


def state_of(session: Session, person: Person) -> HomeState:
    """Where a person is in their App Home."""
    known = homes.find(session, person.id or 0)
    if known is None:
        return HomeState()
    part = HomePart(known.part) if known.part in set(HomePart) else HomePart.TOP
    return HomeState(part, max(0, known.start), Query.from_json(known.query))


def look(session: Session, city: City, person: Person, state: HomeState | None = None) -> Home:
    """Everything on a person's App Home where they are in it."""
    return _Look(session, city, person, state or HomeState()).home()


class _Look:
    """One look, over one consistent state."""

    def __init__(self, session: Session, city: City, person: Person, state: HomeState) -> None:
        self._session, self._city, self._person = session, city, person
        self._workspace_id = person.workspace_id
        self._sight = listing.sight_of(session, person)
        self._roles = _roles(session, person)
        self._directory = city.directory(session, person.workspace_id)
        absent = items.represented(session, city, person)
        self._acts_as = {person.id, *(other.id for other in absent)}
        self._held = _held(session, person, self._sight, absent)
        self._answers_for = frozenset(self._held)
        self._state = state if self._has(state.part) else replace(state, part=HomePart.TOP, start=0)

    def home(self) -> Home:
        """The part that is asked for; the first page holds something of every part."""
        counts = self._counts()
        queue = self._queue() if self._answers_for else None
        loads = self._loads(counts)
        first = self._first(HomePart.GROUPS)
        shown = loads[first : first + self._size(HomePart.GROUPS)] if self._shows(HomePart.GROUPS) else []
        return Home(
            state=self._state,
            own=self._excerpt(HomePart.OWN, Filters(requester_id=self._person.id), Order.CALLING),
            calling=self._calling(),
            assigned=self._excerpt(
                HomePart.ASSIGNED, Filters(assignee_id=self._person.id, statuses=_sorted(OPEN)), Order.GIVEN
            ),
            queue=queue,
            may={item.id: self._may(item) for item in queue.items} if queue else {},
            to_decide=_sum(counts, self._sight.leads, TO_DECIDE),
            groups=shown,
            groups_start=first,
            groups_total=len(loads),
            office=self._office(counts) if self._person.is_office else None,
            help=at_home.look(self._session, self._city, self._person) if self._at_top else HelpAtHome(),
            skills=offering.look(self._session, self._city, self._person) if self._at_top else None,
            rollout=mine.summary(self._session, self._city, self._person) if self._shows(HomePart.OWN) else Rollout(),
            group_names={group.id: group.name for group in self._directory.groups.values()},
            department_names=self._directory.departments,
        )

    @property
    def _at_top(self) -> bool:
        return self._state.part is HomePart.TOP

    def _has(self, part: HomePart) -> bool:
        if part is HomePart.QUEUE:
            return bool(self._answers_for)
        return part is not HomePart.UNROUTED or self._person.is_office

    def _shows(self, part: HomePart) -> bool:
        return self._state.part in {HomePart.TOP, part}

    def _size(self, part: HomePart) -> int:
        return (AT_TOP if self._state.part is HomePart.TOP else A_PAGE)[part]

    def _first(self, part: HomePart) -> int:
        return self._state.start if self._state.part is part else 0

    def _excerpt(self, part: HomePart, filters: Filters, order: Order, typed: str = "") -> Excerpt:
        if not self._shows(part):
            return Excerpt()
        words, size = words_of(typed), self._size(part)
        total = None if words else self._count(filters)
        first = self._first(part) if total is None else _within(self._first(part), total, size)
        rows = listing.select(self._session, self._workspace_id, self._sight, filters, order, words, first, size + 1)
        shown = items.describe_all(self._session, self._city, rows[:size])
        return Excerpt(shown, first, total, len(rows) > size)

    def _queue(self) -> Excerpt:
        query = self._state.query
        asked = queries.filters_of(self._city, query)
        narrowed = self._answers_for & set(query.groups) if query.groups else self._answers_for
        statuses = set(query.statuses) & WAITING if query.statuses else WAITING
        filters = replace(asked, groups=tuple(sorted(narrowed)), statuses=_sorted(statuses) or ("",))
        return self._excerpt(HomePart.QUEUE, filters, query.order, query.words)

    def _may(self, item: Item) -> frozenset[TriageAction]:
        """What this person can do with an item of their queue, also in the place of somebody away."""
        roles = set(self._held.get(item.group.id, ())) if item.group else set()
        if self._person.is_office:
            roles.add(Role.OFFICE)
        if item.approval and any(who.id in self._acts_as for who in item.approval.missing):
            roles.add(Role.APPROVER)
        return frozenset(action for action in TRANSITIONS if allows(roles, action))

    def _calling(self) -> int:
        calling = Filters(requester_id=self._person.id, statuses=(Status.SENT_BACK,))
        return self._count(calling) if self._shows(HomePart.OWN) else 0

    def _count(self, filters: Filters) -> int:
        return finding.count_found(self._session, self._workspace_id, self._sight, filters)

    def _counts(self) -> _Counts:
        """Open items by group: of every group for the office, of their own for everybody else."""
        mine = None if self._person.is_office else self._answers_for | self._roles.keys()
        counts: _Counts = {}
        found = finding.count_open(self._session, self._workspace_id, self._sight, mine, self._city.today())
        for group_id, status, count, overdue in found:
            counts.setdefault(group_id, {})[status] = (count, overdue)
        return counts

    def _loads(self, counts: _Counts) -> list[Load]:
        """Those a person has a part in first, each with what waits there; the office sees all of them."""
        known = groups.list_groups(self._session, self._workspace_id)
        mine = [group for group in known if group.id in self._roles or group.id in self._answers_for]
        others = [group for group in known if group not in mine] if self._person.is_office else []
        return [
            _load(self._directory.group(group.id or 0), self._roles.get(group.id or 0), counts.get(group.id, {}))
            for group in (*mine, *others)
        ]

    def _office(self, counts: _Counts) -> Office:
        unrouted = Filters(unrouted=True, statuses=_sorted(WAITING))
        return Office(
            unrouted=self._excerpt(HomePart.UNROUTED, unrouted, Order.OLDEST),
            undelivered=undelivered.count(self._session, self._workspace_id),
            overdue=sum(overdue for group in counts.values() for _, overdue in group.values()),
            departments_missing=nominations.count_missing(self._session, self._workspace_id),
            settings=settings_of(self._city) if self._state.part is HomePart.GROUPS else {},
        )


def settings_of(city: City) -> dict[str, Any]:
    """What the city has set, as the office may want to look it up."""
    return {
        "all_staff_channel": city.all_staff_channel,
        "office_channel": city.office_channel,
        "answer_within": city.answer_within,
        "decide_within": city.decide_within,
        "remind_from": f"{city.remind_from:%H:%M}",
        "remind_until": f"{city.remind_until:%H:%M}",
        "digest_weekday": city.digest_weekday,
        "digest_time": f"{city.digest_time:%H:%M}",
    }


def _roles(session: Session, person: Person) -> dict[int, Role]:
    """A person's part in each of their groups, the weightiest where they have several."""
    parts = groups.list_memberships(session, person.workspace_id, person.id)
    weight = {Role.MEMBER: 0, Role.COMPANION: 1, Role.LEAD: 2}
    held = sorted((weight.get(Role(part.role), 0), part.group_id, Role(part.role)) for part in parts)
    return {group_id: role for _, group_id, role in held}


def _held(session: Session, person: Person, sight: Sight, absent: Sequence[Person]) -> dict[int, set[Role]]:
    """The groups that a person answers for, and as what: their own, and those whose leads or companions are away."""
    held: dict[int, set[Role]] = {}
    for role, of in ((Role.LEAD, sight.leads), (Role.COMPANION, sight.accompanies)):
        for group_id in of:
            held.setdefault(group_id, set()).add(role)
    for other in absent:
        for part in groups.list_memberships(session, person.workspace_id, other.id):
            if part.role in {Role.LEAD, Role.COMPANION}:
                held.setdefault(part.group_id, set()).add(Role(part.role))
    return held


def _load(group: Group, role: Role | None, counts: dict[Status, tuple[int, int]]) -> Load:
    waiting = {status: counts[status][0] for status in Status if status in counts and status in WAITING}
    return Load(group.name, group.channel, role, waiting, sum(overdue for _, overdue in counts.values()))


def _sum(counts: _Counts, of: frozenset[int], statuses: frozenset[Status]) -> int:
    return sum(counts.get(group, {}).get(status, (0, 0))[0] for group in of for status in statuses)


def _within(first: int, total: int, size: int) -> int:
    """The page itself, or the last one there is when items have gone meanwhile."""
    return min(first, max(0, (total - 1) // size * size))


def _sorted(statuses: Sequence[str] | frozenset[Status] | set[Status] | set[str]) -> tuple[str, ...]:
    return tuple(sorted(str(status) for status in statuses))
