from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.client import Person
from storage import campaigns, people, workspaces
from storage.database import Session
from storage.tables import Campaign
from tests.factories import add_department
from tests.handlers.rollout.test_adopting import adopt, cards, post_practice, press, rows
from tests.handlers.town import ALL, BOT, Json, Town, buttons, words

NOTE = "年度末の見直しに間に合うよう、検討だけでもお願いします。"


async def test_who_answers_for_two_departments_is_asked_in_one_message_and_the_channel_counts(town: Town) -> None:
    await begin(town)
    (asked,) = await asks(town, town.lin)
    said = words(asked["blocks"])
    assert "それぞれの課で取り入れるかどうか、12月11日(金)までに教えてください（事務 葵さんより）。" in said
    assert NOTE in said
    assert "*市民課* では" in said
    assert "*税務課* では" in said
    counted = words(await message(town))
    assert "▱▱▱▱▱▱▱▱▱▱ 0/3" in counted
    assert "まだの所属（3）：DX推進課、市民課、税務課" in counted
    assert [event.action for event in await town.history()][-1] == "campaign"


async def test_who_begins_it_is_told_for_which_departments_nobody_is_known(town: Town) -> None:
    await begin(town)
    told = (await town.direct(town.aoi))[-1]
    assert "3課のうち1課は、聞く相手がわかりません" in words(told)
    assert "DX推進課" in words(told)
    await town.press(town.aoi, {**told, "channel": BOT}, "campaign_missing")
    assert "聞く相手が決まっていません" in words(await town.aoi.view())


async def test_departments_are_told_apart_in_english_too(town: Town) -> None:
    await town.sandbox.ask("person", {"id": "U0AOI", "locale": "en-GB"}, post=True)
    await begin(town)
    await town.aoi.command("/jirei", "R8-0001")
    await town.aoi.press("item_open", value="1")
    await town.aoi.press("adoption_matrix")
    assert "DX推進課, 市民課, 税務課" in words(await town.aoi.view())


async def test_each_answer_is_stored_shown_to_who_gave_it_and_counted(town: Town) -> None:
    await begin(town)
    await answer(town, "adoption_consider", "市民課")
    assert [(row.department, row.state) for row in await rows(town)] == [("市民課", "considering")]
    (asked,) = await asks(town, town.lin)
    assert "市民課：検討中" in words(asked["blocks"])
    assert "*市民課* では" not in words(asked["blocks"])
    assert "▰▰▰▱▱▱▱▱▱▱ 1/3" in words(await message(town))
    await answer(town, "adoption_unfit", "税務課")
    sent = await town.lin.submit({"adoption_reason": "no_such_work"})
    assert sent.acked, sent
    counted = words(await message(town))
    assert "▰▰▰▰▰▰▱▱▱▱ 2/3" in counted
    assert "検討中 1 · 合わない 1" in counted
    assert "まだの所属（1）：DX推進課" in counted
    (asked,) = await asks(town, town.lin)
    assert "返事をいただきました" in words(asked["blocks"])
    assert "adoption_consider" not in buttons(asked)


async def test_an_answer_touches_only_the_message_that_asked_for_it_and_the_count(town: Town) -> None:
    await begin(town)
    await ask_noa(town)
    calls = len(await town.sandbox.calls("chat.update"))
    await answer(town, "adoption_consider", "市民課")
    changed = [call["args"]["channel"] for call in (await town.sandbox.calls("chat.update"))[calls:]]
    assert len(changed) == len(set(changed)) == 3  # Lin's question, the count, and the practice's own card


async def test_who_is_no_longer_asked_reads_that_somebody_else_is(town: Town) -> None:
    await begin(town)
    await ask_noa(town)
    row = next(b for b in (await town.aoi.view())["blocks"] if "DX推進課" in words(b))
    assert (await town.aoi.press("campaign_ask", block_id=row["block_id"], selected="U0CAM")).acked
    await town.settled()
    told = words((await town.direct(town.sandbox.person("U0NOA")))[-1]["blocks"])
    assert "ほかの方に聞くことになりました" in told


async def test_the_same_press_delivered_twice_is_one_answer(town: Town) -> None:
    await begin(town)
    tax = await department(town, "税務課")
    for _ in range(2):
        assert (await town.dispatch_press("U0LIN", "adoption_consider", f"1:{tax}")).status == 200
    assert [row.department for row in await rows(town)] == ["税務課"]
    assert len(await cards(town, town.lin)) == 1
    assert "うまくいきません" not in words(await town.direct(town.lin))


async def test_while_who_answers_is_away_their_deputy_is_asked_in_their_place(town: Town) -> None:
    assert (await town.lin.command("/bansou", "away 2026-11-24 2026-12-04 <@U0OTTO>")).acked
    await begin(town)
    assert await asks(town, town.lin) == []
    (asked,) = await asks(town, town.otto)
    assert "林 鈴さんが不在のため、代理のあなたに聞いています" in words(asked["blocks"])
    assert "*横展開*　返事待ち 2課" in words(await town.home(town.otto))
    tax = await department(town, "税務課")
    assert (await town.dispatch_press("U0OTTO", "adoption_consider", f"1:{tax}")).status == 200
    assert [row.department for row in await rows(town)] == ["税務課"]
    await town.lin.command("/bansou", "back")
    counter = await department(town, "市民課")
    assert (await town.dispatch_press("U0OTTO", "adoption_consider", f"1:{counter}")).status == 200
    assert [row.department for row in await rows(town)] == ["税務課"]
    await remind(town, datetime(2026, 11, 26, 1, 0, tzinfo=UTC))
    assert "まだの所属 1" in words((await town.direct(town.lin))[-1]["blocks"])


async def test_somebody_who_was_not_asked_does_not_answer_for_a_department(town: Town) -> None:
    await begin(town)
    tax = await department(town, "税務課")
    assert (await town.dispatch_press("U0NOA", "adoption_consider", f"1:{tax}")).status == 200
    assert await rows(town) == []
    assert "自分の課を選んでください" in words((await town.direct(town.sandbox.person("U0NOA")))[-1])


async def test_with_the_last_answer_it_is_over_and_who_began_it_reads_what_came_of_it(town: Town) -> None:
    practice = await begin(town)
    await answer(town, "adoption_consider", "市民課")
    await answer(town, "adoption_consider", "税務課")
    await adopt(town, town.sandbox.person("U0NOA"), practice)
    told = words((await town.direct(town.aoi))[-1]["blocks"])
    assert "の横展開の調査が終わりました" in told
    assert "▰▰▰▰▰▰▰▰▰▰ 3/3" in told
    assert "準備中 1" in told
    closed = await message(town)
    assert "（終わりました）" in words(closed)
    assert "adoption_open" not in buttons(closed)
    assert (await campaign(town)).state == "closed"


async def test_who_has_not_answered_is_reminded_every_second_business_day_with_one_message(town: Town) -> None:
    practice = await begin(town)
    second = await post_practice(town, 2, title="体育館の予約の抽選をオンラインに")
    await begin_about(town, second)
    before = len(await town.direct(town.lin))
    await remind(town, datetime(2026, 11, 25, 0, 0, tzinfo=UTC))  # the day after
    await remind(town, datetime(2026, 11, 25, 21, 0, tzinfo=UTC))  # 6:00 of the day it is due
    assert len(await town.direct(town.lin)) == before
    for hour in (0, 1, 5):
        await remind(town, datetime(2026, 11, 26, hour, 0, tzinfo=UTC))
    assert len(await town.direct(town.lin)) == before + 1
    told = (await town.direct(town.lin))[-1]
    assert f"*R8-0001 {practice.title}*　12月11日(金)まで · まだの所属 2" in words(told["blocks"])
    assert f"*R8-0002 {second.title}*" in words(told["blocks"])
    await town.press(town.lin, {**told, "channel": BOT}, "campaign_todo")
    view = await town.lin.view()
    first = next(b for b in view["blocks"] if b["type"] == "actions")
    assert (await town.lin.press("adoption_consider", block_id=first["block_id"])).acked
    await town.sandbox.until(lambda: shows(town.lin, "まだの所属 1"))
    await remind(town, datetime(2026, 11, 28, 1, 0, tzinfo=UTC))  # a Saturday
    for department_ in ("市民課", "税務課"):
        for number in (1, 2):
            id_ = await department(town, department_)
            await town.dispatch_press("U0LIN", "adoption_consider", f"{number}:{id_}")
    told_so_far = [m for m in await town.direct(town.lin) if "返事をお願いします" in words(m["blocks"])]
    await remind(town, datetime(2026, 11, 30, 1, 0, tzinfo=UTC))
    assert [m for m in await town.direct(town.lin) if "返事をお願いします" in words(m["blocks"])] == told_so_far


async def test_it_ends_once_on_the_working_day_after_its_last_one(town: Town) -> None:
    await begin(town)
    await answer(town, "adoption_consider", "市民課")
    await remind(town, datetime(2026, 12, 11, 8, 0, tzinfo=UTC))
    await remind(town, datetime(2026, 12, 12, 3, 0, tzinfo=UTC))  # a Saturday
    assert (await campaign(town)).state == "open"
    for hour in (0, 1, 2):
        await remind(town, datetime(2026, 12, 14, hour, 0, tzinfo=UTC))
    results = [m for m in await town.direct(town.aoi) if "調査が終わりました" in words(m["blocks"])]
    assert len(results) == 1
    assert "まだの所属（2）：DX推進課、税務課" in words(results[0]["blocks"])
    (asked,) = await asks(town, town.lin)
    assert "調査は終わりました" in words(asked["blocks"])
    assert "adoption_consider" not in buttons(asked)
    assert (await campaign(town)).state == "closed"


async def test_the_office_asks_somebody_else_and_may_end_it_early(town: Town) -> None:
    await begin(town)
    await town.press(town.aoi, await message(town), "campaign_missing")
    view = await town.aoi.view()
    assert "*DX推進課*　聞く相手が決まっていません" in words(view)
    row = next(b for b in view["blocks"] if "DX推進課" in words(b))
    assert (await town.aoi.press("campaign_ask", block_id=row["block_id"], selected="U0NOA")).acked
    await town.sandbox.until(lambda: shows(town.aoi, "野原 乃愛さんに聞いています"))
    (asked,) = await asks(town, town.sandbox.person("U0NOA"))
    assert "*DX推進課* では" in words(asked["blocks"])
    assert (await town.aoi.press("campaign_end")).acked
    assert (await campaign(town)).state == "closed"
    assert "の横展開の調査が終わりました" in words((await town.direct(town.aoi))[-1]["blocks"])


@pytest.mark.parametrize("user", ["U0LEO", "U0MIO", "U0AOI", "U0CAM", "U0RANA", "U0OTTO"])
async def test_only_the_groups_leads_and_the_office_ask_departments(town: Town, user: str) -> None:
    may = user in {"U0LEO", "U0MIO", "U0AOI"}
    practice = await post_practice(town)
    person = town.sandbox.person(user)
    assert (await town.dispatch_press(user, "campaign_begin", str(practice.id))).status == 200
    refused = [m for m in await town.direct(person) if "グループのリーダーと事務局だけ" in words(m)]
    assert bool(refused) is not may
    await press(town, person, practice, "adoption_matrix")
    assert ("campaign_begin" in words_of_ids(await person.view())) is may


async def test_a_practice_has_one_campaign_at_a_time(town: Town) -> None:
    practice = await begin(town)
    assert (await town.dispatch_press("U0LEO", "campaign_begin", str(practice.id))).status == 200
    assert "調査は、もう始まっています" in words((await town.direct(town.leo))[-1])


@pytest.mark.parametrize("value", ["", "x", "999999", "9" * 30, "1:x", "1:999999", "1:"])
async def test_a_forged_answer_is_answered_with_a_sentence(town: Town, value: str) -> None:
    await begin(town)
    before = len(await town.direct(town.lin))
    assert (await town.dispatch_press("U0LIN", "adoption_consider", value)).status == 200
    told = (await town.direct(town.lin))[before:]
    assert len(told) == 1
    assert "うまくいきませんでした" not in told[0]["text"]
    assert await rows(town) == []


async def begin(town: Town) -> Any:
    """Aoi asks all departments: Lin answers for two, and nobody is known to answer for DX推進課."""
    practice = await post_practice(town)
    await town.bot.database.write(lambda s: departments(s, town))
    await begin_about(town, practice)
    return practice


async def begin_about(town: Town, practice: Any) -> None:
    await press(town, town.aoi, practice, "adoption_matrix")
    await town.aoi.press("campaign_begin")
    sent = await town.aoi.submit({"campaign_closes": "2026-12-11", "campaign_note": NOTE})
    assert sent.acked, sent
    await town.settled()


def departments(session: Session, town: Town) -> None:
    workspace_id = town.cast.workspace.id or 0
    counter = add_department(session, workspace_id, "市民課", 3)
    tax = add_department(session, workspace_id, "税務課", 4)
    lin = people.find_by_chat_id(session, workspace_id, "U0LIN")
    assert lin
    lin.department_id, lin.title = counter.id, "市民課長"
    people.add(session, lin)
    chosen = {str(tax.id): lin.id}
    workspaces.set_setting(session, workspace_id, "who answers for a department", chosen, town.clock.now())


async def answer(town: Town, action_id: str, name: str) -> None:
    """Lin presses a button under a department's name."""
    (asked,) = await asks(town, town.lin)
    at = next(n for n, b in enumerate(asked["blocks"]) if f"*{name}* では" in words(b))
    block = asked["blocks"][at + 1]
    await town.press(town.lin, {**asked, "channel": BOT}, action_id, block_id=block["block_id"])
    await town.settled()


async def ask_noa(town: Town) -> None:
    """The office lets Noa answer for DX推進課, of which nobody is known to answer."""
    await town.press(town.aoi, await message(town), "campaign_missing")
    row = next(b for b in (await town.aoi.view())["blocks"] if "DX推進課" in words(b))
    assert (await town.aoi.press("campaign_ask", block_id=row["block_id"], selected="U0NOA")).acked
    await town.settled()


async def asks(town: Town, person: Person) -> list[Json]:
    """The questions of campaigns to somebody."""
    said = ("取り入れるかどうか", "調査は終わりました", "返事をいただきました")
    return [m for m in await town.direct(person) if any(text in m["text"] for text in said)]


async def message(town: Town) -> Json:
    return next(post for post in reversed(await town.posts(ALL)) if "横展開の調査" in words(post))


async def campaign(town: Town) -> Campaign:
    return await town.read(lambda s: campaigns.get(s, town.cast.workspace.id or 0, 1))


async def department(town: Town, name: str) -> int:
    found = await town.read(lambda s: people.list_departments(s, town.cast.workspace.id or 0))
    return next(row.id or 0 for row in found if row.name == name)


async def remind(town: Town, moment: datetime) -> None:
    town.clock.to(moment)
    await town.bot.clockwork.tick()
    town.bot.delivery.wake()
    await town.settled()


async def shows(person: Person, text: str) -> bool:
    return text in words(await person.view())


def words_of_ids(view: Json) -> list[str]:
    return buttons({"blocks": view["blocks"]})


async def test_app_home_says_in_a_line_what_is_to_be_done_and_opens_it(town: Town) -> None:
    await begin(town)
    await answer(town, "adoption_consider", "市民課")
    home = await town.home(town.lin)
    assert "*横展開*　返事待ち 1課 · 担当 1件" in words(home)
    assert (await town.lin.press("rollout_mine", view_id=home["id"])).acked
    view = await town.lin.view()
    assert "*市民課* の横展開：R8-0001" in words(view)
    assert {"adoption_progress", "campaign_todo"} <= set(words_of_ids(view))
    office = await town.home(town.aoi)
    assert "調査 R8-0001 1/3" in words(office)
    assert (await town.aoi.press("rollout_mine", view_id=office["id"])).acked
    assert "campaign_missing" in words_of_ids(await town.aoi.view())
    assert "横展開" not in words(await town.home(town.otto))
