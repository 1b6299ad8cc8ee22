from typing import Any

import pytest

from bot.domain.audit import BOT as BY_THE_BOT
from bot.services.transfers import passing
from sandbox.client import Person
from storage import absences, people
from storage.database import Session
from storage.tables import Absence
from tests.handlers.test_absence import away
from tests.handlers.test_consulting import consult, opinions_of, reply
from tests.handlers.test_handover import deactivate
from tests.handlers.test_transferring import ask
from tests.handlers.town import Town, buttons, words

OTTO_STANDS_IN = "away 2026-11-24 2026-11-30 <@U0OTTO|otto>"


async def test_a_question_to_a_department_goes_to_the_successor_who_answers_it(town: Town) -> None:
    await town.post(town.rana)
    await consult(town, {"生涯学習課": "U0OTTO"})
    await ask(town, "U0OTTO", "U0LIN")
    former = (await town.direct(town.otto))[0]
    assert "生涯学習課の意見は、林 鈴さんが答えます" in words(former["blocks"])
    assert "opinion_answer" not in buttons(former)
    for person in (town.otto, town.lin):
        assert "所管課として答える照会 1件" in words(await town.direct(person))
    await town.dispatch_press("U0OTTO", "opinion_answer", "1")
    assert (await opinions_of(town))[0].answered_at is None
    await reply(town, town.lin, "possible", "")
    (row,) = await opinions_of(town)
    assert (row.person_id, row.answered_by) == (await id_of(town, "U0LIN"), await id_of(town, "U0LIN"))
    assert [event.action for event in await town.history()][-2:] == ["opinion_passed", "opinion_given"]
    shown = words((await town.leo.command("/bansou", "show R8-1")).body)
    assert "所管課として答える人が替わりました（生涯学習課）（林 鈴さん）" in shown


async def test_who_asked_a_department_reads_that_nobody_answers_any_more(town: Town) -> None:
    await town.post(town.rana)
    await consult(town, {"生涯学習課": "U0OTTO"})
    await ask(town, "U0OTTO", None)
    told = words((await town.direct(town.leo))[-1])
    assert "R8-0001「公民館の鍵の受け渡しをなくしたい」への生涯学習課の意見は、外山 音人さんの異動・退職で" in told


async def test_a_deputy_hands_over_standing_in_and_who_is_away_is_told(town: Town) -> None:
    await away(town, town.leo, OTTO_STANDS_IN)
    await ask(town, "U0OTTO", "U0LIN")
    assert (await noted(town))[0].deputy_id == await id_of(town, "U0LIN")
    assert "外山 音人さんから林 鈴さんに替わりました" in words((await town.direct(town.leo))[-1])
    assert "田中 玲央さんの代理をお願いします" in words(await town.direct(town.lin))
    assert "田中 玲央さんの代理は終わりました" in words(await town.direct(town.otto))
    await town.post(town.rana)
    await town.press(town.lin, await town.card(), "triage_accept")
    assert (await town.item()).status == "accepted"


@pytest.mark.parametrize("successor", [None, "U0LEO"])
async def test_who_is_away_is_told_when_nobody_can_stand_in_any_more(town: Town, successor: str | None) -> None:
    await away(town, town.leo, OTTO_STANDS_IN)
    await ask(town, "U0OTTO", successor)
    assert "代理だった外山 音人さんは、異動・退職で代理を続けられません" in words(await town.direct(town.leo))


async def test_what_somebody_who_left_had_promised_is_told_once(town: Town) -> None:
    await town.post(town.rana)
    await consult(town, {"生涯学習課": "U0OTTO"})
    await away(town, town.mio, OTTO_STANDS_IN)
    await deactivate(town, "U0OTTO")
    for _ in range(2):
        await town.bot.clockwork.tick()
    town.bot.delivery.wake()
    assert len(await saying(town, town.leo, "答える人がいなくなりました")) == 1
    assert len(await saying(town, town.mio, "代理を続けられません")) == 1


async def test_what_was_promised_comes_back_with_the_handover(town: Town) -> None:
    await town.post(town.rana)
    await consult(town, {"生涯学習課": "U0OTTO"})
    await away(town, town.leo, OTTO_STANDS_IN)
    await ask(town, "U0OTTO", "U0LIN")

    def back(session: Session) -> None:
        otto = people.get(session, town.cast.workspace.id or 0, town.cast.otto.id or 0)
        passing.give_back(session, town.bot.city, town.cast.workspace, BY_THE_BOT, otto)

    await town.bot.database.write(back)
    assert (await opinions_of(town))[0].person_id == town.cast.otto.id
    assert (await noted(town))[0].deputy_id == town.cast.otto.id


async def id_of(town: Town, chat_id: str) -> int:
    found = await town.read(lambda s: people.find_by_chat_id(s, town.cast.workspace.id or 0, chat_id))
    assert found is not None
    return found.id or 0


async def noted(town: Town) -> list[Absence]:
    return await town.read(lambda s: absences.list_all(s, town.cast.workspace.id or 0))


async def saying(town: Town, person: Person, text: str) -> list[Any]:
    return [message for message in await town.direct(person) if text in words(message["blocks"])]
