"""`bansou skills`: what staff can help with, from the office's spreadsheets."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.desk import Desk, Json, Team, new_workbook, open_desk
from bot.cli.skills_figures import figures
from bot.domain.audit import Doer, Via
from bot.domain.errors import NotFoundError
from bot.domain.skills import Helper, Sheet
from bot.services.skills import importing, leaving, pool
from bot.services.skills.importing import Plan
from bot.services.skills.workbook import read_skills, write_template
from storage import people
from storage.database import Session

skills = typer.Typer(no_args_is_help=True, help="手伝えること / what staff can help with")
skills.command()(figures)


@skills.command()
def template(
    path: Annotated[Path, typer.Argument(help="書き出すファイル / file to write")] = Path("bansou-skills.xlsx"),
    *,
    force: Annotated[bool, typer.Option("--force", help="あれば上書きする / replace it if it exists")] = False,
) -> None:
    """手伝えることを書き込むExcelのひな形を作る / write the workbook that the office fills in.

    例 / for instance: bansou skills template skills.xlsx
    """
    with open_desk() as desk:
        with new_workbook(path, force=force):
            write_template(path, desk.words)
        desk.tell("template_written", path=path)


@skills.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Excel (.xlsx) か CSV")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="何が変わるかだけを見る / only show what would change")
    ] = False,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """手伝えることを取り込む / take over what staff can help with.

    間違いが1つでもあれば、すべてを伝えて、何も変えません。本人が書いたことは変えません。取り込んだ人には知らせます。
    One mistake anywhere, and all are told and nothing is changed. What people wrote themselves stays. They are told.

    はじめに / first: bansou skills import skills.xlsx --dry-run
    """
    with open_desk(team=team, json_wanted=as_json) as desk:
        read, problems = read_skills(file, Sheet(desk.city.help_share).most)

        def work(session: Session) -> Plan:
            planned = importing.plan(session, desk.city, desk.workspace_id, read, problems)
            if not dry_run:
                importing.carry_out(session, desk.city, desk.workspace_id, planned, _doer(desk))
            return planned

        planned = desk.database.read_now(work) if dry_run else desk.database.write_now(work)
        if as_json:
            desk.tell_json({"applied": not dry_run, **planned.as_json()})
        else:
            _tell(desk, planned, dry_run=dry_run)


@skills.command("list")
def list_(*, as_json: Json = False, team: Team = None) -> None:
    """手伝える人の一覧 / everybody who offers help."""
    with open_desk(team=team, json_wanted=as_json) as desk:
        found = desk.database.read_now(lambda session: _rows(session, desk))
        if as_json:
            desk.tell_json([_as_json(email, helper) for email, helper in found])
        elif found:
            desk.table(("helper", "department", "tags", "hours", "stands"), (_cells(desk, one) for _, one in found))
        else:
            desk.tell("skills_none")


@skills.command()
def remove(
    email: Annotated[str, typer.Argument(help="メールアドレス / address")], *, as_json: Json = False, team: Team = None
) -> None:
    """手伝えることを消す / remove what somebody offers.

    残る記録とその理由を伝えます / tells what stays on record and why.
    """
    with open_desk(team=team, json_wanted=as_json) as desk:

        def work(session: Session) -> dict[str, Any]:
            person = people.find_by_email(session, desk.workspace_id, email)
            if person is None:
                raise NotFoundError("person_unknown")
            remains = leaving.leave(session, desk.city, person, _doer(desk))
            return {
                "name": person.name,
                "tags": remains.tags,
                "asked": remains.asked,
                "helped": remains.helped,
                "consents": remains.consents,
            }

        told = desk.database.write_now(work)
        if as_json:
            desk.tell_json(told)
        else:
            desk.tell("skills_removed", **told)


def _doer(desk: Desk) -> Doer:
    return Doer(Via.TERMINAL, None, desk.user)


def _rows(session: Session, desk: Desk) -> list[tuple[str, Helper]]:
    emails = {person.id: person.email or "" for person in people.list_people(session, desk.workspace_id)}
    found = pool.list_helpers(session, desk.city, desk.workspace_id)
    return [(emails[one.who.id], one) for one in found]


def _tell(desk: Desk, planned: Plan, *, dry_run: bool) -> None:
    changes = [one for one in planned.entering if one.deed != "same"]
    if changes:
        rows = (
            (one.person.name, "、".join(one.new), desk.words.plain("office.skills_deed", deed=one.deed))
            for one in changes
        )
        desk.table(("helper", "tags", "change"), rows)
    counts = {deed: planned.count(deed) for deed in ("added", "extended", "same")}
    desk.tell("skills_foreseen", **counts)
    if planned.left:
        desk.tell("skills_left", names=planned.left)
    desk.tell("import_foreseen" if dry_run else "import_done")


def _cells(desk: Desk, helper: Helper) -> tuple[str, ...]:
    words, share = desk.words, desk.city.help_share
    hours = words.plain("office.skills_hours", taken=helper.taken_hours, most=helper.most_hours, share=share)
    stands = words.plain("office.skills_stands", consent=helper.consent.value, paused=helper.paused)
    return helper.who.name, helper.who.department, "、".join(one.tag for one in helper.skills), hours, stands


def _as_json(email: str, helper: Helper) -> dict[str, Any]:
    return {
        "email": email,
        "name": helper.who.name,
        "department": helper.who.department,
        "skills": [{"tag": one.tag, "level": one.level} for one in helper.skills],
        "about": helper.about,
        "hours": {"offered": helper.offered_hours, "most": helper.most_hours, "taken": helper.taken_hours},
        "paused": helper.paused,
        "consent": helper.consent,
        "helped": helper.helped,
        "practices": helper.practices,
    }
