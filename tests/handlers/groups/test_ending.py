from datetime import datetime

from bot.services.reorganising import schedule
from bot.services.reorganising.rows import Deed, PlanRow
from storage import calls, nominations
from storage.database import Session
from storage.tables import Applicant
from tests.factories import TOKYO
from tests.handlers.groups.test_calls import call, join, question
from tests.handlers.groups.test_groups import parts
from tests.handlers.groups.test_nominations import begin, name
from tests.handlers.test_reorganising import MERGED
from tests.handlers.town import ALL, Town, buttons, words

SOON = datetime(2026, 11, 26, 6, 0, tzinfo=TOKYO)


async def test_a_call_ends_with_its_group_and_who_waits_is_told(town: Town) -> None:
    await call(town)
    await join(town, town.rana)
    asked = await question(town, town.mio)
    await carry_out(town, MERGED)
    (posted,) = await town.posts(ALL)
    assert "募集は終わりました" in words(posted["blocks"])
    assert buttons(posted) == []
    told = [words(m["blocks"]) for m in await town.direct(town.rana)]
    assert any("再編で終わったため、参加の希望もここまでになりました" in said for said in told)
    (now,) = [m for m in await town.direct(town.mio) if m["ts"] == asked["ts"]]
    assert "返事は要りません" in words(now["blocks"])
    assert buttons(now) == []
    results = [words(m["blocks"]) for m in await town.direct(town.mio) if "の募集が終わりました" in words(m["blocks"])]
    assert len(results) == 1
    assert "返事を待っている" not in results[0]
    await town.dispatch_press("U0AOI", "call_approve", "1")
    assert "楽名 花" not in await parts(town, town.cast.counter)
    assert "楽名 花" not in await parts(town, town.cast.booking)
    assert [one.state for one in await wishes(town)] == ["lapsed"]


async def test_a_wish_left_from_an_earlier_call_lapses_too(town: Town) -> None:
    await call(town)
    await join(town, town.rana)
    with town.engine() as connection:
        connection.exec_driver_sql("UPDATE opencall SET state = 'closed'")
    await carry_out(town, MERGED)
    assert [one.state for one in await wishes(town)] == ["lapsed"]
    assert not [m for m in await town.direct(town.mio) if "の募集が終わりました" in words(m["blocks"])]


async def test_the_call_of_a_group_that_goes_on_goes_on_as_well(town: Town) -> None:
    await call(town)
    await join(town, town.rana)
    await carry_out(town, PlanRow(Deed.MERGE, "ミライズWG", ("貸館予約システムWG",)))
    (posted,) = await town.posts(ALL)
    assert [one.state for one in await wishes(town)] == ["asked"]
    assert "再編" not in words(posted["blocks"])


async def test_nobody_need_be_named_for_a_group_that_has_ended(town: Town) -> None:
    await begin(town)
    before = len(await town.direct(town.aoi))
    await carry_out(town, MERGED)
    asked, told = (await town.direct(town.otto))[:2]
    for message in (asked, told):
        assert "もう推薦していただかなくてかまいません" in words(message["blocks"])
        assert buttons(message) == []
    assert any("推薦もここまで" in words(m["blocks"]) for m in (await town.direct(town.aoi))[before:])
    await town.dispatch_press("U0AOI", "nomination_choose", "", selected_user="U0RANA")
    assert "楽名 花" not in await parts(town, town.cast.booking)
    assert await town.read(lambda s: nominations.find_open(s, 1, town.cast.booking.id or 0)) is None


async def test_who_was_named_before_the_group_ended_stays_named(town: Town) -> None:
    await begin(town)
    await name(town, town.otto, "U0RANA")
    await carry_out(town, MERGED)
    asked = (await town.direct(town.otto))[0]
    assert "<@U0RANA>さん" in words(asked["blocks"])
    assert len([m for m in await town.direct(town.otto) if "推薦もここまで" in words(m["blocks"])]) == 1


async def carry_out(town: Town, row: PlanRow) -> None:
    """Before the last day of the call and of the round."""
    city = town.bot.city
    await town.bot.database.write(
        lambda s: schedule.add_plan(s, city, town.cast.workspace, [row], SOON.date(), "office")
    )
    town.clock.to(SOON)
    await town.bot.clockwork.tick()
    town.bot.delivery.wake()
    await town.settled()


async def wishes(town: Town) -> list[Applicant]:
    def look(session: Session) -> list[Applicant]:
        found = calls.hold_of_groups(session, 1, [town.cast.booking.id or 0])
        return [one for row in found for one in calls.list_applicants(session, row.id or 0)]

    return await town.read(look)
