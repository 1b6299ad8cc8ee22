"""How far others are whose word is awaited on items."""

from collections import defaultdict
from collections.abc import Sequence

from bot.domain import scores as scoring
from bot.domain.items import Progress
from storage import opinions, requests, scores
from storage.database import Session
from storage.tables import Score


def of_items(session: Session, request_ids: Sequence[int]) -> dict[int, Progress]:
    """The progress of those items about which anything was asked."""
    answers = opinions.count_answers(session, request_ids)
    asked: dict[int, list[Score]] = defaultdict(list)
    closed: set[int] = set()
    for held, score in scores.list_scores(session, request_ids):
        asked[held.request_id].append(score)
        closed |= {held.request_id} if held.closed_at else set()
    return {
        request_id: _progress(
            session, request_id, answers.get(request_id, (0, 0)), asked[request_id], closed=request_id in closed
        )
        for request_id in answers.keys() | asked.keys()
    }


def counted(session: Session, request_id: int, given: Sequence[Score]) -> list[dict[str, int]]:
    """The points that count: those of the item's own requesters do not."""
    own = {requester.id for requester in requests.list_requesters(session, request_id)}
    return [score.points for score in given if score.given_at is not None and score.person_id not in own]


def _progress(
    session: Session, request_id: int, answers: tuple[int, int], given: Sequence[Score], *, closed: bool
) -> Progress:
    counts = counted(session, request_id, given) if closed else []
    done = sum(score.given_at is not None for score in given), len(given)
    return Progress(answers, done, closed, scoring.overall(counts), scoring.spread(counts))
