from typing import Any

import pytest

from storage import audit, groups
from storage.tables import WorkingGroup
from tests.handlers.town import ALL, BOOKING, COUNTER, DOUBTFUL, Town, block, has_block, words

MISSION = "消防団の訓練と避難所の備蓄と防災無線を、課を越えて整える。"


async def test_everybody_sees_the_groups_with_their_people_and_how_much_they_carry(town: Town) -> None:
    await town.post(town.rana)
    shown = words((await town.rana.command("/bansou", "groups")).body)
    assert "貸館予約システムWG" in shown
    assert f"<#{BOOKING}>" in shown
    assert "リーダー 田中 玲央、水野 澪 · 伴走役 佐藤 香夢 · メンバー 1人（野原 乃愛）" in shown
    assert "まだ判断していないもの 1件（1コマに1件）、余裕があります" in shown
    assert "group_do" not in shown
    assert "グループを作る" not in shown


async def test_a_lead_has_a_menu_beside_their_own_groups_alone(town: Town) -> None:
    shown = (await town.mio.command("/bansou", "グループ")).body
    menus = [b for b in shown["blocks"] if b.get("accessory")]
    assert len(menus) == 1
    assert "貸館予約システムWG" in menus[0]["text"]["text"]


async def test_the_office_makes_a_group_from_app_home_with_a_channel_of_its_own(town: Town) -> None:
    await open_from_home(town)
    await town.aoi.press("group_new")
    answer = await town.aoi.submit(
        {
            "group_name": "防災WG",
            "group_mission": MISSION,
            "group_leads": ["U0OTTO"],
            "group_members": ["U0LIN", "U0EMI"],
            "group_new_channel": ["yes"],
        }
    )
    assert answer.acked, answer
    await town.settled()
    made = await group(town, "group")
    assert made.channel_name == "wg-group"
    (told,) = await town.posts(str(made.channel))
    assert MISSION in words(told)
    assert "<@U0OTTO>さんがリーダーになりました" in words(told)
    assert await parts(town, made) == {"外山 音人": "lead", "林 鈴": "member", "Emily Stone": "member"}
    item = await town.post(town.rana, DOUBTFUL)
    assert item.group_id == made.id
    assert (await town.card(str(made.channel)))["channel"] == made.channel


async def test_the_office_is_told_what_to_do_when_the_channel_cannot_be_made(town: Town) -> None:
    with town.engine() as connection:  # the channel wg-bpr is there, the group is called otherwise
        connection.exec_driver_sql("UPDATE workinggroup SET slug = 'other' WHERE slug = 'bpr'")
    await new_form(town)
    filled = {"group_name": "防災WG", "group_slug": "bpr", "group_mission": MISSION, "group_leads": ["U0OTTO"]}
    answer = await town.aoi.submit({**filled, "group_channel": COUNTER})
    assert "ミライズWGが使っています" in answer.errors["group_channel"]
    assert (await town.aoi.submit({**filled, "group_new_channel": ["yes"]})).acked
    (told,) = await town.direct(town.aoi)
    assert "#wg-bpr を作れませんでした（name_taken）" in words(told)
    assert (await group(town, "bpr")).channel is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("group_name", "ミライズWG", "もうあります"),
        ("group_slug", "Facility Booking", "半角の小文字"),
        ("group_slug", "facility-booking", "使われています"),
        ("group_mission", "　 ", "書いてください"),
        ("group_members", ["U0OTTO"], "二つの役"),
        ("group_members", ["U0BANSOU"], "人を選んで"),
    ],
)
async def test_a_mistake_is_told_under_its_field_and_nothing_is_stored(
    town: Town, field: str, value: Any, said: str
) -> None:
    await new_form(town)
    filled = {"group_name": "防災WG", "group_mission": MISSION, "group_leads": ["U0OTTO"], field: value}
    answer = await town.aoi.submit(filled)
    told = {name.split(":")[0]: text for name, text in answer.errors.items()}
    assert list(told) == [field]
    assert said in told[field]
    assert await town.read(lambda s: len(groups.list_groups(s, 1))) == 4


async def test_a_change_is_told_once_in_the_channel_and_routes_the_next_item(town: Town) -> None:
    await edit(town, town.aoi, town.cast.counter)
    answer = await town.aoi.submit(
        {
            "group_mission": MISSION,
            "group_examples": "消防団の訓練\n避難所の備蓄",
            "group_leads": ["U0OTTO"],
            "group_companions": [],
            "group_members": ["U0CAM", "U0LIN"],
            "group_slots": "3",
            "group_selection": "open_call",
        }
    )
    assert answer.acked, answer
    (told,) = await town.posts(COUNTER)
    said = words(told)
    for expected in (
        "*ミライズWG* が変わりました（事務 葵さんによる変更）",
        f"使命：{MISSION}",
        "週のコマ数：1 → 3",
        "メンバーの選び方：関係課 → 公募",
        "<@U0OTTO>さんがリーダーになりました",
        "<@U0LEO>さんがリーダーから外れました",
        "<@U0CAM>さん：伴走役 → メンバー",
        "<@U0LIN>さんがメンバーになりました",
    ):
        assert expected in said, said
    on_record = await town.read(lambda s: [(row.action, row.facts) for row in audit.list_rows(s, 1)])
    assert ("role", {"person": 2, "name": "田中 玲央", "before": "lead", "after": None}) in on_record
    assert len([action for action, _ in on_record if action == "role"]) == 4
    assert (await town.post(town.rana, DOUBTFUL)).group_id == town.cast.counter.id
    assert (await parts(town, town.cast.counter))["佐藤 香夢"] == "member"


async def test_saving_a_form_without_a_change_says_nothing(town: Town) -> None:
    await edit(town, town.aoi, town.cast.booking)
    assert (await town.aoi.submit()).acked
    assert await town.posts(BOOKING) == []


async def test_a_lead_changes_mission_members_and_slots_and_nothing_else(town: Town) -> None:
    await edit(town, town.mio, town.cast.booking)
    view = await town.mio.view()
    assert not has_block(view, "group_name")
    assert not has_block(view, "group_leads")
    answer = await town.mio.submit({"group_mission": "公民館の予約", "group_members": ["U0RANA"], "group_slots": "4"})
    assert answer.acked, answer
    changed = await group(town, "facility-booking")
    assert (changed.name, changed.mission, changed.slots_per_week) == ("貸館予約システムWG", "公民館の予約", 4)
    assert await parts(town, changed) == {
        "田中 玲央": "lead",
        "佐藤 香夢": "companion",
        "水野 澪": "lead",
        "楽名 花": "member",
    }


async def test_what_a_lead_adds_to_the_form_of_the_office_counts_for_nothing(town: Town) -> None:
    await edit(town, town.mio, town.cast.booking)
    view = await town.mio.view()
    state = view["state"]["values"] | {
        "group_name": {"group_name": {"type": "plain_text_input", "value": "わたしのWG"}},
        "group_leads": {"group_leads": {"type": "multi_users_select", "selected_users": ["U0MIO"]}},
    }
    await town.dispatch(
        {
            "type": "view_submission",
            "team": {"id": "T0CITY"},
            "user": {"id": "U0MIO", "team_id": "T0CITY"},
            "view": {**view, "state": {"values": state}},
        }
    )
    stored = await group(town, "facility-booking")
    assert stored.name == "貸館予約システムWG"
    assert (await parts(town, stored))["田中 玲央"] == "lead"


async def test_the_second_of_two_who_edit_at_once_is_told_and_changes_nothing(town: Town) -> None:
    await edit(town, town.aoi, town.cast.booking)
    await edit(town, town.mio, town.cast.booking)
    assert (await town.mio.submit({"group_mission": "先に書いた使命"})).acked
    answer = await town.aoi.submit({"group_mission": "後から書いた使命"})
    assert "ほかの人が変えました" in str(answer.errors)
    assert (await group(town, "facility-booking")).mission == "先に書いた使命"


async def test_people_of_related_departments_are_offered_and_taken_over_with_one_choice(town: Town) -> None:
    await edit(town, town.aoi, town.cast.counter)
    assert not has_block(await town.aoi.view(), "group_suggest")
    (found,) = [o for o in await town.aoi.options("group_related", "生涯") if "生涯学習課" in o["text"]["text"]]
    await town.aoi.type("group_related", [found["value"]])
    await town.sandbox.until(lambda: shows(town, "group_suggest"))
    menu = block(await town.aoi.view(), "group_suggest")["accessory"]
    offered = {option["text"]["text"]: option["value"] for option in menu["options"]}
    assert set(offered) == {"楽名 花", "外山 音人"}
    before = block(await town.aoi.view(), "group_members")["block_id"]
    await town.aoi.press("group_suggest", selected=offered["楽名 花"])

    async def taken() -> bool:
        return block(await town.aoi.view(), "group_members")["block_id"] != before

    await town.sandbox.until(taken)
    assert (await town.aoi.submit()).acked
    stored = await group(town, "mirise")
    assert (await parts(town, stored))["楽名 花"] == "member"
    assert "関係課：生涯学習課" in words((await town.otto.command("/bansou", "groups")).body)


async def test_people_who_are_not_in_the_chat_stay_in_the_group(town: Town) -> None:
    await town.bot._meeting  # which would find her in the chat again
    with town.engine() as connection:
        connection.exec_driver_sql("UPDATE person SET chat_id = NULL WHERE name = '水野 澪'")
        connection.exec_driver_sql("UPDATE workspace SET organisation_stamp = 'other'")
    await edit(town, town.aoi, town.cast.booking)
    assert "水野 澪" in words(await town.aoi.view())
    assert (await town.aoi.submit({"group_members": ["U0RANA"]})).acked
    assert (await parts(town, town.cast.booking))["水野 澪"] == "lead"


@pytest.mark.parametrize(("who", "deed"), [("U0OTTO", "edit"), ("U0MIO", "edit"), ("U0CAM", "edit"), ("U0AOI", "x")])
async def test_a_forged_press_opens_nothing(town: Town, who: str, deed: str) -> None:
    before = len(await town.sandbox.calls("views.open"))
    value = f"{town.cast.counter.id}:{deed}"
    await town.dispatch_press(who, "group_do", value, kind="overflow")
    opened = await town.sandbox.calls("views.open")
    assert all("group_submit" not in str(call) for call in opened[before:])


async def test_a_group_made_with_a_channel_that_is_there_is_told_and_its_people_are_invited(town: Town) -> None:
    await new_form(town)
    answer = await town.aoi.submit(
        {"group_name": "防災WG", "group_mission": MISSION, "group_leads": ["U0OTTO"], "group_channel": "C0CHAT"}
    )
    assert answer.acked, answer
    assert (await town.posts("C0CHAT"))[-1]
    assert (await group(town, "group")).channel_name == "雑談"
    assert await town.direct(town.aoi) == []


async def test_more_groups_than_a_message_holds_come_page_by_page(town: Town) -> None:
    def many(session: Any) -> None:
        for n in range(15):
            groups.add(session, WorkingGroup(workspace_id=1, slug=f"g{n}", name=f"第{n}WG", position=9 + n))

    await town.bot.database.write(many)
    first = words((await town.otto.command("/bansou", "groups", channel=ALL)).body)
    assert "続きを見る（あと11）" in first
    assert "第11WG" not in first
    message = (await town.otto.messages(ALL))[-1]
    assert (await town.otto.press("groups_more", channel=ALL, ts=message["ts"])).acked

    async def came() -> bool:
        return "第11WG" in words(await town.otto.messages(ALL))

    await town.sandbox.until(came)


async def open_from_home(town: Town) -> None:
    home = await town.home(town.aoi)
    assert (await town.aoi.press("groups_open", view_id=home["id"])).acked


async def new_form(town: Town) -> None:
    await open_from_home(town)
    assert (await town.aoi.press("group_new")).acked


async def edit(town: Town, person: Any, of: WorkingGroup) -> None:
    await person.command("/bansou", "groups", channel=ALL)
    message = (await person.messages(ALL))[-1]
    answer = await person.press(
        "group_do", channel=ALL, ts=message["ts"], block_id=f"group:{of.id}", selected=f"{of.id}:edit"
    )
    assert answer.acked, answer


async def shows(town: Town, name: str) -> bool:
    return has_block(await town.aoi.view(), name)


async def group(town: Town, slug: str) -> WorkingGroup:
    found = await town.read(lambda s: groups.find_by_slug(s, 1, slug))
    assert found is not None, slug
    return found


async def parts(town: Town, of: WorkingGroup) -> dict[str, str]:
    def look(session: Any) -> dict[str, str]:
        return {person.name: part.role for part, person in groups.list_members(session, of.id or 0)}

    return await town.read(look)
