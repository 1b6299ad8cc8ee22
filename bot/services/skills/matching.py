"""Who can help with a wish, whom to ask first at the head."""

from collections.abc import Collection
from datetime import timedelta

from bot.domain.matching import LATELY_DAYS, Candidate, Record, ranked
from bot.services.city import City
from bot.services.skills.pool import list_helpers, offers_of
from storage import matching
from storage.database import Session


def find_candidates(
    session: Session, city: City, workspace_id: int, wish: str, hours: float, apart_from: Collection[int] = ()
) -> list[Candidate]:
    """Those who may be asked now for so many hours a week, best first.

    Who paused, has no consent or no time left is not among them, nor are those `apart_from`: the askers, and everybody
    who was asked already.
    """
    index = city.skill_indexes.of(session, workspace_id, lambda: offers_of(list_helpers(session, city, workspace_id)))
    fits = {int(fit.key): fit for fit in index.rank(wish)}
    known = list_helpers(session, city, workspace_id, among=fits.keys() - set(apart_from))
    since = city.clock.now() - timedelta(days=LATELY_DAYS)
    records = matching.list_records(session, workspace_id, since)
    candidates = (
        Candidate(
            helper, fits[helper.who.id].closeness, fits[helper.who.id].words, records.get(helper.who.id, Record())
        )
        for helper in known
    )
    return ranked(candidates, hours)
