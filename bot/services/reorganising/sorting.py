"""Where each open item goes; worked out before anything is written, since reading words takes a while."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.due import OPEN
from bot.language.routing import GroupProfile, Router, Routing
from bot.services import routing
from bot.services.reorganising.design import Design, Step
from bot.services.reorganising.present import Seat
from bot.services.reorganising.rows import Rule
from storage import requests
from storage.database import Session
from storage.tables import Request

_NOTHING = Routing((), None)


@dataclass(frozen=True)
class Placement:
    """Where an item goes, by slug, or to the office with what its words say."""

    target: str | None
    routing: Routing = field(default=_NOTHING, compare=False)


def sort_items(session: Session, workspace_id: int, design: Design) -> dict[int, Placement]:
    """Where the open items go that a plan moves, by the item's id."""
    placed: dict[int, Placement] = {}
    for step in moving_steps(design):
        placed |= place(session, design, step, list_items(session, workspace_id, design, step))
    return placed


def moving_steps(design: Design) -> Iterator[Step]:
    """The steps that move open items."""
    return (step for step in design.steps if (step.empties and step.source is not None) or step.fetches)


def list_items(session: Session, workspace_id: int, design: Design, step: Step) -> list[Request]:
    """The open items that a step is about: those of its group, or those that came to the office from it."""
    if step.source is not None:
        group_id = design.present.seats[step.source].id
        return requests.list_requests(session, workspace_id, group_id=group_id, statuses=sorted(OPEN))
    rows = requests.list_requests(session, workspace_id, unrouted=True, statuses=sorted(OPEN))
    origins = _origins(session, rows)
    return [row for row in rows if origins[row.id or 0] in step.targets]


def place(session: Session, design: Design, step: Step, rows: Sequence[Request]) -> dict[int, Placement]:
    """Where items of one group go."""
    if step.rule is Rule.ALL:
        return {row.id or 0: Placement(step.targets[0]) for row in rows}
    parts = [design.after[slug] for slug in step.targets] if step.rule is not Rule.TO_OFFICE else design.active
    router = Router([_profile(seat) for seat in parts])
    origins = _origins(session, rows) if step.rule is Rule.BACK else {}
    placed = {}
    for row in rows:
        origin = origins.get(row.id or 0)
        if origin in step.targets:
            placed[row.id or 0] = Placement(origin)
        elif step.rule is Rule.BACK and step.source in step.targets:
            placed[row.id or 0] = Placement(step.source)  # it has been there all the time
        else:
            found = router.rank(routing.text_of(row))
            placed[row.id or 0] = Placement(None if step.rule is Rule.TO_OFFICE else found.decision, found)
    return placed


def _origins(session: Session, rows: Iterable[Request]) -> Mapping[int, str | None]:
    """The group from which the last reorganisation took each item."""
    found = {}
    for row in rows:
        events = requests.list_events(session, row.id or 0)
        moved = [event.before.get("group") for event in events if event.action in routing.REORGANISED]
        found[row.id or 0] = moved[-1] if moved else None
    return found


def _profile(seat: Seat) -> GroupProfile:
    return GroupProfile(seat.slug, seat.name, seat.mission, seat.examples)
