import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.outcomes import parse
from sandbox.client import Person
from storage import audit
from templates.wording import Wording
from tests.conftest import StillClock
from tests.factories import TOKYO
from tests.handlers.conftest import running_town
from tests.handlers.test_absence import AWAY
from tests.handlers.test_handover import deactivate
from tests.handlers.town import BOOKING, Town, buttons, by_block, has_action, words

OTTO, AOI, LEO = "u0otto@city.example.jp", "u0aoi@city.example.jp", "u0leo@city.example.jp"
WHY = "来年度の改修で電子錠を入れる予定です。"
LOTTERY = {"title": "体育館の予約の抽選をオンラインにしたい", "body": "体育館の抽選を窓口の紙でしています。"}
Start = Callable[..., AbstractAsyncContextManager[Town]]


@pytest.fixture
def start(sqlite_url: str, clock: StillClock) -> Start:
    @asynccontextmanager
    async def begin(rule: str, *people: str) -> AsyncIterator[Town]:
        listed = ", ".join(f'"{person}"' for person in people)
        outcomes = parse(f'[[approval]]\nrule = "{rule}"\npeople = [{listed}]\n')
        async with running_town(sqlite_url, clock, Wording(TOKYO, outcomes=outcomes)) as town:
            await town.post(town.rana)
            yield town

    return begin


async def decline(town: Town) -> None:
    await town.choose(town.leo, await card(town), "decline")
    await town.leo.submit(by_block(await town.leo.view(), {"decision_words": WHY}))
    await town.settled()


async def card(town: Town) -> dict[str, Any]:
    return (await town.posts(BOOKING))[0]


async def thread(town: Town) -> str:
    return words((await town.leo.messages(BOOKING, thread_ts=(await card(town))["ts"]))[1:])


async def approve(town: Town, person: Person) -> None:
    await town.dispatch_press(person.id, "triage_approve", "1")


async def direct(town: Town, person: Person) -> dict[str, Any]:
    """The last message to a person, with the channel it is in."""
    message = (await town.direct(person))[-1]
    conversation = next(im["id"] for im in (await person.sidebar())["ims"] if im["user"] == "U0BANSOU")
    return {**message, "channel": conversation}


async def test_a_decision_takes_effect_and_is_told_only_when_all_have_approved(start: Start) -> None:
    async with start("all", OTTO, AOI) as town:
        before = len(await town.direct(town.rana))
        await decline(town)
        assert (await town.item()).status == "awaiting"
        shown = words(await card(town))
        assert "承認待ち：外山 音人さん、事務 葵さん（あと2人の承認で決まります）" in shown
        for approver in (town.otto, town.aoi):
            asked = words((await town.direct(approver))[-1])
            assert "R8-0001「公民館の鍵の受け渡しをなくしたい」の判断「見送り」に、承認をお願いします。" in asked
            assert WHY in asked
        await town.press(town.otto, await direct(town, town.otto), "triage_approve")
        assert (await town.item()).status == "awaiting"
        assert "承認待ち：事務 葵さん（あと1人" in words(await card(town))
        assert "承認しました。ほかの人の承認を待っています" in words(await direct(town, town.otto))
        assert buttons(await direct(town, town.otto)) == ["item_open"]
        assert len(await town.direct(town.rana)) == before
        assert WHY not in words((await town.rana.command("/bansou", "show R8-1")).body)
        assert WHY not in await thread(town)
        await town.press(town.aoi, await direct(town, town.aoi), "triage_approve")
        assert ((await town.item()).status, (await town.item()).approval) == ("declined", None)
        told = words((await town.direct(town.rana))[-1])
        assert f"田中 玲央さん（貸館予約システムWG）より：「{WHY}」" in told
        deeds = [event.action for event in await town.history()][-4:]
        assert deeds == ["propose", "approve", "approve", "decline"]
        rows = await town.read(lambda s: audit.list_rows(s, town.cast.workspace.id or 0, action="decision"))
        assert [row.facts["deed"] for row in rows if row.facts["deed"] == "approve"] == ["approve"] * 2


@pytest.mark.parametrize(("rule", "people"), [("any", (OTTO, AOI)), ("majority", (OTTO, AOI, LEO))])
async def test_fewer_are_enough_where_the_city_says_so(start: Start, rule: str, people: tuple[str, ...]) -> None:
    async with start(rule, *people) as town:
        await town.press(town.leo, await card(town), "triage_accept")
        assert (await town.item()).status == "awaiting"
        await approve(town, town.otto)
        assert (await town.item()).status == "accepted"
        assert "採用されました" in words((await town.direct(town.rana))[-1])


async def test_an_approver_who_decides_has_approved(start: Start) -> None:
    async with start("any", LEO, AOI) as town:
        await town.press(town.leo, await card(town), "triage_accept")
        assert (await town.item()).status == "accepted"


async def test_a_decision_is_sent_back_with_words_to_who_made_it(start: Start) -> None:
    async with start("all", OTTO, AOI) as town:
        before = len(await town.direct(town.rana))
        await decline(town)
        await town.press(town.otto, await direct(town, town.otto), "triage_disapprove")
        await town.otto.submit(by_block(await town.otto.view(), {"decision_words": "費用の見通しを足してください。"}))
        assert ((await town.item()).status, (await town.item()).approval) == ("received", None)
        told = words((await town.direct(town.leo))[-1])
        assert "差し戻しました：「費用の見通しを足してください。」" in told
        assert "差し戻しました" in await thread(town)
        assert len(await town.direct(town.rana)) == before
        await approve(town, town.aoi)
        assert (await town.item()).status == "received"


async def test_the_lead_calls_it_off_and_takes_an_approved_decision_back(start: Start) -> None:
    async with start("any", OTTO) as town:
        await town.press(town.leo, await card(town), "triage_accept")
        await town.press(town.leo, await card(town), "triage_recall")
        assert ((await town.item()).status, (await town.item()).approval) == ("received", None)
        await town.press(town.leo, await card(town), "triage_accept")
        await approve(town, town.otto)
        await town.choose(town.leo, await card(town), "undo")
        assert ((await town.item()).status, (await town.item()).approval) == ("received", None)


@pytest.mark.parametrize(
    ("end", "why"),
    [
        ("recall", "田中 玲央さんが承認の依頼を取り下げました。"),
        ("disapprove", "外山 音人さんが差し戻しました。"),
        ("approve", "必要な承認がそろいました。"),
        ("withdraw", "提案が取り下げられました。"),
    ],
)
async def test_everybody_who_was_asked_reads_that_their_approval_is_no_longer_needed(
    start: Start, end: str, why: str
) -> None:
    async with start("any", OTTO, AOI) as town:
        await town.press(town.leo, await card(town), "triage_accept")
        if end == "disapprove":
            await town.press(town.otto, await direct(town, town.otto), "triage_disapprove")
            await town.otto.submit(by_block(await town.otto.view(), {"decision_words": "費用を足してください。"}))
        else:
            user = {"recall": "U0LEO", "approve": "U0OTTO", "withdraw": "U0RANA"}[end]
            await town.dispatch_press(user, f"triage_{end}", "1")
        for approver in (town.otto, town.aoi):
            asked = await direct(town, approver)
            assert "承認はもう要りません。" + why in words(asked["blocks"])
            assert not has_action(asked, "triage_approve")


async def test_a_hidden_requester_who_approves_is_not_told_apart_from_the_other_approvers(
    start: Start,
) -> None:
    async with start("all", OTTO, AOI) as town:
        await town.post(town.otto, LOTTERY, blind=["yes"])
        await town.dispatch_press("U0LEO", "triage_accept", "2")
        await town.dispatch_press("U0OTTO", "triage_approve", "2")
        shown = words((await town.leo.command("/bansou", "show R8-2")).body)
        assert "外山 音人さん：承認しました" in shown
        assert "提案者：承認しました" not in shown
        await town.dispatch_press("U0AOI", "triage_approve", "2")
        rows = await town.read(lambda s: audit.list_rows(s, town.cast.workspace.id or 0, action="decision"))
        assert [(row.actor_id, row.actor_name, row.facts["deed"], row.facts.get("by")) for row in rows[-4:]] == [
            (town.cast.leo.id, "田中 玲央", "propose", None),
            (None, "", "approve", "approver"),
            (None, "", "approve", "approver"),
            (town.cast.leo.id, "田中 玲央", "accept", None),
        ]
        assert rows[-1].facts["approved_by"] == [town.cast.otto.id, town.cast.aoi.id]


async def test_a_hidden_requester_who_sends_a_decision_back_stays_unnamed_in_the_audit_log(start: Start) -> None:
    async with start("any", OTTO, AOI) as town:
        await town.post(town.otto, LOTTERY, blind=["yes"])
        await town.dispatch_press("U0LEO", "triage_accept", "2")
        await town.press(town.otto, await direct(town, town.otto), "triage_disapprove")
        await town.otto.submit(by_block(await town.otto.view(), {"decision_words": "費用を足してください。"}))
        rows = await town.read(lambda s: audit.list_rows(s, town.cast.workspace.id or 0, action="decision"))
        assert (rows[-1].actor_id, rows[-1].actor_name, rows[-1].facts["by"]) == (None, "", "approver")


async def test_nobody_but_the_approvers_can_approve_and_nobody_twice(start: Start) -> None:
    async with start("all", OTTO, AOI) as town:
        await town.press(town.leo, await card(town), "triage_accept")
        for user in ("U0LEO", "U0RANA", "U0CAM", "U0MIO", "U0LIN"):
            await town.dispatch_press(user, "triage_approve", "1")
            assert "承認をお願いした人だけ" in words((await town.direct(town.sandbox.person(user)))[-1])
        await approve(town, town.otto)
        await approve(town, town.otto)
        assert "もう承認しています" in words((await town.direct(town.otto))[-1])
        assert (await town.item()).status == "awaiting"


async def test_who_has_not_approved_in_three_days_is_reminded(start: Start) -> None:
    async with start("all", OTTO, AOI) as town:
        await town.press(town.leo, await card(town), "triage_accept")
        await approve(town, town.aoi)
        town.clock.to(datetime(2026, 11, 27, 0, 0, tzinfo=UTC))
        await town.bot.clockwork.tick()
        town.bot.delivery.wake()
        assert "判断の承認：今日が期限です" in words((await town.direct(town.otto))[-1]["blocks"])
        assert "判断の承認：" not in words(await town.direct(town.aoi))


async def test_a_deputy_approves_for_somebody_who_is_away(start: Start) -> None:
    async with start("all", OTTO) as town:
        await town.otto.command("/bansou", AWAY.replace("U0OTTO|otto", "U0LIN|lin"))
        await town.press(town.leo, await card(town), "triage_accept")
        await approve(town, town.lin)
        assert (await town.item()).status == "accepted"
        line = words((await town.leo.command("/bansou", "show R8-1")).body)
        assert "林 鈴さん（外山 音人さんの代理）：承認しました" in line


async def test_who_decided_reads_that_an_approver_has_left(start: Start) -> None:
    async with start("all", OTTO, AOI) as town:
        await town.press(town.leo, await card(town), "triage_accept")
        await deactivate(town, "U0OTTO")
        await town.bot.clockwork.tick()
        told = [m for m in await town.direct(town.leo) if "承認をお願いしていた外山 音人さんは" in words(m["blocks"])]
        assert len(told) == 1
        await town.press(town.leo, await card(town), "triage_recall")
        await town.press(town.leo, await card(town), "triage_accept")
        await approve(town, town.aoi)
        assert (await town.item()).status == "accepted"


async def test_of_two_who_approve_at_once_the_decision_is_made_once(start: Start) -> None:
    async with start("all", OTTO, AOI) as town:
        for _ in range(10):
            await town.press(town.leo, await card(town), "triage_accept")
            await asyncio.gather(approve(town, town.otto), approve(town, town.aoi))
            assert (await town.item()).status == "accepted"
            assert [event.action for event in await town.history()][-3:] == ["approve", "approve", "accept"]
            await town.choose(town.leo, await card(town), "undo")


async def test_an_unknown_approver_keeps_nothing_waiting_in_vain(start: Start) -> None:
    async with start("all", "nobody@city.example.jp") as town:
        await town.press(town.leo, await card(town), "triage_accept")
        assert (await town.item()).status == "received"
        assert "承認する人が見つかりません" in words(await town.leo.view())
