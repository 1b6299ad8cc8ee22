import json
from datetime import UTC, datetime
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.groups import groups as command
from storage import nominations, people
from storage.tables import Nomination
from tests.handlers.groups.test_groups import parts
from tests.handlers.town import BOOKING, CHAT, Json, Town, buttons, has_action, has_block, words

NOTE = "窓口の経験がある方をお願いします。"


async def test_who_answers_for_a_department_is_asked_in_one_message(town: Town) -> None:
    await begin(town)
    (asked,) = await town.direct(town.otto)
    said = words(asked["blocks"])
    assert "*貸館予約システムWG* のメンバーを、12月11日(金)までに1人推薦してください。" in said
    assert NOTE in said
    assert "生涯学習課 から" in said
    assert buttons(asked) == ["nomination_choose"]
    assert await town.direct(town.lin) == []


async def test_a_named_person_is_told_and_added_and_the_request_is_settled(town: Town) -> None:
    await begin(town)
    await name(town, town.otto, "U0RANA")
    assert (await parts(town, town.cast.booking))["楽名 花"] == "member"
    told = words((await town.direct(town.rana))[-1]["blocks"])
    assert "外山 音人さんの推薦で、*貸館予約システムWG* のメンバーになりました（週1コマ）" in told
    (asked,) = await town.direct(town.otto)
    assert "生涯学習課 から：<@U0RANA>さん" in words(asked["blocks"])
    assert buttons(asked) == []
    assert "<@U0RANA>さんがメンバーになりました" in words(await town.posts(BOOKING))


async def test_while_who_answers_is_away_their_deputy_is_asked_reminded_and_may_name_somebody(town: Town) -> None:
    await begin(town)
    await begin(town, of=town.cast.counter.id or 0)
    assert (await town.otto.command("/bansou", "away 2026-11-24 2026-12-04 <@U0CAM>")).acked
    before = await town.direct(town.otto)
    await remind(town, datetime(2026, 11, 26, 1, 0, tzinfo=UTC))
    assert await town.direct(town.otto) == before
    told = (await town.direct(town.cam))[-1]
    assert "貸館予約システムWG（12月11日(金)まで）" in words(told["blocks"])
    await town.press(town.cam, {**told, "channel": "U0BANSOU"}, "nomination_todo")
    first = next(b for b in (await town.cam.view())["blocks"] if str(b.get("block_id")).startswith("nomination:"))
    assert (await town.cam.press("nomination_choose", block_id=first["block_id"], selected="U0RANA")).acked
    assert (await parts(town, town.cast.booking))["楽名 花"] == "member"


async def test_a_round_begun_in_an_absence_asks_the_deputy_and_says_in_whose_place(town: Town) -> None:
    assert (await town.otto.command("/bansou", "away 2026-11-24 2026-12-04 <@U0CAM>")).acked
    await begin(town)
    assert "推薦してください" not in words(await town.direct(town.otto))
    asked = (await town.direct(town.cam))[-1]
    assert "外山 音人さんが不在のため、代理のあなたに聞いています" in words(asked["blocks"])
    await name(town, town.cam, "U0RANA")
    assert "生涯学習課 から：<@U0RANA>さん" in words((await town.direct(town.cam))[-1]["blocks"])


async def test_somebody_of_another_department_cannot_be_named(town: Town) -> None:
    await begin(town)
    await name(town, town.otto, "U0LIN")
    assert "林 鈴さんは生涯学習課の名簿にいません" in words(await town.otto.view())
    assert "林 鈴" not in await parts(town, town.cast.booking)


async def test_the_office_sees_who_is_missing_and_asks_somebody_where_nobody_was(town: Town) -> None:
    await begin(town)
    shown = (await town.aoi.command("/bansou", "groups missing", channel=CHAT)).body
    assert "外山 音人さんに頼んでいます" in words(shown)
    assert "DX推進課：頼む相手が決まっていません" in words(shown)
    home = await town.home(town.aoi)
    assert "推薦がまだの所属が2あります" in words(home)
    assert (await town.aoi.press("groups_missing", view_id=home["id"])).acked
    row = next(b for b in (await town.aoi.view())["blocks"] if "DX推進課" in words(b))
    answer = await town.aoi.press("nomination_ask", block_id=row["block_id"], selected="U0LIN")
    assert answer.acked, answer
    await town.sandbox.until(lambda: shows(town, "林 鈴さんに頼んでいます"))
    (asked,) = await town.direct(town.lin)
    assert "DX推進課 から" in words(asked["blocks"])
    await name(town, town.lin, "U0EMI")
    await name(town, town.otto, "U0RANA")
    assert "2の所属すべてからそろいました" in words((await town.direct(town.aoi))[-1]["blocks"])
    assert not has_action(await town.home(town.aoi), "groups_missing")


async def test_whom_the_office_chose_is_asked_in_the_next_round_too(town: Town) -> None:
    await begin(town)
    row = next(row for row in await asks(town) if row.asked_id is None)
    await town.dispatch(pressed("U0AOI", "nomination_ask", f"nomination:{row.id}", "U0LIN"))
    await begin(town, of=town.cast.counter.id or 0)
    assert len([m for m in await town.direct(town.lin) if "ミライズWG" in words(m["blocks"])]) == 1


async def test_who_has_named_nobody_is_reminded_every_second_business_day_with_one_message(town: Town) -> None:
    await begin(town)
    await begin(town, of=town.cast.counter.id or 0)
    assert len(await town.direct(town.otto)) == 2
    await remind(town, datetime(2026, 11, 25, 0, 0, tzinfo=UTC))  # the day after
    assert len(await town.direct(town.otto)) == 2
    await remind(town, datetime(2026, 11, 25, 21, 0, tzinfo=UTC))  # 6:00 of the day it is due
    assert len(await town.direct(town.otto)) == 2
    for hour in (0, 1, 5):
        await remind(town, datetime(2026, 11, 26, hour, 0, tzinfo=UTC))
    *_, told = await town.direct(town.otto)
    assert len(await town.direct(town.otto)) == 3
    said = words(told["blocks"])
    assert "貸館予約システムWG（12月11日(金)まで）" in said
    assert "ミライズWG（12月11日(金)まで）" in said
    await town.press(town.otto, {**told, "channel": "U0BANSOU"}, "nomination_todo")
    first = next(b for b in (await town.otto.view())["blocks"] if str(b.get("block_id")).startswith("nomination:"))
    assert (await town.otto.press("nomination_choose", block_id=first["block_id"], selected="U0RANA")).acked
    assert (await parts(town, town.cast.booking))["楽名 花"] == "member"
    await remind(town, datetime(2026, 11, 28, 1, 0, tzinfo=UTC))  # a Saturday
    assert len(await town.direct(town.otto)) == 3
    await remind(town, datetime(2026, 11, 30, 1, 0, tzinfo=UTC))
    assert "貸館予約システムWG" not in words((await town.direct(town.otto))[-1]["blocks"])
    assert len(await town.direct(town.otto)) == 4


async def test_who_began_a_round_reads_once_who_is_missing_when_its_day_is_over(town: Town) -> None:
    await begin(town)
    await remind(town, datetime(2026, 12, 11, 8, 0, tzinfo=UTC))
    await remind(town, datetime(2026, 12, 12, 3, 0, tzinfo=UTC))  # a Saturday
    assert await late(town) == []
    for hour in (0, 1, 2):
        await remind(town, datetime(2026, 12, 14, hour, 0, tzinfo=UTC))
    (told,) = await late(town)
    assert "2の所属のうち2がまだです：生涯学習課、DX推進課" in words(told["blocks"])
    await town.press(town.aoi, {**told, "channel": "U0BANSOU"}, "groups_missing")
    assert "外山 音人さんに頼んでいます" in words(await town.aoi.view())


async def test_what_is_overdue_and_whom_to_name_come_in_one_message(town: Town) -> None:
    with town.engine() as connection:
        connection.exec_driver_sql("UPDATE person SET title = '課長' WHERE name = '田中 玲央'")
    await town.post(town.rana)
    await begin(town)
    before = len(await town.direct(town.leo))
    await remind(town, datetime(2026, 12, 1, 0, 0, tzinfo=UTC))
    told = (await town.direct(town.leo))[before:]
    assert len(told) == 1
    assert "R8-0001" in words(told[0]["blocks"])
    assert "推薦をお待ちしています" in words(told[0]["blocks"])


async def test_the_terminal_lists_who_is_missing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await begin(town)
    await name(town, town.otto, "U0RANA")
    monkeypatch.setenv("BANSOU_DATABASE_URL", town.bot.database.url)
    monkeypatch.setenv("COLUMNS", "200")
    done = CliRunner().invoke(command, ["nominations", "--json"])
    assert done.exit_code == 0, done.output
    (found,) = json.loads(done.output)
    assert found["missing"] == ["DX推進課"]
    assert found["departments"][0] == {"department": "生涯学習課", "asked": "外山 音人", "nominee": "楽名 花"}
    table = CliRunner().invoke(command, ["nominations"])
    assert "2の所属のうち、まだなのは1です。" in table.output


@pytest.mark.parametrize("who", ["U0RANA", "U0LEO", "U0CAM", "U0MIO"])
async def test_nobody_else_names_or_asks_or_sees(town: Town, who: str) -> None:
    await begin(town)
    row = (await asks(town))[0]
    for action in ("nomination_choose", "nomination_ask"):
        await town.dispatch(pressed(who, action, f"nomination:{row.id}", "U0EMI"))
    after = (await asks(town))[0]
    assert (after.asked_id, after.nominee_id) == (row.asked_id, None)
    shown = await town.sandbox.person(who).command("/bansou", "groups missing")
    assert "事務局だけができます" in words(shown.body)


@pytest.mark.parametrize("block", ["nomination:99", "nomination:", "x", "nomination:-1"])
async def test_a_forged_place_names_nobody(town: Town, block: str) -> None:
    await begin(town)
    response = await town.dispatch(pressed("U0AOI", "nomination_choose", block, "U0RANA"))
    assert response.status == 200
    assert [row.nominee_id for row in await asks(town)] == [None, None]


def pressed(who: str, action: str, block: str, chosen: str) -> Json:
    return {
        "type": "block_actions",
        "team": {"id": "T0CITY"},
        "user": {"id": who, "team_id": "T0CITY"},
        "trigger_id": "1.2.forged",
        "channel": {"id": CHAT, "name": "雑談"},
        "message": {"ts": "1.000001"},
        "actions": [{"type": "users_select", "action_id": action, "block_id": block, "selected_user": chosen}],
    }


async def test_personal_data_in_the_words_of_a_round_is_decided_on_before_anybody_is_asked(town: Town) -> None:
    await open_form(town)
    await town.aoi.submit({"round_closes": "2026-12-11", "round_note": "連絡は 090-1234-5678 まで。"})
    assert await asks(town) == []
    assert has_block(await town.aoi.view(), "intake_personal_data")
    assert (await town.aoi.submit({"intake_personal_data": {"intake_answer": "mask"}})).acked
    (round_,) = await town.read(lambda s: nominations.list_rounds(s, 1))
    assert round_.note == "連絡は ●●● まで。"


async def begin(town: Town, of: int = 1) -> None:
    await open_form(town, of)
    answer = await town.aoi.submit({"round_closes": "2026-12-11", "round_note": NOTE})
    assert answer.acked, answer
    await town.settled()


async def open_form(town: Town, of: int = 1) -> None:
    # She is in no list of the office's; the bot meets her soon after its start.
    await town.sandbox.until(lambda: town.read(lambda s: people.find_by_chat_id(s, 1, "U0EMI")), within=10.0)
    with town.engine() as connection:
        connection.exec_driver_sql("UPDATE person SET title = '課長' WHERE name = '外山 音人'")
        connection.exec_driver_sql("UPDATE person SET department_id = 2 WHERE name = 'Emily Stone'")
        connection.exec_driver_sql("UPDATE workspace SET organisation_stamp = 'begun' || organisation_stamp")
    await town.aoi.command("/bansou", "groups", channel=CHAT)
    message = (await town.aoi.messages(CHAT))[-1]
    place = {"channel": CHAT, "ts": message["ts"], "block_id": f"group:{of}"}
    answer = await town.aoi.press("group_do", selected=f"{of}:nominate", **place)
    assert answer.acked, answer


async def name(town: Town, person: Any, chosen: str) -> None:
    asked = next(m for m in reversed(await town.direct(person)) if "nomination_choose" in buttons(m))
    await town.press(person, {**asked, "channel": "U0BANSOU"}, "nomination_choose", selected=chosen)
    await town.settled()


async def asks(town: Town) -> list[Nomination]:
    def look(session: Any) -> list[Nomination]:
        found = nominations.list_rounds(session, 1)
        return [row for one in found for row in nominations.list_of_round(session, one.id or 0)]

    return await town.read(look)


async def remind(town: Town, moment: datetime) -> None:
    town.clock.to(moment)
    await town.bot.clockwork.tick()
    town.bot.delivery.wake()
    await town.settled()


async def late(town: Town) -> list[Json]:
    return [m for m in await town.direct(town.aoi) if "が期限でした" in words(m["blocks"])]


async def shows(town: Town, text: str) -> bool:
    return text in words(await town.aoi.view())
