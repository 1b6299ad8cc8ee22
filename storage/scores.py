"""Scores of items by several reviewers."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select, update

from storage.statements import upserts
from storage.tables import Request, RequestPerson, Score, Scoring

_OPEN = upserts(Scoring, ["request_id"], None, Scoring.request_id)

_SCORES = (
    select(Scoring, Score)
    .join(Score, col(Score.request_id) == col(Scoring.request_id))
    .where(col(Scoring.request_id).in_(bindparam("ids", expanding=True)))
    .order_by(col(Score.request_id), col(Score.person_id))
)


def open_scoring(session: Session, scoring: Scoring, reviewers: Collection[int]) -> bool:
    """Ask reviewers for their scores of an item; False when they were asked already."""
    if session.execute(_OPEN[session.get_bind().dialect.name], scoring.model_dump()).scalar() is None:
        return False
    session.add_all(
        Score(request_id=scoring.request_id, workspace_id=scoring.workspace_id, person_id=person_id)
        for person_id in reviewers
    )
    session.flush()
    return True


def find_scoring(session: Session, request_id: int) -> Scoring | None:
    """The scoring of an item."""
    return session.exec(select(Scoring).where(Scoring.request_id == request_id)).first()


def list_scores(session: Session, request_ids: Collection[int]) -> list[tuple[Scoring, Score]]:
    """Every score asked for of these items, with its scoring, in the order of the people's ids."""
    return [(scoring, score) for scoring, score in session.execute(_SCORES, {"ids": list(request_ids)})]


def list_open(
    session: Session, workspace_id: int, statuses: Collection[str]
) -> list[tuple[Scoring, Request, tuple[int, ...]]]:
    """The scorings of items in these statuses that still take points, and who has given none."""
    query = (
        select(Scoring, Request, Score.person_id)
        .join(Request, col(Scoring.request_id) == col(Request.id))
        .join(Score, col(Score.request_id) == col(Scoring.request_id))
        .where(Scoring.workspace_id == workspace_id, col(Request.status).in_(list(statuses)))
        .where(col(Scoring.closed_at).is_(None), col(Score.given_at).is_(None))
    )
    found: dict[int, tuple[Scoring, Request, tuple[int, ...]]] = {}
    for scoring, request, person_id in session.exec(query.order_by(col(Scoring.request_id), col(Score.person_id))):
        _, _, missing = found.get(scoring.request_id, (scoring, request, ()))
        found[scoring.request_id] = (scoring, request, (*missing, person_id))
    return list(found.values())


def list_counted(session: Session, request_id: int) -> list[dict[str, Any]]:
    """The points that were given and count: those of who was a requester when the scores were asked for do not."""
    own = (
        select(RequestPerson.person_id)
        .join(Scoring, col(Scoring.request_id) == col(RequestPerson.request_id))
        .where(RequestPerson.request_id == request_id, col(RequestPerson.joined_at) <= col(Scoring.asked_at))
    )
    query = select(Score).where(
        Score.request_id == request_id, col(Score.given_at).is_not(None), col(Score.person_id).not_in(own)
    )
    return [score.points for score in session.exec(query.order_by(col(Score.person_id)))]


def give(session: Session, request_id: int, person_id: int, points: dict[str, Any], now: datetime) -> bool:
    """Keep what a reviewer gives; False when they were not asked."""
    statement = (
        update(Score)
        .where(col(Score.request_id) == request_id, col(Score.person_id) == person_id)
        .values(points=points, given_at=now)
    )
    return session.execute(statement).rowcount == 1  # type: ignore[attr-defined,no-any-return]


def close(session: Session, request_id: int, now: datetime) -> bool:
    """Take no further scores; False when that is so already."""
    statement = (
        update(Scoring)
        .where(col(Scoring.request_id) == request_id, col(Scoring.closed_at).is_(None))
        .values(closed_at=now)
    )
    return session.execute(statement).rowcount == 1  # type: ignore[attr-defined,no-any-return]
