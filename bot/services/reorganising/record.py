"""Puts on record who has which part in a group after a reorganisation, and whose plan it was."""

from collections.abc import Iterator

from bot.domain.audit import Doer, Entry, Recorded, Via
from bot.services.city import City
from bot.services.reorganising.design import Design
from bot.services.reorganising.present import Seat
from storage import audit
from storage.database import Session
from storage.tables import Reorganisation


def record_parts(session: Session, city: City, workspace_id: int, plan: Reorganisation, design: Design) -> None:
    """Put every role that begins, changes or ends on record."""
    via = Via.TERMINAL if plan.person_id is None else Via.CHAT
    doer, now = Doer(via, plan.person_id, plan.stored_by), city.clock.now()
    entries = [
        Entry(now, doer, Recorded.ROLE, seat.slug, f"reorganisation {plan.id}", {**facts, "name": name})
        for seat in design.changed
        for facts in _changes(design.present.seats.get(seat.slug), seat)
        for name in [design.present.people.get(int(facts["person"] or 0), "")]
    ]
    audit.append(session, workspace_id, entries)


def _changes(before: Seat | None, after: Seat) -> Iterator[dict[str, int | str | None]]:
    was = {part.person_id: part.role for part in before.parts} if before is not None and before.active else {}
    becomes = {part.person_id: part.role for part in after.parts} if after.active else {}
    for person_id in sorted(was.keys() | becomes.keys()):
        if was.get(person_id) != becomes.get(person_id):
            yield {"person": person_id, "before": was.get(person_id), "after": becomes.get(person_id)}
