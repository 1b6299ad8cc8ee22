"""`bansou org handover`: what people who are transferred or leave answer for, to successors, the office, or back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.desk import Desk, Json, Team, open_desk
from bot.domain.audit import Doer, Via
from bot.domain.errors import UserError
from bot.services import items
from bot.services.reorganising.present import read_names
from bot.services.transfers import passing
from bot.services.transfers.listing import Case, list_cases
from bot.services.transfers.sheet import write_sheet
from bot.services.transfers.telling import sheet_of
from bot.services.transfers.workbook import Named, ReadHandovers, Way, read_handovers
from storage import people
from storage.database import Session
from templates.transferring import Sheet


@dataclass(frozen=True)
class _Done:
    """What came of one person's handover."""

    parts: int = 0
    items: int = 0
    back: bool = False
    sheet: Sheet | None = None


def handover(
    file: Annotated[Path | None, typer.Argument(help="職員表（「後任」の列）か、前任と後任の表 / .xlsx, .csv")] = None,
    *,
    person: Annotated[str | None, typer.Option(help="1人だけ：前任のメール / only this person")] = None,
    to: Annotated[str, typer.Option(help="その後任のメール、または office、back / to whom")] = "office",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="何が移るかだけを見る / only show")] = False,
    missing_left: Annotated[
        bool,
        typer.Option("--missing-left", help="職員表にいない人の分を事務局で預かる / who is missing leaves"),
    ] = False,
    sheets: Annotated[Path | None, typer.Option(help="引き継ぎ票（Excel）を書き出すフォルダー / folder")] = None,
    as_json: Json = False,
    team: Team = None,
) -> None:
    """異動・退職する人の受け持ちを、後任か事務局へまとめて引き継ぐ / hand over everything of people who move or leave.

    1人ずつ確実に行うので、途中で止まっても、同じコマンドで残りだけが済みます。
    Person by person; if it is stopped, the same command does the rest.

    例 / for instance: bansou org handover staff.xlsx --dry-run
    """
    with open_desk(team=team, json_wanted=as_json) as desk:
        if (file is None) == (person is None):
            raise UserError("handover_needs_one")
        read = _named(desk, person, to) if person else _read(desk, file or Path())

        def work(session: Session) -> list[Case]:
            return list_cases(session, desk.city, desk.workspace_id, read, missing_left=missing_left)

        cases = desk.database.read_now(work)
        done = [] if dry_run else [_carry_out(desk, case) for case in cases if case.counts]
        written = [] if sheets is None else _write_sheets(desk, sheets, cases)
        if as_json:
            desk.tell_json({"applied": not dry_run, "people": [_as_json(case) for case in cases], **_sums(done)})
        else:
            _tell(desk, cases, done, dry_run=dry_run)
            if written:
                desk.tell("handover_sheets", count=len(written), folder=sheets)


def _read(desk: Desk, file: Path) -> ReadHandovers:
    names = desk.database.read_now(lambda session: read_names(session, desk.workspace_id))
    return read_handovers(file, names)


def _named(desk: Desk, person: str, to: str) -> ReadHandovers:
    """The same for one person on the command line."""

    def work(session: Session) -> Named:
        who = passing.find_person(session, desk.workspace_id, person)
        if to in {Way.OFFICE, Way.BACK}:
            return Named(who.email or "", Way(to))
        return Named(who.email or "", Way.PERSON, passing.find_person(session, desk.workspace_id, to).email or "")

    return ReadHandovers((desk.database.read_now(work),), None)


def _carry_out(desk: Desk, case: Case) -> _Done:
    """One person in one transaction."""
    doer = Doer(Via.TERMINAL, None, desk.user)

    def work(session: Session) -> _Done:
        person = people.get(session, desk.workspace_id, case.person.id or 0)
        if case.way is Way.BACK:
            count = passing.give_back(session, desk.city, desk.workspace, doer, person)
            return _Done(back=count is not None)
        held = passing.hand_over(session, desk.city, desk.workspace, doer, person, case.successor, case.returns_to)
        if held is None:
            return _Done()
        return _Done(len(held.parts), len({row.id for row in (*held.assigned, *held.accompanied)}))

    return desk.database.write_now(work)


def _write_sheets(desk: Desk, folder: Path, cases: Sequence[Case]) -> list[Path]:
    """The sheets of what was held before, so that they say what passed on."""

    def sheet(session: Session, case: Case) -> Sheet:
        return sheet_of(case.holding, items.who(session, case.successor) if case.successor else None, desk.user)

    passing_on = [case for case in cases if case.counts and case.way is not Way.BACK]
    found = desk.database.read_now(lambda session: [sheet(session, case) for case in passing_on])
    try:
        return [write_sheet(folder, desk.words, one) for one in found]
    except OSError as error:
        raise UserError("file_unwritable", path=str(folder), reason=error.strerror or str(error)) from error


def _tell(desk: Desk, cases: Sequence[Case], done: Sequence[_Done], *, dry_run: bool) -> None:
    if not cases:
        desk.tell("handover_nothing")
        return
    desk.table(("person", "successor", "holds"), (_row(desk, case) for case in cases))
    if dry_run:
        undecided = sum(case.way is Way.UNDECIDED for case in cases)
        desk.tell("handover_foreseen", count=len(cases), undecided=undecided)
    else:
        sums = _sums(done)
        facts = {name: sums[name] for name in ("parts", "items", "back")}
        desk.tell("handover_done", count=sums["handed_over"], **facts)


def _sums(done: Sequence[_Done]) -> dict[str, int]:
    return {
        "handed_over": sum(bool(one.parts or one.items) for one in done),
        "parts": sum(one.parts for one in done),
        "items": sum(one.items for one in done),
        "back": sum(one.back for one in done),
    }


def _row(desk: Desk, case: Case) -> tuple[str, str, str]:
    held, new = case.holding, case.successor
    counts = {"parts": len(held.parts), "assigned": len(held.assigned), "accompanied": len(held.accompanied)}
    counts["promised"] = len(held.promises.opinions) + len(held.promises.absences)
    return (
        f"{case.person.name}\n{case.person.email}",
        desk.words.plain("office.handover_way", way=case.way.value, name=new.name if new else ""),
        desk.words.plain("office.handover_what", back=case.way is Way.BACK, **counts),
    )


def _as_json(case: Case) -> dict[str, Any]:
    held = case.holding
    return {
        "person": case.person.email,
        "to": case.successor.email if case.successor else case.way.value,
        "groups": [{"group": group.slug, "role": part.role} for part, group in held.parts],
        "assigned": [item.number for item in held.assigned_items],
        "accompanied": [item.number for item in held.accompanied_items],
        "opinions": len(held.promises.opinions),
        "standing_in": len(held.promises.absences),
        "drafts": held.drafts,
    }
