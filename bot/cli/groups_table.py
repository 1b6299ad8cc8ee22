"""Before and after of a reorganisation, as a table that a person understands and as JSON."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bot.cli.desk import Desk
from bot.services.reorganising.design import Design, Step
from bot.services.reorganising.present import Seat
from bot.services.reorganising.sorting import Placement, list_items, moving_steps
from storage.database import Session

Flows = Counter[tuple[str | None, str | None]]


def tell_design(desk: Desk, design: Design, placed: Mapping[int, Placement]) -> None:
    """Print a row for each step, and what there is in all before and after."""
    flows = desk.database.read_now(lambda session: _flows(session, desk.workspace_id, design, placed))
    named = {step.source for step in design.steps}
    rows = [_row(desk, design, step, flows) for step in design.steps]
    untouched = [seat for slug, seat in design.present.seats.items() if seat.active and slug not in named]
    rows += [("", _seat(desk, design, seat, flows, then=False), "", "") for seat in untouched]
    desk.table(("deed", "now", "then", "items"), rows)
    before = [seat for seat in design.present.seats.values() if seat.active]
    office = sum(count for (_, target), count in flows.items() if target is None)
    total = design.present.open_items.values()
    desk.tell("plan_before", totals=_totals(desk, before, sum(total)))
    desk.tell("plan_after", totals=_totals(desk, design.active, sum(total)), office=office)


def as_json(design: Design, placed: Mapping[int, Placement]) -> dict[str, Any]:
    """The same for `--json`."""
    names = design.present.people
    return {
        "changed": bool(design.changed),
        "steps": [
            {"deed": step.deed, "group": step.source, "into": list(step.targets), "rule": step.rule}
            for step in design.steps
        ],
        "before": [_seat_json(seat, names) for seat in design.present.seats.values() if seat.active],
        "after": [_seat_json(seat, names) for seat in design.active],
        "items": dict(Counter(placement.target or "office" for placement in placed.values())),
    }


def _seat_json(seat: Seat, names: Mapping[int, str]) -> dict[str, Any]:
    people = [{"name": names[part.person_id], "role": part.role, "slots": part.slots} for part in seat.parts]
    return {"group": seat.slug, "name": seat.name, "channel": seat.channel_name, "people": people}


def _flows(session: Session, workspace_id: int, design: Design, placed: Mapping[int, Placement]) -> Flows:
    """How many open items would go from which group to which; to the office under None."""
    flows: Flows = Counter()
    for step in moving_steps(design):
        for row in list_items(session, workspace_id, design, step):
            flows[step.source, placed[row.id or 0].target] += 1
    return flows


def _row(desk: Desk, design: Design, step: Step, flows: Flows) -> tuple[str, ...]:
    source = design.present.seats.get(step.source or "")
    now = _seat(desk, design, source, flows, then=False) if source is not None and source.active else ""
    then = [_seat(desk, design, design.after[slug], flows, then=True) for slug in step.targets]
    gone = desk.words.plain("office.plan_gone")
    return (
        desk.words.plain("office.deed", deed=step.deed),
        now,
        "\n".join(then) or gone,
        _moves(desk, design, step, flows),
    )


def _moves(desk: Desk, design: Design, step: Step, flows: Flows) -> str:
    """Where the open items of the step's group go."""
    ways = [(target, count) for (source, target), count in flows.items() if step.source and source == step.source]
    lines = [
        desk.words.plain("office.plan_flow", name=design.after[target].name if target else "", count=count)
        for target, count in sorted(ways, key=lambda way: (way[0] is None, way[0]))
    ]
    return "\n".join(lines)


def _seat(desk: Desk, design: Design, seat: Seat, flows: Flows, *, then: bool) -> str:
    items = design.present.count(seat)
    if then:
        items += sum(count for (_, target), count in flows.items() if target == seat.slug)
        items -= sum(count for (source, _), count in flows.items() if source == seat.slug)
    return desk.words.plain(
        "office.plan_group",
        name=seat.name,
        lead=design.present.people.get(seat.lead or 0, ""),
        people=len({part.person_id for part in seat.parts}),
        slots=sum(part.slots for part in seat.parts),
        items=items,
    )


def _totals(desk: Desk, seats: Iterable[Seat], items: int) -> str:
    seats = list(seats)
    people = sum(len({part.person_id for part in seat.parts}) for seat in seats)
    slots = sum(part.slots for seat in seats for part in seat.parts)
    return desk.words.plain("office.plan_total", groups=len(seats), people=people, slots=slots, items=items)
