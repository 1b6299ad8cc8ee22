"""Who can help with a wish, whom to ask first at the head."""

from collections.abc import Collection
from datetime import timedelta

from bot.domain.matching import LATELY_DAYS, LEAST_CLOSENESS, Candidate, Record, ranked
from bot.services.city import City
from bot.services.skills.pool import index_of, list_helpers
from storage import matching
from storage.database import Session


def find_candidates(
    session: Session, city: City, workspace_id: int, wish: str, hours: float, apart_from: Collection[int] = ()
) -> list[Candidate]:
    """Those who may be asked now for so many hours a week, best first.

    Who paused, is away or not in the chat, has no consent or no time left is not among them, nor is anybody of
    `apart_from`: the askers, and who was asked already.
    """
    index = city.skill_indexes.of(session, workspace_id, lambda: index_of(list_helpers(session, city, workspace_id)))
    fits = {int(fit.key): fit for fit in index.rank(wish) if fit.closeness >= LEAST_CLOSENESS}
    barred = {*apart_from, *city.directory(session, workspace_id).away_on(city.today())}
    known = list_helpers(session, city, workspace_id, among=fits.keys() - barred)
    since = city.clock.now() - timedelta(days=LATELY_DAYS)
    records = matching.list_records(session, workspace_id, since)
    candidates = (
        Candidate(one, fits[one.who.id].closeness, fits[one.who.id].words, records.get(one.who.id, Record()))
        for one in known
        if one.who.chat_id
    )
    return ranked(candidates, hours)
