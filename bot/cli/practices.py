"""`bansou practices`: the library of good practices, in and out."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.desk import Desk, Json, Team, new_workbook, open_desk
from bot.domain.audit import Doer, Via
from bot.domain.errors import StorageError
from bot.domain.finding import Filters, Order, Sight
from bot.domain.items import Item
from bot.domain.kinds import RequestKind
from bot.services import audit, items
from bot.services.practices.ledger import read_practices
from bot.services.practices.taking import Ready, make_ready, take_over
from bot.services.practices.template import write_template
from bot.services.requests_import import PersonalDataRule
from storage import finding
from storage.database import Session

practices = typer.Typer(no_args_is_help=True, help="好事例の一覧 / the library of good practices")


@practices.command()
def template(
    path: Annotated[Path, typer.Argument(help="書き出すファイル / file to write")] = Path("bansou-practices.xlsx"),
    *,
    force: Annotated[bool, typer.Option("--force", help="あれば上書きする / replace it if it exists")] = False,
) -> None:
    """好事例を書き込むExcelのひな形を作る / write the workbook in which good practices are collected.

    例 / for instance: bansou practices template jirei.xlsx
    """
    with open_desk() as desk:
        with new_workbook(path, force=force):
            write_template(path, desk.words)
        desk.tell("practices_template", path=path)


@practices.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Excel (.xlsx) か CSV")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="読めるかを見るだけ / only check the file")] = False,
    stand_in: Annotated[
        str | None, typer.Option("--as", help="聞ける人のない行を出す人のメール / who posts rows without an address")
    ] = None,
    personal_data: Annotated[
        PersonalDataRule, typer.Option(help="個人の情報らしいもの：伏せる・残す / mask or keep personal data")
    ] = PersonalDataRule.MASK,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """表にまとめた好事例を載せる（何度でも同じ結果）/ take good practices over from a table; again changes nothing.

    はじめに / first: bansou practices import jirei.xlsx --dry-run
    """
    with open_desk(team=team, json_wanted=as_json) as desk:
        rows = read_practices(file)
        ready, known = desk.database.read_now(
            lambda session: make_ready(session, desk.workspace, rows, stand_in=stand_in, rule=personal_data)
        )
        numbers, failed = ([], None) if dry_run else _take_over(desk, ready)
        masked = sum(bool(one.form.personal_data) for one in ready)
        if as_json:
            told = {"applied": not dry_run, "ready": len(ready), "known": known, "masked": masked, "numbers": numbers}
            desk.tell_json({**told, "stopped": failed and failed.failure.value})
        elif not failed:
            count = len(ready)
            desk.tell("practices_foreseen" if dry_run else "practices_done", count=count, known=known, masked=masked)
        if failed:
            desk.complain("requests_stopped", count=len(numbers), left=len(ready) - len(numbers))
            raise failed


@practices.command("list")
def list_(
    *,
    limit: Annotated[int, typer.Option(min=1, help="新しい方から何件 / how many, newest first")] = 200,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """好事例を新しい順に並べる（一覧から外したものも）/ list good practices, newest first, archived ones too."""
    with open_desk(team=team, json_wanted=as_json) as desk:
        if as_json:
            found = desk.database.write_now(lambda session: _exported(session, desk, limit))
            desk.tell_json([_as_json(item) for item in found])
            return
        found = desk.database.read_now(lambda session: _found(session, desk, limit))
        desk.table(("number", "title", "department", "tools", "state", "checked"), (_row(desk, item) for item in found))


def _take_over(desk: Desk, ready: tuple[Ready, ...]) -> tuple[list[str], StorageError | None]:
    """Each row in a transaction of its own, so that an import that is stopped goes on where it was."""
    numbers: list[str] = []
    for one in ready:
        try:
            numbers.append(_take_one(desk, one))
        except StorageError as error:
            return numbers, error
    return numbers, None


def _take_one(desk: Desk, one: Ready) -> str:
    return desk.database.write_now(lambda session: take_over(session, desk.city, desk.workspace, one)).item.number


def _found(session: Session, desk: Desk, limit: int) -> list[Item]:
    filters = Filters(kinds=(RequestKind.PRACTICE,))
    rows = finding.list_found(session, desk.workspace_id, Sight(0), filters, Order.NEWEST, private=False, limit=limit)
    return [item for item in items.describe_all(session, desk.city, rows) if item.practice]


def _exported(session: Session, desk: Desk, limit: int) -> list[Item]:
    found = _found(session, desk, limit)
    doer = Doer(Via.TERMINAL, None, desk.user)
    audit.record_export(session, desk.city, desk.workspace_id, doer, "practices", len(found), form="json")
    return found


def _row(desk: Desk, item: Item) -> tuple[str, ...]:
    facts = item.practice
    assert facts
    state = desk.words.plain("practices.state", state=facts.state.value, aged=facts.aged)
    department = "" if item.blind else item.department
    return (
        item.number,
        item.title,
        department,
        "、".join(_tags(item, "tools")),
        state,
        desk.words.date(facts.checked_on),
    )


def _as_json(item: Item) -> dict[str, Any]:
    """A practice as other programs read it; a blind item's people stay hidden."""
    facts = item.practice
    assert facts
    hidden = item.blind
    return {
        "number": item.number,
        "title": item.title,
        "body": item.body,
        "tools": _tags(item, "tools"),
        "work": _tags(item, "work"),
        "needs": item.answers.get("needs", []),
        "answers": {name: text for name, text in item.answers.items() if isinstance(text, str)},
        "department": None if hidden else item.department,
        "contact": facts.contact.name if facts.contact and not hidden else None,
        "state": facts.state,
        "checked_on": facts.checked_on,
        "aged": facts.aged,
        "adoptions": {"running": item.progress.adoptions[0], "coming": item.progress.adoptions[1]},
        "source": facts.source.number if facts.source else None,
        "origin": item.origin,
    }


def _tags(item: Item, name: str) -> list[str]:
    return [str(tag) for tag in item.answers.get(name) or ()]
