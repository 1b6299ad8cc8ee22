from typing import Any

import pytest

from sandbox.client import Person
from storage import audit, consents
from storage.database import Session
from tests.handlers.skills.test_agreeing import AGREE, question, wishes
from tests.handlers.skills.test_offering import ABOUT, HOURS, TAGS, helper, offers
from tests.handlers.town import Town, buttons, has_action, words


async def said(person: Person, typed: str, command: str = "/skill") -> str:
    """What the command answers."""
    answer = await person.command(command, typed)
    assert answer.acked, answer
    return words(answer.body)


async def press_home(town: Town, person: Person, action_id: str) -> None:
    home = await town.home(person)
    assert (await person.press(action_id, view_id=home["id"])).acked


@pytest.mark.parametrize(("command", "typed"), [("/bansou", "skill"), ("/bansou", "スキル"), ("/skill", " ")])
async def test_every_command_for_it_opens_the_form(town: Town, command: str, typed: str) -> None:
    await town.otto.command(command, typed)
    assert (await town.otto.view())["callback_id"] == "skill_submit"


@pytest.mark.parametrize(
    ("command", "typed"), [("/skill", "RPA"), ("/bansou", "skill RPA"), ("/bansou", "スキル　rpa")]
)
async def test_who_can_help_is_found_by_what_they_offer(town: Town, command: str, typed: str) -> None:
    await offers(town, town.otto)
    await offers(town, town.mio, **{TAGS: ["手話"], ABOUT: "手話で窓口に出ています。"})
    answer = await town.rana.command(command, typed)
    shown = words(answer.body)
    assert "*外山 音人*（生涯学習課）　RPA（教えられます）" in shown
    assert "今週あと2時間\n還付の登録を自動にしました" in shown
    assert "水野" not in shown
    assert "職員だけが見られます" in shown
    assert answer.body
    assert answer.body["response_type"] == "ephemeral"
    assert buttons(answer.body) == ["intake_open_consultation", "skill_open"]


async def test_a_tag_is_shown_as_it_was_typed(town: Town) -> None:
    await offers(town, town.otto, **{TAGS: ["Q&A作成"]})
    for typed in ("Q&amp;A作成", "<@U0OTTO>"):
        shown = await said(town.rana, typed)
        assert "Q&amp;A作成" in shown
        assert "&amp;amp;" not in shown


async def test_a_search_that_finds_nobody_says_what_to_do(town: Town) -> None:
    assert "まだいません。相談を書くと、伴走役が一緒に探します" in await said(town.rana, "手話")
    await offers(town, town.otto)
    assert "まだいません" in await said(town.rana, "水道管の漏水")


async def test_a_person_is_shown_to_colleagues_with_what_speaks_for_them(town: Town) -> None:
    await offers(town, town.otto)
    shown = await said(town.rana, "<@U0OTTO|otto>")
    assert "<@U0OTTO>さん（生涯学習課）" in shown
    assert "還付の登録を自動にしました。" in shown
    assert "登録していません" in await said(town.rana, "<@U0MIO>")
    assert "登録していません" in await said(town.rana, "<@U0NOBODY>")


async def test_who_waits_for_consent_is_shown_to_nobody_else(strict: Town) -> None:
    await wishes(strict, strict.otto)
    assert "まだいません" in await said(strict.rana, "RPA")
    assert "登録していません" in await said(strict.rana, "<@U0OTTO>")
    assert "*外山 音人*" in await said(strict.otto, "RPA")
    await strict.press(strict.leo, await question(strict, strict.leo), AGREE)
    assert "*外山 音人*" in await said(strict.rana, "RPA")


async def test_guests_of_the_workspace_do_not_see_who_helps(town: Town) -> None:
    await offers(town, town.otto)
    for typed in ("RPA", "<@U0OTTO>"):
        shown = await said(town.sandbox.person("U0GUEST"), typed)
        assert "職員だけが見られます" in shown
        assert "外山" not in shown


async def test_somebody_rests_until_a_day_and_is_back_then(town: Town) -> None:
    await offers(town, town.otto)
    assert "12月1日(火)から、また紹介されます" in await said(town.otto, "休む 2026-12-01")
    assert "お休み中（12月1日(火)から）" in await said(town.rana, "RPA")
    otto = await helper(town, town.otto)
    assert otto is not None
    assert not otto.takes(1)
    town.clock.advance(days=7)
    otto = await helper(town, town.otto)
    assert otto is not None
    assert otto.takes(1)


async def test_somebody_rests_until_they_say_so_in_app_home(town: Town) -> None:
    await offers(town, town.otto)
    await press_home(town, town.otto, "skill_pause")
    await town.otto.submit({})
    assert "お休みにしました" in words(await town.otto.view())
    home = await town.home(town.otto)
    assert "お休み中です" in words(home)
    assert not has_action(home, "skill_pause")
    await press_home(town, town.otto, "skill_resume")
    otto = await helper(town, town.otto)
    assert otto is not None
    assert otto.takes(1)
    await said(town.otto, "pause")
    sent = await town.otto.submit({"skill_until": "2026-11-24"})
    assert "過ぎた日付です" in words(sent.errors)


@pytest.mark.parametrize("typed", ["休む", "休む 2026-12-01", "再開", "やめる"])
async def test_who_offers_nothing_is_told_how_to(town: Town, typed: str) -> None:
    assert "まだ登録していません" in await said(town.otto, typed)


async def test_who_leaves_sees_what_goes_and_what_stays(strict: Town) -> None:
    await wishes(strict, strict.otto, **{HOURS: "1"})
    await said(strict.otto, "やめる")
    asked = words(await strict.otto.view())
    assert "登録した2件のことがら" in asked
    assert "上司の同意の記録 1件" in asked
    await strict.otto.submit({})
    assert "2件を消しました" in words(await strict.otto.view())
    assert await helper(strict, strict.otto) is None
    assert "1分で書けます" in words(await strict.home(strict.otto))
    assert "この依頼は終わりました" in words(await question(strict, strict.leo))

    def kept(session: Session) -> tuple[list[Any], int]:
        rows = audit.list_rows(session, strict.cast.workspace.id or 0)
        deeds = [(row.actor_name, row.facts["deed"]) for row in rows if row.action == "skills"]
        return deeds, consents.count(session, strict.cast.workspace.id or 0, strict.cast.otto.id or 0)

    assert await strict.read(kept) == ([("外山 音人", "left")], 1)
    await strict.dispatch_press("U0LEO", AGREE, "1")
    assert "この依頼は、もう終わっています" in words((await strict.direct(strict.leo))[-1])


async def test_who_leaves_from_app_home_can_come_back(town: Town) -> None:
    await offers(town, town.otto)
    await press_home(town, town.otto, "skill_leave")
    await town.otto.submit({})
    assert await helper(town, town.otto) is None
    await offers(town, town.otto)
    assert await helper(town, town.otto) is not None
