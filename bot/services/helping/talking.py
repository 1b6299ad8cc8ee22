"""Where helper and asker meet: a conversation of their own with a first summary, and a time to talk."""

from datetime import date

from bot.domain.errors import InvalidTransitionError, NotFoundError
from bot.domain.helping import TALKERS_AT_MOST, Search, Slot, slots
from bot.domain.roles import Role
from bot.services.city import City
from bot.services.helping import standing
from storage import helping, outbox
from storage.database import Session
from storage.tables import Consultation, Person, Request, Workspace
from templates import helping as screens

MET = "help_meeting"


def start(session: Session, city: City, request: Request, search: Consultation, helper: Person) -> None:
    """Bring the helper and those who asked together; who is not in the chat cannot be."""
    seeking = standing.describe(session, city, request, search)
    asking = [who for who in seeking.item.requesters if who.chat_id][: TALKERS_AT_MOST - 1]
    people = [helper.id or 0, *(who.id for who in asking)]
    there = ",".join(sorted({helper.chat_id or "", *(who.chat_id or "" for who in asking)} - {""}))
    words = city.wording.of(asking[0].locale if asking else helper.locale)
    said = screens.talk_message(words, seeking, _slots(session, city, request, people))
    search.talk_id = outbox.post(
        session, request.workspace_id, there, said.text, said.blocks, city.clock.now(), request_id=request.id
    )
    helping.save(session, search)


def choose_time(
    session: Session, city: City, workspace: Workspace, person: Person, request_id: int, typed: str
) -> None:
    """Note when they meet; both read it where they talk."""
    request, search = standing.take(session, person, request_id, Role.REQUESTER, Role.HELPER, looking=False)
    slot = Slot.parse(typed)
    if search.state != Search.HELPING or search.talk_id is None:
        raise InvalidTransitionError("help_over")
    if slot is None or slot.day < city.today():
        raise NotFoundError("help_time_gone")
    if search.meeting:
        raise InvalidTransitionError("help_time_chosen")
    search.meeting = str(slot)
    seeking = standing.show(session, city, workspace, request, search)
    words, now = city.wording.of(workspace.locale), city.clock.now()
    said = screens.talk_message(words, seeking, ())
    outbox.update(session, search.talk_id, said.text, said.blocks, now)
    told = screens.time_chosen(words, seeking, person.name)
    lane = outbox.get(session, search.talk_id).channel
    outbox.post(session, request.workspace_id, lane, told.text, told.blocks, now, request_id=request.id)


def _slots(session: Session, city: City, request: Request, people: list[int]) -> tuple[Slot, ...]:
    directory = city.directory(session, request.workspace_id)

    def is_free(day: date) -> bool:
        return directory.away_on(day).keys().isdisjoint(people)

    return slots(city.today(), is_free)
