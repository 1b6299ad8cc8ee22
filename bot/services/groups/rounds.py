"""A round of nominations: begun by the office, looked at, and somebody else asked where it does not go on."""

from collections.abc import Iterable

from bot.domain.calls import WORDS_AT_MOST
from bot.domain.errors import InvalidInputError, InvalidTransitionError, NotFoundError
from bot.domain.items import Who
from bot.domain.nominations import Ask, Round, RoundForm
from bot.services import duties
from bot.services.city import City
from bot.services.groups import heads, overview
from storage import grouping, groups, nominations, outbox, people
from storage.database import Session
from storage.tables import Nomination, NominationRound, Person
from templates import nominating as screens

_ENDED = "ended"


def consider(session: Session, city: City, person: Person, group_id: int) -> tuple[str, tuple[tuple[int, str], ...]]:
    """The group that departments are to name members for, and its related departments."""
    overview.allow_office(person)
    group = grouping.get_active(session, person.workspace_id, group_id)
    _none_open(session, person.workspace_id, group_id)
    names = city.directory(session, person.workspace_id).departments
    return group.name, tuple((id_, names[id_]) for id_ in group.related if id_ in names)


def begin(session: Session, city: City, person: Person, group_id: int, form: RoundForm) -> Round:
    """Ask every department, or those chosen, for one member each; one message to each person asked."""
    overview.allow_office(person)
    assert person.id is not None
    group = grouping.lock(session, person.workspace_id, group_id)
    _none_open(session, person.workspace_id, group_id)
    if form.closes_on is None:
        raise InvalidInputError(screens.CLOSES, "field_empty")
    city.check_to_come(form.closes_on, screens.CLOSES)
    if (over := len(form.note) - WORDS_AT_MOST) > 0:
        raise InvalidInputError(screens.NOTE, "field_too_long", over=str(over))
    now = city.clock.now()
    round_ = NominationRound(
        workspace_id=group.workspace_id,
        group_id=group_id,
        note=form.note,
        closes_on=form.closes_on,
        created_by=person.id,
        created_at=now,
    )
    nominations.add_round(session, round_)
    known = heads.answering(session, person.workspace_id)
    for department_id in _departments(session, person.workspace_id, form.departments):
        row = Nomination(
            workspace_id=group.workspace_id,
            round_id=round_.id or 0,
            department_id=department_id,
            asked_id=known.get(department_id),
            updated_at=now,
        )
        nominations.add(session, row)
    rows = nominations.list_of_round(session, round_.id or 0)
    for asked_id in dict.fromkeys(row.asked_id for row in rows if row.asked_id is not None):
        _ask(session, city, round_, asked_id, [row for row in rows if row.asked_id == asked_id])
    return describe(session, city, round_)


def ask_another(session: Session, city: City, person: Person, nomination_id: int, asked_id: int) -> Round:
    """Somebody else answers for a department, in this round and in those to come."""
    overview.allow_office(person)
    row, round_ = nominations.lock(session, person.workspace_id, nomination_id)
    if row.nominee_id is not None or round_.state != "open":
        raise InvalidTransitionError("nomination_done")
    asked = people.get(session, person.workspace_id, asked_id)
    if not asked.active or asked.chat_id is None:
        raise NotFoundError("person_unknown")
    former = row.outbox_id
    row.asked_id = asked_id
    heads.choose(session, person.workspace_id, {row.department_id: asked_id}, city.clock.now())
    _ask(session, city, round_, asked_id, [row])
    if former is not None:
        show_asks(session, city, round_, former)
    return describe(session, city, round_)


def list_open(session: Session, city: City, person: Person) -> list[Round]:
    """The rounds that are not over, for the office."""
    overview.allow_office(person)
    return all_rounds(session, city, person.workspace_id)


def all_rounds(session: Session, city: City, workspace_id: int, *, only_open: bool = True) -> list[Round]:
    """The rounds, for who may see them anyway."""
    rows = nominations.list_rounds(session, workspace_id, only_open=only_open)
    return [describe(session, city, row) for row in rows]


def describe(session: Session, city: City, round_: NominationRound, rows: Iterable[Nomination] | None = None) -> Round:
    """A round as it is shown, with every department or some."""
    directory = city.directory(session, round_.workspace_id)
    group = groups.get(session, round_.workspace_id, round_.group_id)

    def who(id_: int | None) -> Who | None:
        return directory.person(id_) if id_ is not None else None

    asks = nominations.list_of_round(session, round_.id or 0) if rows is None else rows
    return Round(
        id=round_.id or 0,
        group=group.name,
        mission=group.mission,
        note=round_.note,
        closes_on=round_.closes_on,
        slots=group.slots_per_week,
        by=directory.person(round_.created_by).name,
        channel=group.channel,
        asks=tuple(
            Ask(
                row.id or 0,
                row.department_id,
                directory.departments[row.department_id],
                who(row.asked_id),
                who(row.nominee_id),
            )
            for row in asks
        ),
        ended=round_.state == _ENDED,
    )


def end(session: Session, city: City, round_: NominationRound) -> None:
    """Nobody is to be named any more, since the group was closed: who was asked, and who began it, is told."""
    round_.state = _ENDED
    nominations.add_round(session, round_)
    rows = nominations.list_of_round(session, round_.id or 0)
    for message_id in dict.fromkeys(row.outbox_id for row in rows if row.outbox_id is not None):
        show_asks(session, city, round_, message_id)
    directory, now = city.directory(session, round_.workspace_id), city.clock.now()
    waiting = (row.asked_id for row in rows if row.asked_id is not None and row.nominee_id is None)
    for person_id in dict.fromkeys((round_.created_by, *waiting)):
        who = directory.person(person_id)
        if who.chat_id is not None:
            message = screens.ended_message(city.wording.of(who.locale), describe(session, city, round_))
            outbox.post(session, round_.workspace_id, who.chat_id, message.text, message.blocks, now)


def show_asks(session: Session, city: City, round_: NominationRound, message_id: int) -> None:
    """Bring the message to somebody who was asked to its present state."""
    rows = [row for row in nominations.list_of_round(session, round_.id or 0) if row.outbox_id == message_id]
    reader = city.directory(session, round_.workspace_id).by_chat_id[outbox.get(session, message_id).channel]
    message = screens.ask_message(city.wording.of(reader.locale), describe(session, city, round_, rows), reader)
    outbox.update(session, message_id, message.text, message.blocks, city.clock.now())


def _ask(session: Session, city: City, round_: NominationRound, asked_id: int, rows: list[Nomination]) -> None:
    reached = duties.asked_today(session, city, round_.workspace_id, asked_id)
    who = city.directory(session, round_.workspace_id).person(reached)
    if who.chat_id is None:
        return
    message = screens.ask_message(city.wording.of(who.locale), describe(session, city, round_, rows), who)
    now = city.clock.now()
    sent = outbox.post(session, round_.workspace_id, who.chat_id, message.text, message.blocks, now)
    for row in rows:
        row.outbox_id, row.told_on, row.updated_at = sent, city.today(), now
        nominations.add(session, row)


def _departments(session: Session, workspace_id: int, chosen: tuple[int, ...]) -> list[int]:
    every = [row.id or 0 for row in people.list_departments(session, workspace_id) if row.active]
    wanted = [id_ for id_ in every if id_ in chosen] if chosen else every
    if not wanted:
        raise InvalidInputError(screens.DEPARTMENTS, "department_unknown")
    return wanted


def _none_open(session: Session, workspace_id: int, group_id: int) -> None:
    if nominations.find_open(session, workspace_id, group_id) is not None:
        raise InvalidTransitionError("round_running")
