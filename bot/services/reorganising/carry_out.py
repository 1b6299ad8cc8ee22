"""Carries a plan out, whole, within the caller's transaction; and moves what came to a closed group meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.due import OPEN
from bot.services.city import City
from bot.services.groups import ending
from bot.services.reorganising import telling
from bot.services.reorganising.design import Design
from bot.services.reorganising.groups import arrange
from bot.services.reorganising.moving import Moved, move_items, renew_companions, show_items
from bot.services.reorganising.record import record_parts
from bot.services.reorganising.rows import Deed
from bot.services.reorganising.sorting import Placement, list_items, moving_steps, place
from storage import reorganisations, requests
from storage.database import Session
from storage.tables import Reorganisation, Workspace


@dataclass(frozen=True)
class Outcome:
    """What came of a plan: how many items went from where to where, and how many got another companion.

    `heirs` are the groups that took others over; what was decided in those counts as theirs from then on.
    """

    moved: int = 0
    companions: int = 0
    flows: Mapping[tuple[str | None, str | None], int] = field(default_factory=dict)
    heirs: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The outcome for storing and for `--json`; no group means the office."""
        flows = [{"from": a, "to": b, "items": count} for (a, b), count in sorted(self.flows.items(), key=str)]
        return {"moved": self.moved, "companions": self.companions, "flows": flows, "heirs": dict(self.heirs)}


def carry_out(
    session: Session,
    city: City,
    workspace: Workspace,
    plan: Reorganisation,
    design: Design,
    prepared: Mapping[int, Placement],
) -> Outcome:
    """Do everything a plan says and tell everybody; the plan was claimed in the same transaction."""
    assert workspace.id is not None
    closing = [seat.id for seat in design.changed if seat.id and not seat.active]
    held = ending.hold(session, workspace.id, closing)
    arrange(session, workspace.id, design)
    # The record comes before any message: whoever holds its end must not wait for a channel's lane.
    record_parts(session, city, workspace.id, plan, design)
    ending.end(session, city, workspace, held)
    moved: list[Moved] = []
    for step in moving_steps(design):
        rows = list_items(session, workspace.id, design, step)
        late = [row for row in rows if row.id not in prepared]  # they came after the sorting
        placed = {**prepared, **place(session, design, step, late)}
        moved += move_items(session, city, workspace, rows, placed, plan.id)
    found = show_items(session, city, workspace, moved)
    renewed = 0
    for seat in design.changed:
        if seat.active and seat.id is not None:
            rows = requests.list_requests(session, workspace.id, group_id=seat.id, statuses=sorted(OPEN))
            renewed += renew_companions(session, city, workspace, rows)
    heirs = {step.source: step.targets[0] for step in design.steps if step.deed is Deed.MERGE and step.source}
    outcome = Outcome(len(moved), renewed, flows_of(moved), heirs)
    reorganisations.note(session, plan, outcome.as_json(), [])
    telling.tell(session, city, workspace, plan, design, list(zip(moved, found, strict=True)))
    return outcome


def flows_of(moved: Sequence[Moved]) -> dict[tuple[str | None, str | None], int]:
    """How many items went from which group to which, or to the office."""
    flows: dict[tuple[str | None, str | None], int] = {}
    for one in moved:
        way = one.source, one.placement.target
        flows[way] = flows.get(way, 0) + 1
    return flows
