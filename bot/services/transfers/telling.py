"""Who is told of a handover: who hands over, who takes over, and the office when it is the one."""

from collections.abc import Callable, Sequence

from bot.domain.items import Item, Who
from bot.services import items
from bot.services.city import City
from bot.services.transfers.holding import Holding
from storage import outbox
from storage.database import Session
from storage.tables import Person, Workspace
from templates import transferring
from templates.blocks import Message
from templates.transferring import Sheet
from templates.wording import Words


def sheet_of(holding: Holding, successor: Who | None, by: str) -> Sheet:
    """What the handover sheet says, in a message and in a workbook."""
    groups = tuple((group.name, part.role, part.slots_per_week) for part, group in holding.parts)
    return Sheet(
        holding.who,
        successor,
        groups,
        tuple(item for item in holding.assigned_items if not item.private),
        tuple(item for item in holding.accompanied_items if not item.private),
        sum(item.private for item in (*holding.assigned_items, *holding.accompanied_items)),
        holding.drafts,
        by,
        tuple(holding.adoptions),
        len(holding.promises.opinions),
        len(holding.promises.absences),
        tuple(holding.practice_items),
        holding.skills if holding.person.active else (),
    )


def tell_passed(
    session: Session, city: City, workspace: Workspace, holding: Holding, successor: Person | None, by: str
) -> None:
    """One message to each of both; the office's when there is no successor."""
    new = items.who(session, successor) if successor is not None else None
    sheet = sheet_of(holding, new, by)
    if holding.person.active:
        _to(session, city, holding.person, holding.who, lambda words: transferring.handed_over(words, sheet))
    if successor is not None and new is not None:
        _to(session, city, successor, new, lambda words: transferring.taken_over(words, sheet))
    elif workspace.office_channel is not None:
        message = transferring.to_the_office(city.wording.of(workspace.locale), sheet)
        _post(session, city, holding.person.workspace_id, workspace.office_channel, message)


def tell_contacts(session: Session, city: City, holding: Holding, kept: Sequence[Sequence[int | None]]) -> None:
    """Whoever answers for a department hears of the practices that are theirs to speak for now."""
    directory = city.directory(session, holding.person.workspace_id)
    by_id = {item.id: item for item in holding.practice_items}
    for contact_id in dict.fromkeys(now for _, now in kept if now is not None):
        who = directory.person(contact_id)
        own = [by_id[key] for key, now in kept if now == contact_id and key in by_id]
        if who.chat_id is not None:
            message = transferring.contact_now(city.wording.of(who.locale), holding.who.name, own)
            _post(session, city, holding.person.workspace_id, who.chat_id, message)


def tell_back(
    session: Session,
    city: City,
    person: Person,
    successor: Person | None,
    found: Sequence[Item],
    parts: int,
    practices: int,
) -> None:
    """One message to each of both about what has come back."""
    shown = [item for item in found if not item.private]
    for one, other in ((person, successor), (successor, person)):
        if one is not None and one.active:
            name, back = other.name if other else "", one is person
            who = items.who(session, one)
            _to(
                session,
                city,
                one,
                who,
                lambda words, name=name, back=back: transferring.came_back(  # type: ignore[misc]
                    words, name, shown, parts, practices, to_me=back
                ),
            )


def _to(session: Session, city: City, person: Person, who: Who, build: Callable[[Words], Message]) -> None:
    if who.chat_id is not None:
        _post(session, city, person.workspace_id, who.chat_id, build(city.wording.of(who.locale)))


def _post(session: Session, city: City, workspace_id: int, channel: str, message: Message) -> None:
    outbox.post(session, workspace_id, channel, message.text, message.blocks, city.clock.now())
