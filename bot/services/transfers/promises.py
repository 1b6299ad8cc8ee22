"""What somebody has promised others: opinions a department still owes, and standing in for people who are away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.statuses import WAITING
from bot.services import history, items, opinions_shown
from bot.services.city import City
from storage import absences, outbox, people
from storage import opinions as stored
from storage.database import Session
from storage.tables import Absence, Opinion, Person, Request
from templates import away, consulting, promising
from templates.blocks import Message
from templates.wording import Words

PASSED = "opinion_passed"


@dataclass(frozen=True)
class Promises:
    """Questions that wait for somebody's answer, with the items they are about, and absences they are to cover."""

    opinions: Sequence[tuple[Opinion, Request]] = ()
    absences: Sequence[Absence] = ()


def read(session: Session, city: City, person: Person) -> Promises:
    """What others count on somebody for."""
    waiting = stored.list_open(session, person.workspace_id, WAITING)
    return Promises(
        [(row, request) for row, request in waiting if row.person_id == person.id],
        absences.list_of_deputy(session, person.workspace_id, person.id or 0, city.today()),
    )


def pass_on(
    session: Session, city: City, promises: Promises, person: Person, successor: Person | None
) -> dict[str, list[int | None]]:
    """The successor keeps them; without one, whoever counts on them is told to ask somebody else.

    Returns what passed on, for a handover that is to come back.
    """
    for row, request in promises.opinions:
        if successor is not None:
            give(session, city, row, request, person, successor)
        else:
            tell_waiting(session, city, row, request, person)
    for absence in promises.absences:
        if successor is not None and successor.id != absence.person_id:
            stand_in(session, city, absence, person, successor)
        else:
            tell_absent(session, city, absence, person)
    return {
        "opinions": [row.id for row, _ in promises.opinions],
        "absences": [row.id for row in promises.absences],
    }


def take_back(
    session: Session, city: City, held: Mapping[str, Sequence[int]], successor: Person, person: Person
) -> None:
    """What a handover passed on comes back, as far as it is still to be kept by who got it."""
    kept = read(session, city, successor)
    for row, request in kept.opinions:
        if row.id in held.get("opinions", ()):
            give(session, city, row, request, successor, person)
    for absence in kept.absences:
        if absence.id in held.get("absences", ()) and absence.person_id != person.id:
            stand_in(session, city, absence, successor, person)


def give(session: Session, city: City, row: Opinion, request: Request, person: Person, successor: Person) -> None:
    """Somebody else answers for the department from now on, and has the question; who had it reads so."""
    former = row.message_id
    if not stored.change(session, row, person_id=successor.id, message_id=None):
        return
    item, shown = items.describe(session, city, request), opinions_shown.describe(session, city, [row])[0]
    after = {"departments": [shown.department], "assignee": successor.id}
    history.record(session, city, request, None, PASSED, before={"assignee": person.id}, after=after)
    if former is not None:
        words = city.wording.of(person.locale)
        message = promising.opinion_passed(words, item, shown.department, successor.name)
        outbox.update(session, former, message.text, message.blocks, city.clock.now())
    by = people.get(session, request.workspace_id, row.asked_by).name
    sent = _to(session, city, successor, request.id, lambda words: consulting.question(words, item, shown, by))
    stored.change(session, row, message_id=sent)


def tell_waiting(session: Session, city: City, row: Opinion, request: Request, person: Person) -> None:
    """Who asked, and the group's lead, read that nobody answers any more."""
    item, shown = items.describe(session, city, request), opinions_shown.describe(session, city, [row])[0]
    asker = people.get(session, request.workspace_id, row.asked_by)
    lead = item.group.lead if item.group else None
    told = {asker.id, lead.id if lead else None} - {None, person.id}
    for person_id in sorted(filter(None, told)):
        reader = people.get(session, request.workspace_id, person_id)
        _to(
            session,
            city,
            reader,
            request.id,
            lambda words: promising.opinion_left(words, item, shown.department, person.name),
        )


def stand_in(session: Session, city: City, absence: Absence, person: Person, successor: Person) -> None:
    """Somebody else covers an absence; both and who is away are told."""
    absences.set_deputy(session, absence, successor.id or 0)
    absent, new = people.get(session, person.workspace_id, absence.person_id), items.who(session, successor)
    shown = away.Absent(items.who(session, absent), new, absence.starts_on, absence.ends_on)
    _to(session, city, successor, None, lambda words: away.told(words, "asked", shown))
    _to(session, city, person, None, lambda words: away.told(words, "released", shown))
    _to(session, city, absent, None, lambda words: promising.deputy_changed(words, shown, person.name))


def tell_absent(session: Session, city: City, absence: Absence, person: Person) -> None:
    """Who is away reads that nobody stands in for them any more."""
    absent = people.get(session, person.workspace_id, absence.person_id)
    shown = away.Absent(items.who(session, absent), items.who(session, person), absence.starts_on, absence.ends_on)
    _to(session, city, absent, None, lambda words: promising.deputy_left(words, shown))


def _to(
    session: Session, city: City, person: Person, request_id: int | None, build: Callable[[Words], Message]
) -> int | None:
    if not person.active or person.chat_id is None:
        return None
    said, now = build(city.wording.of(person.locale)), city.clock.now()
    return outbox.post(session, person.workspace_id, person.chat_id, said.text, said.blocks, now, request_id=request_id)
