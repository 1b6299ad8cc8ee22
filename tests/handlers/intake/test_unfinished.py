from tests.handlers.intake.test_surfaces import chosen_kind
from tests.handlers.town import Town, has_action, typed


async def test_a_form_starts_afresh_when_the_unfinished_one_is_of_another_kind(town: Town) -> None:
    await write_a_title(town, "/jirei 書く", "研修の記録を動画にした")
    await town.rana.command("/soudan")
    view = await town.rana.view()
    assert chosen_kind(view) == "consultation"
    assert typed(view, "title") == ""
    assert not has_action(view, "intake_start_over")
    await town.rana.close()
    await town.rana.command("/jirei", "書く")
    assert typed(await town.rana.view(), "title") == "研修の記録を動画にした"


async def test_a_prefilled_form_is_not_offered_again_when_it_was_closed_untouched(town: Town) -> None:
    await town.rana.command("/jirei", "書く 研修")
    await town.rana.close()
    for ask in (town.rana.command("/jirei", "書く"), town.rana.shortcut("intake_open")):
        await ask
        view = await town.rana.view()
        assert typed(view, "title") == ""
        assert not has_action(view, "intake_start_over")
        await town.rana.close()


async def test_starting_over_stays_in_its_kind(town: Town) -> None:
    await write_a_title(town, "/soudan", "集計を手伝ってほしい")
    await town.rana.command("/soudan")
    await town.rana.press("intake_start_over")
    view = await town.rana.view()
    assert chosen_kind(view) == "consultation"
    assert typed(view, "title") == ""


async def write_a_title(town: Town, command: str, title: str) -> None:
    """Open a form, type its title, and close it."""
    await town.rana.command(*command.split())
    block_id = next(b["block_id"] for b in (await town.rana.view())["blocks"] if b["block_id"].startswith("title:"))
    await town.rana.type("intake_typed", title, block_id=block_id)
    await town.rana.close()
