"""The demo's city in the bot's database: its organisation, imported as `bansou org import` does it."""

import hashlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.audit import BOT
from bot.domain.clock import SystemClock
from bot.domain.skills import Sheet
from bot.services.city import City
from bot.services.workspaces import only
from storage import schema, workspaces
from storage.database import Database, Session
from templates.wording import Wording

_ZONE = ZoneInfo("Asia/Tokyo")
_IMPORTED, _SKILLS = "demo_organisation", "demo_skills"


def prepare(database_url: str, workbook: Path, skills: Path) -> int:
    """Bring the tables, the organisation and what its people offer up to date; returns the workspace's id."""
    with closing(Database(database_url)) as database:
        schema.upgrade(database)
        return database.write_now(lambda session: _bring_up_to_date(session, workbook, skills))


def _bring_up_to_date(session: Session, workbook: Path, skills: Path) -> int:
    now = datetime.now(UTC)
    workspace = only(session, now)
    assert workspace.id is not None
    for name, file, take_over in ((_IMPORTED, workbook, _import), (_SKILLS, skills, _import_skills)):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        if workspaces.get_setting(session, workspace.id, name) != content:
            take_over(session, workspace.id, file, now)
            workspaces.set_setting(session, workspace.id, name, content, now)
    return workspace.id


def _import(session: Session, workspace_id: int, workbook: Path, now: datetime) -> None:
    # Spreadsheets are needed at the first start only.
    from bot.services.org.apply import apply_plan, plan_organisation  # noqa: PLC0415
    from bot.services.org.workbook import read_organisation  # noqa: PLC0415

    read, problems = read_organisation(workbook)
    plan = plan_organisation(session, workspace_id, read, problems, missing_left=False)
    apply_plan(session, workspace_id, plan, now)


def _import_skills(session: Session, workspace_id: int, file: Path, _now: datetime) -> None:
    from bot.services.skills import importing  # noqa: PLC0415
    from bot.services.skills.workbook import read_skills  # noqa: PLC0415

    city = City(clock=SystemClock(), wording=Wording(_ZONE), zone=_ZONE)
    planned = importing.plan(session, city, workspace_id, *read_skills(file, Sheet(city.help_share).most))
    importing.carry_out(session, city, workspace_id, planned, BOT)
