"""`bansou rollout`: which department makes what of which practice, on the screen, as Excel, as JSON."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.desk import Desk, Json, Team, new_workbook, open_desk
from bot.domain.adoptions import Adoption, AdoptionState
from bot.domain.audit import Doer, Via
from bot.domain.campaigns import Campaign, Question
from bot.services import audit
from bot.services.rollout import campaigning
from bot.services.rollout.matrix import Matrix, Row, read_matrix
from storage import campaigns as stored
from storage.database import Session

rollout = typer.Typer(no_args_is_help=True, help="好事例の横展開 / practices that other departments take up")
_COLUMNS = ("number", "title", "running", "preparing", "considering", "declined", "awaited")


@rollout.command()
def matrix(
    *,
    xlsx: Annotated[Path | None, typer.Option(help="Excelに書き出す / write a workbook")] = None,
    force: Annotated[bool, typer.Option("--force", help="あれば上書きする / replace it if it exists")] = False,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """事例と所属の表：どの課が取り入れ、どの課がなぜ取り入れないか / practices by departments: who takes up what.

    例 / for instance: bansou rollout matrix --xlsx rollout.xlsx
    """
    with open_desk(team=team, json_wanted=as_json) as desk:
        found = desk.database.read_now(lambda session: read_matrix(session, desk.city, desk.workspace_id))
        if xlsx is not None:
            count = _write(desk, xlsx, found, force=force)
            if not as_json:
                desk.tell("rollout_written", path=xlsx, count=count)
        if as_json:
            _record(desk, found, "json")
            desk.tell_json({"departments": found.departments, "practices": [_as_json(row) for row in found.rows]})
        elif not found.rows:
            desk.tell("rollout_none")
        elif xlsx is None:
            desk.table(_COLUMNS, (_line(row) for row in found.rows))


@rollout.command()
def campaigns(*, as_json: Json = False, team: Team = None) -> None:
    """いま各課に聞いている調査と、まだの所属を見る / campaigns under way, and who has not answered."""
    with open_desk(team=team, json_wanted=as_json) as desk:

        def look(session: Session) -> list[Campaign]:
            rows = stored.list_open(session, desk.workspace_id)
            return [campaigning.describe(session, desk.city, row) for row in rows]

        found = desk.database.read_now(look)
        if as_json:
            desk.tell_json([_campaign_as_json(campaign) for campaign in found])
        elif not found:
            desk.tell("campaigns_none")
        else:
            columns = ("number", "title", "until", "department", "asked")
            desk.table(columns, (_missing(desk, one, question) for one in found for question in one.missing))


def _write(desk: Desk, path: Path, found: Matrix, *, force: bool) -> int:
    # Workbooks are needed by this option only.
    from bot.services.rollout.workbook import write_matrix  # noqa: PLC0415

    with new_workbook(path, force=force):
        count = write_matrix(path, desk.words, found)
    _record(desk, found, ".xlsx")
    return count


def _record(desk: Desk, found: Matrix, form: str) -> None:
    doer, count = Doer(Via.TERMINAL, None, desk.user), len(found.rows)
    desk.database.write_now(
        lambda s: audit.record_export(s, desk.city, desk.workspace_id, doer, "rollout", count, form=form)
    )


def _line(row: Row) -> tuple[str, ...]:
    numbers = (
        row.count(AdoptionState.RUNNING),
        row.count(AdoptionState.PREPARING),
        row.count(AdoptionState.CONSIDERING),
        row.count(AdoptionState.DROPPED, AdoptionState.NOT_FITTING),
        len(row.awaited),
    )
    return row.number, row.title, *map(str, numbers)


def _as_json(row: Row) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "owner": row.owner or None,
        "departments": [_adoption_as_json(one) for one in row.adoptions.values()],
        "awaited": sorted(row.awaited),
    }


def _adoption_as_json(adoption: Adoption) -> dict[str, Any]:
    return {
        "department": adoption.department,
        "state": adoption.state.value,
        "person": adoption.person.name if adoption.person else None,
        "target_on": adoption.target_on,
        "reason": adoption.reason.value if adoption.reason else None,
        "why": adoption.why or None,
        "steps": [adoption.done, len(adoption.steps)],
        "effect": {**asdict(adoption.gain), "hours": adoption.gain.hours} if adoption.gain else None,
    }


def _missing(desk: Desk, campaign: Campaign, question: Question) -> tuple[str, ...]:
    asked = question.asked.name if question.asked else ""
    return campaign.number, campaign.title, desk.words.day(campaign.closes_on), question.department, asked


def _campaign_as_json(campaign: Campaign) -> dict[str, Any]:
    return {
        "id": campaign.id,
        "number": campaign.number,
        "closes_on": campaign.closes_on,
        "asked": len(campaign.questions),
        "answered": campaign.answered,
        "states": {state.value: count for state, count in campaign.counts.items()},
        "missing": [question.department for question in campaign.missing],
    }
