import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bot.domain.errors import InvalidTransitionError, NotFoundError, UserError
from bot.domain.statuses import Status, TriageAction
from bot.language.text import bigrams
from bot.services import decisions, items, merge_choices, routing
from bot.services.city import City
from bot.services.decisions import Decision
from bot.services.intake import joining
from storage import audit, requests, search
from storage.database import Database, Session
from storage.tables import OutboxMessage, Person, Request
from tests.conftest import StillClock
from tests.factories import Cast, cast, city

MERGE, UNMERGE = TriageAction.MERGE, TriageAction.UNMERGE
DEEDS = st.one_of(
    st.tuples(st.just("merge"), st.integers(0, 3), st.integers(0, 3)),
    st.tuples(st.sampled_from(["unmerge", "undo", "accept", "withdraw"]), st.integers(0, 3), st.just(0)),
    st.tuples(st.just("join"), st.integers(0, 3), st.integers(0, 3)),
)


@dataclass
class Desk:
    """The cast, and items whose requesters are one of them each."""

    database: Database
    city: City
    cast: Cast
    ids: list[int] = field(default_factory=list)

    def post(self, *requesters: Person, **more: Any) -> int:
        """One more item; with `private` or `blind` it is that."""

        def add(session: Session) -> int:
            now, workspace_id = self.city.clock.now(), self.cast.workspace.id or 0
            given = {"title": "鍵の受け渡し", "body": "夜に開けに行く。", "group_id": self.cast.booking.id, **more}
            number = requests.next_number(session, workspace_id, 2026)
            request = Request(
                workspace_id=workspace_id,
                fiscal_year=2026,
                sequence=number.sequence,
                kind="proposal",
                created_at=now,
                updated_at=now,
                **given,
            )
            return requests.add(session, request, [person.id or 0 for person in requesters]).id or 0

        self.ids.append(self.database.write_now(add))
        return self.ids[-1]

    def act(self, request_id: int, action: TriageAction, into: int | None = None, person: Person | None = None) -> None:
        made = Decision(action, into=into)
        workspace, who = self.cast.workspace, person or self.cast.leo
        if action is TriageAction.UNDO:
            self.database.write_now(lambda s: decisions.undo(s, self.city, workspace, who, request_id))
        else:
            self.database.write_now(lambda s: decisions.decide(s, self.city, workspace, who, request_id, made))

    def join(self, request_id: int, person: Person) -> None:
        self.database.write_now(lambda s: joining.join(s, self.city, self.cast.workspace, person, request_id))

    def item(self, request_id: int) -> Request:
        return self.database.read_now(lambda s: requests.get(s, self.cast.workspace.id or 0, request_id))

    def shown(self, request_id: int) -> Any:
        def look(session: Session) -> Any:
            return items.describe(session, self.city, requests.get(session, self.cast.workspace.id or 0, request_id))

        return self.database.read_now(look)

    def names(self, request_id: int) -> list[str]:
        return [who.name for who in self.shown(request_id).requesters]

    def requesters(self, request_id: int) -> set[int]:
        return {who.id for who in self.shown(request_id).requesters}

    def lines(self, request_id: int) -> list[str]:
        return [e.action for e in self.database.read_now(lambda s: requests.list_events(s, request_id))]


@pytest.fixture
def desk(database: Database, clock: StillClock) -> Desk:
    return Desk(database, city(clock), database.write_now(cast))


@pytest.fixture
def fast(sqlite_url: str, clock: StillClock) -> Iterator[Desk]:
    database = Database(sqlite_url)
    yield Desk(database, city(clock), database.write_now(cast))
    database.close()


def test_the_requesters_of_a_merged_item_are_requesters_of_the_other_until_it_is_taken_out(desk: Desk) -> None:
    source, target = desk.post(desk.cast.rana, desk.cast.otto), desk.post(desk.cast.otto)
    desk.act(source, MERGE, target)
    assert desk.names(target) == ["外山 音人", "楽名 花"]
    assert desk.item(source).status == "merged"
    assert desk.shown(source).merged_into.number == "R8-0002"
    assert [other.number for other in desk.shown(target).merged] == ["R8-0001"]
    desk.act(source, UNMERGE)
    assert desk.names(target) == ["外山 音人"]
    assert (desk.item(source).status, desk.item(source).merged_into_id) == ("received", None)
    assert desk.lines(source) == ["merge", "unmerge"]
    assert desk.lines(target) == ["took_in", "gave_back"]


def test_a_merge_and_its_end_stand_in_the_audit_log_with_both_numbers(desk: Desk) -> None:
    source, target = desk.post(desk.cast.rana), desk.post(desk.cast.otto)
    desk.act(source, MERGE, target)
    desk.act(source, UNMERGE)
    rows = desk.database.read_now(lambda s: audit.list_rows(s, desk.cast.workspace.id or 0, action="decision"))
    told = [(row.subject, row.facts["deed"], row.facts["merged_into"]) for row in rows]
    assert sorted(told) == [("R8-0001", "merge", [None, "R8-0002"]), ("R8-0001", "unmerge", ["R8-0002", None])]


def test_who_joined_by_themselves_or_came_with_another_item_stays_when_one_is_taken_out(desk: Desk) -> None:
    first, second = desk.post(desk.cast.rana, desk.cast.cam), desk.post(desk.cast.rana)
    target = desk.post(desk.cast.otto)
    desk.act(first, MERGE, target)
    desk.act(second, MERGE, target)
    desk.join(first, desk.cast.cam)  # which goes on in the other
    desk.act(first, UNMERGE)
    assert desk.names(target) == ["外山 音人", "楽名 花", "佐藤 香夢"]
    desk.act(second, UNMERGE)
    assert desk.names(target) == ["外山 音人", "佐藤 香夢"]


def test_a_merged_item_stands_for_the_one_it_was_merged_into(desk: Desk) -> None:
    first, second, target = desk.post(desk.cast.rana), desk.post(desk.cast.cam), desk.post(desk.cast.otto)
    desk.act(first, MERGE, target)
    desk.act(second, MERGE, first)
    assert desk.item(second).merged_into_id == target
    with pytest.raises(UserError, match="merge_holds_others"):
        desk.act(target, MERGE, desk.post(desk.cast.aoi))
    alone = desk.post(desk.cast.otto)
    with pytest.raises(UserError, match="merge_itself"):
        desk.act(alone, MERGE, alone)


@pytest.mark.parametrize(
    ("source", "target", "refused"),
    [
        ({}, {"private": True}, "merge_private"),
        ({"private": True}, {}, "merge_private"),
        ({"private": True}, {"private": True}, "merge_private_others"),
        ({"blind": True}, {"status": "accepted"}, "merge_blind"),
        ({}, {"status": "declined"}, "merge_closed"),
        ({}, {"status": "withdrawn"}, "merge_closed"),
    ],
)
def test_a_merge_that_would_show_or_bury_something_is_refused(
    desk: Desk, source: dict[str, Any], target: dict[str, Any], refused: str
) -> None:
    one, other = desk.post(desk.cast.rana, **source), desk.post(desk.cast.otto, **target)
    with pytest.raises(UserError, match=refused):
        desk.act(one, MERGE, other)
    assert desk.item(one).status == "received"
    found = desk.database.read_now(lambda s: choices(s, desk, one, ""))
    assert other not in found


def test_a_private_item_that_one_may_not_see_is_unknown(desk: Desk) -> None:
    one, other = desk.post(desk.cast.rana), desk.post(desk.cast.otto, private=True, group_id=None)
    with pytest.raises(NotFoundError, match="request_unknown"):
        desk.act(one, MERGE, other)


def test_two_private_items_of_the_same_person_can_be_merged(desk: Desk) -> None:
    one, other = desk.post(desk.cast.rana, private=True), desk.post(desk.cast.rana, private=True)
    assert desk.database.read_now(lambda s: choices(s, desk, one, "鍵")) == [other]
    desk.act(one, MERGE, other)
    assert desk.shown(one).merged_into.title == ""


def test_names_that_are_hidden_stay_hidden_in_the_other_item_until_it_is_decided(desk: Desk) -> None:
    blind, second, target = desk.post(desk.cast.rana, blind=True), desk.post(desk.cast.cam), desk.post(desk.cast.otto)
    desk.act(blind, MERGE, target)
    desk.act(second, MERGE, target)
    assert desk.shown(target).blind
    desk.act(second, UNMERGE)
    assert desk.shown(target).blind
    desk.act(blind, UNMERGE)
    assert not desk.shown(target).blind
    desk.act(blind, MERGE, target)
    desk.act(target, TriageAction.ACCEPT)
    assert not desk.shown(target).blind
    assert desk.shown(blind).blind


def test_an_item_that_hides_its_own_requesters_goes_on_hiding_them(desk: Desk) -> None:
    source, target = desk.post(desk.cast.rana, blind=True), desk.post(desk.cast.otto, blind=True)
    desk.act(source, MERGE, target)
    desk.act(source, UNMERGE)
    assert desk.shown(target).blind


def test_nobody_hears_a_hidden_name_of_a_merge(desk: Desk) -> None:
    source, target = desk.post(desk.cast.rana, blind=True), desk.post(desk.cast.otto)
    desk.act(source, MERGE, target)
    desk.act(source, UNMERGE)
    sent = desk.database.read_now(told)
    assert len(sent) >= 4
    assert [text for channel, text in sent if channel != "U0RANA" and "楽名" in text] == []


def test_what_others_were_merged_into_cannot_be_withdrawn(desk: Desk) -> None:
    source, target = desk.post(desk.cast.rana), desk.post(desk.cast.otto)
    desk.act(source, MERGE, target)
    for person in (desk.cast.rana, desk.cast.otto):
        with pytest.raises(UserError, match="merge_holds_others"):
            desk.act(target, TriageAction.WITHDRAW, person=person)


def test_the_menu_offers_what_says_the_same_first_and_finds_by_number_and_words(desk: Desk) -> None:
    source = desk.post(desk.cast.rana)
    other = desk.post(desk.cast.otto, title="図書館の時間外返却")
    alike = desk.post(desk.cast.otto, title="夜間の鍵の受け渡し", group_id=desk.cast.counter.id)
    closed = desk.post(desk.cast.otto, status="declined")
    desk.database.write_now(lambda s: remembered(s, desk.ids))

    def look(typed: str) -> list[int]:
        return desk.database.read_now(lambda s: choices(s, desk, source, typed))

    assert look("") == [alike, other]
    assert look("Ｒ８－２") == [other]
    assert look("図書館") == [other]
    assert look(f"R8-{closed}") == []
    desk.act(other, MERGE, alike)
    assert look("R8-2") == [alike]
    assert look("R8-1") == []


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(deeds=st.lists(DEEDS, max_size=20))
def test_no_sequence_of_merges_makes_a_chain_or_loses_a_requester(
    fast: Desk, deeds: list[tuple[str, int, int]]
) -> None:
    people = (fast.cast.rana, fast.cast.otto, fast.cast.cam, fast.cast.aoi)
    ids = [fast.post(person) for person in people]
    joined: dict[int, set[int]] = {id_: {person.id or 0} for id_, person in zip(ids, people, strict=True)}
    for deed, place, other in deeds:
        with suppress(UserError):
            if deed == "join":
                goal = fast.item(ids[place]).merged_into_id or ids[place]
                fast.join(ids[place], people[other])
                joined[goal].add(people[other].id or 0)
            else:
                by = people[place] if deed == "withdraw" else fast.cast.leo
                fast.act(ids[place], TriageAction(deed), ids[other] if deed == "merge" else None, by)
        rows = {id_: fast.item(id_) for id_ in ids}
        for id_, row in rows.items():
            assert (row.merged_into_id is not None) == (row.status == Status.MERGED)
            assert row.merged_into_id is None or rows[row.merged_into_id].merged_into_id is None
            assert row.merged_into_id is None or rows[row.merged_into_id].status != Status.WITHDRAWN
            within = [joined[one] for one, merged in rows.items() if merged.merged_into_id == id_]
            assert fast.requesters(id_) == joined[id_].union(*within)


def test_of_two_merges_into_each_other_one_wins_each_time(
    database: Database, database_url: str, clock: StillClock
) -> None:
    two, town, people = (database, Database(database_url)), city(clock), database.write_now(cast)
    desk = Desk(database, town, people)
    for _ in range(25):
        pair = desk.post(people.rana), desk.post(people.otto)
        outcomes = race(two, town, people, pair)
        merged = [id_ for id_ in pair if desk.item(id_).merged_into_id is not None]
        assert len(merged) == 1, outcomes
        assert sorted(outcomes) == ["merged", "status_changed"] or "merge_" in "".join(outcomes), outcomes
    two[1].close()


def race(two: tuple[Database, Database], town: City, people: Cast, pair: tuple[int, int]) -> list[str]:
    """Leo merges the first into the second while Aoi merges the second into the first."""
    outcomes, start = ["", ""], threading.Barrier(2)

    def press(place: int, person: Person) -> None:
        made = Decision(MERGE, into=pair[1 - place])
        start.wait(10)
        try:
            two[place].write_now(lambda s: decisions.decide(s, town, people.workspace, person, pair[place], made))
            outcomes[place] = "merged"
        except (InvalidTransitionError, UserError) as error:
            outcomes[place] = error.code

    threads = [
        threading.Thread(target=press, args=(place, person)) for place, person in enumerate((people.leo, people.aoi))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes


def choices(session: Session, desk: Desk, request_id: int, typed: str) -> list[int]:
    person, workspace = desk.cast.leo, desk.cast.workspace
    return [c.id for c in merge_choices.choices(session, desk.city, workspace, person, request_id, typed)]


def told(session: Session) -> list[tuple[str, str]]:
    """Every message, with the channel it goes to."""
    return [(row.channel, f"{row.text} {row.blocks}") for row in session.exec(select(OutboxMessage))]


def remembered(session: Session, ids: list[int]) -> None:
    """Let the items be found, and be known to who looks for similar ones."""
    for id_ in ids:
        row = session.get_one(Request, id_)
        search.index(session, id_, bigrams(routing.text_of(row)))
        requests.add_event(session, row, row.created_at, None, "posted", before={}, after={})
