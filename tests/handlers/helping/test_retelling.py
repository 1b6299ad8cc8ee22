from datetime import UTC, datetime
from typing import Any

from sqlmodel import select

from sandbox.client import Person
from storage.tables import Practice, RequestPerson
from tests.handlers.helping.village import EXCEL, consult, has, newest, offer_help, pass_time, press, search, talk
from tests.handlers.town import Town, buttons, send, typed, words

TWO_WEEKS_LATER = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)


async def solved(town: Town, *, before: str = "", **more: object) -> None:
    """Otto has helped Rana, who said after two weeks that it is solved."""
    await offer_help(town, "U0OTTO")
    await consult(town, **more)
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    await press(town, town.otto, "help_yes")
    if before:
        (first,) = await talk(town)
        await town.rana.say(first["channel"], before)
        await town.otto.say(first["channel"], "ピボットにすると5分で終わります")
    await pass_time(town, TWO_WEEKS_LATER)
    await press(town, town.rana, "follow_yes")
    assert (await search(town)).state == "solved"


async def begin(town: Town, person: Person) -> Any:
    return await press(town, person, "retell_begin")


async def practices(town: Town) -> list[Practice]:
    return await town.read(lambda s: list(s.exec(select(Practice))))


async def test_who_helped_begins_with_what_both_wrote_and_sends_a_practice_that_names_both(town: Town) -> None:
    await solved(town, before="毎月2時間かかっています")
    await begin(town, town.otto)
    view = await town.otto.view()
    assert typed(view, "title") == EXCEL["title"]
    body = typed(view, "body")
    assert "楽名 花：毎月2時間かかっています\n外山 音人：ピボットにすると5分で終わります" in body
    await send(town.otto, {"body": "ピボットにしたら5分で終わりました。"})
    await town.settled()
    practice = (await practices(town))[0]
    assert practice.source_request_id == (await town.item()).id
    people = await town.read(
        lambda s: [row.person_id for row in s.exec(select(RequestPerson)) if row.request_id == practice.request_id]
    )
    assert sorted(people) == sorted([town.cast.otto.id or 0, town.cast.rana.id or 0])
    assert (await town.item(2)).body == "ピボットにしたら5分で終わりました。"


async def test_what_the_asker_saved_stands_as_the_effect(town: Town) -> None:
    await solved(town)
    assert (await town.rana.submit({"follow_minutes": "90", "follow_times": "240"})).acked
    await town.settled()
    await begin(town, town.otto)
    assert "年 360時間（90分 × 年240回" in typed(await town.otto.view(), "effect")


async def test_the_button_stands_where_who_helped_was_asked_and_under_their_answer(town: Town) -> None:
    await solved(town)
    assert "ありがとうございました" in (await newest(town, town.otto, "retell_begin"))["text"]
    await press(town, town.otto, "follow_yes")
    assert "retell_begin" in buttons(await newest(town, town.otto, "follow_more"))
    assert not await has(town, town.rana, "retell_begin")


async def test_nobody_but_who_helped_begins_and_only_when_it_is_solved(town: Town) -> None:
    await offer_help(town, "U0OTTO")
    await consult(town)
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    await press(town, town.otto, "help_yes")
    for user in ("U0OTTO", "U0RANA", "U0LIN"):
        await town.dispatch_press(user, "retell_begin", "1")
    assert await town.drafts() == []
    await pass_time(town, TWO_WEEKS_LATER)
    await press(town, town.rana, "follow_yes")
    await town.dispatch_press("U0LIN", "retell_begin", "1")
    assert await town.drafts() == []


async def test_of_a_private_consultation_who_asked_is_asked_once_and_may_agree(town: Town) -> None:
    await solved(town, before="毎月2時間かかっています", private=["yes"])
    for _ in range(2):
        await begin(town, town.otto)
        assert "相談した人に聞いています" in words((await town.otto.view())["blocks"])
        await town.otto.close()
    assert sum("書いてもよいですか" in m["text"] for m in await town.direct(town.rana)) == 1
    assert await town.drafts() == []
    await town.dispatch_press("U0OTTO", "retell_agree", "1")
    assert not await has(town, town.otto, "retell_agree")
    await press(town, town.rana, "retell_agree")
    assert "好事例にしてよいと伝えました" in words(await newest(town, town.rana))
    assert "好事例にしてよいとのお返事がありました" in words([m["text"] for m in await town.direct(town.otto)])
    await begin(town, town.otto)
    assert "毎月2時間かかっています" in typed(await town.otto.view(), "body")
    await send(town.otto, {"body": "ピボットにしたら5分で終わりました。"})
    await town.settled()
    assert [practice.source_request_id for practice in await practices(town)] == [None]


async def test_of_a_private_consultation_nothing_is_told_when_who_asked_would_rather_not(town: Town) -> None:
    await solved(town, before="毎月2時間かかっています", private=["yes"])
    await begin(town, town.otto)
    await town.otto.close()
    await press(town, town.rana, "retell_decline")
    assert "好事例にはしません" in words([m["text"] for m in await town.direct(town.otto)])
    await town.dispatch_press("U0RANA", "retell_agree", "1")  # the first word holds
    await town.dispatch_press("U0OTTO", "retell_begin", "1")
    assert await town.drafts() == []


async def test_the_form_opens_without_what_was_said_when_the_chat_does_not_tell_it(town: Town) -> None:
    await solved(town, before="毎月2時間かかっています")
    await town.sandbox.weather(server_error=1.0, methods=["conversations.history"])
    await begin(town, town.otto)
    view = await town.otto.view()
    assert typed(view, "title") == EXCEL["title"]
    assert "毎月2時間" not in typed(view, "body")
