from collections.abc import AsyncIterator

import pytest

from storage import practices
from storage.tables import Practice
from tests.conftest import StillClock
from tests.handlers.conftest import running_town
from tests.handlers.practices.shelf import KEYPADS, look, numbers, share
from tests.handlers.town import BOOKING, DOUBTFUL, KEYS, OFFICE, Json, Town, block, buttons, by_block, words


@pytest.fixture
async def careful(sqlite_url: str, clock: StillClock) -> AsyncIterator[Town]:
    """A town where a lead looks at practices before they are in the library."""
    async with running_town(sqlite_url, clock, practice_review=True) as town:
        yield town


async def state_of(town: Town, number: int = 1) -> Practice:
    found = await town.read(lambda s: practices.find(s, number))
    assert found
    return found


async def opened(town: Town, person: str, number: int = 1) -> Json:
    """An item as somebody sees it who finds it in a list."""
    who = town.sandbox.person(person)
    await who.command("/bansou", f"show R8-000{number}")
    await look(who)
    await who.press("item_open", value=str(number))
    return await who.view()


async def test_a_practice_waits_for_a_lead_where_the_city_wants_it(careful: Town) -> None:
    await share(careful, careful.rana, KEYPADS)
    assert numbers(await look(careful.otto)) == []
    card = await careful.card(BOOKING)
    await careful.press(careful.otto, card, "practice_publish")
    assert (await state_of(careful)).state == "under_review"
    await careful.press(careful.leo, card, "practice_publish")
    assert numbers(await look(careful.otto, "鍵")) == ["R8-0001"]
    assert "practice_publish" not in buttons(await careful.card(BOOKING))
    assert "田中 玲央さんが一覧に載せました" in words(await careful.direct(careful.rana))
    assert [event.action for event in await careful.history()][-1] == "practice_publish"


ALL_OVER = {**DOUBTFUL, "tools": ["表計算"]}


async def test_the_office_publishes_where_it_is_asked_for_a_group_and_is_asked_on(careful: Town) -> None:
    await share(careful, careful.rana, ALL_OVER)
    card = await careful.card(OFFICE)
    assert {"routing_choose", "practice_publish", "practice_send_back"} <= set(buttons(card))
    await careful.press(careful.aoi, card, "practice_publish")
    assert (await state_of(careful)).state == "published"
    card = await careful.card(OFFICE)
    assert "routing_choose" in buttons(card)
    assert "practice_publish" not in buttons(card)


async def test_the_office_finds_in_app_home_what_waits_to_be_published(careful: Town) -> None:
    await share(careful, careful.rana, ALL_OVER)
    home = await careful.home(careful.aoi)
    assert "一覧に載せる前の確認を待っています" in words(home)
    assert (await careful.aoi.press("practice_publish", value="1", view_id=home["id"])).acked
    assert (await state_of(careful)).state == "published"
    home = await careful.home(careful.aoi)
    assert "practice_publish" not in str(home)
    assert "triage_move" in str(home)


async def test_a_practice_that_was_sent_back_is_rewritten_and_waits_again(careful: Town) -> None:
    await share(careful, careful.rana, KEYPADS)
    await careful.press(careful.leo, await careful.card(BOOKING), "practice_send_back")
    sent = await careful.leo.submit({"practice_words": "件数も書いてください。"})
    assert sent.acked
    told = (await careful.direct(careful.rana))[-1]
    assert "「件数も書いてください。」" in words(told)
    assert (await state_of(careful)).state == "returned"
    channel = (await careful.rana.sidebar())["ims"][0]["id"]
    await careful.press(careful.rana, {**told, "channel": channel}, "practice_edit")
    view = await careful.rana.view()
    assert not any(found.get("dispatch_action") for found in view["blocks"])
    sent = await careful.rana.submit(by_block(view, {"effect": "月に20回の鍵開けがなくなりました。"}))
    assert sent.response_action == "update"
    found = await state_of(careful)
    assert (found.state, found.figures) == ("under_review", True)
    item = await careful.item()
    assert item.answers["effect"] == "月に20回の鍵開けがなくなりました。"
    assert item.answers["tools"] == KEYPADS["tools"]
    assert "practice_publish" in buttons(await careful.card(BOOKING))


async def test_a_practice_is_taken_out_with_a_reason_and_brought_back(town: Town) -> None:
    await share(town, town.rana, {**KEYPADS, "contact": "U0OTTO"})
    await look(town.otto)
    await town.otto.press("item_open", value="1")
    await town.otto.press("practice_archive")
    assert (await town.otto.submit({"practice_words": " "})).errors
    sent = await town.otto.submit({"practice_words": "鍵の会社が替わりました。"})
    assert sent.response_action == "update"
    assert "一覧から外してあります" in words(await town.otto.view())
    assert numbers(await look(town.lin)) == []
    assert "「鍵の会社が替わりました。」" in words(await town.direct(town.rana))
    line = (await town.history())[-1]
    assert (line.action, line.note) == ("practice_archive", "鍵の会社が替わりました。")
    await town.otto.press("practice_restore")
    assert (await state_of(town)).state == "published"


async def test_only_those_concerned_may_change_a_practice(town: Town) -> None:
    await share(town, town.rana, KEYPADS)
    for deed in ("confirm", "edit", "archive"):
        await town.dispatch_press("U0EMI", f"practice_{deed}", "1")
    assert [event.action for event in await town.history()] == ["posted", "routed"]
    assert "practice_edit" not in words(await look(town.emi))


async def test_what_is_done_becomes_a_practice_that_names_its_requesters_and_its_source(town: Town) -> None:
    await town.post(town.rana, idea="暗証番号で開く鍵にする", effect="月に20回の鍵開け")
    card = await town.card()
    for deed in ("triage_accept", "triage_start", "triage_finish"):
        await town.press(town.leo, card, deed)
        await town.settled()
    await town.leo.command("/bansou", "show R8-0001")
    await town.press(town.leo, card, "item_open")
    assert (await town.leo.press("practice_make")).acked
    view = await town.leo.view()
    for name, expected in (("title", KEYS["title"]), ("body", "暗証番号で開く鍵にする"), ("before", KEYS["body"])):
        field = block(view, name)["element"]
        assert field["initial_value"] == expected
    sent = await town.leo.submit()
    if sent.response_action == "update" and (await town.leo.view())["callback_id"] == "intake_submit":
        await town.leo.submit()
    await town.settled()
    made = await state_of(town, 2)
    assert made.source_request_id == 1
    assert "practice_made" in [event.action for event in await town.history(1)]
    await look(town.otto)
    await town.otto.press("item_open", value="2")
    shown = words(await town.otto.view())
    assert "もとになったもの：*R8-0001*" in shown
    assert "田中 玲央さんほか1人" in shown
    await town.otto.press("item_open", value="1")
    assert "事例になりました：*R8-0002*" in words(await town.otto.view())


async def test_who_proposed_it_is_offered_to_make_a_practice_when_it_is_done(town: Town) -> None:
    await town.post(town.rana)
    card = await town.card()
    for deed in ("triage_accept", "triage_start"):
        await town.press(town.leo, card, deed)
        await town.settled()
        assert "practice_make" not in buttons((await town.direct(town.rana))[-1])
    await town.press(town.leo, card, "triage_finish")
    told = (await town.direct(town.rana))[-1]
    assert "ほかの課も使えるように" in words(told)
    channel = (await town.rana.sidebar())["ims"][0]["id"]
    await town.press(town.rana, {**told, "channel": channel}, "practice_make")
    view = await town.rana.view()
    assert block(view, "title")["element"]["initial_value"] == KEYS["title"]
    assert "initial_users" not in block(view, "together_with")["element"]


async def test_what_is_not_done_cannot_become_a_practice(town: Town) -> None:
    await town.post(town.rana)
    await town.dispatch_press("U0RANA", "practice_make", "1")
    assert await town.drafts() == []
