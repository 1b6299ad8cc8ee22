"""`bansou groups`: working groups rearranged by a plan, now or on a day; who is missing in nominations."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.desk import Desk, Json, Team, new_workbook, open_desk
from bot.cli.groups_table import as_json, tell_design
from bot.cli.nominations import nominations
from bot.domain.calendar import fiscal_year
from bot.domain.errors import UserError
from bot.services.reorganising import schedule
from bot.services.reorganising.carry_out import Outcome
from bot.services.reorganising.design import draw_up
from bot.services.reorganising.present import read_names, read_present
from bot.services.reorganising.template import write_plan
from bot.services.reorganising.workbook import ReadPlan, read_plan
from storage import reorganisations
from storage.database import Session
from storage.tables import Reorganisation

groups = typer.Typer(no_args_is_help=True, help="WGの再編（継続・統合・分割・廃止・新設）/ working groups rearranged")
groups.command()(nominations)


@groups.command()
def template(
    path: Annotated[Path, typer.Argument(help="書き出すファイル / file to write")] = Path("bansou-groups.xlsx"),
    *,
    force: Annotated[bool, typer.Option("--force", help="あれば上書きする / replace it if it exists")] = False,
    team: Team = None,
) -> None:
    """今のWGを1行ずつ書いた、再編の表を作る / write the present groups as a plan to be changed.

    例 / for instance: bansou groups template plan.xlsx
    """
    with open_desk(team=team) as desk:
        with new_workbook(path, force=force):
            present = desk.database.read_now(lambda session: read_present(session, desk.workspace_id))
            write_plan(path, desk.words, present, date(fiscal_year(desk.city.today()) + 1, 4, 1))
        desk.tell("plan_written", path=path)


@groups.command()
def reorganise(
    file: Annotated[Path, typer.Argument(help="Excel (.xlsx) か CSV")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="前と後だけを見る / only show before and after")] = False,
    as_json_: Json = False,
    team: Team = None,
) -> None:
    """WGを再編する / rearrange the working groups.

    開始日が先なら、その日の朝6時にボットが行います。間違いが1つでもあれば、すべてを伝えて、何も変えません。
    A day in the future is kept, and the bot does it at 6:00 on that day. One mistake anywhere, and nothing is changed.

    はじめに / first: bansou groups reorganise plan.xlsx --dry-run
    """
    with open_desk(team=team, json_wanted=as_json_) as desk:
        names = desk.database.read_now(lambda session: read_names(session, desk.workspace_id))
        read = read_plan(file, names)
        day = _day(desk, read)
        prepared = desk.database.read_now(lambda session: _foresee(session, desk, read, day))
        assert prepared.design is not None
        if as_json_:
            found = as_json(prepared.design, prepared.placed)
        else:
            found = {}
            tell_design(desk, prepared)
        result = {} if dry_run or not prepared.design.changed else _carry_out(desk, read, day, prepared)
        if as_json_:
            desk.tell_json({"starts_on": day, "applied": bool(result.get("applied")), **found, **result})
        elif not prepared.design.changed:
            desk.tell("plan_nothing")
        elif dry_run:
            desk.tell("plan_foreseen", day=day, today=day <= desk.city.today())
        else:
            desk.tell(result["sentence"], **result["facts"])


@groups.command()
def plans(*, as_json_: Json = False, team: Team = None) -> None:
    """予定と、これまでの再編を見る / plans that wait for their day, and those carried out."""
    with open_desk(team=team, json_wanted=as_json_) as desk:
        found = desk.database.read_now(lambda session: reorganisations.list_plans(session, desk.workspace_id))
        if as_json_:
            names = ("id", "starts_on", "state", "created_at", "settled_at", "outcome", "told")
            desk.tell_json([{name: getattr(plan, name) for name in names} for plan in found])
        elif found:
            desk.table(("plan", "day", "state", "result"), (_plan_row(desk, plan) for plan in found))
        else:
            desk.tell("plan_none")


@groups.command()
def cancel(
    plan: Annotated[int, typer.Argument(help="再編の番号（bansou groups plans）/ the plan's number")],
    team: Team = None,
) -> None:
    """予定した再編を取りやめる / drop a plan before its day.

    例 / for instance: bansou groups cancel 3
    """
    with open_desk(team=team) as desk:
        desk.database.write_now(lambda session: schedule.cancel(session, desk.city, desk.workspace_id, plan))
        desk.tell("plan_cancelled", plan=plan)


def _day(desk: Desk, read: ReadPlan) -> date:
    """The day of the plan; the mistakes of its cells are told before its absence is."""
    if read.starts_on is None and not read.problems:
        raise UserError("plan_without_day")
    return read.starts_on or desk.city.today()


def _foresee(session: Session, desk: Desk, read: ReadPlan, day: date) -> schedule.Prepared:
    draw_up(read_present(session, desk.workspace_id), read.rows, read.problems, day)
    return schedule.foresee(session, desk.workspace_id, read.rows, day)


def _carry_out(desk: Desk, read: ReadPlan, day: date, prepared: schedule.Prepared) -> dict[str, Any]:
    """Carry the plan out if its day has come, else keep it; what is to be told of that."""
    if day > desk.city.today():
        before = {
            plan.id for plan in desk.database.read_now(lambda s: reorganisations.list_plans(s, desk.workspace_id))
        }
        stored = desk.database.write_now(
            lambda session: schedule.add_plan(session, desk.city, desk.workspace, read.rows, day, desk.user)
        )
        sentence = "plan_stored_before" if stored.id in before else "plan_stored"
        return {"plan": stored.id, "sentence": sentence, "facts": {"plan": stored.id, "day": day}}

    def work(session: Session) -> tuple[Reorganisation, Outcome] | None:
        return schedule.apply_now(session, desk.city, desk.workspace, read.rows, day, prepared, desk.user)

    with desk.console.status(desk.words.plain("office.working")):
        done = desk.database.write_now(work)
    if done is None:
        return {"sentence": "plan_nothing", "facts": {}}
    plan, outcome = done
    office = sum(count for (_, target), count in outcome.flows.items() if target is None)
    facts = {"plan": plan.id, "moved": outcome.moved, "office": office}
    return {"applied": True, "plan": plan.id, "outcome": outcome.as_json(), "sentence": "plan_done", "facts": facts}


def _plan_row(desk: Desk, plan: Reorganisation) -> tuple[str, ...]:
    moved = plan.outcome.get("moved") if plan.outcome else None
    result = desk.words.plain("office.plan_result", groups=len(plan.rows), moved=moved)
    return (
        str(plan.id),
        desk.words.date(plan.starts_on),
        desk.words.plain("office.plan_state", state=plan.state),
        "\n".join([result, *plan.told]),
    )
