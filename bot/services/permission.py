"""Whether a person may do something with an item; what a button says is never trusted."""

from collections.abc import Collection

from bot.domain.errors import InvalidTransitionError, NotAllowedError
from bot.domain.roles import Role
from bot.domain.statuses import TRANSITIONS, Status, TriageAction
from bot.services import items
from bot.services.city import City
from storage import requests
from storage.database import Session
from storage.tables import Person, Request, Workspace


def permitted(
    session: Session, city: City, workspace: Workspace, person: Person, request_id: int, action: TriageAction
) -> Request:
    """The item, loaded anew and checked against who acts, also in place of somebody away, and how it stands."""
    assert workspace.id is not None
    request = requests.get(session, workspace.id, request_id)
    rule = TRANSITIONS[action]
    if not (_may(session, person, request, rule.roles) or acts_for(session, city, person, request, action)):
        raise NotAllowedError("not_allowed")
    if Status(request.status) not in rule.sources:
        raise InvalidTransitionError("status_changed", status=request.status)
    return request


def acts_for(session: Session, city: City, person: Person, request: Request, action: TriageAction) -> Person | None:
    """In whose place somebody may do this today; None when they may do it themselves, or not at all."""
    roles = TRANSITIONS[action].roles & {Role.LEAD, Role.COMPANION}
    absent = items.represented(session, city, person) if roles else []
    if not absent or _may(session, person, request, TRANSITIONS[action].roles):
        return None
    return next((other for other in absent if _may(session, other, request, roles)), None)


def _may(session: Session, person: Person, request: Request, roles: Collection[Role]) -> bool:
    requesters = tuple(r.id for r in requests.list_requesters(session, request.id or 0) if r.id is not None)
    return bool(items.viewer(session, person).roles_for(request.group_id, requesters) & frozenset(roles))
