"""Whatever people do in whatever order: one is asked at a time, one helps, history tells it, nobody is left over."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.due import OPEN
from bot.domain.errors import UserError
from bot.domain.helping import UNDER_WAY, Search
from bot.domain.statuses import TriageAction
from bot.services import decisions, duties
from bot.services.decisions import Decision
from bot.services.helping import answering, asking, ending, turns, widening
from storage import helping, requests, skills
from storage.database import Database, Session
from storage.tables import Consultation, Person, RequestEvent
from tests.bot.services.helping.test_racing import consult, offers_help
from tests.bot.services.test_decisions import replayed
from tests.conftest import StillClock
from tests.factories import cast, city

HELPERS = ("otto", "leo", "cam")
ASKER = ("in_turn", "stop", "choose", "to_companion", "withdraw", "undo")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(ASKER), st.just("rana")),
        st.tuples(st.just("pick"), st.sampled_from(HELPERS)),
        st.tuples(st.sampled_from(("yes", "yes", "no", "volunteer", "step_back")), st.sampled_from(HELPERS)),
        st.tuples(st.sampled_from(("pause", "back")), st.sampled_from(HELPERS)),
        st.tuples(st.just("name"), st.just("aoi")),
        st.tuples(st.sampled_from(("call", "solve", "go_on")), st.just("cam")),
        st.tuples(st.sampled_from(("accept", "decline", "undo_lead", "wait", "wait")), st.just("leo")),
    ),
    max_size=14,
)


class Story:
    """One consultation, and what its people do."""

    def __init__(self, database: Database, clock: StillClock) -> None:
        self.database, self.clock, self.city = database, clock, city(clock)
        self.cast = database.write_now(cast)
        self.count = 0
        for name in HELPERS:
            database.write_now(lambda s, n=name: offers_help(s, getattr(self.cast, n), 7.0))  # type: ignore[misc]

    def begin(self) -> int:
        self.count += 1
        self.clock.to(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
        key = f"k{self.count}"
        return self.database.write_now(lambda s: consult(s, self.city, self.cast, key, self.cast.rana))

    def act(self, deed: str, person: Person, item: int) -> Callable[[Session], object]:
        town, here, rana, cam = self.city, self.cast.workspace, self.cast.rana, self.cast.cam
        leo = self.cast.leo
        decided = Decision(TriageAction.DECLINE if deed == "decline" else TriageAction.ACCEPT, "研修で扱います。")
        deeds: dict[str, Callable[[Session], object]] = {
            "pick": lambda s: asking.pick(s, town, here, rana, item, person.id or 0),
            "in_turn": lambda s: asking.in_turn(s, town, here, rana, item),
            "stop": lambda s: asking.stop(s, town, here, rana, item),
            "choose": lambda s: asking.choose(s, town, here, rana, item),
            "to_companion": lambda s: widening.to_companion(s, town, here, rana, item),
            "name": lambda s: widening.name(s, town, here, cam, item, person.id or 0),
            "call": lambda s: widening.call(s, town, here, cam, item),
            "yes": lambda s: answering.accept(s, town, here, person, _offer(s, item, person)),
            "no": lambda s: answering.refuse(s, town, here, person, _offer(s, item, person)),
            "volunteer": lambda s: answering.volunteer(s, town, here, person, item),
            "step_back": lambda s: answering.step_back(s, town, here, person, item),
            "solve": lambda s: ending.solve(s, town, here, requests.get(s, here.id or 0, item)),
            "go_on": lambda s: ending.go_on(s, town, here, requests.get(s, here.id or 0, item)),
            "withdraw": lambda s: decisions.decide(s, town, here, rana, item, Decision(TriageAction.WITHDRAW)),
            "undo": lambda s: decisions.undo(s, town, here, rana, item),
            "undo_lead": lambda s: decisions.undo(s, town, here, leo, item),
            "accept": lambda s: decisions.decide(s, town, here, leo, item, decided),
            "decline": lambda s: decisions.decide(s, town, here, leo, item, decided),
            "pause": lambda s: _pause(s, person, paused=True),
            "back": lambda s: _pause(s, person, paused=False),
        }
        return deeds[deed]

    def tick(self) -> None:
        for _ in range(10):
            due = self.database.read_now(lambda s: turns.list_turns(s, self.city))
            if not due:
                return
            for turn in due:
                self.database.write_now(lambda s, t=turn: turns.take_turn(s, self.city, t, None))  # type: ignore[misc]
        raise AssertionError("the search never comes to rest")


@pytest.fixture
def story(sqlite_url: str, clock: StillClock) -> Iterator[Story]:
    database = Database(sqlite_url)
    yield Story(database, clock)
    database.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(steps=STEPS)
def test_no_order_of_deeds_leaves_anybody_dangling(story: Story, steps: list[tuple[str, str]]) -> None:
    item = story.begin()
    for deed, name in steps:
        if deed == "wait":
            story.clock.advance(hours=72)
        else:
            with suppress(UserError):
                story.database.write_now(story.act(deed, getattr(story.cast, name), item))
        story.tick()
        story.database.read_now(lambda s: check(s, story, item))
    story.database.write_now(lambda s: _end(s, story, item))
    story.tick()
    story.database.read_now(lambda s: check(s, story, item))


def check(session: Session, story: Story, item: int) -> None:
    """What always holds once everything that is due has been done."""
    request = requests.get(session, story.cast.workspace.id or 0, item)
    search = session.get_one(Consultation, item)
    states = [offer.state for offer in helping.list_offers(session, item)]
    assert states.count("asked") == (search.state == Search.ASKING)
    assert states.count("yes") == (search.state == Search.HELPING)
    assert (search.state in UNDER_WAY) == (request.status in OPEN)
    assert (search.due_at is not None) == (search.state == Search.COMPANION)
    status, due, *_ = replayed(requests.list_events(session, item))
    assert (status, due) == (request.status, request.answer_due_on)
    if request.status in OPEN:
        named = [request.assignee_id, request.companion_id]
        staff = duties.read_staff(session, story.city, request.workspace_id, named)
        assert staff.owner(request).person is not None
        pace = duties.pace_for(session, story.city, request)
        assert duties.due_of(story.city, request, pace) is not None


def _offer(session: Session, item: int, person: Person) -> int:
    return next((o.id or 0 for o in helping.list_offers(session, item) if o.person_id == person.id), 0)


def _pause(session: Session, person: Person, *, paused: bool) -> None:
    helper = skills.find_helper(session, person.workspace_id, person.id or 0)
    assert helper
    helper.paused = paused


def _end(session: Session, story: Story, item: int) -> None:
    """Everybody is free again for the next story."""
    request = requests.get(session, story.cast.workspace.id or 0, item)
    request.status = "declined"
    events = requests.list_events(session, item)
    requests.add_event(
        session, request, story.clock.now(), None, "decline", before=_status(events), after={"status": "declined"}
    )
    for name in HELPERS:
        _pause(session, getattr(story.cast, name), paused=False)


def _status(events: list[RequestEvent]) -> dict[str, object]:
    known = [event.after["status"] for event in events if "status" in event.after]
    return {"status": known[-1]}
