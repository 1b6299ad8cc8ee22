import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.elements import walk
from storage import audit, calls
from storage.tables import Applicant
from tests.handlers.groups.test_groups import parts
from tests.handlers.town import ALL, BOOKING, CHAT, Json, Town, buttons, has_block, words

NOTE = "予約の窓口にいる方の声がほしいです。"


async def test_a_call_tells_everybody_what_the_group_does_for_how_long_and_until_when(town: Town) -> None:
    await call(town)
    (posted,) = await town.posts(ALL)
    said = words(posted["blocks"])
    for expected in ("*貸館予約システムWG* のメンバーを募集しています", "公民館や体育館などの予約", NOTE):
        assert expected in said
    assert "1人（あと1人） · 週2コマ · 12月4日(金)まで · 水野 澪" in said
    assert buttons(posted) == ["call_join"]


async def test_who_wants_to_join_is_approved_by_a_lead_and_the_full_call_says_so(town: Town) -> None:
    await call(town)
    await join(town, town.rana)
    assert "返事はここに来ます" in words(await town.direct(town.rana))
    asked = await question(town, town.mio)
    assert "<@U0RANA>さん（生涯学習課）が *貸館予約システムWG* に参加を希望しています" in words(asked["blocks"])
    await town.press(town.mio, asked, "call_approve")
    assert (await parts(town, town.cast.booking))["楽名 花"] == "member"
    told = words((await town.direct(town.rana))[-1]["blocks"])
    assert "メンバーになりました（週2コマ）。水野 澪さんが承認しました。" in told
    for lead in (town.mio, town.leo):
        assert buttons(await question(town, lead)) == []
    (posted,) = await town.posts(ALL)
    assert "人数に達しました" in words(posted["blocks"])
    assert buttons(posted) == []
    assert "<@U0RANA>さんがメンバーになりました" in words(await town.posts(BOOKING))


async def test_nobody_is_told_no_without_words(town: Town) -> None:
    await call(town)
    await join(town, town.rana)
    await town.press(town.mio, await question(town, town.mio), "call_decline")
    assert "書いてください" in (await town.mio.submit({"call_words": "　"})).errors["call_words"]
    assert (await town.mio.submit({"call_words": "今回は窓口のある課を優先しました。"})).acked
    told = words((await town.direct(town.rana))[-1]["blocks"])
    assert "今回は見送りになりました。水野 澪さんより" in told
    assert "今回は窓口のある課を優先しました。" in told
    assert "楽名 花" not in await parts(town, town.cast.booking)


async def test_a_wish_can_be_taken_back_and_made_again(town: Town) -> None:
    await call(town)
    await join(town, town.rana)
    own = (await town.direct(town.rana))[-1]
    await town.press(town.rana, {**own, "channel": "U0BANSOU"}, "call_withdraw")
    assert "取りやめました" in words((await town.direct(town.rana))[-1]["blocks"])
    assert "取りやめました" in words((await question(town, town.mio))["blocks"])
    await join(town, town.rana)
    assert buttons(await question(town, town.mio)) == ["call_approve", "call_decline"]
    (applicant,) = await applicants(town)
    assert applicant.state == "asked"


async def test_pressing_twice_asks_once(town: Town) -> None:
    await call(town)
    await join(town, town.rana)
    await join(town, town.rana)
    assert len(await applicants(town)) == 1
    assert len(await town.direct(town.rana)) == 1
    assert len([m for m in await town.direct(town.mio) if buttons(m)]) == 1


async def test_a_call_ends_on_the_morning_after_its_day_exactly_once(town: Town) -> None:
    await call(town)
    await join(town, town.rana)
    town.clock.to(datetime(2026, 12, 5, 3, 0, tzinfo=UTC))  # a Saturday
    await tick(town)
    assert "募集しています" in words((await town.posts(ALL))[0]["blocks"])
    answer = await town.otto.press("call_join", channel=ALL, ts=(await town.posts(ALL))[0]["ts"])
    assert "募集は終わりました" in words(await town.otto.view()), answer
    town.clock.to(datetime(2026, 12, 7, 0, 0, tzinfo=UTC))  # Monday, 9:00 in Tokyo
    await asyncio.gather(tick(town), tick(town))
    await tick(town)
    (posted,) = await town.posts(ALL)
    assert "募集は終わりました" in words(posted["blocks"])
    assert buttons(posted) == []
    told = [m for m in await town.direct(town.mio) if "募集が終わりました。1人のうち0人" in words(m["blocks"])]
    assert len(told) == 1
    assert "返事を待っている方が1人います" in words(told[0]["blocks"])
    (asked,) = [m for m in await town.direct(town.mio) if "call_approve" in buttons(m)]
    await town.press(town.mio, {**asked, "channel": "U0BANSOU"}, "call_approve")
    assert (await parts(town, town.cast.booking))["楽名 花"] == "member"


async def test_nobody_joins_a_group_that_was_closed_and_its_call_still_ends(town: Town) -> None:
    await call(town)
    with town.engine() as connection:
        connection.exec_driver_sql("UPDATE workinggroup SET active = false WHERE slug = 'facility-booking'")
        connection.exec_driver_sql("UPDATE workspace SET organisation_stamp = 'closed'")
    (posted,) = await town.posts(ALL)
    await town.press(town.rana, posted, "call_join")
    assert "そのグループは見つかりません" in words(await town.rana.view())
    town.clock.to(datetime(2026, 12, 7, 0, 0, tzinfo=UTC))
    await tick(town)
    (posted,) = await town.posts(ALL)
    assert "募集は終わりました" in words(posted["blocks"])


async def test_a_lead_ends_a_call_and_may_post_another(town: Town) -> None:
    await call(town)
    await choose(town, town.mio, "end_call")
    assert "募集は終わりました" in words((await town.posts(ALL))[0]["blocks"])
    await call(town)
    assert len(await town.posts(ALL)) == 2


async def test_two_leads_with_one_place_make_one_member(town: Town) -> None:
    await call(town)
    await join(town, town.rana)
    await join(town, town.otto)
    first, second = [m for m in await town.direct(town.mio) if "call_approve" in buttons(m)][-2:]
    await town.press(town.mio, {**first, "channel": "U0BANSOU"}, "call_approve")
    await town.press(town.mio, {**second, "channel": "U0BANSOU"}, "call_approve")
    assert "人数に達しています" in words(await town.mio.view())
    there = await parts(town, town.cast.booking)
    assert "楽名 花" in there
    assert "外山 音人" not in there


async def test_a_call_needs_a_day_to_come(town: Town) -> None:
    await choose(town, town.mio, "call")
    answer = await town.mio.submit({"call_closes": "2026-11-24"})
    assert "過ぎた日付" in answer.errors["call_closes"]
    assert await town.posts(ALL) == []


async def test_a_call_goes_to_a_channel_that_the_bot_has_to_join_first(town: Town) -> None:
    await choose(town, town.mio, "call")
    assert (await town.mio.submit({"call_closes": "2026-12-04", "call_channel": "C0STRANGE"})).acked
    (posted,) = await town.posts("C0STRANGE")
    assert buttons(posted) == ["call_join"]


@pytest.mark.parametrize("who", ["U0OTTO", "U0CAM", "U0LIN", "U0RANA"])
@pytest.mark.parametrize("action", ["call_approve", "call_decline"])
async def test_only_leads_and_the_office_answer(town: Town, who: str, action: str) -> None:
    await call(town)
    await join(town, town.rana)
    (applicant,) = await applicants(town)
    await town.dispatch_press(who, action, str(applicant.id))
    (applicant,) = await applicants(town)
    assert applicant.state == "asked"
    assert "楽名 花" not in await parts(town, town.cast.booking)


@pytest.mark.parametrize("value", ["999", "-1", "x", "", "1:2"])
@pytest.mark.parametrize("action", ["call_join", "call_withdraw", "call_approve", "call_decline"])
async def test_a_forged_value_changes_nothing(town: Town, action: str, value: str) -> None:
    response = await town.dispatch_press("U0AOI", action, value)
    assert response.status == 200
    assert await applicants(town) == []


async def choose(town: Town, person: Any, deed: str) -> None:
    await person.command("/bansou", "groups", channel=CHAT)
    message = (await person.messages(CHAT))[-1]
    place = {"channel": CHAT, "ts": message["ts"], "block_id": f"group:{town.cast.booking.id}"}
    answer = await person.press("group_do", selected=f"{town.cast.booking.id}:{deed}", **place)
    assert answer.acked, answer


PHONE = "090-1234-5678"


@pytest.mark.parametrize(("choice", "stored"), [("mask", "連絡は ●●● まで。"), ("keep", f"連絡は {PHONE} まで。")])
async def test_personal_data_in_the_words_of_a_call_is_decided_on_before_it_is_posted(
    town: Town, choice: str, stored: str
) -> None:
    await choose(town, town.mio, "call")
    values = {"call_note": f"連絡は {PHONE} まで。", "call_places": "1", "call_slots": "2", "call_closes": "2026-12-04"}
    assert (await town.mio.submit(values)).acked
    assert await town.posts(ALL) == []
    assert has_block(await town.mio.view(), "intake_personal_data")
    assert PHONE not in words((await town.mio.view())["blocks"][0])
    assert (await town.mio.submit({"intake_personal_data": {"intake_answer": choice}})).acked
    (posted,) = await town.posts(ALL)
    assert stored in words(posted["blocks"])


async def test_personal_data_in_the_words_of_a_refusal_is_decided_on_before_they_are_told(town: Town) -> None:
    await call(town)
    await join(town, town.rana)
    await town.press(town.mio, await question(town, town.mio), "call_decline")
    before = len(await town.direct(town.rana))
    await town.mio.submit({"call_words": f"次は {PHONE} にどうぞ。"})
    assert len(await town.direct(town.rana)) == before
    assert has_block(await town.mio.view(), "intake_personal_data")
    await town.mio.submit({"intake_personal_data": {"intake_answer": "mask"}})
    assert "次は ●●● にどうぞ。" in words((await town.direct(town.rana))[-1]["blocks"])


async def test_a_deputy_answers_a_wish_in_place_of_a_lead_who_is_away(town: Town) -> None:
    await call(town)
    await town.leo.command("/bansou", "away 2026-11-24 2026-11-30 <@U0OTTO|otto>")
    await join(town, town.rana)
    await town.press(town.otto, await question(town, town.otto), "call_approve")
    assert (await parts(town, town.cast.booking))["楽名 花"] == "member"
    assert "外山 音人さんが承認しました" in words((await town.direct(town.rana))[-1]["blocks"])
    for person in (town.otto, town.leo, town.mio):
        assert buttons(await question(town, person)) == []
    rows = await town.read(lambda s: audit.list_rows(s, 1, action="role"))
    assert rows[-1].facts["in_place_of"] == town.cast.leo.id


async def test_a_wish_that_waits_when_a_lead_leaves_reaches_the_deputy(town: Town) -> None:
    await call(town)
    await join(town, town.rana)
    assert await town.direct(town.otto) == []
    await town.leo.command("/bansou", "away 2026-11-24 2026-11-30 <@U0OTTO|otto>")
    await town.settled()
    asked = next(m for m in await town.direct(town.otto) if "call_decline" in buttons(m))
    await town.press(town.otto, {**asked, "channel": "U0BANSOU"}, "call_decline")
    assert (await town.otto.submit({"call_words": "今回は窓口のある課を優先しました。"})).acked
    assert "外山 音人さんより" in words((await town.direct(town.rana))[-1]["blocks"])


async def test_a_deputy_answers_only_while_the_lead_is_away_and_edits_nothing_else(town: Town) -> None:
    await call(town)
    await join(town, town.rana)
    (wish,) = await applicants(town)
    await town.dispatch_press("U0OTTO", "call_approve", str(wish.id))
    assert "楽名 花" not in await parts(town, town.cast.booking)
    await town.leo.command("/bansou", "away 2026-11-24 2026-11-30 <@U0OTTO|otto>")
    town.clock.to(datetime(2026, 12, 1, 1, 0, tzinfo=UTC))
    await town.dispatch_press("U0OTTO", "call_approve", str(wish.id))
    assert "楽名 花" not in await parts(town, town.cast.booking)


async def test_a_deputy_posts_and_ends_a_call_in_place_of_the_lead_who_is_away(town: Town) -> None:
    await town.leo.command("/bansou", "away 2026-11-24 2026-11-30 <@U0OTTO|otto>")
    await town.otto.command("/bansou", "groups", channel=CHAT)
    shown = (await town.otto.messages(CHAT))[-1]
    menus = [found.element["options"] for found in walk(shown["blocks"]) if found.action_id == "group_do"]
    assert {o["value"] for menu in menus for o in menu} >= {f"{town.cast.booking.id}:call"}
    assert {o["value"].partition(":")[2] for menu in menus for o in menu} == {"call"}
    await choose(town, town.otto, "call")
    assert (await town.otto.submit({"call_note": NOTE, "call_closes": "2026-12-04"})).acked
    (posted,) = await town.posts(ALL)
    assert "外山 音人" in words(posted["blocks"])
    await choose(town, town.otto, "end_call")
    assert "募集は終わりました" in words((await town.posts(ALL))[0]["blocks"])
    rows = await town.read(lambda s: audit.list_rows(s, 1, action="setting"))
    calls_ = [row for row in rows if row.subject == "facility-booking call"]
    assert [(row.actor_id, row.facts["after"]) for row in calls_] == [
        (town.cast.otto.id, True),
        (town.cast.otto.id, False),
    ]
    assert {row.facts["in_place_of"] for row in calls_} == {town.cast.leo.id}


async def test_a_deputy_calls_for_nobody_once_the_lead_is_back(town: Town) -> None:
    await town.leo.command("/bansou", "away 2026-11-24 2026-11-30 <@U0OTTO|otto>")
    await choose(town, town.otto, "call")
    await town.leo.command("/bansou", "back")
    refused = await town.otto.submit({"call_closes": "2026-12-04"})
    assert "リーダー" in words(refused.errors or await town.otto.view()), refused
    assert await town.posts(ALL) == []


async def call(town: Town) -> None:
    await choose(town, town.mio, "call")
    values = {"call_note": NOTE, "call_places": "1", "call_slots": "2", "call_closes": "2026-12-04"}
    answer = await town.mio.submit(values)
    assert answer.acked, answer
    await town.settled()


async def join(town: Town, person: Any) -> None:
    posted = (await town.posts(ALL))[-1]
    await town.press(person, posted, "call_join")
    await town.settled()


async def question(town: Town, lead: Any) -> Json:
    return {**(await town.direct(lead))[-1], "channel": "U0BANSOU"}


async def applicants(town: Town) -> list[Applicant]:
    def look(session: Any) -> list[Applicant]:
        found = calls.find_running(session, 1, town.cast.booking.id or 0)
        return calls.list_applicants(session, found.id or 0) if found else []

    return await town.read(look)


async def tick(town: Town) -> None:
    await town.bot.clockwork.tick()
    town.bot.delivery.wake()
