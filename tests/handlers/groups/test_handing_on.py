from tests.handlers.groups.test_groups import edit
from tests.handlers.test_private import SECRET
from tests.handlers.town import Town, words


async def test_items_of_a_companion_who_leaves_the_group_get_another_one(town: Town) -> None:
    item = await town.post(town.rana)
    assert item.companion_id == town.cast.cam.id
    await edit(town, town.aoi, town.cast.booking)
    assert (await town.aoi.submit({"group_companions": ["U0LIN"]})).acked
    await town.settled()
    assert (await town.item()).companion_id not in {None, town.cast.cam.id}
    assert "<@U0LIN>" in words(await town.card())
    assert "R8-0001" in words(await town.direct(town.lin))


async def test_a_private_item_goes_to_the_new_lead_and_leaves_the_former_ones(town: Town) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    assert SECRET["title"] in words(await town.direct(town.leo))
    await edit(town, town.aoi, town.cast.booking)
    assert (await town.aoi.submit({"group_leads": ["U0EMI"]})).acked
    await town.settled()
    assert SECRET["title"] in words(await town.direct(town.emi))
    for former in (town.leo, town.mio):
        assert SECRET["title"] not in words(await town.direct(former))


async def test_items_of_other_groups_stay_with_their_companion(town: Town) -> None:
    await town.post(town.rana)
    await edit(town, town.aoi, town.cast.counter)
    assert (await town.aoi.submit({"group_companions": ["U0LIN"]})).acked
    await town.settled()
    assert (await town.item()).companion_id == town.cast.cam.id
