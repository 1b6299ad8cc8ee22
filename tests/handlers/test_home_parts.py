import re
from typing import Any

from sandbox.client import Person
from sandbox.limits import problems
from tests.handlers.test_home import flood
from tests.handlers.test_searching import store
from tests.handlers.town import Town, block, has_action, words


async def look(person: Person) -> dict[str, Any]:
    """What stands in somebody's App Home now, without opening it."""
    view = await person.home("messages")
    assert view
    return view


def numbers(view: dict[str, Any]) -> list[str]:
    return re.findall(r"R8-\d{4}", words(view["blocks"]))


async def press(town: Town, person: Person, action_id: str) -> dict[str, Any]:
    """Press something in App Home and look at what comes of it."""
    view = await look(person)
    published = len(await town.sandbox.calls("views.publish"))
    assert (await person.press(action_id, view_id=view["id"])).acked

    async def shown() -> bool:
        return len(await town.sandbox.calls("views.publish")) > published

    await town.sandbox.until(shown)
    return await look(person)


async def test_a_queue_of_hundreds_is_worked_through_page_by_page(town: Town) -> None:
    rana = town.cast.rana.id or 0
    await town.bot.database.write(lambda session: flood(session, 1, rana))
    await town.home(town.leo)
    view = await press(town, town.leo, "home_all_queue")
    seen = numbers(view)
    while has_action(view, "home_next"):
        blocks = [{key: value for key, value in shown.items() if key != "block_id"} for shown in view["blocks"]]
        assert problems(view={"type": "home", "blocks": blocks}) == []
        view = await press(town, town.leo, "home_next")
        seen += numbers(view)
    assert "181–200件目（全200件）" in words(view)
    assert len(seen) == len(set(seen)) == 200
    assert "161–180件目" in words(await press(town, town.leo, "home_previous"))
    assert has_action(await press(town, town.leo, "home_back"), "home_search")


async def test_every_own_item_and_every_unrouted_one_can_be_reached(town: Town) -> None:
    rana = town.cast.rana.id or 0
    await town.bot.database.write(lambda session: flood(session, 1, rana))
    for person, part, count in ((town.rana, "own", 300), (town.aoi, "unrouted", 100)):
        await town.home(person)
        view = await press(town, person, f"home_all_{part}")
        seen = numbers(view)
        while has_action(view, "home_next"):
            view = await press(town, person, "home_next")
            seen += numbers(view)
        assert len(set(seen)) == len(seen) == count


async def test_the_filter_of_a_queue_stays_until_it_is_taken_away(town: Town) -> None:
    await store(
        town,
        {"title": "夜間の鍵", "status": "held", "department_id": 1},
        {"title": "夜間の鍵", "status": "received"},
        {"title": "給食", "status": "held"},
        {"title": "鍵の人事", "status": "held", "private": True},
    )
    home = await town.home(town.leo)
    assert len(numbers(home)) == 4
    await town.leo.press("home_filter", view_id=home["id"])
    await town.leo.submit({"words": "鍵 状態:保留"})
    await town.sandbox.until(lambda: shows(town.leo, ["R8-0001", "R8-0004"]))
    view = await town.home(town.leo)
    assert numbers(view) == ["R8-0001", "R8-0004"]
    assert "絞り込み：「鍵」　状態 保留" in words(view)
    await town.leo.press("home_filter", view_id=view["id"])
    assert block(await town.leo.view(), "words")["element"]["initial_value"] == "鍵"
    assert await town.leo.options("search_departments", "生涯")
    await town.leo.submit({"words": "", "search_departments": ["1"]})
    await town.sandbox.until(lambda: shows(town.leo, ["R8-0001"]))
    assert len(numbers(await press(town, town.leo, "home_unfilter"))) == 4


async def test_what_needs_the_persons_answer_comes_first_of_their_own(town: Town) -> None:
    await store(
        town,
        {"title": "一", "status": "sent_back"},
        {"title": "二", "status": "done"},
        {"title": "三"},
        {"title": "四"},
    )
    view = await town.home(town.rana)
    assert numbers(view) == ["R8-0001", "R8-0004", "R8-0003", "R8-0002"]
    assert "答えを待っている質問が1件あります" in words(view)


async def test_an_open_app_home_follows_what_others_do_and_is_published_only_when_it_changes(town: Town) -> None:
    await town.home(town.rana)
    await town.home(town.leo)
    await town.home(town.otto)
    published = len(await town.sandbox.calls("views.publish"))
    await town.post(town.rana)
    await town.sandbox.until(lambda: shows(town.rana, ["R8-0001"]))
    await town.sandbox.until(lambda: shows(town.leo, ["R8-0001"]))
    await town.press(town.leo, await town.card(), "triage_review")

    async def reviewing() -> bool:
        return "リーダーが検討しています" in words(await look(town.rana))

    await town.sandbox.until(reviewing)
    calls = (await town.sandbox.calls("views.publish"))[published:]
    assert all("U0OTTO" not in str(call) for call in calls)
    assert len(calls) <= 4


async def test_many_changes_at_once_are_shown_at_once(town: Town) -> None:
    await town.home(town.leo)
    published = len(await town.sandbox.calls("views.publish"))
    await store(town, *({"title": f"鍵 {number}"} for number in range(7)))
    await town.post(town.rana)
    await town.sandbox.until(lambda: enough(town.leo, 8))
    assert len(await town.sandbox.calls("views.publish")) - published <= 2


async def test_nobody_sees_a_part_that_is_not_theirs(town: Town) -> None:
    await store(town, {"title": "届け先のないもの", "group_id": None}, {"title": "人事", "private": True})
    home = await town.home(town.otto)
    assert numbers(home) == []
    answer = await town.dispatch_press(
        "U0OTTO", "home_all_unrouted", "unrouted", view={"id": home["id"], "type": "home"}
    )
    assert answer.status == 200
    assert numbers(await look(town.otto)) == []
    assert "わたしの提案" in words(await look(town.otto))


async def test_the_office_sees_all_groups_with_their_counts_and_the_settings(town: Town) -> None:
    await store(town, {"title": "鍵"}, {"title": "窓口", "group_id": 2})
    await town.home(town.aoi)
    view = words(await press(town, town.aoi, "home_all_groups"))
    assert "<#C0BOOKING>　まだ判断していないもの 1件：受付 1" in view
    assert "<#C0BPR>　まだ判断していないもの 0件" in view
    assert "最初の返事 5営業日以内 · 判断 20営業日以内" in view
    assert "月曜 09:00" in view


async def shows(person: Person, wanted: list[str]) -> bool:
    return numbers(await look(person)) == wanted


async def enough(person: Person, count: int) -> bool:
    return f"まだ判断していないもの {count}件" in words(await look(person))


async def test_the_groups_of_the_office_are_not_called_its_own(town: Town) -> None:
    assert "すべてのグループ" in words((await town.home(town.aoi))["blocks"])
    leos = words((await town.home(town.leo))["blocks"])
    assert "わたしのグループ" in leos
    assert "すべてのグループ" not in leos
