"""A private consultation: who asks, who is asked, and the companion; nobody else, anywhere."""

import asyncio
from datetime import UTC, datetime

import pytest

from storage import requests
from storage.database import Session
from tests.handlers.helping.village import consult, has, newest, offer_help, offers, pass_time, press, search, talk
from tests.handlers.town import ALL, BOOKING, OFFICE, SEED, Town, words

SECRET = {
    "title": "公民館の予約の集計の頼み方に悩んでいます",
    "body": "公民館と体育館の予約の集計をExcelで毎晩頼まれます。マクロで早く終わらせたいです。",
}
EVERYBODY = [user["id"] for user in SEED["users"]]


async def confide(town: Town) -> None:
    await offer_help(town, "U0OTTO", "U0LIN", "U0NOA")
    await consult(town, **SECRET, private=["yes"])


async def who_can_open(town: Town) -> set[str]:
    """The people to whom the item opens."""
    found = set()
    for user in EVERYBODY:
        before = len(await town.sandbox.calls("views.open"))
        await town.dispatch_press(user, "item_open", "1")
        calls = (await town.sandbox.calls("views.open"))[before:]
        found |= {user} if SECRET["body"] in words([call["args"] for call in calls]) else set()
    return found


async def test_nobody_reads_it_but_who_asks_the_companion_and_who_is_asked(town: Town) -> None:
    await confide(town)
    assert await who_can_open(town) == {"U0RANA", "U0CAM"}
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    assert await who_can_open(town) == {"U0RANA", "U0CAM", "U0OTTO"}
    await press(town, town.otto, "help_no")
    assert await who_can_open(town) == {"U0RANA", "U0CAM"}
    assert SECRET["body"] not in words(await town.direct(town.otto))


async def test_the_office_reads_it_only_while_there_is_no_companion(town: Town) -> None:
    await confide(town)

    def let_go(session: Session) -> None:
        requests.get(session, town.cast.workspace.id or 0, 1).companion_id = None

    await town.bot.database.write(let_go)
    assert await who_can_open(town) == {"U0RANA", "U0AOI"}


@pytest.mark.parametrize("person", ["U0LEO", "U0AOI", "U0LIN", "U0NOA", "U0MIO", "U0EMI"])
async def test_no_list_search_home_nor_reminder_tells_others_of_it(town: Town, person: str) -> None:
    await confide(town)
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    await pass_time(town, datetime(2026, 12, 7, 1, 0, tzinfo=UTC))
    someone = town.sandbox.person(person)
    seen = [words(await town.home(someone))]
    for typed in ("list", "search Excel", "overdue", "R8-0001", "digest"):
        answer = await someone.command("/bansou", typed)
        seen.append(words(answer.body) + words(await someone.messages("U0BANSOU")))
    seen += [words(await town.posts(channel)) for channel in (ALL, BOOKING, OFFICE)]
    assert "頼み方" not in "".join(seen)
    assert "毎晩" not in "".join(seen)


async def test_the_companion_answers_in_the_leads_place(town: Town) -> None:
    await confide(town)
    card = await newest(town, town.cam, "triage_accept")
    assert not await has(town, town.leo, "triage_accept")
    await town.dispatch_press("U0LEO", "triage_accept", "1")
    assert (await town.item()).status == "received"
    await town.press(town.cam, card, "triage_accept")
    assert (await town.item()).status == "accepted"


async def test_a_refusal_leads_back_to_who_asks_and_nobody_else_is_asked_without_them(town: Town) -> None:
    await confide(town)
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    await press(town, town.otto, "help_no")
    assert await offers(town) == {"外山 音人": "no"}
    assert (await search(town)).state == "choosing"
    assert "次をどうするか、選んでください" in words(await town.direct(town.rana))
    await press(town, town.rana, "help_in_turn")
    assert sorted((await offers(town)).values()) == ["asked", "no"]


async def test_when_all_three_cannot_the_asker_decides_and_no_channel_is_asked(town: Town) -> None:
    await confide(town)
    await press(town, town.rana, "help_in_turn")
    moments = [
        datetime(2026, 11, 26, 7, 30, tzinfo=UTC),
        datetime(2026, 12, 1, 7, 0, tzinfo=UTC),
        datetime(2026, 12, 4, 6, 30, tzinfo=UTC),
    ]
    for moment in moments:
        await pass_time(town, moment)
    assert (await search(town)).state == "choosing"
    await press(town, town.rana, "help_to_companion")
    asked = await newest(town, town.cam, "help_name")
    assert "help_call" not in words(asked)
    await town.dispatch_press("U0CAM", "help_call", "1")
    await pass_time(town, datetime(2026, 12, 9, 7, 0, tzinfo=UTC))
    assert (await search(town)).state == "choosing"
    assert [p for p in await town.posts(BOOKING) if "頼み方" in words(p)] == []


async def test_whom_the_companion_names_can_read_it_and_talks_to_the_asker(town: Town) -> None:
    await confide(town)
    await press(town, town.rana, "help_to_companion")
    await press(town, town.cam, "help_name")
    assert (await town.cam.submit({"help_named": "U0MIO"})).acked
    await press(town, town.mio, "help_yes")
    assert await who_can_open(town) == {"U0RANA", "U0CAM", "U0MIO"}
    assert "<@U0MIO> さんが引き受けてくれました" in words(await talk(town))
    await asyncio.gather(*(town.dispatch_press(user, "help_step_back", "1") for user in ("U0RANA", "U0LEO", "U0OTTO")))
    assert (await search(town)).state == "helping"
