import asyncio
from datetime import UTC, datetime

from tests.handlers.helping.village import (
    consult,
    has,
    newest,
    offer_help,
    offers,
    pass_time,
    press,
    search,
    talk,
    tick,
)
from tests.handlers.town import ALL, BOOKING, Town, buttons, words

# Asked on Tuesday at ten: 7¼ hours on that day, 8¾ on Wednesday, 8 on Thursday.
ON_THURSDAY = datetime(2026, 11, 26, 7, 30, tzinfo=UTC)
NEXT_DUE = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)


async def test_three_who_cannot_are_asked_in_turn_then_the_companion_then_everybody(town: Town) -> None:
    await offer_help(town, "U0OTTO", "U0LIN", "U0NOA")
    await consult(town)
    await press(town, town.rana, "help_in_turn")
    asked = []
    for _ in range(3):
        (name,) = [name for name, state in (await offers(town)).items() if state == "asked"]
        asked.append(name)
        person = {"外山 音人": town.otto, "林 鈴": town.lin, "野原 乃愛": town.sandbox.person("U0NOA")}[name]
        await press(town, person, "help_no")
        assert not await has(town, person, "help_no")
        assert "次の方に聞きます" in words(await town.direct(person))
    assert sorted(asked) == ["外山 音人", "林 鈴", "野原 乃愛"]
    asked_companion = await newest(town, town.cam, "help_name")
    assert "3人に聞きましたが、今回は難しいとのことでした" in words(asked_companion["blocks"])
    assert "伴走役の佐藤 香夢さんが" in words(await town.direct(town.rana))
    assert (await search(town)).state == "companion"
    await press(town, town.cam, "help_call")
    post = (await town.posts(BOOKING))[-1]
    assert buttons(post) == ["help_volunteer", "item_open"]
    assert await town.posts(ALL) == []
    await town.press(town.mio, post, "help_volunteer")
    assert (await offers(town))["水野 澪"] == "yes"
    assert "水野 澪さんが引き受けてくれました" in words((await town.posts(BOOKING))[-1]["blocks"])
    assert "<@U0MIO> さんが引き受けてくれました" in words((await talk(town))[0]["blocks"])
    assert "外山" not in words(await town.card(BOOKING))


async def test_who_refuses_is_named_to_nobody_but_the_asker(town: Town) -> None:
    await offer_help(town, "U0OTTO")
    await consult(town)
    await press(town, town.rana, "help_in_turn")
    await press(town, town.otto, "help_no")
    told = [event.action for event in await town.history()]
    assert told == ["posted", "routed", "help_searched", "help_asked", "help_to_companion"]
    assert town.cast.otto.id not in {event.actor_id for event in await town.history()}
    assert "外山 音人さん（今回は難しい）" in words(await town.direct(town.rana))
    assert "外山" not in words(await town.direct(town.cam))


async def test_who_does_not_answer_in_24_working_hours_lets_the_next_be_asked_exactly_once(town: Town) -> None:
    await offer_help(town, "U0OTTO", "U0LIN", "U0NOA")
    await consult(town)
    await press(town, town.rana, "help_in_turn")
    first = await offers(town)
    await pass_time(town, datetime(2026, 11, 26, 7, 29, tzinfo=UTC))
    assert await offers(town) == first
    town.clock.to(ON_THURSDAY)
    await asyncio.gather(tick(town), tick(town))
    await tick(town)
    assert list((await offers(town)).values()) == ["expired", "asked"]
    assert len([e for e in await town.history() if e.action == "help_asked"]) == 2


async def test_nobody_is_asked_at_night_nor_on_a_holiday_and_a_late_tick_loses_nothing(town: Town) -> None:
    await offer_help(town, "U0OTTO", "U0LIN")
    await consult(town)
    await press(town, town.rana, "help_in_turn")
    await pass_time(town, datetime(2026, 11, 26, 12, 0, tzinfo=UTC))
    await pass_time(town, datetime(2026, 11, 28, 3, 0, tzinfo=UTC))  # a Saturday
    assert list((await offers(town)).values()) == ["asked"]
    await pass_time(town, datetime(2026, 11, 30, 0, 0, tzinfo=UTC))
    assert list((await offers(town)).values()) == ["expired", "asked"]


async def test_when_nobody_answers_at_all_everybody_is_asked_in_the_end(town: Town) -> None:
    await offer_help(town, "U0OTTO", "U0LIN", "U0NOA")
    await consult(town)
    await press(town, town.rana, "help_in_turn")
    moments = [ON_THURSDAY, NEXT_DUE, datetime(2026, 12, 4, 6, 30, tzinfo=UTC), datetime(2026, 12, 9, 7, 0, tzinfo=UTC)]
    for moment in moments:
        await pass_time(town, moment)
    assert (await search(town)).state == "calling"
    assert list((await offers(town)).values()) == ["expired"] * 3
    assert buttons((await town.posts(BOOKING))[-1])[0] == "help_volunteer"
    await pass_time(town, datetime(2027, 3, 1, 1, 0, tzinfo=UTC))
    assert len([p for p in await town.posts(BOOKING) if "help_volunteer" in buttons(p)]) == 1


async def test_a_yes_that_comes_late_is_welcome_and_who_was_asked_since_need_not_answer(town: Town) -> None:
    await offer_help(town, "U0OTTO", "U0NOA")
    await consult(town)
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    await pass_time(town, ON_THURSDAY)
    noa = town.sandbox.person("U0NOA")
    assert "まだ引き受けられるときは、押してください" in words(await town.direct(town.otto))
    await press(town, town.otto, "help_yes")
    assert await offers(town) == {"外山 音人": "yes", "野原 乃愛": "withdrawn"}
    assert "お返事は、もう要りません" in words((await town.direct(noa))[-1])
    assert not await has(town, noa, "help_yes")


async def test_the_companion_names_somebody_who_is_asked_at_once(town: Town) -> None:
    await offer_help(town, "U0OTTO", paused=True)
    await consult(town)
    await press(town, town.rana, "help_to_companion")
    await press(town, town.cam, "help_name")
    refused = await town.cam.submit({"help_named": "U0RANA"})
    assert "相談したご本人です" in refused.errors["help_named"]
    refused = await town.cam.submit({"help_named": "U0OTTO"})
    assert "休止中か不在か" in refused.errors["help_named"]
    assert (await town.cam.submit({"help_named": "U0MIO"})).acked
    await press(town, town.mio, "help_yes")
    assert await offers(town) == {"水野 澪": "yes"}
    assert "手伝う人が見つかりました" in words(await town.direct(town.cam))


async def test_a_refusal_of_who_was_named_leads_back_to_the_open_post_that_there_is(town: Town) -> None:
    await consult(town)
    await press(town, town.rana, "help_in_turn")
    await press(town, town.cam, "help_call")
    await press(town, town.cam, "help_name")
    assert (await town.cam.submit({"help_named": "U0MIO"})).acked
    assert (await search(town)).state == "asking"
    await press(town, town.mio, "help_no")
    assert (await search(town)).state == "calling"
    assert len([p for p in await town.posts(BOOKING) if "help_volunteer" in buttons(p)]) == 1


async def test_who_stops_the_search_can_begin_again_with_the_same_person(town: Town) -> None:
    await offer_help(town, "U0OTTO")
    await consult(town)
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    await press(town, town.rana, "help_stop")
    assert "お返事は、もう要りません" in words((await town.direct(town.otto))[-1])
    assert not await has(town, town.otto, "help_yes")
    await press(town, town.rana, "help_choose")
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    await press(town, town.otto, "help_yes")
    assert await offers(town) == {"外山 音人": "yes"}


async def test_who_asked_and_who_joined_cannot_volunteer(town: Town) -> None:
    await consult(town)
    await press(town, town.rana, "help_in_turn")
    await press(town, town.cam, "help_call")
    post = (await town.posts(BOOKING))[-1]
    await town.press(town.rana, post, "help_volunteer")
    assert "ご自分の相談です" in words(await town.rana.view())
    assert await offers(town) == {}
