"""A reply under a message about an item, when its requester was asked something."""

from bot.domain.roles import Role
from bot.domain.statuses import TRANSITIONS, Status, TriageAction
from bot.services import decisions, items
from bot.services.city import City
from bot.services.decisions import Decision
from storage import outbox, receipts, requests
from storage.database import Session
from storage.tables import OutboxMessage, Person, Request, Workspace
from templates import deciding

_SOURCES = TRANSITIONS[TriageAction.ANSWER].sources


def take_reply(
    session: Session, city: City, workspace: Workspace, person: Person, thread_ts: str, ts: str, text: str
) -> bool:
    """Take a reply in the direct conversation for the answer to a question; False when nothing was asked there."""
    key = f"answer:{person.chat_id}:{ts}"
    if receipts.find(session, person.workspace_id, key) is not None:
        return True
    told = outbox.find_sent(session, person.workspace_id, person.chat_id or "", thread_ts)
    request = _asked(session, person, told)
    if told is None or request is None or not text.strip():
        return False
    if receipts.add(session, person.workspace_id, key, city.clock.now()):
        answer = Decision(TriageAction.ANSWER, text.strip()[: deciding.ANSWER_AT_MOST])
        item = decisions.decide(session, city, workspace, person, request.id or 0, answer)
        message = deciding.answer_taken(city.wording.of(person.locale), item)
        now = city.clock.now()
        outbox.post(session, person.workspace_id, told.channel, message.text, message.blocks, now, thread_id=told.id)
    return True


def _asked(session: Session, person: Person, told: OutboxMessage | None) -> Request | None:
    """The item a message was about, if its requester owes an answer."""
    if told is None or told.request_id is None:
        return None
    request = requests.get(session, person.workspace_id, told.request_id)
    requesters = tuple(r.id or 0 for r in requests.list_requesters(session, told.request_id))
    mine = Role.REQUESTER in items.viewer(session, person).roles_for(request.group_id, requesters)
    return request if mine and Status(request.status) in _SOURCES else None
