from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.client import Person
from tests.handlers.test_permissions import REFUSED
from tests.handlers.town import COUNTER, Town, words

AWAY = "away 2026-11-24 2026-11-30 <@U0OTTO|otto>"


async def away(town: Town, person: Person, typed: str = AWAY) -> Any:
    answer = await person.command("/bansou", typed)
    assert answer.acked, answer
    await town.settled()
    return answer


async def test_a_deputy_is_told_and_decides_in_place_of_the_lead(town: Town) -> None:
    await town.post(town.rana)
    said = words((await away(town, town.leo)).body)
    assert "11月24日(火)から11月30日(月)まで、<@U0OTTO>さんが代理をします" in said
    assert "田中 玲央さんの代理をお願いします" in words((await town.direct(town.otto))[-1])
    assert "リーダーは11月30日(月)まで不在です。代理 <@U0OTTO>" in words(await town.card())
    await town.press(town.otto, await town.card(), "triage_accept")
    assert (await town.item()).status == "accepted"
    assert (await town.history())[-1].after["in_place_of"] == town.cast.leo.id
    shown = words((await town.leo.command("/bansou", "show R8-1")).body)
    assert "外山 音人さん（田中 玲央さんの代理）：採用しました" in shown


async def test_what_one_does_in_ones_own_right_is_not_done_in_place_of_anybody(town: Town) -> None:
    await town.post(town.rana)
    await away(town, town.leo, AWAY.replace("U0OTTO|otto", "U0MIO|mio"))
    await town.press(town.mio, await town.card(), "triage_accept")
    assert "in_place_of" not in (await town.history())[-1].after


async def test_a_deputy_decides_nothing_before_or_after_the_absence(town: Town) -> None:
    await town.post(town.rana)
    await away(town, town.leo, "away 2026-11-25 2026-11-30 <@U0OTTO>")
    for moment in (None, datetime(2026, 12, 1, 1, 0, tzinfo=UTC)):
        if moment:
            town.clock.to(moment)
        await town.dispatch_press("U0OTTO", "triage_accept", "1")
        assert REFUSED in words((await town.direct(town.otto))[-1])
    assert (await town.item()).status == "received"


async def test_a_deputy_does_only_what_the_one_away_may_do(town: Town) -> None:
    await town.post(town.rana)
    await away(town, town.cam)
    await town.dispatch_press("U0OTTO", "triage_accept", "1")
    assert REFUSED in words((await town.direct(town.otto))[-1])
    await away(town, town.aoi, AWAY.replace("OTTO", "LIN"))
    await town.dispatch_press("U0LIN", "triage_accept", "1")
    assert REFUSED in words((await town.direct(town.lin))[-1])
    await town.choose(town.otto, await town.card(), "assign")
    assert "担当と期限" in words(await town.otto.view())


async def test_who_is_back_earlier_decides_alone_again(town: Town) -> None:
    await town.post(town.rana)
    await away(town, town.leo)
    assert "おかえりなさい。<@U0OTTO>さんの代理は終わりました" in words((await away(town, town.leo, "back")).body)
    assert "代理は終わりました" in words((await town.direct(town.otto))[-1])
    assert "不在" not in words(await town.card())
    await town.dispatch_press("U0OTTO", "triage_accept", "1")
    assert (await town.item()).status == "received"
    assert "不在になっていません" in words((await away(town, town.leo, "復帰")).body)


async def test_what_the_command_does_not_say_is_asked_for(town: Town) -> None:
    await away(town, town.leo, "不在 2026-12-01 2026-12-10 @otto")
    view = await town.leo.view()
    assert "2026-12-01" in words(view)
    assert "2026-12-10" in words(view)
    await town.leo.submit({"absence_deputy": {"absence_deputy": "U0OTTO"}})
    assert "12月1日(火)から12月10日(木)まで" in words(await town.leo.view())
    assert "代理をお願いします" in words((await town.direct(town.otto))[-1])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("away 2026-11-20 2026-11-23 <@U0OTTO>", "過ぎた日付です"),
        ("away 2026-12-10 2026-12-01 <@U0OTTO>", "始まりより前の日です"),
        ("away 2026-12-01 2028-12-01 <@U0OTTO>", "長すぎます"),
        ("away 2026-12-01 2026-12-10 <@U0LEO>", "自分を代理にはできません"),
        ("away 2026-12-01 2026-12-10 <@U0BANSOU>", "ボットは選べません"),
    ],
)
async def test_an_absence_that_cannot_be_is_answered_with_a_sentence(town: Town, typed: str, said: str) -> None:
    assert said in words((await away(town, town.leo, typed)).body)


async def test_an_absence_noted_anew_replaces_the_one_before(town: Town) -> None:
    await town.post(town.rana)
    await away(town, town.leo)
    await away(town, town.leo, "away 2026-11-24 2026-11-26 <@U0LIN>")
    assert "11月26日(木)まで不在です。代理 <@U0LIN>" in words(await town.card())
    await town.dispatch_press("U0OTTO", "triage_accept", "1")
    assert (await town.item()).status == "received"
    assert await town.posts(COUNTER) == []


@pytest.mark.parametrize("name", ["@外山 音人", "@外山音人", "＠外山　音人さん"])
async def test_a_deputy_whose_name_was_typed_as_text_is_found(town: Town, name: str) -> None:
    said = words((await away(town, town.leo, f"away 2026-11-24 2026-11-30 {name}")).body)
    assert "11月24日(火)から11月30日(月)まで、<@U0OTTO>さんが代理をします" in said


async def test_a_name_that_nobody_has_is_told_in_the_form_that_opens(town: Town) -> None:
    await away(town, town.leo, "away 2026-11-24 2026-11-30 @外山 次郎")
    view = await town.leo.view()
    assert "「外山 次郎」という名前では" in words(view)
    assert "2026-11-30" in words(view)
