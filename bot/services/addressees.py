"""Who may answer for a department that is asked for its opinion."""

from collections.abc import Sequence

from bot.domain.errors import InvalidInputError
from bot.domain.opinions import Addressee, is_head
from storage import opinions, people
from storage.database import Session
from templates import consulting


def propose(session: Session, workspace_id: int, department_ids: Sequence[int]) -> tuple[Addressee, ...]:
    """Who may answer for each department: as the last time, else its head by the office's list."""
    names = {row.id or 0: row.name for row in people.list_departments(session, workspace_id) if row.active}
    present = [p for p in people.list_people(session, workspace_id) if p.active and p.chat_id]
    found = []
    for department_id in department_ids:
        if department_id not in names:
            raise InvalidInputError(consulting.DEPARTMENTS_BLOCK, "department_unknown")
        last = opinions.find_last_person(session, workspace_id, department_id)
        heads = [p for p in present if p.department_id == department_id and is_head(p.title)]
        who = next((p for p in (*(p for p in present if p.id == last), *heads)), None)
        found.append(Addressee(department_id, names[department_id], who.chat_id if who else None))
    return tuple(found)
