"""Opinions of departments as people see them: on the card, in the question, and when all have answered."""

from collections.abc import Callable, Sequence

from bot.domain.items import Item
from bot.domain.opinions import Opinion, Verdict
from bot.services import announce, items
from bot.services.city import City
from storage import opinions, outbox, people
from storage import tables as stored
from storage.database import Session
from storage.tables import Request, Workspace
from templates import consulting
from templates.blocks import Message
from templates.wording import Words


def describe(session: Session, city: City, rows: Sequence[stored.Opinion]) -> list[Opinion]:
    """Questions to departments as they are shown."""
    if not rows:
        return []
    directory = city.directory(session, rows[0].workspace_id)
    return [
        Opinion(
            id=row.id or 0,
            department=directory.departments.get(row.department_id, ""),
            name=directory.person(row.answered_by or row.person_id).name,
            question=row.question,
            due_on=row.due_on,
            verdict=Verdict(row.verdict) if row.verdict else None,
            words=row.words,
            answered_at=row.answered_at,
            withdrawn=row.withdrawn_at is not None,
        )
        for row in rows
    ]


def show(session: Session, city: City, workspace: Workspace, request: Request, row: stored.Opinion) -> Item:
    """Bring the card, and the question in the direct message, to how they stand."""
    item = items.describe(session, city, request)
    announce.refresh_card(session, city, workspace, request, item)
    if row.message_id is not None:
        shown = describe(session, city, [row])[0]
        asker = people.get(session, request.workspace_id, row.asked_by)
        asked = people.get(session, request.workspace_id, row.person_id)
        message = consulting.question(city.wording.of(asked.locale), item, shown, asker.name)
        outbox.update(session, row.message_id, message.text, message.blocks, city.clock.now())
    return item


def tell_all_in(session: Session, city: City, request: Request, item: Item) -> None:
    """The leads, and whoever asked, may decide now."""
    asked = {row.asked_by for row in opinions.list_of_request(session, item.id) if row.withdrawn_at is None}
    leads = {item.group.lead.id} if item.group and item.group.lead else set()
    for person_id in sorted(asked | leads):
        tell(session, city, request, person_id, lambda words: consulting.all_in(words, item))


def tell(
    session: Session, city: City, request: Request, person_id: int, build: Callable[[Words], Message]
) -> int | None:
    """Tell one person, whose message it is; None when the chat does not reach them."""
    person = people.get(session, request.workspace_id, person_id)
    if not person.active or person.chat_id is None:
        return None
    said, now = build(city.wording.of(person.locale)), city.clock.now()
    return outbox.post(
        session, request.workspace_id, person.chat_id, said.text, said.blocks, now, request_id=request.id
    )
