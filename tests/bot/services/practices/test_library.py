from datetime import date
from typing import Any

import pytest

from bot.domain.errors import NotAllowedError
from bot.domain.kinds import RequestKind
from bot.domain.library import LibraryPage, LibraryQuery
from bot.domain.practices import PracticeState, TagKind
from bot.services.city import City
from bot.services.intake.submit import Form, Plan, prepare, submit
from bot.services.practices import checking, drafting, library, tags
from storage import practices, requests
from storage.database import Database, Session
from storage.tables import Person
from tests.conftest import StillClock
from tests.factories import Cast, cast, city


class Shelf:
    """The cast, what they post, and what each of them finds."""

    def __init__(self, database: Database, clock: StillClock) -> None:
        self.database = database
        self.city: City = city(clock)
        self.cast: Cast = database.write_now(cast)

    def post(self, person: Person, kind: RequestKind = RequestKind.PRACTICE, **answers: Any) -> int:
        given = {"title": "題", "body": "した", **answers}
        count = len(self.database.read_now(lambda s: requests.list_requests(s, 1)))

        def work(session: Session) -> int:
            form = Form(kind, given)
            plan: Plan = prepare(session, self.city, 1, form)
            return submit(session, self.city, self.cast.workspace, person, form, plan, f"view:{count}").item.id

        return self.database.write_now(work)

    def change(self, number: int, **changes: object) -> None:
        def work(session: Session) -> None:
            row = requests.get(session, 1, number)
            requests.change(session, row, expect={}, **changes)

        self.database.write_now(work)

    def state(self, number: int, **changes: object) -> None:
        def work(session: Session) -> None:
            row = practices.lock(session, 1, number)
            for name, value in changes.items():
                setattr(row, name, value)

        self.database.write_now(work)

    def page(self, person: Person, query: LibraryQuery = LibraryQuery(), start: int = 0) -> LibraryPage:  # noqa: B008
        return self.database.read_now(lambda s: library.find(s, self.city, person, query, start))

    def find(self, person: Person, query: LibraryQuery = LibraryQuery(), start: int = 0) -> list[int]:  # noqa: B008
        return [item.id for item in self.page(person, query, start).items]


@pytest.fixture
def shelf(database: Database, clock: StillClock) -> Shelf:
    return Shelf(database, clock)


def test_only_what_stands_in_the_library_is_found_by_whoever_looks(shelf: Shelf) -> None:
    people = shelf.cast
    kept = shelf.post(people.rana)
    shelf.post(people.rana, RequestKind.PROPOSAL)
    gone = [shelf.post(people.rana) for _ in range(6)]
    for number, state in zip(gone, set(PracticeState) - {PracticeState.PUBLISHED}, strict=False):
        shelf.state(number, state=state)
    hidden: tuple[dict[str, Any], ...] = ({"private": True}, {"status": "withdrawn"}, {"status": "declined"})
    for number, changes in zip(gone[3:], hidden, strict=True):
        shelf.change(number, **changes)
    for person in (people.rana, people.otto, people.aoi, people.leo):
        assert shelf.find(person) == [kept]
        assert shelf.page(person).ways.total == 1


def test_a_nameless_practice_leads_to_no_department(shelf: Shelf) -> None:
    people = shelf.cast
    number = shelf.post(people.rana)
    department = people.rana.department_id or 0
    assert shelf.find(people.otto, LibraryQuery(department=department)) == [number]
    shelf.change(number, blind=True)
    assert shelf.find(people.otto) == [number]
    assert shelf.find(people.otto, LibraryQuery(department=department)) == []
    assert shelf.page(people.otto).ways.departments == ()


def test_spellings_of_one_tool_count_as_one_and_words_are_found_in_tags(shelf: Shelf) -> None:
    people = shelf.cast
    first = shelf.post(people.rana, tools=["サーバー"], work=["問い合わせ"])
    second = shelf.post(people.cam, tools=["ｻｰﾊﾞ"])
    (tool,) = shelf.page(people.otto).ways.tools
    assert tool.count == 2
    assert shelf.find(people.otto, LibraryQuery(tool=tool.key)) == [second, first]
    assert shelf.find(people.otto, LibraryQuery("問合せ")) == [first]
    assert shelf.find(people.otto, LibraryQuery("さーば")) == [second, first]
    assert shelf.find(people.otto, LibraryQuery("R8-1")) == [first]
    assert shelf.find(people.otto, LibraryQuery("、。")) == []


def test_those_with_figures_come_first_page_by_page(shelf: Shelf) -> None:
    people = shelf.cast
    told = [shelf.post(people.rana, effect="年に95時間") for _ in range(2)]
    plain = [shelf.post(people.rana, effect="楽になった") for _ in range(8)]
    first, rest = shelf.find(people.otto), shelf.find(people.otto, start=8)
    assert first + rest == [*reversed(told), *reversed(plain)]
    assert len(first) == 8
    assert shelf.find(people.otto, LibraryQuery(figures=True)) == [*reversed(told)]
    assert shelf.page(people.otto).ways.with_figures == 2


@pytest.mark.parametrize("unfit", ["090-1234-5678", "長" * 41, "、", ""])
def test_what_is_no_tag_is_not_offered_as_one(shelf: Shelf, unfit: str) -> None:
    assert shelf.database.read_now(lambda s: tags.suggestions(s, 1, TagKind.TOOLS, unfit)) == []


def test_known_tags_are_offered_before_what_was_typed(shelf: Shelf) -> None:
    shelf.post(shelf.cast.rana, tools=["RPA", "超RPA"])

    def offered(typed: str) -> list[tuple[str, bool]]:
        return shelf.database.read_now(lambda s: tags.suggestions(s, 1, TagKind.TOOLS, typed))

    assert offered("rp") == [("RPA", False), ("超RPA", False), ("rp", True)]
    assert offered("ＲＰＡ") == [("RPA", False), ("超RPA", False)]
    assert offered("") == [("RPA", False), ("超RPA", False)]


def test_a_check_is_claimed_by_one_of_two_who_are_equally_fast(shelf: Shelf) -> None:
    number = shelf.post(shelf.cast.rana)
    shelf.state(number, checked_on=date(2025, 12, 1))
    (turn,) = shelf.database.read_now(lambda s: checking.list_turns(s, shelf.city))
    seen = shelf.database.read_now(lambda s: practices.find(s, number))
    assert seen
    assert shelf.database.write_now(lambda s: checking.take_turn(s, shelf.city, turn, None))
    assert not shelf.database.write_now(lambda s: practices.claim_check(s, seen, shelf.city.today()))
    assert shelf.database.read_now(lambda s: checking.list_turns(s, shelf.city)) == []


def test_a_draft_of_a_practice_tells_what_is_known_and_keeps_what_is_private(shelf: Shelf) -> None:
    people = shelf.cast
    number = shelf.post(people.rana, RequestKind.PROPOSAL, idea="番号で開く鍵", effect="月20回")

    def draft(session: Session) -> dict[str, Any]:
        start = drafting.draft_from(session, people.leo, requests.get(session, 1, number), ["一緒に設定した"])
        assert start.from_request_id == number
        return start.answers

    told = shelf.database.read_now(draft)
    assert told["body"] == "一緒に設定した"
    assert told["together_with"] == ["U0RANA"]
    shelf.change(number, private=True)
    with pytest.raises(NotAllowedError):
        shelf.database.read_now(draft)
