"""Who was entered as a helper by the office is told; apart from the import, which needs spreadsheets."""

from bot.domain.skills import Helper
from bot.services.city import City
from bot.services.skills import pool
from storage import outbox, receipts
from storage.database import Session
from storage.tables import Person
from templates import upkeep


def tell_late(session: Session, city: City, person: Person) -> None:
    """Tell somebody who is in the chat at last what was entered about them; once, whoever meets them first."""
    person_id = person.id or 0
    helper = pool.find_helper(session, city, person.workspace_id, person_id)
    if helper and receipts.add(session, person.workspace_id, f"skills: met {person_id}", city.clock.now()):
        tell(session, city, person.workspace_id, helper)


def tell(session: Session, city: City, workspace_id: int, helper: Helper) -> None:
    """Say what was entered about them, unless they are not in the chat yet."""
    if helper.who.chat_id is not None:
        message = upkeep.entered(city.wording.of(helper.who.locale), helper, helper.consent.value)
        outbox.post(session, workspace_id, helper.who.chat_id, message.text, message.blocks, city.clock.now())
