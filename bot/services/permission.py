"""Whether a person may do something with an item; what a button says is never trusted."""

from collections.abc import Collection

from bot.domain.errors import InvalidTransitionError, NotAllowedError, NotFoundError
from bot.domain.kinds import RequestKind
from bot.domain.permissions import PERMISSIONS, Action, Deed, allows, is_confided
from bot.domain.roles import Role
from bot.domain.statuses import TRANSITIONS, Status, TriageAction
from bot.services import items
from bot.services.city import City
from storage import helping, opinions, people, requests
from storage.database import Session
from storage.tables import Person, Request, Workspace


def roles_of(session: Session, person: Person, request: Request) -> frozenset[Role]:
    """What a person is to an item; a private one's companion is only the one who goes along with it.

    A private consultation is kept from its group: its companion decides in the lead's place, and the office only while
    there is no companion.
    """
    assert request.id is not None
    requesters = tuple(r.id for r in requests.list_requesters(session, request.id) if r.id is not None)
    roles = items.viewer(session, person).roles_for(request.group_id, requesters)
    if opinions.is_asked(session, request.id, person.id or 0):
        roles |= {Role.DEPARTMENT}
    if request.kind == RequestKind.CONSULTATION and helping.is_let_in(session, request.id, person.id or 0):
        roles |= {Role.HELPER}
    if request.approval and person.id in request.approval["people"]:
        roles |= {Role.APPROVER}
    if request.private and request.companion_id != person.id:
        roles -= {Role.COMPANION}
    if is_confided(request.kind, private=request.private):
        roles -= {Role.LEAD, Role.MEMBER, *([Role.OFFICE] if request.companion_id is not None else [])}
        roles |= {Role.LEAD} if Role.COMPANION in roles else set()
    return roles


def sees(roles: Collection[Role], request: Request) -> bool:
    """Whether somebody with these roles may know of the item at all."""
    return allows(roles, Deed.SEE_PRIVATE if request.private else Deed.SEE)


def knows_of(session: Session, person_id: int, request: Request) -> bool:
    """Whether somebody may know of the item at all."""
    return sees(roles_of(session, people.get(session, request.workspace_id, person_id), request), request)


def visible(session: Session, person: Person, request_id: int) -> tuple[Request, frozenset[Role]]:
    """The item, loaded anew, with what the person is to it; NotFoundError when they may not know of it."""
    request = requests.get(session, person.workspace_id, request_id)
    roles = roles_of(session, person, request)
    if not sees(roles, request):
        raise NotFoundError("request_unknown")
    return request, roles


def allowed(session: Session, person: Person, request_id: int, action: Action) -> Request:
    """The item, loaded anew and checked against who acts."""
    request, roles = visible(session, person, request_id)
    if not allows(roles, action):
        raise refusal(action)
    return request


def permitted(
    session: Session, city: City, workspace: Workspace, person: Person, request_id: int, action: TriageAction
) -> Request:
    """The item, loaded anew and checked against who acts, also in place of somebody away, and how it stands."""
    if person.workspace_id != workspace.id:
        raise NotFoundError("request_unknown")
    request, roles = visible(session, person, request_id)
    over = PERMISSIONS[action] == {Role.APPROVER} and request.approval is None  # nobody knows any more who was asked
    if not over and not allows(roles, action) and acts_for(session, city, person, request, action) is None:
        raise refusal(action)
    if Status(request.status) not in TRANSITIONS[action].sources:
        raise InvalidTransitionError("status_changed", status=request.status)
    return request


def acts_for(session: Session, city: City, person: Person, request: Request, action: TriageAction) -> Person | None:
    """In whose place somebody may do this today; None when they may do it themselves, or not at all.

    Nobody stands in for a reader of a private item.
    """
    roles = PERMISSIONS[action] & {Role.LEAD, Role.COMPANION, Role.APPROVER}
    absent = items.represented(session, city, person) if roles and not request.private else []
    if not absent or allows(roles_of(session, person, request), action):
        return None
    return next((other for other in absent if roles & roles_of(session, other, request)), None)


def refusal(action: Action) -> NotAllowedError:
    """What to tell somebody who may not: who may."""
    return NotAllowedError("not_allowed", who=" ".join(role for role in Role if role in PERMISSIONS[action]))
