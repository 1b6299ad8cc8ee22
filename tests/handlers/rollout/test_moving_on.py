from typing import Any

from bot.domain.audit import Doer, Via
from bot.services.transfers import passing
from storage import people
from storage.database import Session
from tests.handlers.rollout.test_adopting import adopt, cards, post_practice, press, rows
from tests.handlers.rollout.test_campaigns import asks, begin, campaign, department, message
from tests.handlers.test_transferring import ask as hand_over
from tests.handlers.town import Town, buttons, words

DOER = Doer(Via.TERMINAL, None, "office")


async def test_what_somebody_is_in_charge_of_goes_to_the_successor_and_comes_back(town: Town) -> None:
    practice = await post_practice(town)
    await adopt(town, town.lin, practice)
    await hand_over(town, "U0LIN", "U0NOA")
    noa = town.sandbox.person("U0NOA")
    (card,) = await cards(town, noa)
    assert "担当 野原 乃愛さん" in words(card["blocks"])
    assert await cards(town, town.lin) == []
    assert "横展開：R8-0001 公民館の予約の申込みを一枚の様式に（DX推進課 · 準備中）" in words(await town.direct(noa))
    await town.bot.database.write(lambda s: give_back(s, town, "U0LIN"))
    town.bot.delivery.wake()
    assert [row.person_id for row in await rows(town)] == [await person_id(town, "U0LIN")]
    assert len(await cards(town, town.lin)) == 1
    assert await cards(town, noa) == []


async def test_without_a_successor_the_companion_and_who_raised_the_hand_name_somebody(town: Town) -> None:
    practice = await post_practice(town)
    await adopt(town, town.lin, practice, adoption_person="U0NOA")
    await hand_over(town, "U0NOA", None)
    assert [row.person_id for row in await rows(town)] == [None]
    for person in (town.cam, town.lin):
        told = (await town.direct(person))[-1]
        assert "次の担当を決めてください" in words(told["blocks"])
        assert "adoption_progress" in buttons(told)


async def test_who_leaves_leaves_nothing_dangling(town: Town) -> None:
    practice = await begin(town)
    noa = town.sandbox.person("U0NOA")
    await adopt(town, noa, practice)
    await town.bot.database.write(lambda s: leave(s, town, "U0NOA", "U0LIN"))
    for _ in range(2):
        await town.bot.clockwork.tick()
    town.bot.delivery.wake()
    await town.settled()
    assert [row.person_id for row in await rows(town)] == [None]
    told = [m for m in await town.direct(town.cam) if "次の担当を決めてください" in words(m["blocks"])]
    assert len(told) == 1
    assert "まだの所属（2）：市民課、税務課" in words(await message(town))
    await town.press(town.aoi, await message(town), "campaign_missing")
    assert words(await town.aoi.view()).count("聞く相手が決まっていません") == 2


async def test_who_answers_for_departments_passes_the_question_on(town: Town) -> None:
    await begin(town)
    await hand_over(town, "U0LIN", "U0NOA")
    noa = town.sandbox.person("U0NOA")
    told = await asks(town, noa)
    assert {name for name in ("市民課", "税務課") if f"*{name}* では" in words(told)} == {"市民課", "税務課"}
    tax = await department(town, "税務課")
    assert (await town.dispatch_press("U0NOA", "adoption_consider", f"1:{tax}")).status == 200
    assert [row.department for row in await rows(town)] == ["税務課"]


async def test_a_department_that_was_closed_keeps_its_name_and_is_waited_for_no_more(town: Town) -> None:
    practice = await begin(town)
    await adopt(town, town.lin, practice)
    await town.bot.database.write(lambda s: close(s, town, "市民課", "税務課"))
    assert [row.department for row in await rows(town)] == ["市民課"]
    assert (await campaign(town)).state == "open"
    await adopt(town, town.sandbox.person("U0NOA"), practice)
    assert (await campaign(town)).state == "closed"
    await press(town, town.otto, practice, "adoption_matrix")
    shown = words(await town.otto.view())
    assert "*市民課*　準備中" in shown
    assert "税務課" not in shown


def give_back(session: Session, town: Town, chat_id: str) -> Any:
    person = people.find_by_chat_id(session, town.cast.workspace.id or 0, chat_id)
    assert person
    return passing.give_back(session, town.bot.city, town.cast.workspace, DOER, person)


async def person_id(town: Town, chat_id: str) -> int | None:
    found = await town.read(lambda s: people.find_by_chat_id(s, town.cast.workspace.id or 0, chat_id))
    return found.id if found else None


def leave(session: Session, town: Town, *chat_ids: str) -> None:
    for chat_id in chat_ids:
        person = people.find_by_chat_id(session, town.cast.workspace.id or 0, chat_id)
        assert person
        person.active = False
        people.add(session, person)


def close(session: Session, town: Town, *names: str) -> None:
    for row in people.list_departments(session, town.cast.workspace.id or 0):
        if row.name in names:
            row.active = False
            people.add_department(session, row)
