"""Who can help with something: for staff who look for themselves."""

from dataclasses import dataclass

from bot.domain.errors import NotFoundError
from bot.domain.skills import CONSENTED, Helper
from bot.services.city import City
from bot.services.skills import pool
from storage.database import Session
from storage.tables import Person

_SHOWN = 8
_FITS = 0.3  # of what fits best; further off it is no answer


@dataclass(frozen=True)
class Found:
    """Helpers whose offer is about what was typed, best first, and how many more there are."""

    typed: str
    helpers: tuple[Helper, ...] = ()
    more: int = 0


def find(session: Session, city: City, person: Person, typed: str) -> Found:
    """Helpers by what they offer; who rests is among them and marked, who has no consent is not."""
    workspace_id = person.workspace_id
    everybody = {one.who.id: one for one in pool.list_helpers(session, city, workspace_id)}
    index = city.skill_indexes.of(session, workspace_id, lambda: pool.index_of([*everybody.values()]))
    fits = index.rank(typed)
    near = [fit for fit in fits if fit.closeness >= _FITS * fits[0].closeness]
    found = [everybody[int(fit.key)] for fit in near if int(fit.key) in everybody]
    shown = [one for one in found if one.consent in CONSENTED or one.who.id == person.id]
    return Found(typed, tuple(shown[:_SHOWN]), max(0, len(shown) - _SHOWN))


def get(session: Session, city: City, person: Person, chat_id: str) -> Helper:
    """One person's offer; NotFoundError when they offer nothing that others may see."""
    who = city.directory(session, person.workspace_id).by_chat_id.get(chat_id)
    helper = pool.find_helper(session, city, person.workspace_id, who.id) if who else None
    if helper is None or (helper.consent not in CONSENTED and helper.who.id != person.id):
        raise NotFoundError("skill_person_nothing")
    return helper
