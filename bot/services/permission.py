"""Whether a person may do something with an item; what a button says is never trusted."""

from bot.domain.errors import InvalidTransitionError, NotAllowedError
from bot.domain.statuses import TRANSITIONS, Status, TriageAction
from bot.services import items
from storage import requests
from storage.database import Session
from storage.tables import Person, Request, Workspace


def permitted(session: Session, workspace: Workspace, person: Person, request_id: int, action: TriageAction) -> Request:
    """The item, loaded anew and checked against who acts and how it stands."""
    assert workspace.id is not None
    request = requests.get(session, workspace.id, request_id)
    assert request.id is not None
    rule = TRANSITIONS[action]
    requesters = tuple(r.id for r in requests.list_requesters(session, request.id) if r.id is not None)
    if not items.viewer(session, person).roles_for(request.group_id, requesters) & rule.roles:
        raise NotAllowedError("not_allowed")
    if Status(request.status) not in rule.sources:
        raise InvalidTransitionError("status_changed", status=request.status)
    return request
