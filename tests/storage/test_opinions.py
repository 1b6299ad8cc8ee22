from datetime import date
from typing import Any

import pytest

from bot.domain.errors import NotFoundError
from storage import opinions, requests, scores
from storage.database import Database, Session
from storage.tables import Opinion, Request, Scoring
from tests.factories import LONG_AGO, Cast, cast


def stage(session: Session) -> tuple[Cast, int]:
    here = cast(session)
    request = Request(
        workspace_id=here.workspace.id or 0,
        fiscal_year=2026,
        sequence=1,
        kind="proposal",
        title="鍵",
        body="夜の鍵",
        group_id=here.booking.id,
        created_at=LONG_AGO,
        updated_at=LONG_AGO,
    )
    return here, requests.add(session, request, [here.rana.id or 0]).id or 0


def ask(session: Session, here: Cast, item: int, person: Any, **more: Any) -> int:
    opinion = Opinion(
        workspace_id=here.workspace.id or 0,
        request_id=item,
        department_id=person.department_id,
        person_id=person.id,
        asked_by=here.leo.id or 0,
        asked_at=LONG_AGO,
        question="困ることはありますか。",
        due_on=date(2026, 12, 1),
        **more,
    )
    return opinions.add(session, opinion).id or 0


def test_answers_are_counted_without_what_was_withdrawn(database: Database) -> None:
    here, item = database.write_now(stage)

    def fill(session: Session) -> None:
        ask(session, here, item, here.otto, answered_at=LONG_AGO, verdict="possible")
        ask(session, here, item, here.cam)
        ask(session, here, item, here.aoi, withdrawn_at=LONG_AGO)

    database.write_now(fill)
    assert database.read_now(lambda s: opinions.count_answers(s, [item, 99])) == {item: (1, 2)}
    waiting = database.read_now(lambda s: opinions.list_open(s, here.workspace.id or 0, ["received"]))
    assert [(opinion.person_id, request.id) for opinion, request in waiting] == [(here.cam.id, item)]
    assert database.read_now(lambda s: opinions.list_open(s, here.workspace.id or 0, ["accepted"])) == []
    asked = database.read_now(
        lambda s: [opinions.is_asked(s, item, p.id or 0) for p in (here.otto, here.cam, here.aoi)]
    )
    assert asked == [True, True, False]


def test_who_answered_last_for_a_department_is_remembered(database: Database) -> None:
    here, item = database.write_now(stage)
    department = here.otto.department_id or 0
    assert database.read_now(lambda s: opinions.find_last_person(s, here.workspace.id or 0, department)) is None
    for person in (here.otto, here.rana):
        database.write_now(lambda s, person=person: ask(s, here, item, person))
    assert database.read_now(lambda s: opinions.find_last_person(s, here.workspace.id or 0, department)) == here.rana.id


def test_what_was_answered_or_withdrawn_does_not_change(database: Database) -> None:
    here, item = database.write_now(stage)
    first = database.write_now(lambda s: ask(s, here, item, here.otto))

    def change(session: Session, **changes: Any) -> bool:
        return opinions.change(session, opinions.get(session, here.workspace.id or 0, first), **changes)

    assert database.write_now(lambda s: change(s, due_on=date(2026, 12, 8)))
    assert database.write_now(lambda s: change(s, answered_at=LONG_AGO, verdict="difficult"))
    assert not database.write_now(lambda s: change(s, verdict="possible"))
    assert database.read_now(lambda s: opinions.get(s, here.workspace.id or 0, first).verdict) == "difficult"


def test_an_opinion_of_another_city_is_unknown(database: Database) -> None:
    here, item = database.write_now(stage)
    first = database.write_now(lambda s: ask(s, here, item, here.otto))
    with pytest.raises(NotFoundError):
        database.read_now(lambda s: opinions.get(s, (here.workspace.id or 0) + 1, first))


def test_a_scoring_is_opened_and_closed_once_and_kept_by_reviewer(database: Database) -> None:
    here, item = database.write_now(stage)
    reviewers = [here.leo.id or 0, here.cam.id or 0]

    def start(session: Session) -> bool:
        scoring = Scoring(
            request_id=item,
            workspace_id=here.workspace.id or 0,
            criteria=["effect"],
            asked_by=here.leo.id or 0,
            asked_at=LONG_AGO,
        )
        return scores.open_scoring(session, scoring, reviewers)

    assert database.write_now(start)
    assert not database.write_now(start)
    assert database.write_now(lambda s: scores.give(s, item, here.leo.id or 0, {"effect": 4}, LONG_AGO))
    assert not database.write_now(lambda s: scores.give(s, item, here.otto.id or 0, {"effect": 1}, LONG_AGO))
    given = database.read_now(lambda s: [(row.person_id, row.points) for _, row in scores.list_scores(s, [item])])
    assert sorted(given) == [(here.leo.id, {"effect": 4}), (here.cam.id, {})]
    assert database.write_now(lambda s: scores.close(s, item, LONG_AGO))
    assert not database.write_now(lambda s: scores.close(s, item, LONG_AGO))
    assert database.read_now(lambda s: scores.find_scoring(s, item + 1)) is None
