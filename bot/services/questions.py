"""The messages in which requesters were asked something: each says how it stands, and is answered while it is open."""

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
    lines = requests.list_events(session, request.id or 0)
    return next((line for line in reversed(lines) if line.action == TriageAction.ASK), None)


def show(session: Session, city: City, request: Request) -> None:
    """Bring the last question to how it stands, for everybody who was asked it."""
    question, sent = last_asked(session, request), _newest(session, request)
    if question is None or not sent:
        return
    item = items.describe(session, city, request)
    for channel, message_id in sent.items():
        asked = people.find_by_chat_id(session, request.workspace_id, channel)
        if asked is not None:
            message = _message(session, city, request, item, question, asked)
            outbox.update(session, message_id, message.text, message.blocks, city.clock.now())


def _newest(session: Session, request: Request) -> dict[str, int]:
    """The newest question in each direct conversation."""
    posts = outbox.list_posts(session, request.id or 0)
    return {post.channel: post.id for post in posts if post.id is not None and _is_question(post)}


def _is_question(post: OutboxMessage) -> bool:
    return any(one.get("action_id") == deciding.ANSWER_ID for block in post.blocks for one in block.get("elements", ()))


def _message(
    session: Session, city: City, request: Request, item: Item, question: RequestEvent, asked: Person
) -> Message:
    words, directory = city.wording.of(asked.locale), city.directory(session, request.workspace_id)
    asker = directory.person(question.actor_id).name if question.actor_id else ""
    said = deciding.Said(TriageAction.ASK, asker, question.note)
    if item.status is Status.SENT_BACK and asked.id in {who.id for who in item.requesters}:
        return deciding.told(words, item, said)
    changes = [line for line in requests.list_events(session, item.id) if "status" in line.before]
    answer = changes[-1] if changes[-1].action == ANSWERED else None
    if answer is None or answer.actor_id is None:
        return deciding.asked_once(words, item, said)
    name = directory.person(answer.actor_id).name
    given = deciding.Said(TriageAction.ANSWER, name, answer.note, local_day(answer.at, city.zone))
    return deciding.asked_once(words, item, said, given)
