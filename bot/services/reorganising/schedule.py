"""When a plan is carried out: at once when its day has come, else on that day by the clockwork, exactly once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.domain.due import OPEN
from bot.domain.errors import InvalidTransitionError
from bot.services.city import City
from bot.services.file_problems import ImportFileError
from bot.services.reorganising import drafting
from bot.services.reorganising.carry_out import Outcome, carry_out
from bot.services.reorganising.design import Design, Step, draw_up
from bot.services.reorganising.moving import move_items, show_items
from bot.services.reorganising.present import Present, read_present
from bot.services.reorganising.rows import PlanRow, stamp_of
from bot.services.reorganising.sorting import Placement, moving_steps, place, sort_items
from storage import outbox, reorganisations, workspaces
from storage.database import Session
from storage.tables import Reorganisation, Workspace
from templates import reorganising

# Before anybody begins to work, and not in the middle of the night: people are told of it.
CARRIED_OUT_AT = time(6, 0)
PLANNED, DONE, CANCELLED, FAILED = "planned", "done", "cancelled", "failed"


@dataclass(frozen=True)
class Turn:
    """A plan whose day has come, or, without one, items that came to a group while it was closed."""

    workspace_id: int
    plan_id: int | None
    is_due: bool = True


@dataclass(frozen=True)
class Prepared:
    """A plan as it fits the groups now; or, when it does not, what is wrong with it."""

    design: Design | None
    placed: Mapping[int, Placement]
    wrong: ImportFileError | None = None


def foresee(session: Session, workspace_id: int, rows: Sequence[PlanRow], starts_on: date) -> Prepared:
    """What a plan would do; raises ImportFileError with everything that is wrong."""
    design = draw_up(read_present(session, workspace_id), rows, (), starts_on)
    return Prepared(design, sort_items(session, workspace_id, design))


def add_plan(
    session: Session, city: City, workspace: Workspace, rows: Sequence[PlanRow], starts_on: date, by: str = ""
) -> Reorganisation:
    """Store a plan for its day; the same plan for the same day is stored once. `by` is who does it on the server."""
    assert workspace.id is not None
    stamp = stamp_of(rows)
    known = reorganisations.find_planned(session, workspace.id, stamp, starts_on)
    return known or reorganisations.add(session, _plan(city, workspace.id, rows, starts_on, by))


def apply_now(
    session: Session,
    city: City,
    workspace: Workspace,
    rows: Sequence[PlanRow],
    starts_on: date,
    prepared: Prepared,
    by: str = "",
) -> tuple[Reorganisation, Outcome] | None:
    """Carry a plan out at once, in one transaction; None when the groups are already as it wants them."""
    assert workspace.id is not None
    design = draw_up(read_present(session, workspace.id), rows, (), starts_on)
    if not design.changed:
        return None
    plan = reorganisations.add(session, _plan(city, workspace.id, rows, starts_on, by))
    reorganisations.settle(session, plan, DONE, city.clock.now())
    return plan, carry_out(session, city, workspace, plan, design, _still(prepared, design))


def cancel(session: Session, city: City, workspace_id: int, plan_id: int) -> Reorganisation:
    """Drop a plan before its day."""
    plan = reorganisations.get(session, workspace_id, plan_id)
    if not reorganisations.settle(session, plan, CANCELLED, city.clock.now()):
        raise InvalidTransitionError("plan_settled", state=plan.state)
    return plan


def list_turns(session: Session, city: City) -> list[Turn]:
    """Plans whose day has come, and items that were left behind; only reads."""
    turns = []
    for workspace in workspaces.list_all(session):
        assert workspace.id is not None
        due = reorganisations.list_due(session, workspace.id, _until(city))
        turns += [Turn(workspace.id, plan_id) for plan_id in due]
        if not due and reorganisations.list_stranded(session, workspace.id, sorted(OPEN), limit=1):
            turns.append(Turn(workspace.id, None))
    return turns


def prepare_turn(session: Session, city: City, turn: Turn) -> Prepared | None:  # noqa: ARG001 - as every chore
    """Draw the plan up against the groups of today and sort the items; only reads."""
    if turn.plan_id is None:
        return None
    plan = reorganisations.get(session, turn.workspace_id, turn.plan_id)
    try:
        return foresee(session, turn.workspace_id, _rows(plan), plan.starts_on)
    except ImportFileError as error:
        return Prepared(None, {}, error)


def take_turn(session: Session, city: City, turn: Turn, prepared: Prepared | None) -> bool:
    """Claim the plan and carry it out in one transaction; False when somebody was faster."""
    workspace = workspaces.get(session, turn.workspace_id)
    if turn.plan_id is None or prepared is None:
        return _collect_stranded(session, city, workspace)
    plan = reorganisations.claim(session, turn.workspace_id, turn.plan_id)
    if plan is None:
        return False
    if prepared.wrong is not None:
        return _fail(session, city, workspace, plan, prepared.wrong)
    if not reorganisations.settle(session, plan, DONE, city.clock.now()):
        return False
    design = draw_up(read_present(session, turn.workspace_id), _rows(plan), (), plan.starts_on)
    if design.changed:
        carry_out(session, city, workspace, plan, design, _still(prepared, design))
    return True


def _still(prepared: Prepared, design: Design) -> Mapping[int, Placement]:
    """What was prepared holds while the groups are what they were then."""
    return prepared.placed if prepared.design is not None and prepared.design.after == design.after else {}


def _fail(session: Session, city: City, workspace: Workspace, plan: Reorganisation, wrong: ImportFileError) -> bool:
    if not reorganisations.settle(session, plan, FAILED, city.clock.now()):
        return False
    words = city.wording.of(workspace.locale)
    sentences = [problem.sentence(words) for problem in wrong.problems]
    reorganisations.note(session, plan, {}, sentences)
    drafting.revive(session, city, plan)
    if workspace.office_channel is not None:
        message = reorganising.office_failed(words, plan.id or 0, sentences)
        now = city.clock.now()
        outbox.post(session, plan.workspace_id, workspace.office_channel, message.text, message.blocks, now)
    return True


def _collect_stranded(session: Session, city: City, workspace: Workspace) -> bool:
    """Items that were stored in a group while another process closed it follow the rest of its items."""
    assert workspace.id is not None
    present = read_present(session, workspace.id)
    by_id = {seat.id: seat for seat in present.seats.values()}
    rows = reorganisations.list_stranded(session, workspace.id, sorted(OPEN))
    plans = [plan for plan in reorganisations.list_plans(session, workspace.id) if plan.state == DONE]
    placed: dict[int, Placement] = {}
    for row in rows:
        design, step = _way_of(present, plans, by_id[row.group_id].slug)
        placed[row.id or 0] = Placement(None)
        if design is not None and step is not None:
            placed |= place(session, design, step, [row])
    moved = move_items(session, city, workspace, rows, placed, None)
    show_items(session, city, workspace, moved)
    return bool(moved)


def _way_of(present: Present, plans: Sequence[Reorganisation], slug: str) -> tuple[Design | None, Step | None]:
    """How the newest plan that closed a group had its items moved; nothing when that leads nowhere any more."""
    for plan in reversed(plans):
        try:
            design = draw_up(present, _rows(plan), (), plan.starts_on)
        except ImportFileError:
            continue
        step = next((step for step in moving_steps(design) if step.source == slug), None)
        if step is not None:
            return design, step
    return None, None


def _plan(city: City, workspace_id: int, rows: Sequence[PlanRow], starts_on: date, by: str) -> Reorganisation:
    return Reorganisation(
        workspace_id=workspace_id,
        starts_on=starts_on,
        stamp=stamp_of(rows),
        rows=[row.as_json() for row in rows],
        stored_by=by,
        created_at=city.clock.now(),
    )


def _rows(plan: Reorganisation) -> list[PlanRow]:
    return [PlanRow.of(row) for row in plan.rows]


def _until(city: City) -> date:
    """The last day whose hour has come."""
    now = city.clock.now().astimezone(city.zone)
    begun = datetime.combine(now.date(), CARRIED_OUT_AT, city.zone) <= now
    return now.date() if begun else date.fromordinal(now.date().toordinal() - 1)
