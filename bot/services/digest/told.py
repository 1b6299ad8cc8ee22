"""What an issue used up, so that every row is told in exactly one issue, whatever the clocks and commits did."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from storage.news import Window
from storage.tables import Request, RequestEvent, RequestPerson

# A row may be stamped this long before it can be seen: a slow commit, or a machine whose clock is behind.
OVERLAP = timedelta(hours=1)


@dataclass(frozen=True)
class Told:
    """Ids of the rows told near the end of the period, and the highest ids seen."""

    requests: frozenset[int] = frozenset()
    events: frozenset[int] = frozenset()
    joined: frozenset[tuple[int, int]] = frozenset()
    last_request: int | None = None
    last_event: int | None = None

    @classmethod
    def of_stored(cls, stored: dict[str, Any]) -> "Told":
        """As `to_stored` wrote it; an empty one for an empty archive."""
        return cls(
            requests=frozenset(stored.get("requests", ())),
            events=frozenset(stored.get("events", ())),
            joined=frozenset((request, person) for request, person in stored.get("joined", ())),
            last_request=stored.get("last_request"),
            last_event=stored.get("last_event"),
        )

    def to_stored(self) -> dict[str, Any]:
        """For the archive."""
        return {
            "requests": sorted(self.requests),
            "events": sorted(self.events),
            "joined": sorted(self.joined),
            "last_request": self.last_request,
            "last_event": self.last_event,
        }


def told_after(
    before: Told, window: Window, created: list[Request], events: list[RequestEvent], joined: list[RequestPerson]
) -> Told:
    """What the next issue must not tell again, when all these rows have been told."""
    recent: datetime = window.until - OVERLAP
    return Told(
        requests=frozenset(row.id for row in created if row.id is not None and row.created_at >= recent),
        events=frozenset(row.id for row in events if row.id is not None and row.at >= recent),
        joined=frozenset((row.request_id, row.person_id) for row in joined if row.joined_at >= recent),
        last_request=_highest(before.last_request, [row.id for row in created]),
        last_event=_highest(before.last_event, [row.id for row in events]),
    )


def _highest(before: int | None, ids: list[int | None]) -> int | None:
    return max((number for number in (before, *ids) if number is not None), default=None)
