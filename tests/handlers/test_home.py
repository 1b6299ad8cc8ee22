import pytest

from sandbox.elements import walk
from sandbox.limits import problems
from storage import requests
from storage.database import Session
from storage.tables import Request
from tests.factories import LONG_AGO
from tests.handlers.test_private_reach import go_away
from tests.handlers.town import DOUBTFUL, KEYS, Town, block, has_action, words

MANY = 300


async def test_everybody_can_post_and_sees_that_they_have_nothing_yet(town: Town) -> None:
    home = await town.home(town.otto)
    for kind in ("proposal", "practice", "consultation"):
        assert has_action(home, f"intake_open_{kind}")
    assert "まだありません" in words(home)
    assert not has_action(home, "triage_review")


async def test_a_requester_sees_where_it_stands_and_what_comes_next(town: Town) -> None:
    await town.post(town.rana)
    home = words(await town.home(town.rana))
    assert "R8-0001 公民館の鍵の受け渡しをなくしたい" in home
    assert "返事は12月1日(火)まで（あと5営業日）" in home
    assert "リーダーが読んで、最初の返事をします。" in home
    await town.press(town.leo, await town.card(), "triage_review")
    assert "リーダーが検討しています。" in words(await town.home(town.rana))


async def test_a_lead_works_through_the_queue_and_it_is_shown_anew_after_a_press(town: Town) -> None:
    await town.post(town.rana)
    home = await town.home(town.leo)
    assert "まだ判断していないもの 1件（わたしの判断を待つもの 1件）" in words(home)
    assert "<#C0BOOKING>（リーダー）　まだ判断していないもの 1件：受付 1" in words(home)
    assert (await town.leo.press("triage_review", view_id=home["id"])).acked
    await town.sandbox.until(lambda: shows(town, "検討中"))
    assert not has_action(await town.leo.home("messages") or {"blocks": []}, "triage_review")


async def test_a_companion_sees_the_queue_of_the_groups_they_accompany(town: Town) -> None:
    await town.post(town.rana)
    assert "R8-0001" in words(await town.home(town.cam))


async def test_the_office_sees_what_has_no_group_and_moves_it_from_there(town: Town) -> None:
    await town.post(town.rana, DOUBTFUL)
    home = await town.home(town.aoi)
    assert "届け先が決まっていないもの 1件" in words(home)
    assert (await town.aoi.press("triage_move", view_id=home["id"])).acked
    await town.aoi.submit({"move_group": str(town.cast.counter.id)})
    assert (await town.item()).group_id == town.cast.counter.id
    await town.sandbox.until(lambda: shows_no_longer(town, "届け先が決まっていない"))


async def test_the_office_sees_how_much_could_not_be_delivered(town: Town) -> None:
    with town.engine() as connection:
        connection.exec_driver_sql("UPDATE workinggroup SET channel = 'C0GONE' WHERE id = 1")
    await town.post(town.rana)
    assert "届けられなかったお知らせが1件あります" in words(await town.home(town.aoi))
    assert "届けられなかった" not in words(await town.home(town.leo))


@pytest.mark.parametrize("person", ["rana", "leo", "cam", "otto", "aoi", "lin", "emi"])
async def test_app_home_stays_within_the_limits_when_there_are_hundreds_of_items(town: Town, person: str) -> None:
    rana = town.cast.rana.id or 0
    await town.bot.database.write(lambda session: flood(session, town.cast.workspace.id or 0, rana))
    home = await town.home(getattr(town, person))
    blocks = [{key: value for key, value in shown.items() if key != "block_id"} for shown in home["blocks"]]
    assert problems(view={"type": "home", "blocks": blocks}) == []
    own = "わたしの提案" if person != "emi" else "My proposals"
    assert own in words(home)
    if person in {"leo", "cam"}:
        assert "<#C0BOOKING>" in words(home)
        assert "まだ判断していないもの 100件：受付 100" in words(home)
        assert "まだ判断していないもの 200件" in words(home)
        assert "すべて見る（200件）" in words(home)
    if person == "aoi":
        assert "届け先が決まっていないもの 100件" in words(home)
    if person == "rana":
        assert words(home).count("R8-0") >= 10


async def test_the_other_tab_publishes_nothing(town: Town) -> None:
    await town.rana.home("messages")
    await town.rana.command("/teian")
    assert await town.sandbox.calls("views.publish") == []


async def test_an_english_speaker_reads_app_home_in_english(town: Town) -> None:
    await town.post(town.emi)
    home = words(await town.home(town.emi))
    assert "Received" in home
    assert "貸館予約システムWG" in home
    assert "受付" not in home


async def test_the_form_from_app_home_goes_on_with_what_was_typed(town: Town) -> None:
    await town.rana.command("/teian")
    title = block(await town.rana.view(), "title")["block_id"]
    await town.rana.type("intake_typed", KEYS["title"], block_id=title)
    await town.rana.close()
    home = await town.home(town.rana)
    await town.rana.press("intake_open_proposal", view_id=home["id"])
    assert KEYS["title"] in words(await town.rana.view())


async def shows_no_longer(town: Town, text: str) -> bool:
    return text not in words(await town.aoi.home("messages"))


async def shows(town: Town, text: str) -> bool:
    return text in words(await town.leo.home("messages"))


def flood(session: Session, workspace_id: int, rana: int) -> None:
    """A hundred items in each of two groups and a hundred without one."""
    for number in range(1, MANY + 1):
        request = Request(
            workspace_id=workspace_id,
            fiscal_year=2026,
            sequence=number,
            kind="proposal",
            title=f"{number}番目の<とても>長い題名" + "あ" * 60,
            body="本文",
            group_id=(1, 2, None)[number % 3],
            created_at=LONG_AGO,
            updated_at=LONG_AGO,
        )
        requests.add(session, request, [rana])


async def test_app_home_offers_nothing_that_would_be_refused(town: Town) -> None:
    await town.post(town.rana)
    companions = await town.home(town.cam)
    assert has_action(companions, "triage_ask")
    assert not has_action(companions, "triage_review")
    menu = next(found.element for found in walk(companions["blocks"]) if found.action_id == "triage_more")
    assert [option["value"] for option in menu["options"]] == ["1:move", "1:assign", "1:consult"]
    assert has_action(await town.home(town.mio), "triage_review")


async def test_a_deputy_is_offered_what_the_one_away_could_do(town: Town) -> None:
    await go_away(town, "U0LEO", deputy="U0OTTO")
    await town.post(town.rana)
    assert has_action(await town.home(town.otto), "triage_review")
    await go_away(town, "U0CAM", deputy="U0EMI")
    assert not has_action(await town.home(town.emi), "triage_review")
    assert has_action(await town.home(town.emi), "triage_ask")
