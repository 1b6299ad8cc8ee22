"""`bansou groups nominations`: which departments have named whom, and which have not."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from bot.cli.desk import Json, Team, open_desk
from bot.domain.items import Who
from bot.domain.nominations import Round
from bot.services.groups import rounds


def nominations(
    *,
    everything: Annotated[bool, typer.Option("--all", help="終わったものも見る / those that are over too")] = False,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """所属からの推薦の状況を見る / show which departments have named members, and which are missing."""
    with open_desk(team=team, json_wanted=as_json) as desk:
        found = desk.database.read_now(
            lambda s: rounds.all_rounds(s, desk.city, desk.workspace_id, only_open=not everything)
        )
        if as_json:
            desk.tell_json([_as_json(round_) for round_ in found])
            return
        if not found:
            desk.tell("nominations_none")
            return
        columns = ("group", "until", "department", "nominee", "asked")
        desk.table(columns, (row for round_ in found for row in _rows(desk.words.day(round_.closes_on), round_)))
        missing, count = sum(len(one.missing) for one in found), sum(len(one.asks) for one in found)
        desk.tell("nominations_missing", missing=missing, count=count)


def _rows(until: str, round_: Round) -> Iterator[tuple[str, ...]]:
    for ask in round_.asks:
        yield round_.group, until, ask.department, _name(ask.nominee), _name(ask.asked)


def _name(who: Who | None) -> str:
    return who.name if who else ""


def _as_json(round_: Round) -> dict[str, Any]:
    return {
        "id": round_.id,
        "group": round_.group,
        "closes_on": round_.closes_on.isoformat(),
        "missing": [ask.department for ask in round_.missing],
        "departments": [
            {"department": ask.department, "asked": _name(ask.asked) or None, "nominee": _name(ask.nominee) or None}
            for ask in round_.asks
        ],
    }
