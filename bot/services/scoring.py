"""Scoring an item on the city's criteria: who is asked, what they give, and what it comes to in the end."""

from collections.abc import Mapping

from bot.domain.audit import Recorded
from bot.domain.errors import InvalidInputError, InvalidTransitionError, NotAllowedError
from bot.domain.items import Item
from bot.domain.permissions import Deed, is_confided
from bot.domain.roles import Role
from bot.domain.scores import POINTS
from bot.domain.scores import Scoring as Shown
from bot.domain.statuses import WAITING, Status, TriageAction
from bot.services import announce, audit, history, items, permission, reviewing
from bot.services.city import City
from storage import groups, requests, scores
from storage.database import Session
from storage.tables import Person, Request, Scoring, Workspace
from templates import scoring as screens

CLOSED = "score_closed"


def start(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Item:
    """Ask the group's leads and members for their scores; whoever proposed the item does not judge it.

    Of a blind item they are asked all the same, or their absence would name them; what they give does not count.
    """
    request = permission.permitted(session, city, workspace, person, request_id, TriageAction.SCORE)
    reviewers = _reviewers(session, request)
    if not reviewers:
        raise InvalidTransitionError("score_nobody")
    scoring = Scoring(
        request_id=request_id,
        workspace_id=request.workspace_id,
        criteria=list(city.score_criteria),
        asked_by=person.id or 0,
        asked_at=city.clock.now(),
    )
    if not scores.open_scoring(session, scoring, [reviewer.id or 0 for reviewer in reviewers]):
        raise InvalidTransitionError("score_asked_already")
    _record(session, city, request, person, TriageAction.SCORE, {"asked": len(reviewers)})
    item = items.describe(session, city, request)
    announce.refresh_card(session, city, workspace, request, item)
    for reviewer in reviewers:
        who = items.who(session, reviewer)
        announce.to_person(session, city, request, who, lambda words: screens.request(words, item, person.name))
    count = len(reviewers)
    announce.in_thread(
        session, city, workspace, request, lambda words: screens.asked_in_thread(words, person.name, count)
    )
    return item


def look(session: Session, city: City, person: Person, request_id: int) -> tuple[Item, Shown]:
    """What somebody is about to score, if they were asked."""
    request = _scorable(session, person, request_id)
    shown = reviewing.scoring_of(session, person, request_id)
    if shown is None or shown.mine is None:
        raise NotAllowedError("not_allowed", who="reviewer")
    if shown.closed:
        raise InvalidTransitionError("score_closed")
    return items.describe(session, city, request), shown


def give(
    session: Session, city: City, workspace: Workspace, person: Person, request_id: int, points: Mapping[str, int]
) -> Item:
    """Keep somebody's points; with the last ones the scoring is closed. Nobody sees another's, not even in history."""
    request = _scorable(session, person, request_id)
    requests.change(session, request, expect={}, updated_at=city.clock.now())  # one at a time: the last one closes
    _, shown = look(session, city, person, request_id)
    for place, criterion in enumerate(shown.criteria):
        if points.get(criterion) not in POINTS:
            raise InvalidInputError(f"{screens.POINTS_BLOCK}_{place}", "field_empty")
    kept = {criterion: points[criterion] for criterion in shown.criteria}
    scores.give(session, request_id, person.id or 0, kept, city.clock.now())
    item = items.describe(session, city, request)
    if item.progress.scores[0] == item.progress.scores[1]:
        return _close(session, city, workspace, request, None)
    announce.refresh_card(session, city, workspace, request, item)
    return item


def close(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Item:
    """Take no further points and show what there is."""
    request = permission.permitted(session, city, workspace, person, request_id, TriageAction.SCORE)
    return _close(session, city, workspace, request, person)


def _close(session: Session, city: City, workspace: Workspace, request: Request, person: Person | None) -> Item:
    if not scores.close(session, request.id or 0, city.clock.now()):
        raise InvalidTransitionError("score_closed")
    item = items.describe(session, city, request)
    done, asked = item.progress.scores
    facts: dict[str, object] = {"given": done, "asked": asked, "median": item.progress.median}
    _record(session, city, request, person, CLOSED, facts)
    announce.refresh_card(session, city, workspace, request, item)
    announce.in_thread(session, city, workspace, request, lambda words: screens.closed_in_thread(words, item))
    return item


def _scorable(session: Session, person: Person, request_id: int) -> Request:
    request = permission.allowed(session, person, request_id, Deed.GIVE_SCORE)
    if Status(request.status) not in WAITING:
        raise InvalidTransitionError("score_closed")
    return request


def _reviewers(session: Session, request: Request) -> list[Person]:
    if request.group_id is None or is_confided(request.kind, private=request.private):
        return []
    own = {requester.id for requester in requests.list_requesters(session, request.id or 0)}
    parts = {Role.LEAD} if request.private else {Role.LEAD, Role.MEMBER}
    members = {
        person.id: person for part, person in groups.list_members(session, request.group_id) if part.role in parts
    }
    return [person for person in members.values() if request.blind or person.id not in own]


def _record(
    session: Session, city: City, request: Request, person: Person | None, deed: str, facts: dict[str, object]
) -> None:
    history.record(session, city, request, person, deed, after=facts)
    audit.record_deed(session, city, request, person, Recorded.SCORE, {"deed": deed, **facts})
