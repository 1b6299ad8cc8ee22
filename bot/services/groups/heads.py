"""Who answers for a department: whom the office has chosen, in the chat or in a file, else the first by their title."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.nominations import is_head
from storage import nominations, workspaces
from storage.database import Session

_CHOSEN = "who answers for a department"


def answering(session: Session, workspace_id: int) -> dict[int, int]:
    """By department who is there and answers for it."""
    staff = nominations.list_staff(session, workspace_id)
    found: dict[int, int] = {}
    for person in staff:
        if is_head(person.title):
            found.setdefault(person.department_id or 0, person.id or 0)
    there = {person.id for person in staff}
    return found | {department: id_ for department, id_ in chosen(session, workspace_id).items() if id_ in there}


def chosen(session: Session, workspace_id: int) -> dict[int, int]:
    """By department whom the office has chosen."""
    stored = workspaces.get_setting(session, workspace_id, _CHOSEN, {})
    return {int(department): person_id for department, person_id in stored.items()}


def choose(session: Session, workspace_id: int, choices: Mapping[int, int | None], now: datetime) -> None:
    """Choose others for some departments; None lets their titles say it again."""
    wanted = {**chosen(session, workspace_id), **choices}
    kept = {str(department): person_id for department, person_id in wanted.items() if person_id is not None}
    workspaces.set_setting(session, workspace_id, _CHOSEN, kept, now)
