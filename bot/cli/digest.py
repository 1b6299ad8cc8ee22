"""`bansou digest`: a look at the next issue, sending one now, and the archive."""

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.desk import Desk, Json, Team, open_desk
from bot.cli.grid import grid
from bot.domain.digests import Arrival, Audience, IssueState
from bot.domain.errors import NotAllowedError, UserError
from bot.services import digest as service
from storage.database import Session
from storage.tables import DigestIssue
from templates.blocks import Block
from templates.mrkdwn import unescape, without_links

digest = typer.Typer(
    no_args_is_help=True,
    help="週報 / the weekly digest",
    epilog="毎週自動で送られます。手で送った分は、次の号には載りません。/ It is sent by itself each week; "
    "what is posted by hand is not told again by the next issue.",
)
_COLUMNS = ("id", "audience", "period", "state", "text")

To = Annotated[
    str,
    typer.Option(
        "--audience",
        "-a",
        help="all（全職員）・group:識別子か名称・person:メールか氏名 / everybody; group:IDENTIFIER or NAME; "
        "person:E-MAIL or NAME (bansou org show)",
    ),
]


@digest.command()
def preview(audience: To = "all", *, as_json: Json = False, team: Team = None) -> None:
    """いま送るとしたら何が載るかを見る（何も送らない）/ show what would be told now; nothing is sent.

    例 / for instance: bansou digest preview -a group:facility-booking
    """
    with open_desk(team=team, json_wanted=as_json) as desk:
        message = desk.database.read_now(
            lambda s: service.preview_for(
                s, desk.city, desk.workspace_id, service.get_audience(s, desk.workspace, audience)
            )
        )
        if as_json:
            told = {"text": message.text, "blocks": message.blocks} if message else None
            desk.tell_json({"audience": audience, "message": told})
        elif message is None:
            raise UserError("digest_empty")
        else:
            _show(desk, message.blocks)


@digest.command()
def post(
    audience: To = "all",
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="確かめずに送る / do not ask")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="送ったばかりでも、もう一度送る / even if one was just sent")
    ] = False,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """次の号を待たずに、いま送る / send now what the next issue would tell."""
    with open_desk(team=team, json_wanted=as_json) as desk:
        whom = desk.database.read_now(lambda s: service.get_audience(s, desk.workspace, audience))
        if whom.channel is None:
            raise UserError("digest_unplaced")
        if not again:
            _refuse_to_repeat(desk, whom)
        if not yes:
            typer.confirm(desk.words.plain("digest.ask_to_post", audience=whom.name or whom.key), abort=True)
        prepared = desk.database.read_now(lambda s: service.prepare(s, desk.city, desk.workspace, whom))
        if prepared is None or prepared.issue.state != IssueState.POSTED:
            raise UserError("digest_empty")
        issue = desk.database.write_now(lambda s: service.store(s, desk.city, prepared))
        if issue is None:
            raise NotAllowedError("digest_overtaken")
        if as_json:
            desk.tell_json(_as_json(issue, Arrival.WAITING))
        else:
            _show(desk, issue.blocks)
            _tell(desk, "is_posted")


@digest.command("list")
def list_(
    audience: Annotated[
        str | None,
        typer.Option("--audience", "-a", help="その宛先だけ / only this one"),
    ] = None,
    *,
    limit: Annotated[int, typer.Option(min=1, help="新しい方から何号 / how many, newest first")] = 20,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """これまでの号を新しい順に並べる / list the archive, newest first."""
    with open_desk(team=team, json_wanted=as_json) as desk:
        issues = desk.database.read_now(lambda s: _issues(s, desk, audience, limit))
        if as_json:
            desk.tell_json([_as_json(issue, arrival) for issue, arrival in issues])
        elif not issues:
            _tell(desk, "archive_empty")
        else:
            desk.console.print(_table(desk, issues))


@digest.command()
def show(
    issue_id: Annotated[int, typer.Argument(metavar="ID", help="listで見えるID / an id as in list")],
    *,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """ひとつの号を読む / read one issue."""
    with open_desk(team=team, json_wanted=as_json) as desk:
        issue, arrival = desk.database.read_now(lambda s: service.get_archived(s, desk.workspace_id, issue_id))
        if as_json:
            desk.tell_json({**_as_json(issue, arrival), "facts": issue.facts, "blocks": issue.blocks})
            return
        _tell(desk, "state", state=arrival)
        _show(desk, issue.blocks)


def _issues(session: Session, desk: Desk, audience: str | None, limit: int) -> list[tuple[DigestIssue, Arrival]]:
    key = service.get_audience(session, desk.workspace, audience).key if audience else None
    return service.list_archive(session, desk.workspace_id, key, limit)


def _refuse_to_repeat(desk: Desk, whom: Audience) -> None:
    recent = desk.database.read_now(lambda s: service.find_recent(s, desk.city, desk.workspace_id, whom))
    if recent is not None:
        moment = desk.words.moment(recent.issued_at)
        raise NotAllowedError("digest_sent", audience=whom.name or whom.key, moment=moment)


def _tell(desk: Desk, sentence: str, **facts: object) -> None:
    desk.console.print(desk.words.plain(f"digest.{sentence}", **facts), markup=False, highlight=False)


def _show(desk: Desk, blocks: list[Block]) -> None:
    for block in blocks:
        texts = [block["text"]] if "text" in block else block.get("elements", [])
        style = {"header": "bold", "context": "dim"}.get(block["type"], "")
        for text in texts:
            shown = text["text"] if text["type"] == "plain_text" else without_links(text["text"]).replace("*", "")
            desk.console.print(Text(shown, style=style))
        desk.console.print()


def _table(desk: Desk, issues: list[tuple[DigestIssue, Arrival]]) -> Table:
    def row(issue: DigestIssue, arrival: Arrival) -> tuple[str, ...]:
        period = desk.words.plain("digest.period", starts_at=issue.starts_at, ends_at=issue.ends_at)
        state = desk.words.plain("digest.state", state=arrival)
        return str(issue.id), issue.audience, period, state, unescape(issue.text)

    return grid(
        (desk.words.plain("digest.column", column=name) for name in _COLUMNS), (row(*issue) for issue in issues)
    )


def _as_json(issue: DigestIssue, arrival: Arrival) -> dict[str, Any]:
    return {
        "id": issue.id,
        "audience": issue.audience,
        "starts_at": issue.starts_at.isoformat(),
        "ends_at": issue.ends_at.isoformat(),
        "issued_at": issue.issued_at.isoformat(),
        "state": arrival,
        "text": issue.text,
    }
