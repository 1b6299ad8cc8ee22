from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.due import OPEN
from bot.domain.errors import UserError
from bot.domain.outcomes import Rule
from bot.domain.statuses import TRANSITIONS, WAITING, Status, TriageAction, buttons_for, menu_for, own_for
from bot.services import assigning, decisions, duties, opinions, scoring, triage
from bot.services.assigning import Assignment
from bot.services.city import City
from bot.services.decisions import Decision
from bot.services.opinions import Question
from storage import requests
from storage.database import Database, Session
from storage.tables import Person, Request, RequestEvent
from tests.conftest import StillClock
from tests.factories import Cast, approved_by, cast, city

FINAL = {Status.DECLINED, Status.MERGED, Status.WITHDRAWN, Status.DONE, Status.ROLLED_OUT}
ACTORS = ("rana", "leo", "cam", "otto", "aoi")
WHY = "わけがあります。"
ANYTHING = st.tuples(
    st.sampled_from(list(TriageAction)),
    st.sampled_from([*ACTORS, "leo", "leo"]),
    st.sampled_from(["", WHY, "あ" * 1001]),
    st.sampled_from([None, -1, 0, 1, 30]),
    st.sampled_from([0, 0, 0, 5, 11]),
)
# What is refused leads nowhere: most steps are such as the item's status offers, taken by somebody who may.
OFFERED = st.integers(0, 999)
STEPS = st.lists(st.one_of(ANYTHING, OFFERED, OFFERED), min_size=12, max_size=25)
MAY = dict.fromkeys(TriageAction, ("leo", "aoi")) | {TriageAction.APPROVE: ("otto", "cam", "aoi")}
MAY |= dict.fromkeys((TriageAction.ANSWER, TriageAction.WITHDRAW), ("rana",)) | {TriageAction.DISAPPROVE: ("otto",)}
MAY |= {TriageAction.UNDO: ("leo", "leo", "aoi", "rana")}
Deed = tuple[TriageAction, str, str, int | None, int]


def offered(status: str, place: int) -> Deed:
    """One of the steps that a status offers."""
    possible = [
        (action, name) for action, rule in TRANSITIONS.items() if status in rule.sources for name in MAY[action]
    ]
    return (*possible[place % len(possible)], WHY, 30, place % 3)


class Office:
    """The cast in a database, and one item after the other."""

    def __init__(self, database: Database, clock: StillClock) -> None:
        self.database = database
        self.clock = clock
        self.city: City = city(clock)
        self.cast: Cast = database.write_now(cast)
        self.other = self.post()  # what the others are merged into

    def post(self) -> int:
        return self.database.write_now(self._post)

    def _post(self, session: Session) -> int:
        now, workspace_id = self.clock.now(), self.cast.workspace.id or 0
        number = requests.next_number(session, workspace_id, 2026)
        request = Request(
            workspace_id=workspace_id,
            fiscal_year=2026,
            sequence=number.sequence,
            kind="proposal",
            title="鍵の受け渡し",
            body="夜に開けに行く。",
            group_id=self.cast.booking.id,
            answer_due_on=date(2026, 12, 1),
            created_at=now,
            updated_at=now,
        )
        return requests.add(session, request, [self.cast.rana.id or 0]).id or 0

    def item(self, request_id: int) -> Request:
        return self.database.read_now(lambda s: requests.get(s, self.cast.workspace.id or 0, request_id))

    def history(self, request_id: int) -> list[RequestEvent]:
        return self.database.read_now(lambda s: requests.list_events(s, request_id))

    def act(self, request_id: int, name: str, action: TriageAction, words: str, until: date | None) -> None:
        workspace = self.cast.workspace

        def work(session: Session) -> Any:
            person: Person = getattr(self.cast, name)
            if action is TriageAction.UNDO:
                return decisions.undo(session, self.city, workspace, person, request_id)
            if action is TriageAction.MOVE:
                here = requests.get(session, workspace.id or 0, request_id).group_id
                there = self.cast.counter if here == self.cast.booking.id else self.cast.booking
                return triage.move(session, self.city, workspace, person, request_id, there.id or 0, words)
            if action is TriageAction.ASSIGN:
                had = requests.get(session, workspace.id or 0, request_id).assignee_id
                other = self.cast.otto if had != self.cast.otto.id else self.cast.cam
                made = Assignment(other.id or 0, until)
                return assigning.assign(session, self.city, workspace, person, request_id, made)
            if action is TriageAction.CONSULT:
                question = Question(words, until, {self.cast.otto.department_id or 0: self.cast.otto.id or 0})
                return opinions.ask(session, self.city, workspace, person, request_id, question)
            if action is TriageAction.SCORE:
                return scoring.start(session, self.city, workspace, person, request_id)
            into = self.other if action is TriageAction.MERGE else None
            made = Decision(action, words, until, into=into)
            return decisions.decide(session, self.city, workspace, person, request_id, made)

        self.database.write_now(work)


@pytest.fixture
def office(sqlite_url: str, clock: StillClock) -> Iterator[Office]:
    database = Database(sqlite_url)
    yield Office(database, clock)
    database.close()


@pytest.mark.parametrize("rule", [None, *Rule])
def test_no_sequence_of_actions_leaves_the_table_and_history_tells_the_present_state(
    office: Office, rule: Rule | None
) -> None:
    if rule is not None:
        office.city = city(office.clock, approved_by(rule, "U0OTTO", "U0CAM", "U0AOI"))
    seen: set[str] = set()

    @settings(max_examples=40, deadline=None, derandomize=True, database=None)
    @given(steps=STEPS)
    def walk(steps: list[Deed | int]) -> None:
        seen.update(walked(office, steps))

    walk()
    approving = {"propose", "approve", "disapprove", "recall"}
    assert {"undone", "withdraw", "merge"} <= seen
    assert seen & (approving if rule else {"accept", "partly_accept", "decline"})
    assert rule or not approving & seen


def walked(office: Office, steps: list[Deed | int]) -> set[str]:
    """Do all this with a new item, looking at it after every step; what its history tells in the end."""
    request_id = office.post()
    been = ["received"]
    for step in steps:
        action, name, words, days, minutes = offered(been[-1], step) if isinstance(step, int) else step
        office.clock.advance(minutes=minutes)
        until = None if days is None else office.city.today() + timedelta(days=days)
        lines = len(office.history(request_id))
        done = False
        with suppress(UserError):
            office.act(request_id, name, action, words, until)
            done = True
        now = office.item(request_id).status
        took_effect = done and action is TriageAction.APPROVE and now != Status.AWAITING
        assert len(office.history(request_id)) == lines + done + took_effect
        check_step(action, been, now, done=done)
        assert cared_for(office, request_id) == (now in OPEN)
        if now != been[-1]:
            been.append(now)
    item = office.item(request_id)
    assert replayed(office.history(request_id)) == (
        item.status,
        item.answer_due_on,
        item.group_id == office.cast.booking.id,
        item.assignee_id,
        item.assigned_until,
        "R8-0001" if item.merged_into_id == office.other else None,
    )
    assert (item.merged_into_id is not None) == (item.status == Status.MERGED)
    assert (item.approval is not None) == (item.status == Status.AWAITING)
    return {event.action for event in office.history(request_id)}


def cared_for(office: Office, request_id: int) -> bool:
    """Whether an item has a next step with its day; somebody owns it in any case."""

    def look(session: Session) -> bool:
        request = requests.get(session, office.cast.workspace.id or 0, request_id)
        named = [request.assignee_id, request.companion_id]
        staff = duties.read_staff(session, office.city, request.workspace_id, named)
        assert staff.owner(request).person is not None
        assert request.status != Status.AWAITING or duties.approvers(request, missing=True)
        return duties.due_of(office.city, request, duties.pace_for(session, office.city, request)) is not None

    return office.database.read_now(look)


def check_step(action: TriageAction, been: list[str], now: str, *, done: bool) -> None:
    """Whether a step that was carried out stands in the table, and one that was refused has changed nothing."""
    rule, decided = TRANSITIONS[action], {"accepted", "partly_accepted", "declined"}
    backwards = {TriageAction.UNDO, TriageAction.UNMERGE, TriageAction.DISAPPROVE, TriageAction.RECALL}
    if done and action is TriageAction.APPROVE:
        assert been[-1] == Status.AWAITING
        assert now in {Status.AWAITING, *decided}
    elif not done or (rule.target is None and action not in backwards):
        assert now == been[-1]
    elif action in backwards:
        assert now in been[:-1]
        assert now != Status.AWAITING
    else:
        assert Status(been[-1]) in rule.sources
        assert now == rule.target or (rule.target in decided and now == Status.AWAITING)


def replayed(history: list[RequestEvent]) -> tuple[str, date | None, bool, int | None, date | None, str | None]:
    """The state that the history tells, from what was posted on; every line goes on where the last one ended."""
    state: dict[str, Any] = {"status": "received", "answer_due_on": "2026-12-01", "group": "facility-booking"}
    state |= {"assignee": None, "assigned_until": None, "merged_into": None}
    for event in history:
        known = {name: value for name, value in event.before.items() if name in state}
        assert known == {name: state[name] for name in known}
        state |= {name: value for name, value in event.after.items() if name in state}
    due, until = (date.fromisoformat(day) if day else None for day in (state["answer_due_on"], state["assigned_until"]))
    where = state["group"] == "facility-booking"
    return state["status"], due, where, state["assignee"], until, state["merged_into"]


@pytest.mark.parametrize("status", [status for status in Status if status not in FINAL])
def test_somebody_can_always_lead_an_unfinished_item_on(status: Status) -> None:
    decided = {TriageAction.APPROVE, TriageAction.RECALL}  # these lead on to what was proposed, or back from it
    offered = (*buttons_for(status), *menu_for(status))
    onward = [action for action in offered if TRANSITIONS[action].target or action in decided]
    assert onward != []
    assert buttons_for(status) != ()


@pytest.mark.parametrize("status", list(Status))
def test_every_action_is_offered_once_where_it_can_be_done(status: Status) -> None:
    offered = [*buttons_for(status), *menu_for(status), *own_for(status)]
    assert len(offered) == len(set(offered))
    assert set(offered) == {action for action, rule in TRANSITIONS.items() if status in rule.sources}
    assert len(buttons_for(status)) <= 3


def test_a_requester_is_owed_words_whenever_the_answer_is_not_what_they_hoped_for() -> None:
    sad = {Status.DECLINED, Status.HELD, Status.SENT_BACK, Status.PARTLY_ACCEPTED}
    assert [a for a, rule in TRANSITIONS.items() if rule.target in sad and not rule.needs_words] == []
    assert all(rule.target is None or rule.sources for rule in TRANSITIONS.values())
    assert {Status.SENT_BACK, Status.HELD} <= WAITING


def test_nobody_is_named_a_decider_by_a_decision_that_was_refused(office: Office) -> None:
    request_id = office.post()
    with pytest.raises(UserError, match="not_allowed"):
        office.act(request_id, "otto", TriageAction.ACCEPT, "", None)
    assert office.history(request_id) == []


def test_a_decision_cannot_be_taken_back_twice(office: Office) -> None:
    request_id = office.post()
    office.act(request_id, "leo", TriageAction.REVIEW, "", None)
    office.act(request_id, "leo", TriageAction.ACCEPT, "", None)
    office.act(request_id, "leo", TriageAction.UNDO, "", None)
    assert office.item(request_id).status == "reviewing"
    with pytest.raises(UserError, match="undo_nothing"):
        office.act(request_id, "leo", TriageAction.UNDO, "", None)


def test_a_good_practice_that_is_reviewed_again_is_owed_no_answer(office: Office) -> None:
    request_id = office.post()

    def practice(session: Session) -> None:
        request = requests.get(session, office.cast.workspace.id or 0, request_id)
        request.kind, request.answer_due_on = "practice", None

    office.database.write_now(practice)
    office.act(request_id, "leo", TriageAction.ASK, "いつからですか。", None)
    office.act(request_id, "rana", TriageAction.ANSWER, "4月からです。", None)
    assert (office.item(request_id).status, office.item(request_id).answer_due_on) == ("reviewing", None)
