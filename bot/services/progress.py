"""How far others are whose word is awaited on items."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from bot.domain import scores as scoring
from bot.domain.adoptions import ACTIVE, AdoptionState
from bot.domain.items import Progress
from storage import adoptions, opinions, scores
from storage.database import Session
from storage.tables import Score


def of_items(session: Session, request_ids: Sequence[int], practices: Sequence[int]) -> dict[int, Progress]:
    """The progress of those items about which anything was asked, or that somebody takes up."""
    answers = opinions.count_answers(session, request_ids)
    asked: dict[int, list[Score]] = defaultdict(list)
    closed: set[int] = set()
    for held, score in scores.list_scores(session, request_ids):
        asked[held.request_id].append(score)
        closed |= {held.request_id} if held.closed_at else set()
    taken_up = adoptions.count_of(session, practices) if practices else {}
    found = {
        request_id: _progress(
            session, request_id, answers.get(request_id, (0, 0)), asked[request_id], closed=request_id in closed
        )
        for request_id in answers.keys() | asked.keys()
    }
    for request_id, counts in taken_up.items():
        running = counts.get(AdoptionState.RUNNING, 0)
        coming = sum(counts.get(state, 0) for state in ACTIVE) - running
        found[request_id] = replace(found.get(request_id, Progress()), adoptions=(running, coming))
    return found


def _progress(
    session: Session, request_id: int, answers: tuple[int, int], given: Sequence[Score], *, closed: bool
) -> Progress:
    counts = scores.list_counted(session, request_id) if closed else []
    done = sum(score.given_at is not None for score in given), len(given)
    return Progress(answers, done, closed, scoring.overall(counts), scoring.spread(counts))
