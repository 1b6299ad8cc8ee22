"""The right to leave: what somebody offers goes at once; what they did stays on record, and they are told why.

Who is being asked or helps at that moment is let go of by the search for help itself, which goes on with the next:
somebody who offers nothing any more is lost to it (`bot/services/helping/turns.py`).
"""

from bot.domain.audit import Doer, Recorded
from bot.domain.skills import Remains
from bot.services import audit
from bot.services.city import City
from bot.services.skills import consenting
from bot.services.skills.resting import own
from storage import consents, skills
from storage.database import Session
from storage.tables import Person


def consider(session: Session, person: Person) -> Remains:
    """What would go and what would remain."""
    own(session, person)
    return _remains(session, person)


def leave(session: Session, city: City, person: Person, doer: Doer | None = None) -> Remains:
    """Remove what somebody offers; who presses twice is told that there is nothing."""
    assert person.id is not None
    helper = own(session, person)
    remains = _remains(session, person)
    asked = consents.find_newest(session, person.workspace_id, person.id)
    if asked is not None:
        consenting.end(session, city, asked)
    skills.remove_helper(session, helper)
    facts = {"person": person.id, "name": person.name, "deed": "left", "tags": remains.tags}
    audit.record(
        session, city, person.workspace_id, doer or audit.by(person), Recorded.SKILLS, str(person.id), facts=facts
    )
    return remains


def _remains(session: Session, person: Person) -> Remains:
    assert person.id is not None
    tags = skills.list_skills(session, person.workspace_id, [person.id])
    asked, helped = skills.count_parts(session, person.workspace_id, person.id)
    return Remains(len(tags), asked, helped, consents.count(session, person.workspace_id, person.id))
