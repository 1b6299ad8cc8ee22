"""The plan in the chat as a whole: every group with what becomes of it, before and after, planned and cancelled."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot.domain.errors import InvalidTransitionError, UserError
from bot.domain.reorganisations import Choice, PlannedOne, Preview, Wizard
from bot.services.city import City
from bot.services.file_problems import ImportFileError, Problem
from bot.services.groups import overview
from bot.services.reorganising import drafting, schedule
from bot.services.reorganising.comparing import compare
from bot.services.reorganising.design import Design, draw_up
from bot.services.reorganising.drafting import Said, plan_rows, said_in
from bot.services.reorganising.present import Present, Seat, read_present
from bot.services.reorganising.rows import ENDING, USUAL, Deed, PlanRow, stamp_of
from storage import outbox, reorganisations
from storage.database import Session
from storage.tables import Person, Reorganisation, Workspace
from templates import wizard
from templates.blocks import Message
from templates.wording import Words

AT_ONCE = 15


def look(session: Session, city: City, person: Person, earlier: int = 0) -> Wizard:
    """A page of the groups, and the plans that wait for their day."""
    overview.allow_office(person)
    draft = reorganisations.find_draft(session, person.workspace_id)
    said = said_in(draft)
    present = read_present(session, person.workspace_id)
    day = draft.starts_on if draft else drafting.usual_day(city)
    design, problems = _drawn(present, said, day)
    seats = [seat for seat in present.seats.values() if seat.active]
    choices = [_present_choice(present, seat, said, problems) for seat in seats]
    choices += [_new_choice(present, one, said, problems) for one in drafting.founded(said)]
    earlier = earlier if earlier < len(choices) else 0
    page = tuple(choices[earlier : earlier + AT_ONCE])
    plans = reorganisations.list_plans(session, person.workspace_id)
    return Wizard(
        day,
        page,
        earlier=earlier,
        later=max(0, len(choices) - earlier - len(page)),
        before=len(seats),
        after=len(design.active) if design else None,
        wrong=tuple(choice.name for choice in choices if choice.problems),
        changed=bool(said),
        is_past=day < city.today(),
        written_by=draft.stored_by if draft else "",
        waiting=tuple(_planned(plan) for plan in plans if plan.state == schedule.PLANNED),
    )


def preview(session: Session, city: City, person: Person) -> Preview:
    """Before and after of the draft; UserError when it does not fit together, or says nothing."""
    overview.allow_office(person)
    draft = _of_today(city, reorganisations.find_draft(session, person.workspace_id))
    present = read_present(session, person.workspace_id)
    rows = _whole(present, draft)
    prepared = schedule.foresee(session, person.workspace_id, rows, draft.starts_on)
    found = compare(session, person.workspace_id, prepared)
    return Preview(draft.starts_on, found, _stamp(draft, rows), today=draft.starts_on <= city.today())


def look_at(session: Session, city: City, person: Person, plan_id: int) -> Preview:
    """Before and after of a plan that waits for its day, as it fits the groups of today."""
    overview.allow_office(person)
    waiting = reorganisations.get(session, person.workspace_id, plan_id)
    if waiting.state != schedule.PLANNED:
        raise InvalidTransitionError("plan_settled", state=waiting.state)
    rows = [PlanRow.of(row) for row in waiting.rows]
    try:
        prepared = schedule.foresee(session, person.workspace_id, rows, waiting.starts_on)
    except ImportFileError as error:
        raise UserError("plan_fits_no_more") from error
    found = compare(session, person.workspace_id, prepared)
    return Preview(waiting.starts_on, found, "", today=waiting.starts_on <= city.today())


def plan(session: Session, city: City, workspace: Workspace, person: Person, stamp: str) -> Reorganisation:
    """Plan the draft for its day, if it is still what was looked at; the office reads who did it."""
    overview.allow_office(person)
    found = reorganisations.find_draft(session, person.workspace_id, hold=True)
    draft = _of_today(city, found)
    present = read_present(session, person.workspace_id)
    rows = _whole(present, draft)
    if _stamp(draft, rows) != stamp:
        raise InvalidTransitionError("plan_draft_changed")
    mark = stamp_of(rows)
    if reorganisations.find_planned(session, person.workspace_id, mark, draft.starts_on):
        raise InvalidTransitionError("plan_there")
    draft.rows = [row.as_json() for row in rows]
    draft.state, draft.stamp = schedule.PLANNED, mark
    draft.person_id, draft.stored_by, draft.created_at = person.id, person.name, city.clock.now()
    reorganisations.add(session, draft)
    after = len(draw_up(present, rows, (), draft.starts_on).active)
    before = sum(seat.active for seat in present.seats.values())
    planned = _planned(draft)
    _tell_office(session, city, workspace, lambda words: wizard.planned_message(words, planned, before, after))
    return draft


def cancel(session: Session, city: City, workspace: Workspace, person: Person, plan_id: int) -> None:
    """Drop a plan before its day; what it says is the draft again unless another is being written."""
    overview.allow_office(person)
    dropped = schedule.cancel(session, city, person.workspace_id, plan_id)
    drafting.revive(session, city, dropped)
    planned = _planned(dropped)
    _tell_office(session, city, workspace, lambda words: wizard.cancelled_message(words, planned, person.name))


def _of_today(city: City, draft: Reorganisation | None) -> Reorganisation:
    if draft is None:
        raise InvalidTransitionError("plan_draft_gone")
    if draft.starts_on < city.today():
        raise UserError("plan_day_past")
    return draft


def _whole(present: Present, draft: Reorganisation) -> list[PlanRow]:
    """The rows of a draft that fits together and changes something."""
    rows = plan_rows(present, said_in(draft), by_name=True)
    try:
        design = draw_up(present, rows, (), draft.starts_on)
    except ImportFileError as error:
        raise UserError("plan_wrong") from error
    if not design.changed:
        raise UserError("plan_says_nothing")
    return rows


def _stamp(draft: Reorganisation, rows: Sequence[PlanRow]) -> str:
    return f"{draft.starts_on.isoformat()}:{stamp_of(rows)}"


def _drawn(present: Present, said: Mapping[str, Said], day: date) -> tuple[Design | None, tuple[Problem, ...]]:
    try:
        return draw_up(present, plan_rows(present, said), (), day), ()
    except ImportFileError as error:
        return None, error.problems


def _present_choice(present: Present, seat: Seat, said: Mapping[str, Said], problems: Sequence[Problem]) -> Choice:
    one = said.get(seat.slug) or Said(seat.slug, PlanRow(Deed.CONTINUE))
    row = one.row
    rule = row.rule or USUAL.get(row.deed)
    return Choice(
        seat.slug,
        seat.name,
        str(row.deed),
        targets=_names(present, said, row.targets) if row.deed in ENDING else (),
        rule=str(rule) if rule and row.deed in ENDING else "",
        lead=present.people.get(seat.lead or 0, ""),
        people=len({part.person_id for part in seat.parts}),
        items=present.count(seat),
        new_name=one.name,
        new_lead=_name(present, row.lead),
        changed=seat.slug in said,
        problems=_wrong(problems, seat.slug),
    )


def _new_choice(present: Present, one: Said, said: Mapping[str, Said], problems: Sequence[Problem]) -> Choice:
    """A new group, with the groups that it follows."""
    comes_from = (seat.name for seat in present.seats.values() if _follows(said.get(seat.slug), one.key))
    return Choice(
        one.key,
        one.name,
        str(Deed.FOUND),
        targets=tuple(comes_from),
        new_lead=_name(present, one.row.lead),
        changed=True,
        problems=_wrong(problems, one.key),
    )


def _follows(said: Said | None, key: str) -> bool:
    return said is not None and said.row.deed in ENDING and key in said.row.targets


def _names(present: Present, said: Mapping[str, Said], keys: Sequence[str]) -> tuple[str, ...]:
    found = (said[key].name if key in said and drafting.is_new(key) else _known(present, key) for key in keys)
    return tuple(name for name in found if name)


def _known(present: Present, slug: str) -> str:
    return present.seats[slug].name if slug in present.seats else ""


def _name(present: Present, email: str) -> str:
    return present.people.get(present.emails.get(email, 0), "")


def _wrong(problems: Sequence[Problem], key: str) -> tuple[tuple[str, str], ...]:
    about = (problem for problem in problems if problem.place.sheet == key)
    return tuple((str(problem.trouble), str(problem.facts.get("value", ""))) for problem in about)


def _planned(plan: Reorganisation) -> PlannedOne:
    return PlannedOne(plan.id or 0, plan.starts_on, plan.stored_by, len(plan.rows))


def _tell_office(session: Session, city: City, workspace: Workspace, build: Callable[[Words], Message]) -> None:
    if workspace.office_channel is not None:
        message, now = build(city.wording.of(workspace.locale)), city.clock.now()
        outbox.post(session, workspace.id or 0, workspace.office_channel, message.text, message.blocks, now)
