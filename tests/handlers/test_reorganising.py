from dataclasses import replace
from datetime import datetime

from bot.services.reorganising import schedule
from bot.services.reorganising.rows import Deed, PlanRow, Rule
from tests.factories import TOKYO
from tests.handlers.town import BOOKING, COUNTER, OFFICE, Town, buttons, words

APRIL = datetime(2027, 4, 1, 6, 0, tzinfo=TOKYO)
MERGED = PlanRow(Deed.MERGE, "貸館予約システムWG", ("ミライズWG",))


async def carry_out(town: Town, *rows: PlanRow) -> None:
    """A plan is stored, its day comes, and the clockwork ticks."""
    city = town.bot.city
    await town.bot.database.write(
        lambda s: schedule.add_plan(s, city, town.cast.workspace, rows, APRIL.date(), "office")
    )
    town.clock.to(APRIL)
    await town.bot.clockwork.tick()
    town.bot.delivery.wake()
    await town.settled()


async def test_cards_and_channels_follow_a_merger_in_the_chat(town: Town) -> None:
    await town.post(town.rana)
    await carry_out(town, MERGED)
    old, told = await town.posts(BOOKING)
    assert "ミライズWG" in words(old) or "C0MIRISE" in words(old)
    assert "移りました" in words(old)
    assert "ミライズWG" in words(told)
    card = next(post for post in await town.posts(COUNTER) if "triage_review" in buttons(post))
    assert "R8-0001" in words(card)
    assert any("再編（1）を行いました" in words(post) for post in await town.posts(OFFICE))
    await town.press(town.leo, card, "triage_accept")
    assert (await town.item()).status == "accepted"
    shown = await town.rana.command("/bansou", "show R8-1")
    assert "再編で移りました（貸館予約システムWG → ミライズWG）" in words(shown.body)


async def test_the_office_chooses_for_items_of_a_closed_group_also_accepted_ones(town: Town) -> None:
    await town.post(town.rana)
    (card,) = await town.posts(BOOKING)
    await town.press(town.leo, card, "triage_accept")
    await carry_out(town, replace(MERGED, deed=Deed.CLOSE, targets=(), rule=Rule.TO_OFFICE))
    question = next(post for post in await town.posts(OFFICE) if "routing_choose" in buttons(post))
    await town.press(town.aoi, question, "routing_choose")
    await town.settled()
    item = await town.item()
    assert item.status == "accepted"
    assert item.group_id is not None
    assert item.group_id != town.cast.booking.id
