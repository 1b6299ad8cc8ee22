"""Who may answer for a department that is asked for its opinion."""

from collections.abc import Sequence

from bot.domain.errors import InvalidInputError
from bot.domain.opinions import Addressee
from bot.services.groups import heads
from storage import opinions, people
from storage.database import Session
from templates import consulting


def propose(session: Session, workspace_id: int, department_ids: Sequence[int]) -> tuple[Addressee, ...]:
    """Who may answer for each department: as the last time, else whom the office has chosen, else its head."""
    names = {row.id or 0: row.name for row in people.list_departments(session, workspace_id) if row.active}
    present = {p.id: p.chat_id for p in people.list_people(session, workspace_id) if p.active and p.chat_id}
    answering = heads.answering(session, workspace_id)
    found = []
    for department_id in department_ids:
        if department_id not in names:
            raise InvalidInputError(consulting.DEPARTMENTS_BLOCK, "department_unknown")
        likely = opinions.find_last_person(session, workspace_id, department_id), answering.get(department_id)
        chat_id = next((present[person_id] for person_id in likely if person_id in present), None)
        found.append(Addressee(department_id, names[department_id], chat_id))
    return tuple(found)
