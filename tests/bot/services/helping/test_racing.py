"""Two people at the same moment, in two processes, on both databases."""

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlmodel import select

from bot.domain.errors import InvalidTransitionError
from bot.services.city import City
from bot.services.helping import answering, asking, turns, widening
from bot.services.intake import submit
from bot.services.intake.submit import Form
from storage import helping, requests, skills
from storage.database import Database, Session
from storage.tables import Helper, OutboxMessage, Person, Skill
from tests.conftest import StillClock
from tests.factories import LONG_AGO, Cast, cast, city

ROUNDS = 15
Work = Callable[[Session], object]


@pytest.fixture
def two(database: Database, database_url: str) -> Iterator[tuple[Database, Database]]:
    """The same database from two processes' point of view."""
    other = Database(database_url)
    yield database, other
    other.close()


def at_once(two: tuple[Database, Database], *works: Work) -> list[str]:
    """What became of works that begin together: an error's code, or nothing."""
    outcomes, start = [""] * len(works), threading.Barrier(len(works))

    def run(place: int, work: Work) -> None:
        start.wait(10)
        try:
            two[place % 2].write_now(work)
        except InvalidTransitionError as error:
            outcomes[place] = error.code

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes


def consult(session: Session, town: City, people: Cast, key: str, asker: Person) -> int:
    answers = {"title": "公民館の予約の集計", "body": "Excelの集計をマクロで自動にしたい", "hours": "2"}
    form = Form("consultation", answers)  # type: ignore[arg-type]
    plan = submit.prepare(session, town, people.workspace.id or 0, form)
    return submit.submit(session, town, people.workspace, asker, form, plan, key).item.id


def offers_help(session: Session, person: Person, hours: float) -> None:
    row = Helper(
        person_id=person.id or 0,
        workspace_id=person.workspace_id,
        about="Excelの集計をマクロで自動にしました",
        hours_per_week=hours,
        confirmed_on=LONG_AGO.date(),
        created_at=LONG_AGO,
        updated_at=LONG_AGO,
    )
    tag = Skill(workspace_id=person.workspace_id, person_id=person.id or 0, tag="Excelの集計", key="excelの集計")
    skills.save_helper(session, row, [tag])


def states(two: tuple[Database, Database], request_id: int) -> dict[int, str]:
    rows = two[0].read_now(lambda s: helping.list_offers(s, request_id))
    return {row.person_id: row.state for row in rows}


def test_of_two_who_put_their_hands_up_at_once_the_first_helps(
    two: tuple[Database, Database], clock: StillClock
) -> None:
    people, town = two[0].write_now(cast), city(clock)
    workspace = people.workspace
    for number in range(ROUNDS):
        item = two[0].write_now(lambda s, n=number: consult(s, town, people, f"k{n}", people.rana))  # type: ignore[misc]
        two[0].write_now(lambda s, i=item: asking.in_turn(s, town, workspace, people.rana, i))  # type: ignore[misc]
        two[0].write_now(lambda s, i=item: _open(s, town, people, i))  # type: ignore[misc]
        hands = [
            lambda s, p=person, i=item: answering.volunteer(s, town, workspace, p, i)  # type: ignore[misc]
            for person in (people.otto, people.leo)
        ]
        outcomes = at_once(two, *hands)
        assert sorted(outcomes) == ["", "help_taken"], number
        helper = (people.otto, people.leo)[outcomes.index("")]
        assert states(two, item) == {helper.id: "yes"}
        talks = two[0].read_now(lambda s, i=item: _talks(s, i))  # type: ignore[misc]
        assert len(talks) == 1
        assert helper.chat_id in talks[0].split(",")


def test_a_helper_with_time_for_one_is_asked_by_one_of_two_who_pick_them_at_once(
    two: tuple[Database, Database], clock: StillClock
) -> None:
    people, town = two[0].write_now(cast), city(clock)
    workspace = people.workspace
    two[0].write_now(lambda s: offers_help(s, people.otto, 3.0))
    for number in range(ROUNDS):
        asked = [
            two[0].write_now(lambda s, n=number, p=person: consult(s, town, people, f"{n}{p.id}", p))  # type: ignore[misc]
            for person in (people.rana, people.leo)
        ]
        picks = [
            lambda s, p=person, i=item: asking.pick(s, town, workspace, p, i, people.otto.id or 0)  # type: ignore[misc]
            for person, item in zip((people.rana, people.leo), asked, strict=True)
        ]
        outcomes = at_once(two, *picks)
        assert sorted(outcomes) == ["", "help_not_free"], number
        got = asked[outcomes.index("")]
        assert states(two, got) == {people.otto.id: "asked"}
        first = outcomes.index("")
        two[0].write_now(lambda s, i=got, p=first: _stop(s, town, people, p, i))  # type: ignore[misc]


def test_two_ticks_at_once_ask_the_next_one_time(two: tuple[Database, Database], clock: StillClock) -> None:
    people, town = two[0].write_now(cast), city(clock)
    for person in (people.otto, people.leo, people.cam):
        two[0].write_now(lambda s, p=person: offers_help(s, p, 7.0))  # type: ignore[misc]
    item = two[0].write_now(lambda s: consult(s, town, people, "k", people.rana))
    two[0].write_now(lambda s: asking.in_turn(s, town, people.workspace, people.rana, item))
    clock.advance(days=2, hours=6, minutes=30)
    (turn,) = two[0].read_now(lambda s: turns.list_turns(s, town))
    at_once(two, *[lambda s: turns.take_turn(s, town, turn, None)] * 2)
    assert sorted(states(two, item).values()) == ["asked", "expired"]
    assert two[0].read_now(lambda s: turns.list_turns(s, town)) == []
    actions = two[0].read_now(lambda s: [event.action for event in requests.list_events(s, item)])
    assert actions.count("help_asked") == 2


def _open(session: Session, town: City, people: Cast, request_id: int) -> None:
    search = helping.find(session, people.workspace.id or 0, request_id)
    assert search
    request = requests.get(session, people.workspace.id or 0, request_id)
    if search.state == "companion":
        widening.leave_companion(session, town, people.workspace, request, search)


def _stop(session: Session, town: City, people: Cast, place: int, request_id: int) -> None:
    asking.stop(session, town, people.workspace, (people.rana, people.leo)[place], request_id)


def _talks(session: Session, request_id: int) -> list[str]:
    rows = session.exec(select(OutboxMessage).where(OutboxMessage.request_id == request_id))
    return [row.channel for row in rows if "," in row.channel and row.method == "post"]
