"""Before and after of a plan, for whoever is to say yes to it: people, half days, open items and where they go."""

from collections import Counter
from collections.abc import Iterable

from bot.domain.reorganisations import Change, Comparison, Standing, Totals
from bot.services.reorganising.design import Design, Step
from bot.services.reorganising.present import Seat
from bot.services.reorganising.schedule import Prepared
from bot.services.reorganising.sorting import list_items, moving_steps
from storage.database import Session

Flows = Counter[tuple[str | None, str | None]]


def compare(session: Session, workspace_id: int, prepared: Prepared) -> Comparison:
    """A row for each step, then the groups that the plan says nothing about, and what there is in all."""
    design = prepared.design
    assert design is not None
    flows = _flows(session, workspace_id, prepared, design)
    named = {step.source for step in design.steps}
    changes = [_change(design, step, flows) for step in design.steps]
    untouched = [seat for slug, seat in design.present.seats.items() if seat.active and slug not in named]
    for seat in untouched:
        now, then = (
            _standing(design, seat, flows, then=False),
            _standing(design, design.after[seat.slug], flows, then=True),
        )
        changes.append(Change("", now, () if then == now else (then,)))
    before = [seat for seat in design.present.seats.values() if seat.active]
    items = sum(design.present.open_items.values())
    office = sum(count for (_, target), count in flows.items() if target is None)
    return Comparison(tuple(changes), _totals(before, items), _totals(design.active, items, office))


def _flows(session: Session, workspace_id: int, prepared: Prepared, design: Design) -> Flows:
    """How many open items would go from which group to which; to the office under None."""
    flows: Flows = Counter()
    for step in moving_steps(design):
        for row in list_items(session, workspace_id, design, step):
            flows[step.source, prepared.placed[row.id or 0].target] += 1
    return flows


def _change(design: Design, step: Step, flows: Flows) -> Change:
    source = design.present.seats.get(step.source or "")
    now = _standing(design, source, flows, then=False) if source is not None and source.active else None
    then = tuple(_standing(design, design.after[slug], flows, then=True) for slug in step.targets)
    ways = [(target, count) for (origin, target), count in flows.items() if step.source and origin == step.source]
    ways.sort(key=lambda way: (way[0] is None, way[0] or ""))
    moves = tuple((design.after[target].name if target else "", count) for target, count in ways)
    return Change(str(step.deed), now, then, moves)


def _standing(design: Design, seat: Seat, flows: Flows, *, then: bool) -> Standing:
    items = design.present.count(seat)
    if then:
        items += sum(count for (_, target), count in flows.items() if target == seat.slug)
        items -= sum(count for (source, _), count in flows.items() if source == seat.slug)
    return Standing(
        seat.name,
        design.present.people.get(seat.lead or 0, ""),
        len({part.person_id for part in seat.parts}),
        sum(part.slots for part in seat.parts),
        items,
    )


def _totals(seats: Iterable[Seat], items: int, office: int = 0) -> Totals:
    seats = list(seats)
    people = sum(len({part.person_id for part in seat.parts}) for seat in seats)
    slots = sum(part.slots for seat in seats for part in seat.parts)
    return Totals(len(seats), people, slots, items, office)
