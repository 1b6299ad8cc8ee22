"""The demo's city in the bot's database: its organisation, imported as `bansou org import` does it."""

import hashlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.services.workspaces import only
from storage import schema, workspaces
from storage.database import Database, Session

_IMPORTED = "demo_organisation"


def prepare(database_url: str, workbook: Path) -> int:
    """Bring the tables and the organisation up to date; returns the workspace's id."""
    with closing(Database(database_url)) as database:
        schema.upgrade(database)
        return database.write_now(lambda session: _bring_up_to_date(session, workbook))


def _bring_up_to_date(session: Session, workbook: Path) -> int:
    content = hashlib.sha256(workbook.read_bytes()).hexdigest()
    now = datetime.now(UTC)
    workspace = only(session, now)
    assert workspace.id is not None
    if workspaces.get_setting(session, workspace.id, _IMPORTED) != content:
        _import(session, workspace.id, workbook, now)
        workspaces.set_setting(session, workspace.id, _IMPORTED, content, now)
    return workspace.id


def _import(session: Session, workspace_id: int, workbook: Path, now: datetime) -> None:
    # Spreadsheets are needed at the first start only.
    from bot.services.org.apply import apply_plan, plan_organisation  # noqa: PLC0415
    from bot.services.org.workbook import read_organisation  # noqa: PLC0415

    read, problems = read_organisation(workbook)
    plan = plan_organisation(session, workspace_id, read, problems, missing_left=False)
    apply_plan(session, workspace_id, plan, now)
