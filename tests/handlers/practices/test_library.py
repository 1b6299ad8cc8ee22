from storage import practices
from tests.handlers.practices.shelf import KEYPADS, ROBOT, choose, look, numbers, options, share
from tests.handlers.town import Town, words


async def test_a_practice_is_posted_found_by_a_word_and_opened(town: Town) -> None:
    needs = {
        "needs": ["licence", "rule"],
        "needed": "鍵の台数分のライセンス",
        "effect": "月に20回の鍵開けがなくなりました。",
    }
    item = await share(town, town.rana, {**KEYPADS, **needs, "before": "22時に鍵を開けに行っていました。"})
    assert item.answers["tools"] == ["スマートロック"]
    view = await look(town.otto, "予約")
    assert numbers(view) == ["R8-0001"]
    assert "月に20回" in words(view)
    opened = await town.otto.press("item_open", value="1")
    assert opened.acked
    shown = words(await town.otto.view())
    for expected in ("スマートロック", "予約", "ライセンスや機器・規則や要綱の見直し", "鍵の台数分", "22時に鍵を"):
        assert expected in shown
    stored = await town.read(lambda s: practices.find(s, 1))
    assert stored
    assert (stored.state, stored.contact_id, stored.figures) == ("published", town.cast.rana.id, True)


async def test_the_library_offers_ways_to_browse_when_nothing_is_asked_for(town: Town) -> None:
    await share(town, town.rana, KEYPADS)
    await share(town, town.cam, ROBOT)
    view = await look(town.otto)
    assert "好事例が2件あります（効果の数字があるもの 1件）" in words(view)
    assert numbers(view) == ["R8-0002", "R8-0001"]
    assert options(view, "library_tool") == ["道具：すべて", "Excel（1）", "RPA（1）", "スマートロック（1）"]
    assert numbers(await choose(town.otto, "library_tool", "RPA")) == ["R8-0002"]
    assert numbers(await choose(town.otto, "library_work", "予約")) == []
    assert "見つかりませんでした" in words(await town.otto.view())
    assert numbers(await choose(town.otto, "library_tool", "道具：すべて")) == ["R8-0001"]
    await choose(town.otto, "library_work", "仕事：すべて")
    assert numbers(await choose(town.otto, "library_effect", "数字")) == ["R8-0002"]
    await choose(town.otto, "library_effect", "効果：すべて")
    assert numbers(await choose(town.otto, "library_department", "生涯学習課")) == ["R8-0001"]
