"""`bansou audit`: what is on record, whether it is as it was written, and a copy to hand out."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.desk import CANNOT, Desk, Json, Team, open_desk
from bot.cli.grid import grid
from bot.domain.audit import Doer, Recorded, Via
from bot.domain.errors import UserError
from bot.services import audit as service
from bot.services.audit_check import Verdict, read_anchor, verify
from bot.services.spreadsheet import check_form, write_table
from storage import audit as stored
from storage import groups
from storage.database import Session
from storage.tables import AuditRow

audit = typer.Typer(
    no_args_is_help=True,
    help="監査記録：判断・提案者の確認・書き出し・設定・役割 / the audit log",
    epilog="行は足されるだけで、変えることも消すこともできません。 / Rows are only ever added.",
)
_SHORT = ("sequence", "at", "doer", "action", "subject", "what", "reason")
_WHOLE = ("sequence", "at", "doer", "doer_id", "action", "subject", "what", "reason", "facts", "previous", "hash")

Kind = Annotated[
    Recorded | None, typer.Option("--action", help="その種類だけ / only these: decision, reveal, export, role …")
]


@audit.command("list")
def list_(
    action: Kind = None,
    *,
    limit: Annotated[int, typer.Option(min=1, help="新しい方から何行 / how many, newest first")] = 50,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """新しい順に見る / show the newest rows."""
    with open_desk(team=team, json_wanted=as_json) as desk:
        rows = desk.database.read_now(
            lambda s: stored.list_rows(s, desk.workspace_id, action=action, limit=limit, newest_first=True)
        )
        if as_json:
            desk.tell_json([row.model_dump(mode="json", exclude={"id", "workspace_id"}) for row in rows])
        elif not rows:
            _tell(desk, "empty")
        else:
            names = desk.database.read_now(lambda s: _names(s, desk))
            shown = [_cells(desk, row, names) for row in rows]
            headers = (desk.words.plain("audit.column", column=name) for name in _SHORT)
            desk.console.print(grid(headers, ([cells[name] for name in _SHORT] for cells in shown)))


@audit.command("verify")
def verify_(
    anchor: Annotated[
        str | None, typer.Option(help="前に控えた「番号:ハッシュ」 / number:hash that was kept elsewhere")
    ] = None,
    *,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """書かれたときのままかを確かめる（違えば終了コード1）/ check that nothing was changed (else exit code 1)."""
    with open_desk(team=team, json_wanted=as_json) as desk:
        kept = read_anchor(anchor) if anchor else None
        verdict = desk.database.read_now(lambda s: verify(s, desk.workspace_id, kept))
        sentence = _sentence(desk, verdict)
        if as_json:
            broken = {"trouble": verdict.broken.trouble, "row": verdict.broken.sequence} if verdict.broken else None
            whole = {"whole": verdict.broken is None, "rows": verdict.count, "anchor": verdict.anchor}
            desk.tell_json({**whole, "broken": broken, "sentence": sentence})
        else:
            desk.console.print(sentence, markup=False, highlight=False, soft_wrap=True)
        if verdict.broken:
            raise typer.Exit(CANNOT)


@audit.command()
def export(
    path: Annotated[Path, typer.Argument(help="書き出すファイル（.xlsx か .csv）/ file to write")],
    *,
    force: Annotated[bool, typer.Option(help="あれば上書きする / replace it if it exists")] = False,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """すべての行をExcelかCSVに書き出す（それも記録される）/ write every row; that is put on record, too."""
    with open_desk(team=team, json_wanted=as_json) as desk:
        check_form(path)
        if path.exists() and not force:
            raise UserError("file_exists", path=str(path))
        rows = desk.database.write_now(lambda s: _recorded(s, desk, path))
        header = [desk.words.plain("audit.column", column=name) for name in _WHOLE]
        names = desk.database.read_now(lambda s: _names(s, desk))
        cells = (_cells(desk, row, names) for row in rows)
        title = desk.words.plain("audit.sheet")
        count = write_table(path, title, header, ([shown[name] for name in _WHOLE] for shown in cells))
        if as_json:
            desk.tell_json({"path": str(path), "rows": count})
        else:
            _tell(desk, "written", path=path, count=count)


def _recorded(session: Session, desk: Desk, path: Path) -> list[AuditRow]:
    """Every row, the last of which tells of this export."""
    count, _ = stored.end(session, desk.workspace_id)
    doer = Doer(Via.TERMINAL, None, desk.user)
    service.record_export(session, desk.city, desk.workspace_id, doer, "audit", count + 1, form=path.suffix.lower())
    return stored.list_rows(session, desk.workspace_id)


def _sentence(desk: Desk, verdict: Verdict) -> str:
    broken = verdict.broken
    if broken is None:
        return desk.words.plain("audit.whole", count=verdict.count, anchor=verdict.anchor)
    action = desk.words.plain("audit.action", action=broken.action)
    facts = {"trouble": broken.trouble, "sequence": broken.sequence, "at": broken.at, "action": action}
    return desk.words.plain("audit.broken", **facts)


def _names(session: Session, desk: Desk) -> dict[str, str]:
    """What the groups are called, those that were closed too, by the short names that are on record."""
    return {group.slug: group.name for group in groups.list_groups(session, desk.workspace_id, active=False)}


def _cells(desk: Desk, row: AuditRow, names: dict[str, str]) -> dict[str, str]:
    words = desk.words
    return {
        "sequence": str(row.sequence),
        "at": f"{row.at.astimezone(desk.city.zone):%Y-%m-%d %H:%M:%S}",
        "doer": words.plain("audit.doer", via=row.via, name=row.actor_name, by=row.facts.get("by", "")),
        "doer_id": "" if row.actor_id is None else str(row.actor_id),
        "action": words.plain("audit.action", action=row.action),
        "subject": names.get(row.subject, row.subject) if row.action == Recorded.ROLE else row.subject,
        "what": _what(desk, row.action, row.facts, names),
        "reason": row.reason,
        "facts": json.dumps(row.facts, ensure_ascii=False, sort_keys=True),
        "previous": row.previous,
        "hash": row.hash,
    }


def _what(desk: Desk, action: str, facts: dict[str, Any], names: dict[str, str]) -> str:
    """The facts in words, as far as they are of the kind that the action has."""
    words = desk.words
    match action:
        case Recorded.DECISION | Recorded.ROUTING:
            pair = facts.get("status") or ()
            frm, to = (words.plain("common.status", status=status) for status in pair) if pair else ("", "")
            group = [names.get(slug, slug) for slug in facts.get("group") or ()]
            more = {"group": group, "merged": facts.get("merged_into")}
            return words.plain("audit.deed", deed=facts.get("deed", ""), frm=frm, to=to, **more)
        case Recorded.ROLE:
            named = {name: facts.get(name) for name in ("name", "before", "after")}
            return words.plain("audit.role", **named)
        case Recorded.SETTING:
            return words.plain("audit.setting", before=facts.get("before"), after=facts.get("after"))
        case Recorded.EXPORT:
            return words.plain("audit.export", what=facts.get("what", ""), count=facts.get("count", 0))
        case Recorded.CONSENT | Recorded.SKILLS:
            known = {"hours": 0, "boss": "", "state": ""} if action == Recorded.CONSENT else {"deed": ""}
            given = {name: facts.get(name, default) for name, default in {"name": "", **known}.items()}
            return words.plain(f"audit.{action}", **given)
        case _:
            return ""


def _tell(desk: Desk, sentence: str, **facts: object) -> None:
    desk.console.print(desk.words.plain(f"audit.{sentence}", **facts), markup=False, highlight=False)
