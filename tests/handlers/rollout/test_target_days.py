from datetime import UTC, datetime

from sandbox.client import Person
from storage import absences, people
from storage.database import Session
from storage.tables import Absence
from tests.handlers.rollout.test_adopting import adopt, post_practice, rows
from tests.handlers.rollout.test_campaigns import remind
from tests.handlers.rollout.test_progress import progress
from tests.handlers.town import BOT, Json, Town, buttons, words

FRIDAY = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
WEEK_AFTER = datetime(2026, 12, 4, 1, 0, tzinfo=UTC)


async def test_on_the_day_it_was_meant_to_be_done_who_is_in_charge_is_asked_once_how_far_it_is(town: Town) -> None:
    await under_way(town)
    await remind(town, datetime(2026, 11, 26, 1, 0, tzinfo=UTC))
    assert await asked(town, town.lin) == []
    for hour in (0, 2, 5):
        await remind(town, FRIDAY.replace(hour=hour))
    await remind(town, datetime(2026, 11, 30, 1, 0, tzinfo=UTC))
    (told,) = await asked(town, town.lin)
    assert "準備中 · 担当 林 鈴さん · 目標 11月27日(金)" in words(told["blocks"])
    assert await asked(town, town.cam) == []


async def test_a_week_later_the_companion_is_asked_as_well_and_nobody_once_it_runs(town: Town) -> None:
    await under_way(town)
    await remind(town, FRIDAY)
    await remind(town, WEEK_AFTER)
    assert [len(await asked(town, who)) for who in (town.lin, town.cam)] == [2, 1]
    await progress(town, town.lin)
    assert (await town.lin.submit({"adoption_state": "running"})).acked
    await remind(town, datetime(2026, 12, 11, 1, 0, tzinfo=UTC))
    assert [len(await asked(town, who)) for who in (town.lin, town.cam)] == [2, 1]


async def test_the_button_of_the_reminder_takes_a_new_day_and_it_is_asked_again_then(town: Town) -> None:
    await under_way(town)
    await remind(town, FRIDAY)
    (told,) = await asked(town, town.lin)
    await town.press(town.lin, {**told, "channel": BOT}, "adoption_progress")
    assert (await town.lin.submit({"adoption_target": "2026-12-03"})).acked
    await remind(town, datetime(2026, 12, 2, 1, 0, tzinfo=UTC))
    assert len(await asked(town, town.lin)) == 1
    await remind(town, datetime(2026, 12, 3, 1, 0, tzinfo=UTC))
    assert len(await asked(town, town.lin)) == 2
    assert [str(row.told_on) for row in await rows(town)] == ["2026-12-03"]


async def test_while_who_is_in_charge_is_away_the_companion_is_asked(town: Town) -> None:
    await under_way(town)
    await town.bot.database.write(lambda s: go_away(s, town))
    await remind(town, FRIDAY)
    assert [len(await asked(town, who)) for who in (town.lin, town.cam)] == [0, 1]


async def test_an_adoption_without_a_day_is_not_asked_about(town: Town) -> None:
    practice = await post_practice(town)
    await adopt(town, town.lin, practice)
    await remind(town, WEEK_AFTER)
    assert await asked(town, town.lin) == []


async def under_way(town: Town) -> None:
    """Lin means to have Rana's practice running by the last Friday of November."""
    practice = await post_practice(town)
    await adopt(town, town.lin, practice, adoption_target="2026-11-27")


def go_away(session: Session, town: Town) -> None:
    workspace_id = town.cast.workspace.id or 0
    lin = people.find_by_chat_id(session, workspace_id, "U0LIN")
    assert lin
    absence = Absence(
        workspace_id=workspace_id,
        person_id=lin.id or 0,
        deputy_id=town.cast.otto.id or 0,
        starts_on=FRIDAY.date(),
        ends_on=WEEK_AFTER.date(),
        created_at=town.clock.now(),
    )
    absences.add(session, absence)


async def asked(town: Town, person: Person) -> list[Json]:
    """The reminders of adoptions whose day has come."""
    found = [m for m in await town.direct(person) if "横展開の目標の日が来ています" in words(m["blocks"])]
    assert all("adoption_progress" in buttons(m) for m in found)
    return found
