from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.client import Person
from storage import absences
from storage.tables import Absence
from tests.factories import TOKYO
from tests.handlers.town import BOT, Town, by_block, has_action, words

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)
SUNDAY_NIGHT = datetime(2026, 11, 29, 23, 59, 59, tzinfo=TOKYO)
QUESTION = "ステータスでは、11月29日(日)まで不在のようですね。"


async def status(town: Town, person: Person, text: str, emoji: str = "", until: datetime | None = SUNDAY_NIGHT) -> None:
    """Set a status, and wait until the bot has heard of it and of what came after."""
    await town.sandbox.clock(to=NOW.isoformat())
    await person.status(text, emoji, int(until.timestamp()) if until else 0)
    assert (await town.otto.command("/bansou")).acked  # events and commands come in one after the other
    await town.settled()


async def asked(town: Town, person: Person) -> list[str]:
    return [words(m["blocks"]) for m in await town.direct(person) if has_action(m, "absence_open")]


async def noted(town: Town) -> list[Absence]:
    return await town.read(lambda s: absences.list_all(s, town.cast.workspace.id or 0))


async def test_a_lead_on_leave_is_asked_for_a_deputy_and_names_one_with_the_end_filled_in(town: Town) -> None:
    await status(town, town.leo, "休暇", ":palm_tree:")
    (question,) = await town.sandbox.until(lambda: asked(town, town.leo))
    assert QUESTION in question
    assert await noted(town) == []
    shown = await pressed(town, town.leo)
    assert shown["absence_from"]["initial_date"] == "2026-11-24"
    assert shown["absence_until"]["initial_date"] == "2026-11-29"
    answers = {"absence_from": "2026-11-24", "absence_until": "2026-11-29", "absence_deputy": "U0OTTO"}
    await town.leo.submit(by_block(await town.leo.view(), answers))
    (row,) = await noted(town)
    assert (row.person_id, row.deputy_id, row.ends_on.isoformat()) == (
        town.cast.leo.id,
        town.cast.otto.id,
        "2026-11-29",
    )
    assert "田中 玲央さんの代理をお願いします" in words((await town.direct(town.otto))[-1])


async def test_somebody_is_asked_once_for_the_same_end_and_again_for_another(town: Town) -> None:
    await status(town, town.leo, "休暇", ":palm_tree:")
    await town.sandbox.until(lambda: asked(town, town.leo))
    await status(town, town.leo, "休暇です", ":palm_tree:")
    await status(town, town.leo, "休暇", ":palm_tree:", datetime(2026, 12, 2, 9, 0, tzinfo=TOKYO))

    async def twice() -> bool:
        return len(await asked(town, town.leo)) >= 2

    await town.sandbox.until(twice)
    first, second = await asked(town, town.leo)
    assert QUESTION in first
    assert "12月1日(火)まで" in second  # it ends in the morning of the day they are back


@pytest.mark.parametrize(
    ("text", "emoji", "until"),
    [
        ("休暇", ":palm_tree:", None),
        ("会議中", ":spiral_calendar_pad:", SUNDAY_NIGHT),
        ("昼休み", "", datetime(2026, 11, 24, 13, 0, tzinfo=TOKYO)),
        ("", "", None),
    ],
)
async def test_nobody_is_asked_about_a_break_or_a_status_without_an_end(
    town: Town, text: str, emoji: str, until: datetime | None
) -> None:
    await status(town, town.leo, text, emoji, until)
    await status(town, town.mio, "休暇", ":palm_tree:")
    await town.sandbox.until(lambda: asked(town, town.mio))
    assert await asked(town, town.leo) == []


async def test_only_who_answers_for_something_and_has_no_deputy_is_asked(town: Town) -> None:
    await town.leo.command("/bansou", "away 2026-11-24 2026-11-30 <@U0OTTO|otto>")
    await status(town, town.leo, "休暇", ":palm_tree:")
    await status(town, town.rana, "休暇", ":palm_tree:")
    await status(town, town.mio, "休暇", ":palm_tree:")
    await town.sandbox.until(lambda: asked(town, town.mio))
    assert await asked(town, town.leo) == []
    assert await asked(town, town.rana) == []


async def test_who_has_something_to_do_is_asked_and_an_end_that_is_past_is_not_filled_in(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "assign")
    await town.leo.submit(by_block(await town.leo.view(), {"assign_person": "U0RANA", "assign_until": "2026-12-04"}))
    await status(town, town.rana, "出張")
    await town.sandbox.until(lambda: asked(town, town.rana))
    town.clock.to(datetime(2026, 12, 1, 1, 0, tzinfo=UTC))
    assert "initial_date" not in (await pressed(town, town.rana))["absence_until"]


async def pressed(town: Town, person: Person) -> dict[str, Any]:
    """The fields of the form that the question's button opens."""
    message = (await town.direct(person))[-1]
    place = next(im["id"] for im in (await person.sidebar())["ims"] if im["user"] == BOT)
    await person.press("absence_open", channel=place, ts=message["ts"])
    return {block["block_id"]: block["element"] for block in (await person.view())["blocks"] if "element" in block}
