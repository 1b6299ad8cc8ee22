from datetime import date, timedelta
from typing import Any

import pytest

from storage import following, requests
from storage.database import Database, Session
from storage.tables import Consultation, FollowUp, HelpOffer, Request
from tests.factories import LONG_AGO, Cast, cast

STAMPS = {"created_at": LONG_AGO, "updated_at": LONG_AGO}
LATER = LONG_AGO + timedelta(days=14)


def consulted(session: Session, here: Cast, offer: str, search: str, *, private: bool = False) -> int:
    workspace_id = here.workspace.id or 0
    values: dict[str, Any] = {
        "kind": "consultation",
        "title": "罫線",
        "body": "罫線の引き方",
        "private": private,
        **STAMPS,
    }
    request = Request(workspace_id=workspace_id, fiscal_year=2026, sequence=1, **values)
    requests.add(session, request, [here.rana.id or 0])
    session.add(Consultation(request_id=request.id, workspace_id=workspace_id, state=search, **STAMPS))
    session.flush()
    given = {"workspace_id": workspace_id, "request_id": request.id, "person_id": here.otto.id, "state": offer}
    session.add(HelpOffer(asked_at=LONG_AGO, answered_at=LONG_AGO, **given))
    session.flush()
    return request.id or 0


def followed(session: Session, here: Cast, item: int, part: str = "helper", **more: Any) -> FollowUp:
    person = here.otto if part == "helper" else here.rana
    values = {
        "request_id": item,
        "person_id": person.id,
        "part": part,
        "due_on": LATER.date(),
        "state": "asked",
        "asked_at": LONG_AGO,
        **more,
    }
    return following.save(session, FollowUp(workspace_id=here.workspace.id, **values))


@pytest.mark.parametrize(
    ("offer", "search", "asked"),
    [
        ("yes", "helping", True),
        ("done", "solved", True),
        ("done", "asking", False),
        ("no", "helping", False),
        ("withdrawn", "closed", False),
    ],
)
def test_who_helps_or_helped_is_asked_while_it_is_the_last_word(
    database: Database, offer: str, search: str, asked: bool
) -> None:
    def work(session: Session) -> list[tuple[int, int]]:
        here = cast(session)
        consulted(session, here, offer, search)
        assert following.list_unasked(session, here.workspace.id or 0, LONG_AGO) == []
        return following.list_unasked(session, here.workspace.id or 0, LATER)

    assert bool(database.write_now(work)) == asked


def test_nobody_is_asked_again_by_a_second_question(database: Database) -> None:
    def work(session: Session) -> list[tuple[int, int]]:
        here = cast(session)
        followed(session, here, consulted(session, here, "yes", "helping"))
        return following.list_unasked(session, here.workspace.id or 0, LATER)

    assert database.write_now(work) == []


def test_who_comes_back_to_an_item_is_asked_anew(database: Database) -> None:
    def work(session: Session) -> int:
        here = cast(session)
        item = consulted(session, here, "yes", "helping")
        followed(session, here, item, asked_at=LONG_AGO - timedelta(days=30))
        return len(following.list_unasked(session, here.workspace.id or 0, LATER))

    assert database.write_now(work) == 1


def test_silent_are_those_whose_day_has_come_until_they_answer_or_are_left_alone(database: Database) -> None:
    def work(session: Session) -> list[str]:
        here = cast(session)
        item = consulted(session, here, "yes", "helping")
        row = followed(session, here, item)
        found = []
        for state in ("asked", "reminded", "answered", "dropped"):
            row.state = state
            following.save(session, row)
            found += [one.state for one in following.list_silent(session, here.workspace.id or 0, LATER.date())]
        assert following.list_silent(session, here.workspace.id or 0, date(2026, 4, 2)) == []
        return found

    assert database.write_now(work) == ["asked", "reminded"]


@pytest.mark.parametrize("search", ["closed", "asking", "choosing"])
def test_nobody_is_asked_again_about_what_nobody_helps_with_any_more(database: Database, search: str) -> None:
    def work(session: Session) -> list[FollowUp]:
        here = cast(session)
        followed(session, here, consulted(session, here, "withdrawn", search))
        return following.list_silent(session, here.workspace.id or 0, LATER.date())

    assert database.write_now(work) == []


@pytest.mark.parametrize(("private", "told"), [(False, ["asker"]), (True, [])])
def test_only_what_may_be_told_is_told_and_nothing_private(database: Database, private: bool, told: list[str]) -> None:
    def work(session: Session) -> list[str]:
        here = cast(session)
        item = consulted(session, here, "done", "solved", private=private)
        followed(session, here, item)
        followed(session, here, item, "asker", may_be_told=True)
        return [row.part for row in following.list_told(session, [item])]

    assert database.write_now(work) == told
