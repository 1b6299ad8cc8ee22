from datetime import date, datetime
from typing import Any

import pytest

from storage import audit, reorganisations
from storage.database import Session
from storage.tables import Reorganisation
from tests.factories import TOKYO, add_group
from tests.handlers.groups.test_groups import group, open_from_home, parts
from tests.handlers.town import DOUBTFUL, OFFICE, Json, Town, block, has_action, has_block, words

APRIL = datetime(2027, 4, 1, 6, 0, tzinfo=TOKYO)
BOOKED, MIRISE = "facility-booking", "mirise"


async def test_a_merger_is_chosen_looked_at_planned_and_carried_out_on_its_day(town: Town) -> None:
    await town.post(town.rana)
    await open_from_home(town)
    await town.aoi.press("wizard_open")
    shown = words(await town.aoi.view())
    assert "いまは4グループです。すべて「続ける」" in shown
    assert "*貸館予約システムWG*　続ける\nリーダー 田中 玲央 · 4人 · 終わっていない案件 1件" in shown
    assert not has_action(await town.aoi.view(), "wizard_look")
    await merge(town)
    shown = words(await town.aoi.view())
    assert "→ *ミライズWG* に統合 · 案件はすべて移ります" in shown
    assert "いまの4グループが、3グループになります。" in shown
    await town.aoi.press("wizard_look")
    seen = words(await town.aoi.view())
    for expected in ("2027年4月1日", "まだ何も変わっていません", "4グループ", "3グループ", "案件：ミライズWGへ 1件"):
        assert expected in seen, seen
    assert "*ミライズWG*\nリーダー 田中 玲央 · 4人\n週4コマ · 案件 1件" in seen
    await town.aoi.press("wizard_plan")
    assert "*再編（1）を予定しました。*" in words(await town.aoi.view())
    await town.aoi.close()
    assert "2027年4月1日(木)に再編を予定しています" in words(await town.aoi.view())
    told = words(await town.posts(OFFICE))
    assert "事務 葵さんが、2027年4月1日(木)の再編（1）を予定しました。4グループが3グループになります。" in told
    town.clock.to(APRIL)
    await tick(town)
    item = await town.item()
    assert item.group_id == town.cast.counter.id
    assert (await group(town, BOOKED)).active is False
    rows = await town.read(lambda s: audit.list_rows(s, 1, action="role"))
    assert {(row.via, row.actor_name, row.reason) for row in rows} == {("chat", "事務 葵", "reorganisation 1")}


async def test_a_group_is_divided_into_itself_and_a_new_one_that_is_described_afterwards(town: Town) -> None:
    for answers in ({}, DOUBTFUL):
        await town.post(town.rana, answers or None)
    await wizard(town)
    await change(town, BOOKED, "split")
    await town.aoi.submit(
        {
            **said(await town.aoi.view(), wiz_targets=[BOOKED], wiz_typed="予約WG"),
            "wiz_rule:split": {"wizard_said": "by_words"},
        }
    )
    shown = words(await town.aoi.view())
    assert "→ *貸館予約システムWG・予約WG* に分ける" in shown
    assert ":new: *予約WG*　→ *新しく始める*\n貸館予約システムWG から" in shown
    assert "「予約WG」のリーダーが決まっていません" in shown
    assert "直すところがあります：予約WG" in shown
    assert not has_action(await town.aoi.view(), "wizard_look")
    key = (await draft(town)).rows[1]["key"]
    await town.aoi.press("wizard_change", block_id=f"wizard_change:{key}")
    await town.aoi.submit(
        said(
            await town.aoi.view(),
            wiz_mission="公民館と体育館の予約、抽選、支払い。",
            wiz_lead="U0OTTO",
            wiz_members=["U0LIN"],
            wiz_slots="2",
            wiz_channel="#wg-yoyaku",
        )
    )
    await town.aoi.press("wizard_look")
    await town.aoi.press("wizard_plan")
    town.clock.to(APRIL)
    await tick(town)
    made = await group(town, "group")
    assert (made.name, made.channel_name, made.slots_per_week) == ("予約WG", "wg-yoyaku", 2)
    assert await parts(town, made) == {"外山 音人": "lead", "林 鈴": "member", "佐藤 香夢": "companion"}


async def test_two_groups_become_a_new_one_with_their_missions_and_people(town: Town) -> None:
    await wizard(town)
    await change(town, BOOKED, "merge")
    assert "選ぶか" in (await town.aoi.submit()).errors["wiz_target"]
    await town.aoi.submit(said(await town.aoi.view(), wiz_typed="くらしWG"))
    key = (await draft(town)).rows[-1]["key"]
    await change(town, MIRISE, "merge")
    await town.aoi.submit(said(await town.aoi.view(), wiz_target=key))
    shown = words(await town.aoi.view())
    assert "貸館予約システムWG・ミライズWG から" in shown
    assert "いまの4グループが、3グループになります。" in shown
    await plan(town)
    town.clock.to(APRIL)
    await tick(town)
    made = await group(town, "group")
    assert "公民館や体育館" in made.mission
    assert "執務環境" in made.mission
    there = await parts(town, made)
    assert there["田中 玲央"] == "lead"
    assert there["佐藤 香夢"] == "companion"


async def test_a_group_that_goes_on_gets_another_name_and_lead(town: Town) -> None:
    await wizard(town)
    await change(town, MIRISE)
    await town.aoi.submit(said(await town.aoi.view(), wiz_name="みらいWG", wiz_lead="U0OTTO"))
    assert "→ *続ける* · 名前は「みらいWG」 · リーダーは外山 音人さん" in words(await town.aoi.view())
    await plan(town)
    town.clock.to(APRIL)
    await tick(town)
    made = await group(town, MIRISE)
    assert made.name == "みらいWG"
    assert await parts(town, made) == {"外山 音人": "lead", "田中 玲央": "member", "佐藤 香夢": "companion"}


async def test_what_is_chosen_and_typed_is_there_again_after_everything_was_closed(town: Town) -> None:
    await wizard(town)
    await change(town, BOOKED, "merge")
    await town.aoi.type("wizard_said", "くらしW", block_id="wiz_typed")
    await town.aoi.press("wizard_said", block_id="wiz_rule:merge", selected="to_office")
    await town.aoi.close(clear_all=True)
    await wizard(town)
    assert "行き先が決まっていません" in words(await town.aoi.view())
    await town.aoi.press("wizard_change", block_id=f"wizard_change:{BOOKED}")
    shown = await town.aoi.view()
    assert block(shown, "wiz_typed")["element"]["initial_value"] == "くらしW"
    assert block(shown, "wiz_rule")["element"]["initial_option"]["value"] == "to_office"
    await town.aoi.close()
    await town.aoi.press("wizard_new")
    await town.aoi.type("wizard_said", "防災WG", block_id="wiz_name")
    await town.aoi.close()
    assert ":new: *防災WG*" in words(await town.aoi.view())
    await emi_joins_the_office(town)
    await town.emi.command("/bansou", "reorganise")
    assert ":new: *防災WG*" in words(await town.emi.view())
    assert "last written by 事務 葵" in words(await town.emi.view())


async def test_a_pause_in_typing_that_arrives_after_the_form_was_sent_changes_nothing(town: Town) -> None:
    await wizard(town)
    await change(town, BOOKED, "merge")
    await town.aoi.type("wizard_said", "くらし", block_id="wiz_typed")
    typing = await town.aoi.view()
    await town.aoi.submit(said(typing, wiz_typed="くらしWG"))
    sent = (await draft(town)).rows
    await town.dispatch_press("U0AOI", "wizard_said", "", view=typing)
    assert (await draft(town)).rows == sent
    assert "→ *くらしWG* に統合" in words(await town.aoi.view())


async def test_a_choice_taken_back_says_nothing_any_more(town: Town) -> None:
    await wizard(town)
    await merge(town)
    await change(town, BOOKED, "continue")
    await town.aoi.submit()
    shown = words(await town.aoi.view())
    assert "すべて「続ける」" in shown
    assert (await draft(town)).rows == []


async def test_a_new_group_that_is_dropped_takes_the_ways_to_it_along(town: Town) -> None:
    await wizard(town)
    await change(town, BOOKED, "merge")
    await town.aoi.submit(said(await town.aoi.view(), wiz_typed="くらしWG"))
    key = (await draft(town)).rows[-1]["key"]
    await town.aoi.press("wizard_change", block_id=f"wizard_change:{key}")
    await town.aoi.press("wizard_drop")
    assert not has_action(await town.aoi.view(), "wizard_drop")
    await town.aoi.close()
    shown = words(await town.aoi.view())
    assert "くらしWG" not in shown
    assert "行き先が決まっていません" in shown


async def test_a_group_that_joins_one_that_ends_is_told_so_beside_it(town: Town) -> None:
    await wizard(town)
    await merge(town)
    await change(town, MIRISE, "close")
    await town.aoi.submit()
    shown = words(await town.aoi.view())
    assert "行き先の「ミライズWG」は、この再編でなくなります" in shown
    assert "→ *終える* · 案件は事務局が届け先を選びます" in shown
    assert not has_action(await town.aoi.view(), "wizard_look")


@pytest.mark.parametrize(
    ("name", "said_"), [("ミライズWG", "もうあります"), ("　", "書いてください"), ("くらしWG", "もうあります")]
)
async def test_a_new_group_needs_a_name_that_nobody_has(town: Town, name: str, said_: str) -> None:
    await wizard(town)
    await change(town, BOOKED, "merge")
    await town.aoi.submit(said(await town.aoi.view(), wiz_typed="くらしWG"))
    await town.aoi.press("wizard_new")
    assert said_ in (await town.aoi.submit(said(await town.aoi.view(), wiz_name=name))).errors["wiz_name"]


async def test_a_planned_one_is_cancelled_and_can_be_changed_and_planned_again(town: Town) -> None:
    await wizard(town)
    await merge(town)
    await plan(town)
    await town.aoi.press("wizard_cancel")
    shown = words(await town.aoi.view())
    assert "予定しています" not in shown
    assert "→ *ミライズWG* に統合" in shown
    assert "再編（1）を取りやめました" in words(await town.posts(OFFICE))
    town.clock.to(APRIL)
    await tick(town)
    assert (await group(town, BOOKED)).active
    await wizard(town)
    assert "始める日が過ぎて" not in words(await town.aoi.view())
    await town.aoi.press("wizard_day", selected="2027-10-01")
    await plan(town)
    planned = [one for one in await plans(town) if one.state == "planned"]
    assert [one.starts_on for one in planned] == [date(2027, 10, 1)]


async def test_a_planned_one_is_looked_at_as_it_fits_the_groups_of_today(town: Town) -> None:
    await wizard(town)
    await merge(town)
    await plan(town)
    await town.aoi.press("wizard_look_at")
    seen = await town.aoi.view()
    assert "もう予定してあります" in words(seen)
    assert "*ミライズWG*\nリーダー 田中 玲央 · 4人" in words(seen)
    assert not has_action(seen, "wizard_plan")
    await town.aoi.close()
    with town.engine() as connection:
        connection.exec_driver_sql("DELETE FROM membership WHERE role = 'lead'")
    await town.aoi.press("wizard_look_at")
    assert "合わなくなっています" in words(await town.aoi.view())


async def test_a_plan_that_was_carried_out_cannot_be_cancelled_any_more(town: Town) -> None:
    await wizard(town)
    await merge(town)
    await plan(town)
    town.clock.to(APRIL)
    await tick(town)
    await town.aoi.press("wizard_cancel")
    assert "もう行われました" in words(await town.aoi.view())
    assert (await group(town, BOOKED)).active is False


async def test_a_plan_for_today_is_carried_out_at_the_next_tick(town: Town) -> None:
    await wizard(town)
    await merge(town)
    await town.aoi.press("wizard_day", selected="2026-11-24")
    await plan(town)
    await tick(town)
    assert (await group(town, BOOKED)).active is False


async def test_a_day_that_has_passed_is_refused(town: Town) -> None:
    await wizard(town)
    await town.aoi.press("wizard_day", selected="2026-11-23")
    assert "もう過ぎています" in words(await town.aoi.view())
    assert await town.read(lambda s: reorganisations.find_draft(s, 1)) is None


async def test_what_somebody_else_changed_meanwhile_is_not_planned(town: Town) -> None:
    await emi_joins_the_office(town)
    await wizard(town)
    await merge(town)
    await town.aoi.press("wizard_look")
    await town.emi.command("/bansou", "reorganise")
    await town.emi.press("wizard_day", selected="2027-05-01")
    await town.aoi.press("wizard_plan")
    assert "ほかの方が再編の内容を変えました" in words(await town.aoi.view())
    assert await plans(town) == []
    await town.emi.press("wizard_discard")
    await town.aoi.close()
    await town.aoi.press("wizard_plan")
    assert "書きかけの再編は、もうありません" in words(await town.aoi.view())


async def test_one_press_after_another_plans_once(town: Town) -> None:
    await wizard(town)
    await merge(town)
    await town.aoi.press("wizard_look")
    seen = await town.aoi.view()
    (press,) = [found for found in seen["blocks"] if found["type"] == "actions"]
    stamp = press["elements"][0]["value"]
    for _ in range(2):
        view = {"id": seen["id"], "type": "modal"}
        await town.dispatch_press("U0AOI", "wizard_plan", stamp, view=view)
    assert len(await plans(town)) == 1


async def test_nobody_but_the_office_gets_near_it(town: Town) -> None:
    assert "事務局" in words((await town.leo.command("/bansou", "再編")).body)
    await wizard(town)
    await merge(town)
    before, told = (await draft(town)).rows, len(await town.direct(town.leo))
    view = {
        "id": "V0",
        "type": "modal",
        "private_metadata": '{"group": "mirise"}',
        "state": {"values": {}},
        "blocks": [],
    }
    for action, value in (
        ("wizard_open", ""),
        ("wizard_look", ""),
        ("wizard_plan", "x"),
        ("wizard_cancel", "1"),
        ("wizard_look_at", "1"),
        ("wizard_discard", ""),
        ("wizard_later", "0"),
        ("wizard_change", "mirise"),
        ("wizard_new", ""),
        ("wizard_said", ""),
        ("wizard_deed", "close"),
        ("wizard_drop", "+1"),
        ("wizard_day", ""),
    ):
        answer = await town.dispatch_press("U0LEO", action, value, view=view)
        assert answer.status == 200
    assert (await draft(town)).rows == before
    assert await plans(town) == []
    assert len(await town.direct(town.leo)) == told + 13  # each press is answered, and says why not
    for kind in ("view_submission", "view_closed"):
        sent = {**view, "callback_id": "wizard_choice", "blocks": [{"type": "input", "block_id": "wiz_name"}]}
        body = {"type": kind, "team": {"id": "T0CITY"}, "user": {"id": "U0LEO", "team_id": "T0CITY"}, "view": sent}
        assert (await town.dispatch(body)).status == 200
    assert (await draft(town)).rows == before


async def test_more_groups_than_a_page_holds_are_turned(town: Town) -> None:
    def more(session: Session) -> None:
        for number in range(20):
            add_group(session, 1, f"more-{number}", f"その他WG{number}", "使命", f"C{number}", 10 + number)

    await town.bot.database.write(more)
    await wizard(town)
    assert not has_block(await town.aoi.view(), "wizard_change:more-19")
    await town.aoi.press("wizard_later")
    shown = words(await town.aoi.view())
    assert "その他WG19" in shown
    assert "貸館予約システムWG" not in shown
    await town.aoi.press("wizard_change", block_id="wizard_change:more-19")
    await town.aoi.close()
    assert "その他WG19" in words(await town.aoi.view())


async def wizard(town: Town) -> None:
    answer = await town.aoi.command("/bansou", "再編")
    assert answer.acked, answer


async def change(town: Town, key: str, deed: str = "") -> None:
    """Open the form about a group, and choose what becomes of it."""
    assert (await town.aoi.press("wizard_change", block_id=f"wizard_change:{key}")).acked
    if deed:
        assert (await town.aoi.press("wizard_deed", selected=deed)).acked


async def merge(town: Town) -> None:
    await change(town, BOOKED, "merge")
    answer = await town.aoi.submit(said(await town.aoi.view(), wiz_target=MIRISE))
    assert answer.acked, answer


async def plan(town: Town) -> None:
    """Look at before and after, plan it, and go back to the list."""
    await town.aoi.press("wizard_look")
    await town.aoi.press("wizard_plan")
    assert "予定しました" in words(await town.aoi.view())
    await town.aoi.close()


def said(view: Json, **answers: Any) -> Json:
    """Answers by the names of the form's blocks."""
    return {block(view, name)["block_id"]: {"wizard_said": value} for name, value in answers.items()}


async def draft(town: Town) -> Reorganisation:
    found = await town.read(lambda s: reorganisations.find_draft(s, 1))
    assert found is not None
    return found


async def plans(town: Town) -> list[Reorganisation]:
    return await town.read(lambda s: reorganisations.list_plans(s, 1))


async def tick(town: Town) -> None:
    await town.bot.clockwork.tick()
    town.bot.delivery.wake()
    await town.settled()


async def emi_joins_the_office(town: Town) -> None:
    await town.emi.command("/bansou", "groups")  # the bot has met her
    with town.engine() as connection:
        connection.exec_driver_sql("UPDATE person SET is_office = true WHERE chat_id = 'U0EMI'")
        connection.exec_driver_sql("UPDATE workspace SET organisation_stamp = 'another'")
