"""A department names somebody; who has not done so is told again with what else is due for them."""

from datetime import date

from bot.domain.errors import InvalidInputError, InvalidTransitionError, NotAllowedError
from bot.domain.groups import GroupChanges
from bot.domain.nominations import Round, is_asked_again
from bot.services import duties, items
from bot.services.city import City
from bot.services.groups import joining, rounds
from bot.services.groups.applying import Taken
from storage import grouping, nominations, outbox, people
from storage.database import Session
from storage.tables import NominationRound, Person, Workspace
from templates import nominating as screens


def nominate(
    session: Session, city: City, workspace: Workspace, person: Person, nomination_id: int, nominee_id: int
) -> Taken:
    """Name somebody for a department: they are a member from now on and are told, and so is the channel."""
    row, round_ = nominations.lock(session, person.workspace_id, nomination_id)
    if row.asked_id not in items.answering_for(session, city, person) and not person.is_office:
        raise NotAllowedError("nomination_not_yours")
    if row.nominee_id is not None or round_.state != "open":
        raise InvalidTransitionError("nomination_done")
    nominee = people.get(session, person.workspace_id, nominee_id)
    directory = city.directory(session, person.workspace_id)
    if not nominee.active or nominee.department_id != row.department_id:
        name = directory.departments[row.department_id]
        raise InvalidInputError(screens.CHOOSE_ID, "nominee_elsewhere", name=nominee.name, department=name)
    group = grouping.lock(session, person.workspace_id, round_.group_id)
    parts = joining.add_member(session, city, group, nominee_id, group.slots_per_week)
    joining.make_known(session, city, workspace, group, person, GroupChanges(group.name, person.name, parts=parts))
    row.nominee_id, row.updated_at = nominee_id, city.clock.now()
    nominations.add(session, row)
    if row.outbox_id is not None:
        rounds.show_asks(session, city, round_, row.outbox_id)
    _tell_nominee(session, city, person, nominee, round_)
    _finish(session, city, round_)
    return Taken(group.name, nominee.chat_id, group.channel)


def waiting_of(session: Session, city: City, person: Person) -> list[Round]:
    """What somebody is still asked to name, round by round; also in place of who is away."""
    found: dict[int, tuple[NominationRound, list[int]]] = {}
    asked = items.answering_for(session, city, person)
    for row, round_ in nominations.list_waiting(session, person.workspace_id, asked):
        found.setdefault(round_.id or 0, (round_, []))[1].append(row.id or 0)
    return [
        rounds.describe(
            session, city, round_, [row for row in nominations.list_of_round(session, id_) if row.id in mine]
        )
        for id_, (round_, mine) in found.items()
    ]


def due_people(session: Session, city: City, workspace_id: int, day: date) -> set[int]:
    """Who is told again on a day that somebody is to be named."""
    return {
        duties.asked_today(session, city, workspace_id, row.asked_id)
        for row, round_ in nominations.list_waiting(session, workspace_id)
        if row.asked_id and is_asked_again(row.told_on or date.min, round_.closes_on, day)
    }


def note_told(session: Session, city: City, person: Person, day: date) -> None:
    """Somebody was told of everything they are asked."""
    asked = items.answering_for(session, city, person)
    for row, _ in nominations.list_waiting(session, person.workspace_id, asked):
        row.told_on = day
        nominations.add(session, row)


def _tell_nominee(session: Session, city: City, person: Person, nominee: Person, round_: NominationRound) -> None:
    if nominee.chat_id is not None:
        shown = rounds.describe(session, city, round_, [])
        message = screens.nominated_message(city.wording.of(nominee.locale), shown, person.name)
        outbox.post(session, round_.workspace_id, nominee.chat_id, message.text, message.blocks, city.clock.now())


def _finish(session: Session, city: City, round_: NominationRound) -> None:
    """With the last department the round is over, and who began it is told."""
    shown = rounds.describe(session, city, round_)
    if shown.missing:
        return
    round_.state = "done"
    nominations.add_round(session, round_)
    creator = city.directory(session, round_.workspace_id).person(round_.created_by)
    if creator.chat_id is not None:
        message = screens.complete_message(city.wording.of(creator.locale), shown)
        outbox.post(session, round_.workspace_id, creator.chat_id, message.text, message.blocks, city.clock.now())
