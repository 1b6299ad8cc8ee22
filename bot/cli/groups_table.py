"""Before and after of a reorganisation, as a table that a person understands and as JSON."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.cli.desk import Desk
from bot.domain.reorganisations import Change, Standing, Totals
from bot.services.reorganising.comparing import compare
from bot.services.reorganising.design import Design
from bot.services.reorganising.present import Seat
from bot.services.reorganising.schedule import Prepared
from bot.services.reorganising.sorting import Placement


def tell_design(desk: Desk, prepared: Prepared) -> None:
    """Print a row for each step, and what there is in all before and after."""
    found = desk.database.read_now(lambda session: compare(session, desk.workspace_id, prepared))
    desk.table(("deed", "now", "then", "items"), [_row(desk, change) for change in found.changes])
    desk.tell("plan_before", totals=_totals(desk, found.before))
    desk.tell("plan_after", totals=_totals(desk, found.after), office=found.after.to_office)


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


def _row(desk: Desk, change: Change) -> tuple[str, ...]:
    now = _standing(desk, change.now) if change.now else ""
    then = [_standing(desk, standing) for standing in change.then]
    if not change.deed:
        return "", now, "\n".join(then), ""
    moves = [desk.words.plain("office.plan_flow", name=name, count=count) for name, count in change.moves]
    gone = desk.words.plain("office.plan_gone")
    return desk.words.plain("office.deed", deed=change.deed), now, "\n".join(then) or gone, "\n".join(moves)


def _standing(desk: Desk, standing: Standing) -> str:
    return desk.words.plain("office.plan_group", **asdict(standing))


def _totals(desk: Desk, totals: Totals) -> str:
    numbers = {"groups": totals.groups, "people": totals.people, "slots": totals.slots, "items": totals.items}
    return desk.words.plain("office.plan_total", **numbers)
