from sandbox.model import Json
from tests.handlers.town import BOOKING, CHAT, COUNTER, DOUBTFUL, OFFICE, Town, buttons, by_block, send, words


async def test_a_card_names_the_companion_and_says_why_it_is_here(town: Town) -> None:
    await town.post(town.rana)
    card = await town.card()
    assert "<@U0CAM>" in words(card)
    assert "ここに届いた理由：「" in words(card)
    assert buttons(card) == ["triage_review", "triage_accept", "triage_ask", "triage_more", "item_open"]


async def test_a_review_updates_the_card_in_place_and_tells_the_requester(town: Town) -> None:
    await town.post(town.rana)
    card = await town.card()
    await town.press(town.leo, card, "triage_review")
    assert (await town.item()).status == "reviewing"
    (only,) = await town.posts(BOOKING)
    assert only["ts"] == card["ts"]
    assert "検討中" in words(only)
    assert buttons(only) == ["triage_accept", "triage_ask", "triage_more", "item_open"]
    assert "田中 玲央さん（貸館予約システムWG）が判断しました" in words(await town.direct(town.rana))
    review = (await town.history())[-1]
    assert (review.action, review.before, review.after) == (
        "review",
        {"status": "received", "answer_due_on": "2026-12-01"},
        {"status": "reviewing", "answer_due_on": "2026-12-22"},
    )


async def test_the_second_lead_who_presses_is_told_how_it_stands(town: Town) -> None:
    await town.post(town.rana)
    card = await town.card()
    await town.press(town.leo, card, "triage_review")
    await town.press(town.mio, card, "triage_review")
    assert "いまは「検討中」です" in words(await town.mio.view())
    assert [event.action for event in await town.history()].count("review") == 1


async def test_an_outsiders_press_is_refused_with_a_sentence(town: Town) -> None:
    await town.post(town.rana)
    await town.press(town.otto, await town.card(), "triage_review")
    assert "この操作は、担当のリーダー・事務局だけができます" in words(await town.otto.view())
    assert (await town.item()).status == "received"


async def test_moving_hands_the_item_over_with_the_words_given(town: Town) -> None:
    await town.post(town.rana)
    old = await town.card()
    await town.choose(town.leo, old, "move")
    modal = await town.leo.view()
    options = modal["blocks"][1]["element"]["options"]
    assert "貸館予約システムWG" not in words(options)
    assert len(options) == 3
    target = next(o["value"] for o in options if o["text"]["text"] == "ミライズWG")
    sent = await town.leo.submit({"move_group": target, "move_note": "働き方の見直しと <一緒に> お願いします。"})
    assert sent.views == []
    assert (await town.item()).group_id == town.cast.counter.id
    (left,) = await town.posts(BOOKING)
    assert left["ts"] == old["ts"]
    assert f"<#{COUNTER}>に移りました" in words(left)
    assert "人の判断で" in words(await town.card(COUNTER))
    told = words((await town.direct(town.rana))[-1]["blocks"])
    assert "田中 玲央さんが、R8-0001" in told
    assert "ミライズWG（リーダー：田中 玲央さん、伴走役：佐藤 香夢さん）に移しました。" in told
    assert "田中 玲央さんより：「働き方の見直しと &lt;一緒に&gt; お願いします。」" in told
    moved = (await town.history())[-1]
    assert (moved.before["group"], moved.after["group"], moved.actor_id) == (
        "facility-booking",
        "mirise",
        town.cast.leo.id,
    )


async def test_moving_without_words_leaves_nothing_empty_in_the_message(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.cam, await town.card(), "move")
    options = (await town.cam.view())["blocks"][1]["element"]["options"]
    await town.cam.submit({"move_group": options[0]["value"]})
    assert "「」" not in words(await town.direct(town.rana))


async def test_an_item_that_was_moved_meanwhile_is_not_moved_again_to_where_it_is(town: Town) -> None:
    await town.post(town.rana)
    card = await town.card()
    for lead in (town.leo, town.mio):
        await town.choose(lead, card, "move")
    await town.leo.submit({"move_group": str(town.cast.counter.id)})
    await town.aoi.home()
    sent = await town.mio.submit({"move_group": str(town.cast.counter.id)})
    assert "この操作は" in words(sent.errors)  # Mio leads the group it left, not the one it is in
    assert (await town.item()).group_id == town.cast.counter.id


async def test_the_office_is_asked_about_a_doubtful_item_with_the_best_three_and_the_rest(town: Town) -> None:
    await town.post(town.rana, DOUBTFUL)
    card = await town.card(OFFICE)
    assert buttons(card) == [*["routing_choose"] * 3, "routing_choose_other", "item_open"]
    assert "事務局が内容を読んで決めます" in words(await town.direct(town.rana))
    assert await town.posts(BOOKING) == []


async def test_the_offices_press_routes_the_item_and_the_next_one_like_it_goes_straight(town: Town) -> None:
    await town.post(town.rana, DOUBTFUL)
    chosen = f"1:{town.cast.counter.id}"
    response = await town.dispatch_press("U0AOI", "routing_choose", chosen)
    assert response.status == 200
    (settled,) = await town.posts(OFFICE)
    assert f"事務 葵さんが<#{COUNTER}>に届けました" in words(settled)
    assert "R8-0001" in words(await town.card(COUNTER))
    told = words((await town.direct(town.rana))[-1])
    assert "ミライズWG（リーダー：田中 玲央さん、伴走役：佐藤 香夢さん）に届けました。" in told
    assert "12月1日(火)までに最初の返事をします。" in told
    assert (await town.item()).companion_id == town.cast.cam.id
    again = {"title": "連絡をひとつにまとめてほしい", "body": f"{DOUBTFUL['body']}ぜひ。"}
    item = await town.post(town.otto, again)
    assert (item.group_id, item.routed_by) == (town.cast.counter.id, "bot")
    assert "似た内容の R8-0001" in words(await town.card(COUNTER))


async def test_the_menu_of_the_other_groups_routes_too(town: Town) -> None:
    await town.post(town.rana, DOUBTFUL)
    card = await town.card(OFFICE)
    (menu,) = [e for b in card["blocks"] for e in b.get("elements", []) if e.get("type") == "static_select"]
    (option,) = menu["options"]
    await town.press(town.aoi, card, "routing_choose_other", selected=option["value"])
    assert (await town.item()).group_id == int(option["value"].split(":")[1])


async def test_the_second_of_two_answers_of_the_office_is_told_it_is_there_already(town: Town) -> None:
    await town.post(town.rana, DOUBTFUL)
    card = await town.card(OFFICE)
    await town.press(town.aoi, card, "routing_choose", block_id=card["blocks"][5]["block_id"])
    await town.dispatch_press("U0AOI", "routing_choose", card["blocks"][5]["accessory"]["value"])
    assert "受け持っています" in words(await town.direct(town.aoi))
    assert [event.action for event in await town.history()] == ["posted", "routed"]


async def test_the_offices_question_stays_a_question_when_somebody_joins_or_rewrites_the_item(town: Town) -> None:
    said = await town.rana.say(CHAT, DOUBTFUL["body"])
    await town.rana.shortcut("intake_from_message", channel=CHAT, ts=said.ts)
    await send(town.rana, DOUBTFUL)
    await town.otto.command("/teian")
    await town.otto.submit(by_block(await town.otto.view(), DOUBTFUL))
    await town.otto.press("intake_join")
    await town.rana.edit(CHAT, said.ts, f"{DOUBTFUL['body']}月に二回です。")
    asked = (await until_told(town, "書き直されました"))[-1]
    await town.press(town.rana, asked, "item_pull_in")

    card = await town.card(OFFICE)
    assert "ほか1人" in words(card)
    assert "月に二回です" in words(card)
    assert buttons(card) == [*["routing_choose"] * 3, "routing_choose_other", "item_open"]


async def test_the_offices_question_ends_when_the_office_decides_without_a_group_and_returns_with_undo(
    town: Town,
) -> None:
    await town.post(town.rana, DOUBTFUL)
    await town.dispatch_press("U0AOI", "triage_review", "1")
    assert "routing_choose" not in buttons(await town.card(OFFICE))
    assert "triage_more" in buttons(await town.card(OFFICE))
    await town.dispatch_press("U0AOI", "triage_undo", "1")
    assert "routing_choose" in buttons(await town.card(OFFICE))


async def until_told(town: Town, sentence: str) -> list[Json]:
    """What Rana was told with these words, each with the channel it stands in."""

    async def told() -> list[Json]:
        return [message for message in await town.direct(town.rana) if sentence in message["text"]]

    channel = (await town.rana.sidebar())["ims"][0]["id"]
    return [{**message, "channel": channel} for message in await town.sandbox.until(told)]
