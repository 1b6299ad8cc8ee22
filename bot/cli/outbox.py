"""`bansou outbox`: messages that could not be delivered, and what to do about them."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from bot.cli.desk import Desk, Json, Team, open_desk
from bot.cli.grid import grid
from bot.domain.errors import UserError
from bot.services import undelivered
from bot.services.undelivered import Undelivered
from storage import outbox as stored

outbox = typer.Typer(no_args_is_help=True, help="届けられなかったお知らせ / messages that could not be delivered")
_TEXT = 40

Ids = Annotated[list[int] | None, typer.Argument(help="listで見えるID（いくつでも）/ ids as in list")]
All = Annotated[bool, typer.Option("--all", help="すべて / all of them")]


@outbox.command("list")
def list_(*, as_json: Json = False, team: Team = None) -> None:
    """理由と直し方を見る / show why they could not be delivered, and what to do."""
    with open_desk(team=team, json_wanted=as_json) as desk:
        found, counts = desk.database.read_now(
            lambda s: (undelivered.list_undelivered(s, desk.workspace_id), stored.counts(s, desk.workspace_id))
        )
        if as_json:
            desk.tell_json({**asdict(counts), "messages": [_as_json(desk, message) for message in found]})
            return
        if found:
            desk.console.print(_table(desk, found))
        _tell(desk, "figures", **asdict(counts))


@outbox.command()
def retry(
    ids: Ids = None,
    *,
    everything: All = False,
    absent: Annotated[
        bool,
        typer.Option("--absent", help="チャンネルを見て、なかった / you have looked, and they are not in the channel"),
    ] = False,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """直したあとで、もう一度送る / send them again, once the reason is mended.

    例 / for instance: bansou outbox retry 12 15
    """
    with open_desk(team=team, json_wanted=as_json) as desk:
        chosen = _chosen(desk, ids, everything=everything)
        done = chosen and desk.database.write_now(
            lambda s: undelivered.retry(s, desk.workspace_id, chosen, desk.city.clock.now(), absent=absent)
        )
        _report(desk, "retried", done, as_json=as_json)


@outbox.command()
def discard(
    ids: Ids = None,
    *,
    everything: All = False,
    yes: Annotated[bool, typer.Option("--yes", help="確かめずに / do not ask")] = False,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """送るのをやめる（戻せません）/ give them up for good.

    例 / for instance: bansou outbox discard 12
    """
    with open_desk(team=team, json_wanted=as_json) as desk:
        chosen = _chosen(desk, ids, everything=everything)
        if chosen and not yes:
            typer.confirm(desk.words.plain("outbox.sure", count=len(chosen)), abort=True)
        done = chosen and desk.database.write_now(
            lambda s: undelivered.discard(s, desk.workspace_id, chosen, desk.city.clock.now())
        )
        _report(desk, "discarded", done, as_json=as_json)


def _chosen(desk: Desk, ids: list[int] | None, *, everything: bool) -> list[int]:
    if everything:
        return [m.id for m in desk.database.read_now(lambda s: undelivered.list_undelivered(s, desk.workspace_id))]
    if not ids:
        raise UserError("undelivered_unnamed")
    return ids


def _report(desk: Desk, sentence: str, done: list[int], *, as_json: bool) -> None:
    if as_json:
        desk.tell_json({sentence: done})
    elif done:
        _tell(desk, sentence, ids=done)
    else:
        _tell(desk, "nothing")


def _tell(desk: Desk, sentence: str, **facts: object) -> None:
    desk.console.print(desk.words.plain(f"outbox.{sentence}", **facts), markup=False, highlight=False)


def _table(desk: Desk, found: list[Undelivered]) -> Table:
    columns = ("id", "where", "number", "written", "text", "why", "remedy")
    return grid(
        (desk.words.plain(f"outbox.column_{name}") for name in columns), (_row(desk, message) for message in found)
    )


def _row(desk: Desk, message: Undelivered) -> tuple[str, ...]:
    text = message.text if len(message.text) <= _TEXT else f"{message.text[:_TEXT]}…"
    written = desk.words.moment(message.written_at)
    return str(message.id), message.where, message.number or "", written, text, *_reason(desk, message)


def _as_json(desk: Desk, message: Undelivered) -> dict[str, object]:
    why, remedy = _reason(desk, message)
    return {**asdict(message), "why": why, "remedy": remedy}


def _reason(desk: Desk, message: Undelivered) -> tuple[str, str]:
    why = desk.words.plain("outbox.why", trouble=message.trouble)
    return f"{why} ({message.error})", desk.words.plain("outbox.remedy", trouble=message.trouble)
