from tests.handlers.helping.village import EXCEL, has, offer_help
from tests.handlers.town import BOOKING, CHAT, Town, send, typed, words


async def test_the_shortcut_opens_the_form_of_a_consultation(town: Town) -> None:
    await offer_help(town, "U0OTTO")
    assert (await town.rana.shortcut("intake_open_consultation")).acked
    await send(town.rana, EXCEL)
    await town.settled()
    assert (await town.item()).kind == "consultation"
    assert await has(town, town.rana, "help_pick")


async def test_any_message_becomes_a_consultation(town: Town) -> None:
    said = await town.rana.say(CHAT, "Excelの集計をマクロで自動にしたいです")
    assert (await town.rana.shortcut("consult_from_message", channel=CHAT, ts=said.ts)).acked
    view = await town.rana.view()
    assert typed(view, "title") == "Excelの集計をマクロで自動にしたいです"
    await send(town.rana, {"body": EXCEL["body"]})
    await town.settled()
    item = await town.item()
    assert (item.kind, item.source_ts, item.answers["hours"]) == ("consultation", said.ts, "2")


async def test_a_consultation_that_nobody_fits_offers_the_companion_and_the_group(town: Town) -> None:
    await offer_help(town, "U0EMI")
    await town.rana.command("/soudan")
    await send(town.rana, EXCEL)
    told = words(await town.direct(town.rana))
    assert "いまの登録の中には見つかりませんでした" in told
    assert "おまかせ：探してもらう" in told
    assert "手伝ってほしい時間 週に2時間くらい" in words((await town.card(BOOKING))["blocks"])
