from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.conftest import StillClock
from tests.handlers.conftest import running_town
from tests.handlers.practices.shelf import KEYPADS, look, share
from tests.handlers.town import BOOKING, CHAT, KEYS, Json, Town, buttons, by_block, words


async def answers(town: Town, thread_ts: str, channel: str = CHAT) -> list[Json]:
    posts = await town.posts(channel)
    return [post for post in posts if post.get("thread_ts") == thread_ts != post["ts"]]


def heard(said: Any, **more: object) -> Json:
    """A message as it is delivered another time, or from elsewhere."""
    event = {"type": "message", "channel": CHAT, "channel_type": "channel", **said.message, **more}
    return {"type": "event_callback", "team_id": "T0CITY", "event": event, "event_id": "Ev1"}


async def test_the_number_of_a_practice_is_answered_in_the_thread_once(town: Town) -> None:
    await share(town, town.rana, KEYPADS)
    said = await town.otto.say(CHAT, "鍵のことは Ｒ８－１ を見てください。R8-0001 です")
    for _ in range(2):
        await town.dispatch(heard(said))
    (post,) = await answers(town, said.ts)
    assert KEYPADS["title"] in words(post)
    assert buttons(post) == ["item_open"]
    await town.press(town.lin, post, "item_open")
    assert KEYPADS["body"] in words(await town.lin.view())


async def test_the_link_to_a_practices_card_is_answered_as_its_number_is(town: Town) -> None:
    await share(town, town.rana, KEYPADS)
    card = await town.card(BOOKING)
    said = await town.otto.say(CHAT, f"https://midorino.slack.com/archives/{BOOKING}/p{card['ts'].replace('.', '')}")
    await town.dispatch(heard(said))
    assert KEYPADS["title"] in words(await answers(town, said.ts))


async def test_other_items_other_apps_and_other_organisations_are_left_alone(town: Town) -> None:
    await share(town, town.rana, KEYPADS)
    await town.post(town.rana, KEYS | {"title": "体育館の予約をまとめたい"})
    said = await town.otto.say(CHAT, "R8-0002 と XR8-0001 と R8-00011 と R8-1-2 のこと")
    await town.dispatch(heard(said))
    for more in ({"bot_id": "B0OTHER"}, {"subtype": "channel_topic"}):
        await town.dispatch(heard(said, text="R8-0001", **more))
    await town.dispatch({**heard(said, text="R8-0001"), "is_ext_shared_channel": True})
    assert await answers(town, said.ts) == []


async def test_the_thread_of_the_practices_own_card_needs_no_answer(town: Town) -> None:
    await share(town, town.rana, KEYPADS)
    card = await town.card(BOOKING)
    said = await town.otto.say(BOOKING, "R8-0001 はいいですね", thread_ts=card["ts"])
    await town.dispatch(heard(said, channel=BOOKING))
    assert await answers(town, card["ts"], BOOKING) == []


async def test_what_was_taken_out_of_the_library_is_not_shown(town: Town) -> None:
    await share(town, town.rana, KEYPADS)
    await look(town.rana)
    await town.rana.press("item_open", value="1")
    await town.rana.press("practice_archive")
    await town.rana.submit({"practice_words": "鍵の会社が替わりました。"})
    said = await town.otto.say(CHAT, "R8-0001")
    await town.dispatch(heard(said))
    assert await answers(town, said.ts) == []


@pytest.fixture
async def quiet(sqlite_url: str, clock: StillClock) -> AsyncIterator[Town]:
    async with running_town(sqlite_url, clock, practice_links=False) as town:
        yield town


async def test_nothing_is_answered_where_the_city_does_not_want_it(quiet: Town) -> None:
    await share(quiet, quiet.rana, KEYPADS)
    said = await quiet.otto.say(CHAT, "R8-0001")
    await quiet.dispatch(heard(said))
    assert await answers(quiet, said.ts) == []


async def test_a_practice_like_a_proposal_is_named_as_one_before_it_is_sent(town: Town) -> None:
    await share(town, town.rana, {**KEYPADS, **KEYS})
    await town.otto.command("/teian")
    await town.otto.submit(by_block(await town.otto.view(), KEYS))
    view = await town.otto.view()
    assert "もうやっている課があります" in words(view)
    assert "adoption_open" in buttons(view)
    assert (await town.otto.press("adoption_open")).acked
