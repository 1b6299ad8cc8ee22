"""Wherever an item reaches somebody: a private one only its readers, a blind one without its requesters' names."""

from datetime import date
from typing import Any

import pytest

from bot.services import absence
from storage import people, requests
from storage.database import Session
from tests.handlers.test_handover import chosen, deactivate
from tests.handlers.test_permissions import EVERYBODY
from tests.handlers.test_private import PLACES, READERS, SECRET, newest
from tests.handlers.test_reminding import DUE, remind
from tests.handlers.town import OFFICE, Town, words


async def test_nobody_stands_in_for_a_reader_of_a_private_item(town: Town) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    for lead in ("U0LEO", "U0MIO"):
        await go_away(town, lead, deputy="U0OTTO")
    assert "外山" not in words(await newest(town, town.leo))
    assert "U0OTTO" not in words(await newest(town, town.leo))
    await remind(town)
    said = words(await town.direct(town.otto))
    assert SECRET["title"] not in said
    assert "期限が来ているもの" not in said
    assert SECRET["title"] in words((await town.direct(town.cam))[-1]["blocks"])
    assert "期限が来ているものはありません" in words((await town.otto.command("/bansou", "overdue")).body)
    assert SECRET["title"] in words((await town.aoi.command("/bansou", "overdue")).body)


async def test_a_deputy_is_reminded_of_what_is_not_private(town: Town) -> None:
    await town.post(town.rana)
    await town.post(town.rana, SECRET, private=["yes"])
    await go_away(town, "U0LEO", deputy="U0OTTO")
    await remind(town)
    said = words((await town.direct(town.otto))[-1]["blocks"])
    assert "R8-0001" in said
    assert "R8-0002" not in said


async def test_a_private_item_is_given_only_to_who_works_on_it(town: Town) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    for other in ("U0OTTO", "U0LIN", "U0NOA", "U0RANA"):
        sent = await give(town, other)
        assert "限られた人だけが読めるものなので" in words(sent.errors), other
        await town.leo.close()
        assert SECRET["title"] not in words(await town.posts(OFFICE))
    assert (await town.item()).assignee_id is None
    await give(town, "U0AOI")
    assert "担当をお願いします" in words((await town.direct(town.aoi))[-1]["blocks"])
    assert SECRET["title"] in words(await town.home(town.aoi))
    for place in PLACES:
        assert SECRET["title"] not in words(await town.posts(place))


async def test_who_may_read_a_private_item_no_more_sees_nothing_of_it_although_it_was_theirs(town: Town) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    await give(town, "U0MIO")
    await town.bot.database.write(lambda s: give_behind_the_back(s, town, "U0OTTO"))
    before = len(await town.direct(town.otto))
    assert SECRET["title"] not in words(await town.home(town.otto))
    await give(town, "U0MIO")
    assert len(await town.direct(town.otto)) == before
    await town.bot.database.write(lambda s: give_behind_the_back(s, town, "U0OTTO"))
    await remind(town)
    assert len(await town.direct(town.otto)) == before
    assert SECRET["title"] in words((await town.direct(town.leo))[-1]["blocks"])


async def test_a_private_item_that_moves_is_nobodys_own_any_more(town: Town) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    await give(town, "U0MIO")
    await town.choose(town.leo, await newest(town, town.leo), "move")
    view = await town.leo.view()
    group = next(b for b in view["blocks"] if b["block_id"] == "move_group")
    wanted = next(o for o in group["element"]["options"] if o["value"] == "4")
    await town.leo.submit({"move_group": {"move_group": wanted["value"]}})
    await town.settled()
    item = await town.item()
    assert (item.group_id, item.assignee_id) == (4, None)
    assert (await town.history())[-1].before["assignee"] is not None
    assert SECRET["title"] not in words(await town.home(town.mio))


async def test_a_private_item_of_somebody_who_left_goes_back_to_its_leads_and_no_channel_hears_of_it(
    town: Town,
) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    await give(town, "U0CAM")
    await deactivate(town, "U0CAM")
    item = await town.item()
    assert (item.assignee_id, item.companion_id) == (None, None)
    assert "assignment_ended" in [event.action for event in await town.history()]
    assert await town.posts(OFFICE) == []
    assert "佐藤" not in words(await newest(town, town.leo))


async def test_a_new_lead_gets_the_private_cards_and_the_office_channel_no_title(town: Town) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    await give(town, "U0LEO")
    await deactivate(town, "U0LEO")
    (offer,) = await town.posts(OFFICE)
    assert "R8-0001" not in words(offer)
    assert "担当" not in words(offer["blocks"])
    await town.press(town.aoi, offer, "handover_open")
    assert "担当していた" not in words(await town.aoi.view())
    await town.aoi.submit(await chosen(town.aoi, lead="U0OTTO"))
    await town.settled()
    assert SECRET["title"] in words(await newest(town, town.otto))
    assert SECRET["title"] not in words(await town.posts(OFFICE))


@pytest.mark.parametrize("user", sorted(EVERYBODY - READERS))
async def test_no_list_of_what_is_due_tells_others_of_a_private_item(town: Town, user: str) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    town.clock.to(DUE)
    person = town.sandbox.person(user)
    said = words((await person.command("/bansou", "overdue")).body)
    assert SECRET["title"] not in said
    assert "R8-0001" not in said


async def test_a_blind_items_requester_is_named_in_nothing_that_reaches_others(town: Town) -> None:
    await town.post(town.rana, blind=["yes"])
    card = await town.card()
    await town.choose(town.leo, card, "assign")
    await town.leo.submit({"assign_person": {"assign_person": "U0OTTO"}})
    await go_away(town, "U0LEO", deputy="U0EMI")
    await remind(town)
    await deactivate(town, "U0OTTO")
    for person in (town.leo, town.mio, town.cam, town.otto, town.emi, town.aoi, town.lin):
        shown = [await town.direct(person), await town.home(person)]
        shown.append((await person.command("/bansou", "overdue")).body)
        assert "楽名" not in words(shown), person.id
        assert "U0RANA" not in words(shown), person.id
    assert "担当 R8-0001" in words(await town.posts(OFFICE))
    assert "楽名" not in words([await town.posts(place) for place in PLACES])


async def give(town: Town, to: str) -> Any:
    """Leo chooses who takes the private item on."""
    await town.choose(town.leo, await newest(town, town.leo), "assign")
    sent = await town.leo.submit({"assign_person": {"assign_person": to}})
    await town.settled()
    return sent


async def go_away(town: Town, chat_id: str, deputy: str) -> None:
    today = town.bot.city.today()

    def leave(session: Session) -> None:
        here = town.cast.workspace.id or 0
        person, other = (people.find_by_chat_id(session, here, found) for found in (chat_id, deputy))
        assert person
        assert other
        workspace = town.cast.workspace
        absence.leave(session, town.bot.city, workspace, person, today, date(2026, 12, 25), other.id or 0)

    await town.bot.database.write(leave)


def give_behind_the_back(session: Session, town: Town, chat_id: str) -> None:
    """Somebody has the item who may not read it, as after a change of the group's people."""
    request = requests.get(session, town.cast.workspace.id or 0, 1)
    person = people.find_by_chat_id(session, request.workspace_id, chat_id)
    assert person
    requests.change(session, request, expect={}, assignee_id=person.id)
