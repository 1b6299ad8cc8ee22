from datetime import UTC, datetime

from storage import people, practices
from storage.tables import Practice
from tests.handlers.practices.shelf import KEYPADS, ROBOT, look, share
from tests.handlers.town import OFFICE, Json, Town, words


async def state_of(town: Town, number: int = 1) -> Practice:
    found = await town.read(lambda s: practices.find(s, number))
    assert found
    return found


async def questions(town: Town, chat_id: str) -> list[Json]:
    """The yearly questions to a person, with where they stand."""
    person = town.sandbox.person(chat_id)
    channel = (await person.sidebar())["ims"][0]["id"]
    return [{**told, "channel": channel} for told in await town.direct(person) if "いまも同じですか" in words(told)]


async def test_the_contact_is_asked_once_before_the_year_is_over_and_confirms(town: Town) -> None:
    await share(town, town.rana, {**KEYPADS, "contact": "U0OTTO"})
    await town.bot.clockwork.tick()
    town.clock.to(datetime(2027, 10, 26, 1, 0, tzinfo=UTC))
    for _ in range(2):
        await town.bot.clockwork.tick()
    (question,) = await questions(town, "U0OTTO")
    assert await questions(town, "U0RANA") == []
    await town.press(town.otto, question, "practice_confirm")
    assert "ありがとうございます" in words((await town.direct(town.otto))[-1])
    assert (await state_of(town)).checked_on == datetime(2027, 10, 26, tzinfo=UTC).date()
    town.clock.advance(days=91)
    await town.bot.clockwork.tick()
    assert await questions(town, "U0OTTO") == []


async def test_nobody_is_asked_at_night_or_on_a_closed_day(town: Town) -> None:
    await share(town, town.rana, KEYPADS)
    for moment in (datetime(2027, 10, 30, 1, 0, tzinfo=UTC), datetime(2027, 10, 28, 12, 0, tzinfo=UTC)):
        town.clock.to(moment)
        await town.bot.clockwork.tick()
    assert await questions(town, "U0RANA") == []


async def test_one_practice_a_day_is_asked_about(town: Town) -> None:
    await share(town, town.rana, KEYPADS)
    await share(town, town.rana, ROBOT)
    town.clock.to(datetime(2027, 10, 26, 1, 0, tzinfo=UTC))
    await town.bot.clockwork.tick()
    assert len(await questions(town, "U0RANA")) == 1
    town.clock.advance(days=1)
    await town.bot.clockwork.tick()
    assert len(await questions(town, "U0RANA")) == 2


async def test_what_nobody_has_confirmed_for_a_year_says_so_in_every_list_and_stays(town: Town) -> None:
    await share(town, town.rana, KEYPADS)
    town.clock.to(datetime(2027, 11, 25, 1, 0, tzinfo=UTC))
    view = await look(town.otto, "鍵")
    assert "確認から1年以上たっています" in words(view)
    await town.otto.press("item_open", value="1")
    assert "1年以上たっています" in words(await town.otto.view())


async def test_a_practice_passes_to_the_successor_of_its_contact(town: Town) -> None:
    await share(town, town.rana, {**KEYPADS, "contact": "U0OTTO"})
    await town.aoi.command("/bansou", "handover")
    sent = await town.aoi.submit({"transfer_person": "U0OTTO", "transfer_successor": "U0MIO"})
    assert sent.acked
    await town.settled()
    mio = await town.read(lambda s: people.find_by_chat_id(s, 1, "U0MIO"))
    assert mio
    assert (await state_of(town)).contact_id == mio.id
    for person in (town.otto, town.mio):
        assert "好事例（聞かれる人） 1件" in words(await town.direct(person))
    assert [event.action for event in await town.history()][-1] == "practice_contact"


async def test_a_handover_does_not_tell_whose_a_hidden_practice_is(town: Town) -> None:
    with town.engine() as connection:
        connection.exec_driver_sql("UPDATE workinggroup SET blind = true")
        connection.exec_driver_sql("UPDATE workspace SET organisation_stamp = 'blind'")
    item = await share(town, town.rana, KEYPADS)
    assert item.blind
    await town.aoi.command("/bansou", "handover")
    assert (await town.aoi.submit({"transfer_person": "U0RANA", "transfer_successor": "U0MIO"})).acked
    mio = await town.read(lambda s: people.find_by_chat_id(s, 1, "U0MIO"))
    assert mio
    assert (await state_of(town)).contact_id == mio.id
    assert "引き継ぎ票" in words(await town.direct(town.mio))
    for said in (words(await town.direct(town.mio)), words(await town.posts(OFFICE))):
        assert "好事例（聞かれる人）" not in said
        assert "R8-0001" not in said


async def test_a_practice_goes_to_the_office_when_nobody_takes_over(town: Town) -> None:
    await share(town, town.rana, {**KEYPADS, "contact": "U0OTTO"})
    await town.aoi.command("/bansou", "handover")
    assert (await town.aoi.submit({"transfer_person": "U0OTTO"})).acked
    await town.settled()
    assert (await state_of(town)).contact_id is None
    assert "好事例（聞かれる人） 1件" in words(await town.posts(OFFICE))
