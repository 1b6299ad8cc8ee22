"""What others say of an item, for whoever opens it: opinions, scores once they are closed, comments for reviewers."""

from collections.abc import Collection

from bot.domain.permissions import Deed, allows
from bot.domain.reviews import Comment, Review
from bot.domain.roles import Role
from bot.domain.scores import Scoring, overall, summarise
from bot.domain.statuses import WAITING, Status, TriageAction
from bot.services import items, opinions_shown
from bot.services.city import City
from storage import notes, scores
from storage import opinions as stored
from storage.database import Session
from storage.tables import Person, Request


def review(session: Session, city: City, person: Person, request: Request, roles: Collection[Role]) -> Review:
    """Everything of it that this person may see, and what they may do about it."""
    assert request.id is not None
    waits = Status(request.status) in WAITING
    rows = [row for row in stored.list_of_request(session, request.id) if row.withdrawn_at is None]
    shown = opinions_shown.describe(session, city, rows)
    acting = {person.id, *(absent.id for absent in items.represented(session, city, person))} if rows else set()
    return Review(
        tuple(shown),
        frozenset(row.id or 0 for row in rows if waits and row.answered_at is None and row.person_id in acting),
        can_manage=waits and allows(roles, TriageAction.CONSULT),
        scoring=scoring_of(session, person, request.id),
        can_close=waits and allows(roles, TriageAction.SCORE),
        comments=_comments(session, city, request) if may_comment(roles) else None,
    )


def may_comment(roles: Collection[Role]) -> bool:
    """Whether somebody reviews the item: not when it is their own."""
    return allows(roles, Deed.COMMENT) and Role.REQUESTER not in roles


def scoring_of(session: Session, person: Person, request_id: int) -> Scoring | None:
    """An item's scoring as this person may see it: results only once it is closed."""
    scoring = scores.find_scoring(session, request_id)
    if scoring is None:
        return None
    given = [score for _, score in scores.list_scores(session, [request_id])]
    closed = scoring.closed_at is not None
    counted = scores.list_counted(session, request_id) if closed else []
    return Scoring(
        tuple(scoring.criteria),
        sum(score.given_at is not None for score in given),
        len(given),
        closed=closed,
        results=summarise(scoring.criteria, counted),
        median=overall(counted),
        mine=next((score.points for score in given if score.person_id == person.id), None),
    )


def _comments(session: Session, city: City, request: Request) -> tuple[Comment, ...]:
    directory = city.directory(session, request.workspace_id)
    found = notes.list_of_request(session, request.id or 0)
    return tuple(Comment(note.at, directory.person(note.person_id).name, note.text) for note in found)
