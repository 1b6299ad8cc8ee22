from typing import Any

import pytest

from sandbox.client import Person
from storage import adoptions, people, requests
from storage.database import Session
from tests.factories import add_department
from tests.handlers.rollout.test_adopting import WORDS, adopt, cards, post_practice, press, rows
from tests.handlers.town import BOOKING, BOT, Json, Town, buttons, words


async def test_steps_are_ticked_and_shown_on_the_card_of_who_is_in_charge(town: Town) -> None:
    await begun(town)
    view = await progress(town, town.lin)
    first, second = (option["value"] for option in element(view, "adoption_steps")["options"][:2])
    assert (await town.lin.submit({"adoption_steps": [first, second]})).acked
    (card,) = await cards(town, town.lin)
    said = words(card["blocks"])
    assert "▰▰▰▱▱▱▱▱▱▱ 2/6" in said
    assert "✓ 手順を聞く" in said
    assert "・ 規則・要綱の確認" in said


async def test_two_who_tick_at_once_lose_no_tick(town: Town) -> None:
    await begun(town)
    mine = await progress(town, town.lin)
    await progress(town, town.cam)
    first, second = (option["value"] for option in element(mine, "adoption_steps")["options"][:2])
    assert (await town.lin.submit({"adoption_steps": [first]})).acked
    assert (await town.cam.submit({"adoption_steps": [second]})).acked
    done = await town.read(lambda s: [step.done_by is not None for step in adoptions.list_steps(s, [1])[1]])
    assert done == [True, True, False, False, False, False]


async def test_from_the_first_that_runs_the_practice_is_being_rolled_out_and_its_owner_knows(town: Town) -> None:
    practice = await begun(town, accepted=True)
    await progress(town, town.lin)
    sent = await town.lin.submit({"adoption_state": "running"})
    assert sent.response_action == "update"
    assert "年の時間を出します" in words(await town.lin.view())
    assert (await town.lin.submit({"adoption_minutes": "15", "adoption_times": "240", "adoption_yen": "-12000"})).acked
    assert (await town.item()).status == "rolled_out"
    assert "横展開中" in words(await town.posts(BOOKING))
    assert "*DX推進課* で、R8-0001" in words((await town.direct(town.rana))[-1]["blocks"])
    (row,) = await rows(town)
    assert (row.state, row.hours, row.yen) == ("running", 60.0, -12000)
    (card,) = await cards(town, town.lin)
    assert "効果：年 60時間（15分 × 年240回 × 1） · 年 -12,000円" in words(card["blocks"])
    await press(town, town.otto, practice, "adoption_matrix")
    assert "効果：年 60時間" in words(await town.otto.view())
    events = [event.action for event in await town.history()]
    assert events[-3:] == ["adopt_running", "spread", "adopt_effect"]


async def test_who_stops_is_asked_why_and_the_practice_is_rolled_out_no_more(town: Town) -> None:
    await begun(town, accepted=True)
    await progress(town, town.lin)
    await town.lin.submit({"adoption_state": "running"})
    await town.lin.close()
    assert (await town.item()).status == "rolled_out"
    await progress(town, town.lin)
    asked = await town.lin.submit({"adoption_state": "dropped"})
    assert asked.response_action == "update"
    missing = await town.lin.submit({"adoption_reason": "other"})
    assert "adoption_why" in missing.errors
    assert (await town.lin.submit({"adoption_reason": "staff", "adoption_why": "係が減りました。"})).acked
    (row,) = await rows(town)
    assert (row.state, row.reason, row.why) == ("dropped", "staff", "係が減りました。")
    assert (await town.item()).status == "accepted"
    told = words((await town.direct(town.rana))[-1]["blocks"])
    assert "横展開を見送りました（林 鈴さん）" in told
    assert "理由：人手" in told
    await progress(town, town.lin)
    assert (await town.lin.submit({"adoption_state": "preparing"})).acked
    (row,) = await rows(town)
    assert (row.state, row.reason, row.why) == ("preparing", None, "")


async def test_an_effect_ten_times_what_is_usual_is_kept_when_it_is_sent_again(town: Town) -> None:
    await begun(town)
    await progress(town, town.lin)
    await town.lin.submit({"adoption_state": "running"})
    figures = {"adoption_minutes": "15", "adoption_times": "2400", "adoption_cases": "10"}
    asked = await town.lin.submit(figures)
    assert asked.response_action == "update"
    assert "*年 6,000時間* になります。この事例のほかの効果（およそ年 95時間）の10倍" in words(await town.lin.view())
    assert (await rows(town))[0].hours is None
    assert (await town.lin.submit()).acked
    assert (await rows(town))[0].hours == 6000.0


async def test_an_effect_below_nothing_is_kept(town: Town) -> None:
    await begun(town)
    await progress(town, town.lin)
    await town.lin.submit({"adoption_state": "running"})
    assert (await town.lin.submit({"adoption_minutes": "-7.5", "adoption_times": "100"})).acked
    assert (await rows(town))[0].hours == -12.5


async def test_somebody_else_in_charge_gets_the_card_and_the_former_is_told(town: Town) -> None:
    await begun(town)
    await progress(town, town.lin)
    assert (await town.lin.submit({"adoption_person": "U0NOA"})).acked
    noa = town.sandbox.person("U0NOA")
    (card,) = await cards(town, noa)
    assert "担当 野原 乃愛さん" in words(card["blocks"])
    await progress(town, noa)
    assert (await noa.submit({"adoption_person": "U0EMI"})).acked
    told = words(await town.direct(noa))
    assert "が担当になりました" not in told  # who did it knows
    await progress(town, town.cam)
    assert (await town.cam.submit({"adoption_person": "U0LIN"})).acked
    assert "is now in charge of R8-0001" in words((await town.direct(town.emi))[-1]["blocks"])


@pytest.mark.parametrize("user", ["U0LIN", "U0CAM", "U0AOI", "U0RANA", "U0LEO", "U0OTTO", "U0NOA"])
async def test_an_adoption_is_changed_by_who_is_in_charge_the_companion_and_the_office(town: Town, user: str) -> None:
    await begun(town)
    person = town.sandbox.person(user)
    before = len(await town.direct(person))
    assert (await town.dispatch_press(user, "adoption_progress", "1")).status == 200
    refused = "担当の方、手を挙げた方、伴走役、事務局だけ" in words((await town.direct(person))[before:])
    assert refused is (user not in {"U0LIN", "U0CAM", "U0AOI"})


async def test_the_owner_writes_the_checklist_for_those_to_come(town: Town) -> None:
    practice = await begun(town)
    await press(town, town.rana, practice, "adoption_matrix")
    await town.rana.press("adoption_plan_open")
    too_many = await town.rana.submit({"adoption_plan": "\n".join(f"手順{n}" for n in range(11))})
    assert "10行まで" in words(too_many.errors)
    assert (await town.rana.submit({"adoption_plan": "窓口を見に行く\n様式をもらう\n"})).acked
    tax = await town.bot.database.write(lambda s: add_department(s, town.cast.workspace.id or 0, "税務課", 3).id or 0)
    await town.bot.database.write(lambda s: move(s, town, "U0NOA", tax))
    await adopt(town, town.sandbox.person("U0NOA"), practice)
    (card,) = await cards(town, town.sandbox.person("U0NOA"))
    assert "・ 窓口を見に行く" in words(card["blocks"])
    assert "手順を聞く" not in words(card["blocks"])
    assert "手順を聞く" in words((await cards(town, town.lin))[0]["blocks"])
    assert (await town.dispatch_press("U0OTTO", "adoption_plan_open", "1")).status == 200
    assert "この操作は" in words((await town.direct(town.otto))[-1])


@pytest.mark.parametrize("value", ["", "x", "0", "999999", "9" * 30])
@pytest.mark.parametrize("action_id", ["adoption_progress", "adoption_effect"])
async def test_a_forged_adoption_is_answered_with_a_sentence(town: Town, action_id: str, value: str) -> None:
    await begun(town)
    before = len(await town.direct(town.aoi))
    assert (await town.dispatch_press("U0AOI", action_id, value)).status == 200
    (told,) = (await town.direct(town.aoi))[before:]
    assert "その横展開は見つかりません" in told["text"]


async def test_what_is_found_in_the_library_is_taken_up_and_moved_on_without_closing_anything(town: Town) -> None:
    practice = await post_practice(town)
    await in_library(town.lin, practice)
    await town.lin.press("adoption_open")
    assert (await town.lin.submit()).response_action == "update"
    assert len(await town.lin.views()) == 3  # as many as the chat opens over each other
    for state in ("considering", "preparing"):
        assert (await town.lin.press("adoption_progress")).acked
        assert (await town.lin.submit({"adoption_state": state})).acked
        assert [row.state for row in await rows(town)] == [state]
        await in_library(town.lin, practice)
        await town.lin.press("adoption_matrix")
    await in_library(town.aoi, practice)
    await town.aoi.press("adoption_matrix")
    await town.aoi.press("campaign_begin")
    assert (await town.aoi.view())["callback_id"] == "campaign_submit"
    assert "うまくいきません" not in words([await town.direct(person) for person in (town.lin, town.aoi)])


async def in_library(person: Person, practice: Any) -> None:
    """A practice as somebody opens it who looks for it."""
    await person.command("/jirei", "R8-0001")
    await person.press("item_open", value=str(practice.id))


async def begun(town: Town, *, accepted: bool = False) -> Any:
    """DX推進課 prepares Rana's practice, Lin is in charge."""
    practice = await post_practice(town)
    if accepted:
        assert (await town.dispatch_press("U0LEO", "triage_accept", str(practice.id))).status == 200
        await town.settled()
    await adopt(town, town.lin, practice, adoption_words=WORDS)
    return await town.read(lambda s: requests.get(s, town.cast.workspace.id or 0, practice.id or 0))


async def progress(town: Town, person: Person) -> Json:
    """The modal as it opens, from the card or from who has taken it up."""
    mine = [m for m in await town.direct(person) if "adoption_progress" in buttons(m)]
    if mine:
        await town.press(person, {**mine[-1], "channel": BOT}, "adoption_progress")
    else:
        await press(town, person, await town.item(), "adoption_matrix")
        await person.press("adoption_progress")
    view: Json = await person.view()
    return view


def element(view: Json, name: str) -> Json:
    found: Json = next(b["element"] for b in view["blocks"] if b["block_id"] == name)
    return found


def move(session: Session, town: Town, chat_id: str, department_id: int) -> None:
    person = people.find_by_chat_id(session, town.cast.workspace.id or 0, chat_id)
    assert person
    person.department_id = department_id
    people.add(session, person)
