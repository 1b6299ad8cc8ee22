from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.domain.skills import ConsentRule
from storage import absences, people
from storage.database import Session
from storage.tables import Absence
from tests.conftest import StillClock
from tests.factories import LONG_AGO
from tests.handlers.conftest import running_town
from tests.handlers.helping.village import consult, has, newest, offer_help, offers, press
from tests.handlers.town import DOUBTFUL, Town, buttons, fill_in, words


async def shown(town: Town) -> str:
    return words((await newest(town, town.rana, "help_stop"))["blocks"])


@pytest.mark.parametrize(
    "changes",
    [
        {"paused": True},
        {"paused": True, "paused_until": date(2026, 11, 25)},
        {"hours_per_week": 1.0},
    ],
)
async def test_who_pauses_or_has_no_time_is_not_shown(town: Town, changes: dict[str, object]) -> None:
    await offer_help(town, "U0OTTO", **changes)
    await offer_help(town, "U0LIN")
    await consult(town, hours="2")
    assert "外山" not in await shown(town)
    assert "林 鈴" in await shown(town)


async def test_when_nobody_has_the_hours_the_asker_is_told_and_may_ask_for_less(town: Town) -> None:
    await offer_help(town, "U0OTTO", hours_per_week=1.0)
    await consult(town, hours="2")
    said = await shown(town)
    assert "近いことができる人が1人いますが" in said
    assert "週に2時間くらいは空いていません" in said
    assert not await has(town, town.rana, "help_pick")
    for user in ("U0OTTO", "U0LEO"):
        await town.dispatch_press(user, "help_shorten", "1")
    assert not await has(town, town.rana, "help_pick")
    await press(town, town.rana, "help_shorten")
    assert "外山 音人" in await shown(town)
    await press(town, town.rana, "help_pick")
    assert "30分くらい" in words(await newest(town, town.otto, "help_yes"))
    assert (await town.item()).answers["hours"] == "0.5"
    assert "help_shortened" in [event.action for event in await town.history()]


async def test_a_private_consultation_without_companion_offers_no_search_that_leads_nowhere(town: Town) -> None:
    await fill_in(town.rana, {**DOUBTFUL, "private": ["yes"]}, "/soudan")
    await town.settled()
    assert buttons(await newest(town, town.rana, "help_stop")) == ["help_stop"]


@pytest.mark.parametrize("consent", ["asked", "refused", "not_needed"])
async def test_without_consent_nobody_is_shown_where_the_rule_wants_it(
    sqlite_url: str, clock: StillClock, consent: str
) -> None:
    async with running_town(sqlite_url, clock, help_consent=ConsentRule.BOSS) as strict:
        await offer_help(strict, "U0OTTO", consent=consent)
        await offer_help(strict, "U0LIN", consent="given")
        await consult(strict)
        assert "外山" not in await shown(strict)
        assert "林 鈴" in await shown(strict)


async def test_a_pause_that_is_over_does_not_count(town: Town) -> None:
    await offer_help(town, "U0OTTO", paused=True, paused_until=date(2026, 11, 24))
    await consult(town)
    assert "外山" in await shown(town)


async def test_who_is_away_or_has_left_or_asks_themselves_is_not_shown(town: Town) -> None:
    await offer_help(town, "U0OTTO", "U0LIN", "U0NOA")

    def leave(session: Session) -> None:
        workspace_id = town.cast.workspace.id or 0
        lin = people.find_by_chat_id(session, workspace_id, "U0LIN")
        assert lin
        lin.active = False
        day = datetime(2026, 11, 24).date()  # noqa: DTZ001
        absence = Absence(
            workspace_id=workspace_id,
            person_id=town.cast.otto.id or 0,
            deputy_id=town.cast.leo.id or 0,
            starts_on=day,
            ends_on=day + timedelta(days=3),
            created_at=LONG_AGO,
        )
        absences.add(session, absence)

    await town.bot.database.write(leave)
    await consult(town, together_with=["U0NOA"])
    assert "いまの登録の中には見つかりませんでした" in await shown(town)


async def test_who_helps_elsewhere_up_to_their_hours_is_not_asked_again(town: Town) -> None:
    await offer_help(town, "U0OTTO", hours_per_week=4.0)
    await consult(town, hours="2")
    await press(town, town.rana, "help_in_turn")
    await consult(town, town.leo, hours="4")
    assert "外山" not in words((await newest(town, town.leo, "help_stop"))["blocks"])
    await consult(town, town.mio, hours="2")
    assert "今週はあと2時間（いま2時間ほかを手伝っています）" in words(
        (await newest(town, town.mio, "help_stop"))["blocks"]
    )


async def test_the_one_who_was_picked_is_looked_at_again_when_the_button_is_pressed(town: Town) -> None:
    await offer_help(town, "U0OTTO")
    await consult(town)
    await offer_help(town, "U0OTTO", paused=True)
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    assert "いま頼める状態ではなくなりました" in words(await town.rana.view())
    assert await offers(town) == {}
    assert not await has(town, town.otto, "help_yes")


@pytest.mark.parametrize("action", ["help_pick", "help_in_turn", "help_stop", "help_choose", "help_to_companion"])
async def test_only_who_asks_chooses(town: Town, action: str) -> None:
    await offer_help(town, "U0OTTO")
    await consult(town)
    for user in ("U0OTTO", "U0LEO", "U0CAM", "U0AOI", "U0EMI"):
        value = f"1:{town.cast.otto.id}" if action == "help_pick" else "1"
        assert (await town.dispatch_press(user, action, value)).status == 200
    assert await offers(town) == {}
    assert [e.action for e in await town.history()] == ["posted", "routed"]


@pytest.mark.parametrize("action", ["help_yes", "help_no"])
async def test_only_who_was_asked_answers(town: Town, action: str) -> None:
    await offer_help(town, "U0OTTO")
    await consult(town)
    await press(town, town.rana, "help_in_turn")
    for user in ("U0RANA", "U0LEO", "U0AOI", "U0LIN"):
        await town.dispatch_press(user, action, "1")
    assert await offers(town) == {"外山 音人": "asked"}


@pytest.mark.parametrize("value", ["", "x", "-1", "999999", "1:", "1:x", "1:999999", "9" * 30])
@pytest.mark.parametrize(
    "action",
    ["help_pick", "help_yes", "help_no", "help_volunteer", "help_step_back", "help_name", "help_call", "help_time_0"],
)
async def test_a_forged_value_changes_nothing(town: Town, action: str, value: str) -> None:
    await consult(town)
    assert (await town.dispatch_press("U0RANA", action, value)).status == 200
    with town.engine() as connection:
        assert connection.execute(text("SELECT count(*) FROM helpoffer")).scalar() == 0
    assert (await town.item()).status == "received"
