from tests.handlers.helping.village import consult, has, newest, offer_help, offers, press, search, talk
from tests.handlers.town import BOOKING, Town, buttons, words


async def test_a_consultation_shows_who_could_help_with_reasons_and_the_one_who_says_yes_talks_to_the_asker(
    town: Town,
) -> None:
    await offer_help(town, "U0OTTO", "U0LIN", "U0NOA", "U0EMI")
    await consult(town, hours="4", wanted_by="2026-12-11")
    shown = await newest(town, town.rana, "help_pick")
    said = words(shown["blocks"])
    for expected in (
        "*外山 音人さん*（生涯学習課）",
        "*林 鈴さん*（DX推進課）",
        "「集計」「Excel」",
        "今週はあと4時間",
    ):
        assert expected in said
    assert "Excelの関数（仕事で使っている）" in said
    assert "Emily" not in said
    assert buttons(shown) == ["help_pick"] * 3 + ["help_in_turn", "help_to_companion", "help_stop"]
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    assert "外山 音人さんにお願いしています。11月26日(木) " in words(await newest(town, town.rana, "help_stop"))
    asked = await newest(town, town.otto, "help_yes")
    said = words(asked["blocks"])
    for expected in (
        "楽名 花さん（生涯学習課）から",
        "R8-0001",
        "ピボット",
        "週に半日くらい · 12月11日(金)まで",
        "あなたにお願いする理由：「",
    ):
        assert expected in said
    await press(town, town.otto, "help_yes")
    (first,) = await talk(town)
    assert "<@U0OTTO> さんが引き受けてくれました。相談したのは <@U0RANA> さんです" in words(first["blocks"])
    assert [b for b in buttons(first) if b.startswith("help_time")] == ["help_time_0", "help_time_1", "help_time_2"]
    assert (await town.item()).status == "in_progress"
    assert (await search(town)).state == "helping"
    assert await offers(town) == {"外山 音人": "yes"}
    assert not await has(town, town.otto, "help_yes")
    assert "手伝う人 <@U0OTTO>" in words((await town.card(BOOKING))["blocks"])
    assert "外山 音人さんが引き受けてくれました" in words(await town.direct(town.rana))


async def test_the_time_that_one_of_them_chooses_is_told_to_both(town: Town) -> None:
    await offer_help(town, "U0OTTO")
    await consult(town)
    await press(town, town.rana, "help_in_turn")
    await press(town, town.otto, "help_yes")
    (first,) = await talk(town)
    await town.press(town.rana, first, "help_time_1")
    shown, told = await talk(town)
    assert "話す時間：*11月26日(木) 午後*" in words(shown["blocks"])
    assert "楽名 花さんが、話す時間を *11月26日(木) 午後* に決めました" in words(told["blocks"])
    assert not [b for b in buttons(shown) if b.startswith("help_time")]
    (opened, *_) = await town.sandbox.calls("conversations.open")
    assert opened["args"]["users"] == "U0OTTO,U0RANA"


async def test_app_home_lets_the_helper_answer_and_tells_the_asker_whose_turn_it_is(town: Town) -> None:
    await offer_help(town, "U0OTTO")
    await consult(town)
    view = await town.home(town.rana)
    assert "の力になれそうな人です" in words(view)
    assert (await town.rana.press("help_in_turn", view_id=view["id"])).acked
    assert "外山 音人さんにお願いしています" in words(await town.home(town.rana))
    view = await town.home(town.otto)
    assert "お返事は11月26日(木) 16:30までにお願いします" in words(view)
    assert (await town.otto.press("help_yes", view_id=view["id"])).acked
    view = await town.home(town.otto)
    assert "手伝っています" in words(view)
    assert (await offers(town)) == {"外山 音人": "yes"}
    assert "手伝う人を探している" not in words(await town.home(town.rana))


async def test_the_item_tells_how_the_search_went(town: Town) -> None:
    await offer_help(town, "U0OTTO")
    await consult(town)
    await press(town, town.rana, "help_in_turn")
    await press(town, town.otto, "help_yes")
    answer = await town.leo.command("/bansou", "show R8-0001")
    said = words(answer.body)
    assert "手伝える人を探し始めました" in said
    assert "手伝えそうな人に聞きました（11月26日(木)まで）" in said
    assert "外山 音人さん：相談を引き受けました" in said
