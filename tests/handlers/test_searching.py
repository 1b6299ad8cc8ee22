import re
from typing import Any

import pytest

from bot.language.searching import index_terms
from bot.services.routing import text_of
from sandbox.client import Person
from storage import requests, search
from storage.database import Session
from storage.tables import Request
from tests.factories import LONG_AGO, Cast
from tests.handlers.town import ALL, Town, block, has_action, words


async def find(person: Person, typed: str) -> list[str]:
    """The numbers that `/bansou search` shows."""
    answer = await person.command("/bansou", f"search {typed}", channel=ALL)
    assert answer.body
    return re.findall(r"R8-\d{4}", words(answer.body))


async def store(town: Town, *rows: dict[str, Any]) -> None:
    await town.bot.database.write(lambda session: add(session, town.cast, rows))


def add(session: Session, cast: Cast, rows: tuple[dict[str, Any], ...]) -> None:
    for values in rows:
        number = requests.next_number(session, 1, 2026)
        given = {"kind": "proposal", "body": "", "group_id": cast.booking.id, "created_at": LONG_AGO, **values}
        row = Request(
            workspace_id=1, fiscal_year=number.fiscal_year, sequence=number.sequence, updated_at=LONG_AGO, **given
        )
        requests.add(session, row, [cast.rana.id or 0])
        if not row.private:
            search.index(session, row.id or 0, index_terms(text_of(row)))


@pytest.mark.parametrize(
    "typed",
    [
        "鍵",
        "の鍵",
        "夜間",
        "夜間　受け渡し",
        "受渡し",
        "ｻｰﾊﾞ",
        "サーバー",
        "さーば",
        "R8-1",
        "Ｒ８－１",
        "問合せ",
        "お問い合わせ",
    ],
)
async def test_an_item_is_found_however_it_is_spelled(town: Town, typed: str) -> None:
    await store(town, {"title": "夜間の鍵の受け渡し", "body": "サーバー室のお問い合わせ"}, {"title": "給食の献立"})
    assert await find(town.otto, typed) == ["R8-0001"]


async def test_filters_narrow_a_search_down_in_the_words_of_the_screen(town: Town) -> None:
    await store(
        town,
        {"title": "鍵", "status": "held", "department_id": 1},
        {"title": "鍵", "kind": "practice", "group_id": 2},
        {"title": "鍵", "department_id": 2},
    )
    for typed, found in {
        "鍵 状態:保留": [1],
        "鍵 status:held,received": [3, 2, 1],
        "種類:好事例": [2],
        "グループ:ミライズ": [2],
        "group:facility-booking": [3, 1],
        "所属:生涯学習": [1],
        "鍵 から:2026-04-02": [],
        "鍵 まで:R8.4.1 順:古い順": [1, 2, 3],
    }.items():
        assert await find(town.otto, typed) == [f"R8-{number:04d}" for number in found], typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("状態:ない", "状態「ない」が見つかりません"),
        ("課:ない課", "所属「ない課」が見つかりません"),
        ("から:昨日", "「昨日」を日付として読めません"),
        ("鍵" * 301, "300文字まで"),
    ],
)
async def test_a_filter_that_means_nothing_is_said_with_a_way_on(town: Town, typed: str, said: str) -> None:
    answer = await town.otto.command("/bansou", f"search {typed}", channel=ALL)
    assert said in words(answer.body)


async def test_a_private_item_is_found_by_those_who_may_read_it(town: Town) -> None:
    await store(town, {"title": "人事の鍵", "private": True}, {"title": "窓口の鍵"})
    for person in (town.rana, town.leo, town.aoi):
        assert await find(person, "鍵") == ["R8-0002", "R8-0001"]
    for person in (town.otto, town.cam, town.lin):
        assert await find(person, "鍵") == ["R8-0002"]
        assert await find(person, "R8-1") == []


async def test_neither_a_name_nor_a_department_leads_to_a_blind_item(town: Town) -> None:
    await town.post(town.rana, blind=["yes"])
    assert await find(town.otto, "公民館") == ["R8-0001"]
    for typed in ("楽名", "所属:生涯学習", "公民館 所属:生涯学習"):
        assert await find(town.otto, typed) == await find(town.aoi, typed) == []
    assert await find(town.rana, "所属:生涯学習") == ["R8-0001"]


async def test_the_search_from_app_home_turns_pages_and_goes_back_to_what_was_asked(town: Town) -> None:
    await store(town, *({"title": f"鍵 {number}"} for number in range(25)), {"title": "給食"})
    home = await town.home(town.otto)
    await town.otto.press("home_search", view_id=home["id"])
    await town.otto.submit({"words": "鍵"})
    seen = []
    for rest in (15, 5, 0):
        view = await town.otto.view()
        seen += re.findall(r"R8-\d{4}", words(view["blocks"]))
        assert has_action(view, "search_next") == bool(rest)
        if rest:
            await town.otto.press("search_next", view_id=view["id"])
    assert sorted(seen) == [f"R8-{number:04d}" for number in range(1, 26)]
    view = await town.otto.view()
    assert "21–25件目" in words(view)
    await town.otto.press("search_previous", view_id=view["id"])
    assert "11–20件目" in words(await town.otto.view())
    await town.otto.submit()
    assert block(await town.otto.view(), "words")["element"]["initial_value"] == "鍵"
    assert await town.otto.options("search_groups", "ミライズ")
    await town.otto.submit({"words": "鍵", "search_groups": [str(town.cast.counter.id)]})
    assert "見つかりませんでした" in words(await town.otto.view())


async def test_what_the_form_cannot_read_is_said_under_the_words(town: Town) -> None:
    home = await town.home(town.otto)
    await town.otto.press("home_search", view_id=home["id"])
    sent = await town.otto.submit({"words": "状態:ない"})
    assert "状態「ない」が見つかりません" in words(sent.errors)


@pytest.mark.parametrize("typed", ["から:0001-01-01", "まで:9999-12-31", "から:0001-01-01 まで:9999-12-31"])
async def test_the_first_and_the_last_days_of_all_are_days_like_others(town: Town, typed: str) -> None:
    await town.post(town.rana)
    assert "R8-0001" in words((await town.rana.command("/bansou", f"search {typed}")).body)
