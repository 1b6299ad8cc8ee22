"""`bansou skills figures`: how well consultations find help."""

import re
from dataclasses import asdict
from typing import Annotated, Any

import typer

from bot.cli.desk import Desk, Json, Team, open_desk
from bot.cli.grid import grid
from bot.domain.calendar import reiwa
from bot.domain.errors import UserError
from bot.domain.help_figures import HelpFigures
from bot.services.helping import figures as service

_YEAR = re.compile(r"(?:[Rr]|令和)(\d{1,2})(?:年度)?|(\d{4})(?:年度)?")
_REIWA = 2018
FORMULAS = {
    "helped": "consultations with a first yes",
    "median_wait_hours": "median of the working hours from posting to the first yes",
    "solved_share": "solved / helped",
    "hours_saved": "sum of minutes x times a year / 60, by the askers' reckoning",
}


def figures(
    *,
    fiscal_year: Annotated[
        str | None, typer.Option("--fiscal-year", help="R8・令和8・2026（書かなければ今年度）/ this one if left out")
    ] = None,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """相談がどれだけ手伝う人に届いたか / how well consultations find help.

    例 / for instance: bansou skills figures --fiscal-year R8
    """
    with open_desk(team=team, json_wanted=as_json) as desk:
        year = _year(fiscal_year) if fiscal_year else None
        found = desk.database.read_now(lambda s: service.take(s, desk.city, desk.workspace_id, year))
        if as_json:
            desk.tell_json(_plain(found))
        else:
            _show(desk, found)


def _year(typed: str) -> int:
    match = _YEAR.fullmatch(typed.strip())
    if match is None:
        raise UserError("fiscal_year_unknown", typed=typed)
    return int(match[2]) if match[2] else _REIWA + int(match[1])


def _rows(found: HelpFigures) -> dict[str, dict[str, Any]]:
    """Each figure with how many it was taken from and its formula."""
    values: dict[str, tuple[float | None, int]] = {
        "helped": (found.helped, found.consultations),
        "median_wait_hours": (found.median_wait, len(found.waited)),
        "solved_share": (found.solved_part, found.helped),
        "hours_saved": (found.saved, len(found.hours_saved)),
    }
    return {
        name: {"value": value, "count": count, "formula": FORMULAS[name]} for name, (value, count) in values.items()
    }


def _plain(found: HelpFigures) -> dict[str, Any]:
    return {
        "fiscal_year": f"R{reiwa(found.fiscal_year)}",
        "consultations": found.consultations,
        "solved": found.solved,
        **_rows(found),
        "loads": [asdict(load) for load in found.loads],
        "lacks": {"count": found.unhelped, "skills": [asdict(lack) for lack in found.lacks]},
    }


def _show(desk: Desk, found: HelpFigures) -> None:
    def named(name: str) -> str:
        return desk.words.plain("help_figures.column", column=name)

    whole = []
    for name, row in _rows(found).items():
        value = "–" if row["value"] is None else f"{row['value']:,.2f}".rstrip("0").rstrip(".")
        whole.append((desk.words.plain("help_figures.row", row=name), value, str(row["count"])))
    desk.console.print(grid(map(named, ("figure", "value", "count")), whole))
    columns = ("name", "department", "taken_hours", "most_hours", "asked", "yes")
    parts = (asdict(load).values() for load in found.loads)
    loads = grid(
        map(named, columns),
        ([f"{part:g}" if isinstance(part, float) else str(part) for part in load] for load in parts),
    )
    lacks = grid(
        map(named, ("lack", "consultations", "helpers")),
        ((lack.name, str(lack.consultations), str(lack.helpers)) for lack in found.lacks),
    )
    for table in (loads, lacks):
        if table.row_count:
            desk.console.print(table)
