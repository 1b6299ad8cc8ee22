"""Who somebody is: people of the chat and people of the office's list become one."""

from dataclasses import dataclass
from datetime import datetime

from storage import people
from storage.database import Session
from storage.tables import Person


@dataclass(frozen=True)
class Profile:
    """What the chat knows of a person."""

    chat_id: str
    name: str
    email: str | None
    locale: str
    active: bool = True


def meet(session: Session, workspace_id: int, profile: Profile, now: datetime) -> Person:
    """The person behind a chat profile: known already, found in the office's list by e-mail, or new."""
    person = people.find_by_chat_id(session, workspace_id, profile.chat_id)
    if person is None and profile.email:
        person = people.find_by_email(session, workspace_id, profile.email)
    if person is None:
        person = Person(workspace_id=workspace_id, name=profile.name, updated_at=now)
    listed = person.email is not None
    person.chat_id = profile.chat_id
    person.email = person.email or profile.email
    person.name = person.name if listed and person.name else profile.name
    person.locale = profile.locale
    person.active = profile.active
    person.updated_at = now
    return people.add(session, person)
