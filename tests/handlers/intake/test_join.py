from bot.services.intake import joining
from storage.database import Session
from tests.handlers.town import CHAT, KEYS, Town, buttons, by_block, has_action, send, words

AGAIN = {**KEYS, "title": "公民館の夜の鍵の受け渡しをやめたい"}


async def test_similar_items_are_offered_with_their_status_before_anything_is_stored(town: Town) -> None:
    await town.post(town.rana)
    await offer_again(town)
    view = await town.otto.view()
    shown = words(view["blocks"])
    assert "R8-0001" in shown
    assert "受付" in shown
    assert "貸館予約システムWG" in shown
    assert len(await town.items()) == 1


async def test_joining_makes_the_person_a_requester_and_keeps_the_first_ones_credit(town: Town) -> None:
    await town.post(town.rana)
    await offer_again(town)
    assert (await town.otto.press("intake_join")).acked
    assert "加わりました" in words(await town.otto.view())
    assert len(await town.items()) == 1
    assert (await town.history())[-1].actor_id == town.cast.otto.id
    assert "楽名 花さん" in words(await town.card())
    assert "外山 音人さんが加わりました" in words(await town.posts("C0BOOKING"))
    assert "R8-0001" in words(await town.direct(town.otto))
    assert "R8-0001" in words(await town.home(town.otto))
    assert await town.drafts() == []
    assert "外山 音人さんが、R8-0001「公民館の鍵の受け渡しをなくしたい」に加わりました" in words(
        (await town.direct(town.rana))[-1]
    )


async def test_ones_own_item_is_offered_to_be_looked_at_and_not_to_be_joined(town: Town) -> None:
    await town.post(town.rana)
    await town.rana.command("/teian")
    await town.rana.submit(by_block(await town.rana.view(), AGAIN))
    view = await town.rana.view()
    assert "あなたが出したもの · 受付" in words(view)
    assert not has_action(view, "intake_join")
    await town.rana.press("item_open")
    assert KEYS["body"] in words(await town.rana.view())


async def test_joining_twice_changes_nothing(town: Town) -> None:
    await town.post(town.rana)
    cast = town.cast

    def join(session: Session) -> None:
        joining.join(session, town.bot.city, cast.workspace, cast.otto, 1)

    for _ in range(2):
        await town.bot.database.write(join)
    assert [event.action for event in await town.history()] == ["posted", "routed", "joined"]
    assert len(await town.direct(town.otto)) == 1


async def test_sending_anyway_stores_another_item(town: Town) -> None:
    await town.post(town.rana)
    await offer_again(town)
    await town.otto.submit()
    assert [item.title for item in await town.items()] == [KEYS["title"], AGAIN["title"]]


async def test_typed_text_stays_when_similar_items_are_shown(town: Town) -> None:
    await town.post(town.rana)
    await offer_again(town, idea="暗証番号の鍵")
    await town.otto.submit()
    assert (await town.item(2)).answers == {"idea": "暗証番号の鍵"}


async def test_an_edited_message_can_be_pulled_into_its_item(town: Town) -> None:
    _, asked = await edited(town, "公民館の夜間利用のたびに、予約した人へ鍵を渡しに二人で行っています。月に20回です。")
    await town.press(town.rana, asked, "item_pull_in")
    assert "月に20回です" in (await town.item()).body
    assert "月に20回です" in words(await town.card())
    assert "書き直した内容を取り込みました" in words(await town.posts("C0BOOKING"))
    edit = (await town.history())[-1]
    assert (edit.action, edit.actor_id) == ("edited", town.cast.rana.id)


async def test_who_pulls_an_edit_in_is_told_that_it_is_there_and_cannot_do_so_twice(town: Town) -> None:
    said, asked = await edited(town, "公民館の夜間利用のたびに、予約した人へ鍵を渡しに二人で行っています。")
    await town.press(town.rana, asked, "item_pull_in")
    (answered,) = [m for m in await town.direct(town.rana) if m["ts"] == asked["ts"]]
    assert "R8-0001 に、書き直した内容を取り込みました。" in words(answered)
    assert buttons(answered) == ["item_open"]
    await town.dispatch_press("U0RANA", "item_pull_in", f"1:{said}")
    remarks = [m for m in await town.posts("C0BOOKING") if "書き直した内容" in m["text"]]
    assert len(remarks) == 1
    assert [event.action for event in await town.history()].count("edited") == 1


async def test_personal_data_in_an_edited_message_is_covered_when_it_is_pulled_in(town: Town) -> None:
    _, asked = await edited(town, "公民館の夜間利用では、鍵の係の 090-1234-5678 に電話しています。")
    await town.press(town.rana, asked, "item_pull_in")
    assert "●●●" in (await town.item()).body
    assert "1234-5678" not in words(await town.sandbox.posts())


async def test_only_a_requester_can_pull_an_edit_in(town: Town) -> None:
    said, _ = await edited(town, "公民館の鍵のことを書き直しました。夜は二人で行っています。")
    answer = await town.dispatch_press("U0OTTO", "item_pull_in", f"1:{said}")
    assert answer.status == 200
    assert "書き直しました" not in (await town.item()).body
    assert "この操作は" in words(await town.direct(town.otto))


async def test_an_edit_is_offered_once_however_often_it_is_delivered(town: Town) -> None:
    await town.sandbox.weather(duplicate_delivery=1.0)
    await edited(town, "公民館の夜間利用のたびに、予約した人へ鍵を渡しに二人で行っています。")
    await town.leo.say(CHAT, "ほかの話です")
    offers = [m for m in await town.direct(town.rana) if "書き直されました" in m["text"]]
    assert len(offers) == 1


async def edited(town: Town, text: str) -> tuple[str, dict[str, object]]:
    """Rana makes an item of her message and edits it; the message's ts and the bot's question."""
    said = await town.rana.say(CHAT, f"{KEYS['body']}どうにかなりませんか。")
    await town.rana.shortcut("intake_from_message", channel=CHAT, ts=said.ts)
    await send(town.rana, {"title": KEYS["title"]})
    await town.rana.edit(CHAT, said.ts, text)

    async def offered() -> list[dict[str, object]]:
        return [m for m in await town.direct(town.rana) if "書き直されました" in str(m["text"])]

    question = (await town.sandbox.until(offered))[0]
    return said.ts, {**question, "channel": (await town.rana.sidebar())["ims"][0]["id"]}


async def offer_again(town: Town, **more: str) -> None:
    await town.otto.command("/teian")
    await town.otto.submit(by_block(await town.otto.view(), {**AGAIN, **more}))
    assert has_action(await town.otto.view(), "intake_join")
