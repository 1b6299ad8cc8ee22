"""A reply under a message about an item, when its requester was asked something."""

from collections import Counter
from collections.abc import Collection

from bot.domain.errors import InvalidTransitionError
from bot.domain.items import Item
from bot.domain.roles import Role
from bot.domain.statuses import TRANSITIONS, Status, TriageAction
from bot.language import privacy
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
    """Take a reply in the direct conversation for the answer to a question; False when nothing was asked there.

    One that seems to hold personal data stays in the chat, until its writer says what to do with it.
    """
    key = f"answer:{person.chat_id}:{ts}"
    if receipts.find(session, person.workspace_id, key) is not None:
        return True
    told = outbox.find_sent(session, person.workspace_id, person.chat_id or "", thread_ts)
    request = _asked(session, person, told)
    if told is None or request is None or not text.strip():
        return False
    if receipts.add(session, person.workspace_id, key, city.clock.now()):
        words = city.wording.of(person.locale)
        if found := privacy.find(text):
            item = items.describe(session, city, request)
            message = deciding.answer_noticed(words, item, ts, [finding.type for finding in found])
        else:
            item = _answer(session, city, workspace, person, request.id or 0, text)
            message = deciding.answer_taken(words, item)
        now = city.clock.now()
        outbox.post(session, person.workspace_id, told.channel, message.text, message.blocks, now, thread_id=told.id)
    return True


def take_noticed(
    session: Session,
    city: City,
    workspace: Workspace,
    person: Person,
    request_id: int,
    text: str,
    noticed: Collection[str] | None,
) -> Item:
    """Take a reply after all: as it is if nothing but the types `noticed` is in it, or with all of it covered."""
    found = privacy.find(text)
    if noticed is None:
        return _answer(session, city, workspace, person, request_id, privacy.mask(text, found), "masked")
    if Counter(finding.type for finding in found) - Counter(noticed):
        raise InvalidTransitionError("answer_rewritten")
    return _answer(session, city, workspace, person, request_id, text, "kept")


def _answer(
    session: Session,
    city: City,
    workspace: Workspace,
    person: Person,
    request_id: int,
    text: str,
    personal_data: str = "",
) -> Item:
    words = text.strip()[: deciding.ANSWER_AT_MOST]
    made = Decision(TriageAction.ANSWER, words, personal_data=personal_data)
    return decisions.decide(session, city, workspace, person, request_id, made)


def _asked(session: Session, person: Person, told: OutboxMessage | None) -> Request | None:
    """The item a message was about, if its requester owes an answer."""
    if told is None or told.request_id is None:
        return None
    request = requests.get(session, person.workspace_id, told.request_id)
    requesters = tuple(r.id or 0 for r in requests.list_requesters(session, told.request_id))
    mine = Role.REQUESTER in items.viewer(session, person).roles_for(request.group_id, requesters)
    return request if mine and Status(request.status) in _SOURCES else None
