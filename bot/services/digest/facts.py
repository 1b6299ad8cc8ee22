"""Turns the rows of a period into what the digest tells; no database, no words, and nothing private."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.calendar import business_days_between, local_day
from bot.domain.digests import (
    OWED,
    WORTH_KNOWING,
    Audience,
    AudienceKind,
    Digest,
    Helped,
    Joined,
    Line,
    TakenUp,
    Thanks,
    Waiting,
)
from bot.domain.kinds import RequestKind
from bot.domain.statuses import Status
from bot.services.digest.sources import Sources
from storage.requests import number_of
from storage.tables import Request, RequestEvent

_GOOD_OUTCOMES = frozenset(
    {Status.ACCEPTED, Status.PARTLY_ACCEPTED, Status.IN_PROGRESS, Status.DONE, Status.ROLLED_OUT}
)
# What a department's hand means: whether it runs since; None takes back what it said before in the same period.
_TAKEN_UP: dict[str, bool | None] = {
    "adopt_considering": None,
    "adopt_preparing": False,
    "adopt_running": True,
    "adopt_dropped": None,
    "adopt_not_fitting": None,
}


def compose(audience: Audience, starts_at: datetime, ends_at: datetime, sources: Sources, zone: ZoneInfo) -> Digest:
    """The digest of an audience, from rows that were read for it."""
    return _Composer(audience, sources, ends_at, zone).digest(starts_at)


class _Composer:
    """One pass over the sources; a withdrawn item is not spoken of."""

    def __init__(self, audience: Audience, sources: Sources, ends_at: datetime, zone: ZoneInfo) -> None:
        self._audience = audience
        self._sources = sources
        self._ends_at = ends_at
        self._zone = zone
        self._today = local_day(ends_at, zone)
        self._items = {row.id: row for row in sources.touched if row.id is not None and row.status != Status.WITHDRAWN}
        self._changes = self._status_changes()

    def digest(self, starts_at: datetime) -> Digest:
        new = self._new()
        return Digest(
            self._audience,
            starts_at,
            self._ends_at,
            issued_on=self._today,
            mine=self._mine(),
            changed=self._changed(self._changes),
            taken_up=self._taken_up(),
            waiting=Waiting(self._sources.waiting_count, tuple(self._line(row) for row in self._sources.waiting)),
            new=self._lines_of_new(new),
            thanks=Thanks(self._answered(), self._accompanied(self._changes), self._joined(), self._helped()),
        )

    def _line(self, item: Request, status: Status | None = None) -> Line:
        return Line(
            number=str(number_of(item)),
            title=" ".join(item.title.split()),
            kind=RequestKind(item.kind),
            status=status or Status(item.status),
            group=self._sources.groups.get(item.group_id or 0, ""),
            department="" if item.blind else self._sources.departments.get(item.department_id or 0, ""),
            supporters=max(1, len(self._sources.requesters.get(item.id or 0, ()))),
            into=self._into(item),
            waiting_days=business_days_between(local_day(item.created_at, self._zone), self._today),
        )

    def _into(self, item: Request) -> str:
        goal = self._sources.goals.get(item.merged_into_id or 0)
        return str(number_of(goal)) if goal else ""

    def _events(self) -> Iterator[tuple[Request, RequestEvent]]:
        for event in self._sources.events:
            if item := self._items.get(event.request_id):
                yield item, event

    def _status_changes(self) -> dict[int, Status]:
        """The status each item ended the period in, of those that ended it in another than they began it in."""
        first: dict[int, str] = {}
        last: dict[int, str] = {}
        for _, event in self._events():
            if _changes(event, "status"):
                first.setdefault(event.request_id, event.before["status"])
                last[event.request_id] = event.after["status"]
        return {item_id: Status(status) for item_id, status in last.items() if status != first[item_id]}

    def _new(self) -> frozenset[int]:
        """Items stored in the period; for a group also those that came to it."""
        new = {item_id for item_id in self._sources.created if item_id in self._items}
        if self._audience.kind == AudienceKind.GROUP:
            moved = (event for _, event in self._events() if event.before.get("group") != event.after.get("group"))
            new.update(event.request_id for event in moved if event.after.get("group") == self._audience.slug)
        return frozenset(new)

    def _changed(self, changed: dict[int, Status]) -> tuple[Line, ...]:
        order = {status: place for place, status in enumerate(WORTH_KNOWING)}
        ids = sorted(changed, key=lambda item_id: (order.get(changed[item_id], len(order)), item_id))
        return tuple(self._line(self._items[item_id], changed[item_id]) for item_id in ids)

    def _taken_up(self) -> tuple[TakenUp, ...]:
        """What departments made of practices in the period; who does not take one up is not spoken of here."""
        stands: defaultdict[int, dict[str, str]] = defaultdict(dict)
        hours: defaultdict[int, dict[str, float]] = defaultdict(dict)
        for item, event in self._events():
            for department in event.after.get("departments", ()):
                if event.action in _TAKEN_UP:
                    stands[item.id or 0][department] = event.action
                if event.action == "adopt_effect":
                    hours[item.id or 0][department] = event.after["hours"]
        found = []
        for item_id in sorted(stands.keys() | hours.keys()):
            said = stands[item_id]
            raised = tuple(name for name, deed in said.items() if _TAKEN_UP[deed] is False)
            running = tuple(name for name, deed in said.items() if _TAKEN_UP[deed])
            gained = sum(hours[item_id].values()) if hours[item_id] else None
            if raised or running:
                found.append(TakenUp(item_id, self._line(self._items[item_id]), raised, running, gained))
        return tuple(sorted(found, key=lambda one: -len(one.raised + one.running)))

    def _lines_of_new(self, new: frozenset[int]) -> tuple[Line, ...]:
        """By group in the office's order, the most supported first; those without a group last."""
        places = {group_id: place for place, group_id in enumerate(self._sources.groups)}
        requesters = self._sources.requesters

        def order(item_id: int) -> tuple[int, int, int]:
            place = places.get(self._items[item_id].group_id or 0, len(places))
            return place, -len(requesters.get(item_id, ())), item_id

        return tuple(self._line(self._items[item_id]) for item_id in sorted(new, key=order))

    def _mine(self) -> tuple[Line, ...]:
        """A person's own items that moved or still wait."""
        lively = (row for row in self._sources.own if row.id in self._items or row.status in OWED)
        return tuple(self._line(row) for row in lively if row.status != Status.WITHDRAWN)

    def _answered(self) -> tuple[tuple[str, int], ...]:
        """Who moved others' items on; a requester's own deed is no answer, and would tell who they are."""
        answered: defaultdict[int, set[int]] = defaultdict(set)
        for item, event in self._events():
            requesters = self._sources.requesters.get(event.request_id, ())
            if event.actor_id is not None and event.actor_id not in requesters and _changes(event, "status"):
                answered[event.actor_id].add(item.id or 0)
        counted = ((self._name(person_id), len(items)) for person_id, items in answered.items())
        return tuple(sorted(counted, key=lambda entry: (-entry[1], entry[0])))

    def _accompanied(self, changed: dict[int, Status]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        along: defaultdict[int, list[str]] = defaultdict(list)
        for item_id in sorted(item_id for item_id, status in changed.items() if status in _GOOD_OUTCOMES):
            item = self._items[item_id]
            if item.companion_id is not None:
                along[item.companion_id].append(str(number_of(item)))
        return tuple((self._name(person_id), tuple(numbers)) for person_id, numbers in along.items())

    def _joined(self) -> tuple[Joined, ...]:
        joined: defaultdict[int, list[int]] = defaultdict(list)
        for row in self._sources.joined:
            if row.request_id in self._items:
                joined[row.request_id].append(row.person_id)
        return tuple(self._joined_item(self._items[item_id], who) for item_id, who in joined.items())

    def _joined_item(self, item: Request, who: list[int]) -> Joined:
        return Joined(
            self._line(item), len(who), () if item.blind else tuple(self._name(person_id) for person_id in who)
        )

    def _helped(self) -> tuple[Helped, ...]:
        there = {item_id: agreed for item_id, agreed in self._sources.helped.items() if item_id in self._items}
        return tuple(
            Helped(self._line(self._items[item_id]), one.helper, one.asker, one.thanks, one.hours)
            for item_id, one in there.items()
        )

    def _name(self, person_id: int) -> str:
        return self._sources.people[person_id].name


def _changes(event: RequestEvent, name: str) -> bool:
    """Whether the event led from one value to another; at intake there is none to lead from."""
    before, after = event.before.get(name), event.after.get(name)
    return None not in (before, after) and before != after
