from collections.abc import Callable
from typing import Any

import pytest

from bot.domain.clock import SystemClock
from bot.domain.items import Item
from bot.domain.kinds import RequestKind
from bot.domain.statuses import Status
from bot.services import triage
from bot.services.city import City
from bot.services.intake import joining, review, submit
from bot.services.intake.submit import Form
from bot.services.reorganising import schedule
from bot.services.reorganising.rows import Deed, PlanRow
from storage import requests
from storage.database import Database, Session
from tests.factories import Cast, add_group, cast, city

KEYS = {"title": "公民館の鍵", "body": "公民館の夜間の鍵の受け渡しをやめて、予約した人に暗証番号を知らせたい。"}
PLAY = {"title": "遊具の点検", "body": "公園の遊具の点検を写真で残し、台帳に記録したい。"}


@pytest.fixture
def place(database: Database) -> Cast:
    return database.write_now(cast)


@pytest.fixture
def here() -> City:
    return city(SystemClock())


@pytest.fixture
def post(database: Database, place: Cast, here: City) -> Callable[..., Item]:
    def store(answers: dict[str, Any], by: City = here) -> Item:
        form = Form(RequestKind.PROPOSAL, answers)
        plan = database.read_now(lambda s: submit.prepare(s, by, place.workspace.id or 0, form))
        key = f"test:{answers['title']}"
        done = database.write_now(lambda s: submit.submit(s, by, place.workspace, place.rana, form, plan, key))
        return done.item

    return store


def alike(database: Database, place: Cast, by: City, answers: dict[str, Any]) -> list[str]:
    def look(session: Session) -> list[str]:
        plan = submit.prepare(session, by, place.workspace.id or 0, Form(RequestKind.PROPOSAL, answers))
        return [item.number for item in review.similar_items(session, place.otto, plan.near)]

    return database.read_now(look)


def test_an_item_is_found_by_what_is_like_it_though_another_process_stored_it(
    database: Database, place: Cast, here: City, post: Callable[..., Item]
) -> None:
    assert alike(database, place, here, KEYS) == []
    item = post(KEYS, by=city(SystemClock()))
    assert alike(database, place, here, KEYS) == [item.number]
    assert alike(database, place, here, PLAY) == []


def test_an_item_is_found_by_its_new_words_when_it_was_edited(
    database: Database, place: Cast, here: City, post: Callable[..., Item]
) -> None:
    item = post({**KEYS, "title": "あとで書く"})
    database.write_now(lambda s: joining.pull_in(s, here, place.workspace, place.rana, item.id, PLAY["body"]))
    assert alike(database, place, here, PLAY) == [item.number]


def test_a_withdrawn_item_is_not_shown(database: Database, place: Cast, here: City, post: Callable[..., Item]) -> None:
    item = post(KEYS)

    def withdraw(session: Session) -> None:
        request = requests.get(session, place.workspace.id or 0, item.id)
        requests.change(session, request, expect={}, status=Status.WITHDRAWN)

    database.write_now(withdraw)
    assert alike(database, place, here, KEYS) == []


def test_a_move_by_a_person_is_learnt_from_by_every_process(
    database: Database, place: Cast, here: City, post: Callable[..., Item]
) -> None:
    elsewhere, workspace_id = city(SystemClock()), place.workspace.id or 0
    text = PLAY["title"] + "\n" + PLAY["body"]
    item = post(PLAY)
    database.read_now(lambda s: elsewhere.routing.rank(s, workspace_id, text))
    counter = place.counter.id or 0
    database.write_now(lambda s: triage.move(s, here, place.workspace, place.aoi, item.id, counter))
    for process in (here, elsewhere):
        best = database.read_now(lambda s, p=process: p.routing.rank(s, workspace_id, text)).candidates[0]  # type: ignore[misc]
        assert (best.slug, best.similar) == ("mirise", item.number)


def test_new_words_of_a_group_count_at_once(database: Database, place: Cast, here: City) -> None:
    workspace_id, text = place.workspace.id or 0, PLAY["body"]
    before = database.read_now(lambda s: here.routing.rank(s, workspace_id, text)).candidates

    def rename(session: Session) -> None:
        session.merge(place.counter).mission = "公園の遊具の点検と台帳"

    database.write_now(rename)
    after = database.read_now(lambda s: here.routing.rank(s, workspace_id, text)).candidates
    assert before[0].slug != "mirise" or before[0].score < after[0].score
    assert after[0].slug == "mirise"


def test_what_was_decided_in_a_merged_group_teaches_the_one_that_took_it_over(
    database: Database, place: Cast, here: City, post: Callable[..., Item]
) -> None:
    elsewhere, workspace_id = city(SystemClock()), place.workspace.id or 0
    database.write_now(lambda s: add_group(s, workspace_id, "parks", "公園WG", "公園の遊具の点検と台帳", "C0PARKS", 3))
    item = post(PLAY)
    database.write_now(lambda s: triage.move(s, here, place.workspace, place.aoi, item.id, place.booking.id or 0))

    def decline(session: Session) -> None:  # what is decided stays with its group
        requests.change(session, requests.get(session, workspace_id, item.id), expect={}, status=Status.DECLINED)

    database.write_now(decline)
    merge(database, place, here, "facility-booking", "counting")  # and from there into the counter's
    merge(database, place, here, "counting", "mirise")
    text = PLAY["title"] + "\n" + PLAY["body"]
    for process in (here, elsewhere):
        found = database.read_now(lambda s, p=process: p.routing.rank(s, workspace_id, text)).candidates  # type: ignore[misc]
        assert {one.slug: one.similar for one in found}["mirise"] == item.number


def merge(database: Database, place: Cast, here: City, source: str, target: str) -> None:
    """At once; a target that is not there is founded."""
    rows, day = [PlanRow(Deed.MERGE, source, (target,), slug=source)], here.today()
    prepared = database.read_now(lambda s: schedule.foresee(s, place.workspace.id or 0, rows, day))
    assert database.write_now(lambda s: schedule.apply_now(s, here, place.workspace, rows, day, prepared))
