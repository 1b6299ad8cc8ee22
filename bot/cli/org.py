"""`bansou org`: the organisation from the office's spreadsheets."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.desk import Desk, Json, Team, new_workbook, open_desk
from bot.cli.org_handover import handover
from bot.domain.audit import Doer, Via
from bot.services import items, private
from bot.services.org.apply import apply_plan, plan_organisation, present_organisation
from bot.services.org.plan import LEFT, MOVED, Change, Plan
from bot.services.org.rows import GroupRow, Organisation
from bot.services.org.template import write_template
from bot.services.org.workbook import read_organisation
from storage.database import Session

org = typer.Typer(no_args_is_help=True, help="組織（所属・職員・WG・メンバー）/ departments, staff, working groups")
org.command()(handover)
SHOWN = 40


@org.command()
def template(
    path: Annotated[Path, typer.Argument(help="書き出すファイル / file to write")] = Path("bansou-org.xlsx"),
    *,
    force: Annotated[bool, typer.Option("--force", help="あれば上書きする / replace it if it exists")] = False,
) -> None:
    """組織を書き込むExcelのひな形を作る / write the workbook that the office fills in.

    例 / for instance: bansou org template org.xlsx
    """
    with open_desk() as desk:
        with new_workbook(path, force=force):
            write_template(path, desk.words)
        desk.tell("template_written", path=path)


@org.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Excel (.xlsx) か CSV")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="何が変わるかだけを見る / only show what would change")
    ] = False,
    missing_left: Annotated[
        bool,
        typer.Option("--missing-left", help="職員表にいない人を転出として扱う / staff missing from the list have left"),
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="変更をすべて表示する / show every change")] = False,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """組織を取り込む / take an organisation over.

    間違いが1つでもあれば、すべてを伝えて、何も変えません。
    One mistake anywhere, and all are told and nothing is changed.

    はじめに / first: bansou org import org.xlsx --dry-run

    列の名前は / the columns: docs/import.md
    """
    with open_desk(team=team, json_wanted=as_json) as desk:
        read, problems = read_organisation(file)

        def work(session: Session) -> Plan:
            plan = plan_organisation(session, desk.workspace_id, read, problems, missing_left=missing_left)
            if not dry_run:
                doer = Doer(Via.TERMINAL, None, desk.user)
                apply_plan(session, desk.workspace_id, plan, desk.city.clock.now(), doer)
                private.hand_on_cards(
                    session, desk.city, desk.workspace_id, partial(items.describe, session, desk.city)
                )
            return plan

        with desk.console.status(desk.words.plain("office.working")):
            plan = desk.database.read_now(work) if dry_run else desk.database.write_now(work)
        if as_json:
            desk.tell_json({"applied": not dry_run, "passed_over": read.passed_over, **plan.as_json()})
        else:
            _tell(desk, read, plan, dry_run=dry_run, shown=None if everything else SHOWN)


@org.command()
def show(*, as_json: Json = False, team: Team = None) -> None:
    """今の組織を見る（WGの識別子・リーダー・伴走役）/ show the present organisation: groups, leads, companions."""
    with open_desk(team=team, json_wanted=as_json) as desk:
        present = desk.database.read_now(lambda session: present_organisation(session, desk.workspace_id))
        if as_json:
            parts = ("departments", "people", "groups", "memberships")
            desk.tell_json({part: [row.values() for row in getattr(present, part)] for part in parts})
            return
        departments, people, groups = present.departments or (), present.people or (), present.groups or ()
        desk.tell("organisation", departments=len(departments), people=len(people), groups=len(groups))
        if groups:
            columns = ("group", "lead", "members", "companions", "channel")
            desk.table(columns, (_group_row(present, group) for group in groups))


def _tell(desk: Desk, read: Organisation, plan: Plan, *, dry_run: bool, shown: int | None) -> None:
    for name in read.passed_over:
        desk.tell("sheet_passed_over", name=name)
    if plan.changes:
        columns = ("change", "what", "before", "after")
        desk.table(columns, (_change_row(desk, change) for change in plan.changes[:shown]))
        if len(plan.changes) > len(plan.changes[:shown]):
            desk.tell("more_changes", count=len(plan.changes) - len(plan.changes[:shown]))
    for (part, action), count in plan.count().items():
        desk.tell("count", part=part, action=action, count=count)
    going = sum(change.action in {MOVED, LEFT} and change.part == "person" for change in plan.changes)
    if going:
        desk.tell("handover_first", count=going)
    if plan.missing:
        names = [person.name for person in plan.missing]
        desk.tell("missing_people", count=len(names), names=names[:5])
    desk.tell("import_nothing" if not plan.changes else "import_foreseen" if dry_run else "import_done")


def _change_row(desk: Desk, change: Change) -> tuple[str, ...]:
    what = desk.words.plain("office.change", part=change.part, action=change.action)
    label = change.label if change.label == change.key else f"{change.label}\n{change.key}"
    return what, label, _fields(desk, change.before), _fields(desk, change.after)


def _fields(desk: Desk, values: dict[str, object]) -> str:
    lines = []
    for name, value in values.items():
        if value not in (None, "", ()) and name not in {"slug", "email", "group"}:
            shown = " / ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            lines.append(desk.words.plain("office.field", name=name, value=shown))
    return "\n".join(lines)


def _group_row(present: Organisation, group: GroupRow) -> tuple[str, ...]:
    names = {person.email: person.name for person in present.people or ()}
    parts = [row for row in present.memberships or () if row.group == group.slug]
    leads, members, companions = (
        [names.get(part.email, part.email) for part in parts if part.role == role]
        for role in ("lead", "member", "companion")
    )
    name = f"{group.name}\n{group.slug}"
    return name, "、".join(leads), str(len(members)), "、".join(companions), group.channel or ""
