"""`bansou requests`: items of the past in, items of the present on screen."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.cli.desk import Desk, Json, Team, open_desk
from bot.domain.audit import Doer, Recorded, Via
from bot.domain.errors import NotFoundError, StorageError, UserError
from bot.domain.items import Happening, Item
from bot.domain.statuses import Status
from bot.services import audit, items, overdue, revealing, timeline
from bot.services import requests_import as ledger
from bot.services.overdue import Late
from bot.services.requests_file import read_requests
from bot.services.requests_import import PersonalDataRule, Ready, Taken
from storage import groups, people
from storage import requests as stored
from storage.database import Session
from templates.history import plain_line

requests = typer.Typer(no_args_is_help=True, help="提案・好事例・相談 / proposals, practices, requests for help")


@requests.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="JSON Lines (.jsonl), Excel (.xlsx) か CSV")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="届け先だけを見る / only show where they would go")
    ] = False,
    stand_in: Annotated[
        str | None, typer.Option("--as", help="提案者のない行を出す人のメール / who posts rows without an address")
    ] = None,
    personal_data: Annotated[
        PersonalDataRule, typer.Option(help="個人の情報らしいもの：伏せる・残す / mask or keep personal data")
    ] = PersonalDataRule.MASK,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """台帳から取り込む（何度でも同じ結果）/ take items over from a ledger; again changes nothing.

    はじめに / first: bansou requests import ledger.xlsx --dry-run

    列の名前は / the columns: docs/import.md
    """
    with open_desk(team=team, json_wanted=as_json) as desk:
        rows = read_requests(file)
        ready, known = desk.database.read_now(
            lambda session: ledger.make_ready(session, desk.workspace, rows, stand_in=stand_in, rule=personal_data)
        )
        taken, failed = _take_over(desk, ready, dry_run=dry_run, quiet=as_json)
        if as_json:
            told = _import_as_json(taken, known, failed, left=len(ready) - len(taken), dry_run=dry_run)
            desk.tell_json({**told, "unknown_departments": ledger.unknown_departments(ready)})
        elif not failed:
            _tell_import(desk, ready, taken, len(known), dry_run=dry_run)
        if failed:
            desk.complain("requests_stopped", count=len(taken), left=len(ready) - len(taken))
            raise failed


@requests.command("list")
def list_(
    *,
    group: Annotated[str | None, typer.Option(help="WGの識別子（bansou org show）/ a group's identifier")] = None,
    status: Annotated[list[Status] | None, typer.Option(help="状態（いくつでも）/ states, repeatable")] = None,
    limit: Annotated[int, typer.Option(min=1, help="新しい方から何件 / how many, newest first")] = 50,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """新しい順に並べる（限られた人だけが読むものは出ない）/ list items, newest first, without private ones.

    例 / for instance: bansou requests list --status received --status reviewing
    """
    with open_desk(team=team, json_wanted=as_json) as desk:
        if as_json:
            found = desk.database.write_now(lambda session: _exported(session, desk, group, status, limit))
            desk.tell_json([_as_json(item) for item in found])
            return
        found = desk.database.read_now(lambda session: _found(session, desk, group, status, limit))
        columns = ("number", "status", "kind", "title", "group", "companion", "posted")
        desk.table(columns, (_item_row(desk, item) for item in found))


@requests.command("overdue")
def overdue_(*, as_json: Json = False, team: Team = None) -> None:
    """期限が来ているものを、いちばん遅れているものから並べる（限られた人だけが読むものは出ない）

    list what is due, the longest overdue first, without private ones.
    """
    with open_desk(team=team, json_wanted=as_json) as desk:
        late, names = desk.database.read_now(lambda session: _late(session, desk))
        if as_json:
            desk.tell_json([_late_as_json(one, names) for one in late])
            return
        if not late:
            desk.tell("nothing_overdue")
            return
        columns = ("number", "title", "group", "step", "due", "over", "owner")
        desk.table(columns, (_late_row(desk, one, names) for one in late))


@requests.command()
def show(
    number: Annotated[str, typer.Argument(help="番号 / number, R8-0042")],
    *,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="伏せた提案者を確認する（記録される）/ name hidden requesters; recorded")
    ] = False,
    reason: Annotated[str, typer.Option(help="--reveal の理由 / why")] = "",
    as_json: Json = False,
    team: Team = None,
) -> None:
    """1件とその履歴を見る / show one item with its history.

    例 / for instance: bansou requests show R8-0042
    """
    with open_desk(team=team, json_wanted=as_json) as desk:
        if reveal and not reason.strip():
            raise UserError("reveal_unexplained")
        private = desk.database.read_now(lambda session: timeline.find(session, desk.workspace_id, number).private)
        look = desk.database.write_now if private or reveal else desk.database.read_now
        item, history, lines = look(lambda session: _one(session, desk, number, reason if reveal else ""))
        if as_json:
            desk.tell_json({**_as_json(item), "history": history})
            return
        status = desk.words.plain("common.status", status=item.status)
        desk.tell("item", item=item, status=status, answers={name: text for name, text in item.answers.items() if text})
        for line in lines:
            desk.console.print(plain_line(desk.words, line), markup=False, highlight=False)


def _take_over(
    desk: Desk, ready: tuple[Ready, ...], *, dry_run: bool, quiet: bool
) -> tuple[list[Taken], StorageError | None]:
    """Each row in a transaction of its own, so that a long import that is stopped goes on where it was."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    taken: list[Taken] = []
    with Progress(*columns, console=desk.console, transient=True, disable=quiet) as progress:
        task = progress.add_task(desk.words.plain("office.importing"), total=len(ready))
        for one in ready:
            try:
                taken.append(_take_one(desk, one, dry_run=dry_run))
            except StorageError as error:
                return taken, error
            progress.advance(task)
    return taken, None


def _take_one(desk: Desk, ready: Ready, *, dry_run: bool) -> Taken:
    city, workspace, row = desk.city, desk.workspace, ready.row
    plan = desk.database.read_now(lambda session: ledger.foresee(session, city, workspace, ready))
    if dry_run:
        slug = ready.form.group or plan.routing.decision
        return Taken(row.external_id, None, row.title, slug, _group_name(desk, slug))
    item = desk.database.write_now(lambda session: ledger.take_over(session, city, workspace, ready, plan)).item
    slug, name = (item.group.slug, item.group.name) if item.group else (None, None)
    return Taken(row.external_id, item.number, row.title, slug, name)


def _group_name(desk: Desk, slug: str | None) -> str | None:
    if slug is None:
        return None
    group = desk.database.read_now(lambda session: groups.find_by_slug(session, desk.workspace_id, slug))
    return group.name if group else None


def _tell_import(desk: Desk, ready: tuple[Ready, ...], taken: list[Taken], known: int, *, dry_run: bool) -> None:
    if dry_run:
        office = desk.words.plain("office.ask_office")
        goals = ((row.external_id, row.title, row.group_name or office) for row in taken)
        desk.table(("external", "title", "group"), goals)
    masked = sum(bool(one.form.personal_data) for one in ready)
    unrouted = sum(row.group is None for row in taken)
    facts = {"count": len(taken), "known": known, "masked": masked, "unrouted": unrouted}
    desk.tell("requests_foreseen" if dry_run else "requests_done", **facts)
    if names := ledger.unknown_departments(ready):
        desk.tell("departments_unknown", names=names)


def _import_as_json(
    taken: list[Taken], known: tuple[Taken, ...], failed: StorageError | None, *, left: int, dry_run: bool
) -> dict[str, Any]:
    """Every row, those of earlier imports too, by what became of it."""
    state = "foreseen" if dry_run else "taken"
    items = [{**asdict(row), "state": state} for row in taken] + [{**asdict(row), "state": "known"} for row in known]
    counts = {state: len(taken), "known": len(known), "left": left}
    return {"applied": not dry_run, **counts, "stopped": failed and failed.failure.value, "items": items}


def _item_row(desk: Desk, item: Item) -> tuple[str, ...]:
    return (
        item.number,
        desk.words.plain("common.status", status=item.status),
        desk.words.plain("common.kind", kind=item.kind),
        item.title,
        item.group.name if item.group else "",
        item.companion.name if item.companion else "",
        desk.words.day(item.posted_on),
    )


def _found(session: Session, desk: Desk, slug: str | None, statuses: list[Status] | None, limit: int) -> list[Item]:
    group = groups.find_by_slug(session, desk.workspace_id, slug) if slug else None
    if slug and group is None:
        raise NotFoundError("office_group_unknown", group=slug or "")
    rows = stored.list_requests(
        session,
        desk.workspace_id,
        group_id=group.id if group else None,
        statuses=statuses or None,
        private=False,
        newest_first=True,
        limit=limit,
    )
    return items.describe_all(session, desk.city, rows)


def _exported(session: Session, desk: Desk, slug: str | None, statuses: list[Status] | None, limit: int) -> list[Item]:
    found = _found(session, desk, slug, statuses, limit)
    doer = Doer(Via.TERMINAL, None, desk.user)
    audit.record_export(session, desk.city, desk.workspace_id, doer, "requests", len(found), form="json")
    return found


def _one(
    session: Session, desk: Desk, text: str, reason: str
) -> tuple[Item, list[dict[str, Any]], tuple[Happening, ...]]:
    """The item as the server's people may see it: what is private or hidden is shown on record only."""
    request = timeline.find(session, desk.workspace_id, text)
    if request.private:
        doer, number = Doer(Via.TERMINAL, None, desk.user), str(stored.number_of(request))
        audit.record(session, desk.city, desk.workspace_id, doer, Recorded.PRIVATE_READ, number)
    if reason:
        revealing.reveal_on_terminal(session, desk.city, request, desk.user, reason)
    events = stored.list_events(session, request.id or 0)
    history = [{"at": event.at, "action": event.action, "after": event.after, "note": event.note} for event in events]
    item = items.describe(session, desk.city, request)
    item = replace(item, blind=False) if reason else item
    return item, history, timeline.history_of(session, item, desk.workspace_id)


def _late(session: Session, desk: Desk) -> tuple[list[Late], dict[int | None, str]]:
    late = overdue.list_late(session, desk.city, desk.workspace_id, private=False)
    owners = [one.owner.person for one in late if one.owner.person is not None]
    return late, {person.id: person.name for person in people.list_people(session, desk.workspace_id, owners)}


def _late_row(desk: Desk, late: Late, names: dict[int | None, str]) -> tuple[str, ...]:
    one = late.overdue
    step = desk.words.plain("reminding.duty", duty=one.due.duty.value)
    owner = names.get(late.owner.person) or desk.words.plain("office.the_office")
    return one.number, one.title, one.group, step, desk.words.day(one.due.on), str(one.days_over), owner


def _late_as_json(late: Late, names: dict[int | None, str]) -> dict[str, Any]:
    one = late.overdue
    return {
        "number": one.number,
        "title": one.title,
        "status": one.status,
        "group": one.group or None,
        "step": one.due.duty,
        "due_on": one.due.on,
        "days_over": one.days_over,
        "owner": names.get(late.owner.person),
        "owner_part": late.owner.part,
    }


def _as_json(item: Item) -> dict[str, Any]:
    """An item as other programs read it; a blind item's requesters stay hidden."""
    return {
        "number": item.number,
        "kind": item.kind,
        "status": item.status,
        "title": item.title,
        "body": item.body,
        "answers": item.answers,
        "group": item.group.slug if item.group else None,
        "group_name": item.group.name if item.group else None,
        "companion": item.companion.name if item.companion else None,
        "requesters": None if item.blind else [person.name for person in item.requesters],
        "department": None if item.blind else item.department,
        "posted_at": item.posted_at.isoformat(),
        "answer_due_on": item.answer_due_on,
        "score": item.progress.median,
        "score_spread": item.progress.spread,
        "scored_by": item.progress.scores[0] if item.progress.scored else None,
        "origin": item.origin,
        "merged_into": item.merged_into.number if item.merged_into else None,
        "merged": [other.number for other in item.merged],
    }
