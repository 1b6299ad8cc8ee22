"""The messages in which requesters were asked something: each says how it stands, and is answered while it is open."""

from collections.abc import Sequence

from bot.domain.calendar import local_day
from bot.domain.items import Item
from bot.domain.statuses import Status, TriageAction
from bot.services import items
from bot.services.city import City
from storage import outbox, people, requests
from storage.database import Session
from storage.tables import OutboxMessage, Person, Request, RequestEvent
from templates import deciding
from templates.blocks import Message

ANSWERED = "answered"


def last_asked(session: Session, request: Request) -> RequestEvent | None:
    """The last question to an item's requesters."""
    return _last_question(requests.list_events(session, request.id or 0))


def show(session: Session, city: City, request: Request) -> None:
    """Bring the last question to how it stands, for everybody who was asked it."""
    lines, sent = requests.list_events(session, request.id or 0), _newest(session, request)
    question = _last_question(lines)
    if question is None or not sent:
        return
    item, answer = items.describe(session, city, request), _answer(lines)
    for channel, message_id in sent.items():
        asked = people.find_by_chat_id(session, request.workspace_id, channel)
        if asked is not None:
            message = _message(session, city, item, question, answer, asked)
            outbox.update(session, message_id, message.text, message.blocks, city.clock.now())


def _last_question(lines: Sequence[RequestEvent]) -> RequestEvent | None:
    return next((line for line in reversed(lines) if line.action == TriageAction.ASK), None)


def _answer(lines: Sequence[RequestEvent]) -> RequestEvent | None:
    """What changed the item's status last, if that was an answer."""
    change = next(line for line in reversed(lines) if "status" in line.before)
    return change if change.action == ANSWERED else None


def _newest(session: Session, request: Request) -> dict[str, int]:
    """The newest question in each direct conversation."""
    posts = outbox.list_posts(session, request.id or 0)
    return {post.channel: post.id for post in posts if post.id is not None and _is_question(post)}


def _is_question(post: OutboxMessage) -> bool:
    return any(one.get("action_id") == deciding.ANSWER_ID for block in post.blocks for one in block.get("elements", ()))


def _message(
    session: Session, city: City, item: Item, question: RequestEvent, answer: RequestEvent | None, asked: Person
) -> Message:
    words, directory = city.wording.of(asked.locale), city.directory(session, asked.workspace_id)
    asker = directory.person(question.actor_id).name if question.actor_id else ""
    said = deciding.Said(TriageAction.ASK, asker, question.note)
    if item.status is Status.SENT_BACK and asked.id in {who.id for who in item.requesters}:
        return deciding.told(words, item, said)
    if answer is None or answer.actor_id is None:
        return deciding.asked_once(words, item, said)
    name = directory.person(answer.actor_id).name
    given = deciding.Said(TriageAction.ANSWER, name, answer.note, local_day(answer.at, city.zone))
    return deciding.asked_once(words, item, said, given)
