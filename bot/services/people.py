"""Who somebody is: people of the chat and people of the office's list become one."""

from bot.messenger import ChatPerson
from bot.services.city import City
from bot.services.skills import entered
from storage import people
from storage.database import Session
from storage.tables import Person


def meet(session: Session, city: City, workspace_id: int, seen: ChatPerson) -> Person:
    """The person behind a chat profile: known already, found in the office's list by e-mail, or new.

    The office's list is right about the name; the chat is right about the language and whether somebody is there.
    Who was entered as a helper before they were in the chat is told now.
    """
    now = city.clock.now()
    person = people.find_by_chat_id(session, workspace_id, seen.chat_id)
    if person is None and seen.email:
        person = people.find_by_email(session, workspace_id, seen.email)
    if person is None:
        person = Person(workspace_id=workspace_id, updated_at=now)
    is_here_first = person.chat_id is None
    person.chat_id = seen.chat_id
    person.email = person.email or seen.email
    person.name = person.name or seen.name
    person.locale = seen.locale
    person.active = not seen.deleted
    person.updated_at = now
    people.add(session, person)
    if is_here_first and person.active:
        entered.tell_late(session, city, person)
    return person


def meet_all(session: Session, city: City, workspace_id: int, seen: list[ChatPerson]) -> int:
    """Match everybody of the chat with the office's list; returns how many people it was."""
    known = {p.chat_id: p for p in people.list_people(session, workspace_id) if p.chat_id}
    staff = [person for person in seen if not person.is_bot]
    for person in staff:
        if person.chat_id not in known or known[person.chat_id].active == person.deleted:
            meet(session, city, workspace_id, person)
    return len(staff)
