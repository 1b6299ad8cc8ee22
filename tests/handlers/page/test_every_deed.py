"""What people do beside triage, in a browser, where it stands for them: to score, comment, answer, look, join."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from playwright.async_api import expect

from sandbox.errors import ControlError
from storage import audit, requests, scores
from tests.conftest import StillClock
from tests.handlers.conftest import running_town
from tests.handlers.page.desk import Clerk, at_a_desk
from tests.handlers.test_consulting import consult
from tests.handlers.town import Town
from tests.sandbox.page.conftest import Seat, in_one_browser

pytestmark = in_one_browser

SAID = "前の年度にも似た話があり、費用で止まりました。"


async def test_a_member_scores_and_comments(sqlite_url: str, clock: StillClock, seat: Seat) -> None:
    async with running_town(sqlite_url, clock, speed=100) as town, at_a_desk(town, seat, "U0NOA") as noa:
        item = await town.post(town.rana)
        await town.choose(town.leo, await town.card(), "score")
        await noa.direct()
        await noa.press(noa.desk.message("R8-0001"), "採点する")
        await expect(noa.modal).to_contain_text("効果")
        await noa.fill_in([{f"score_points_{place}": str(place + 2) for place in range(4)}])
        await until(town, lambda: town.read(lambda s: scores.list_scores(s, [item.id or 0])))
        await noa.shot("scored")
        await opened(noa)
        await noa.press(noa.modal, "選考側だけにコメントする")
        await expect(noa.modal.locator("textarea")).to_be_visible()
        await noa.fill_in([{"comment_text": SAID}])
        await expect(noa.modal).to_contain_text(SAID)
        await noa.shot("commented")


async def test_who_answers_for_a_department_gives_its_opinion(sqlite_url: str, clock: StillClock, seat: Seat) -> None:
    async with running_town(sqlite_url, clock, speed=100) as town, at_a_desk(town, seat, "U0OTTO") as otto:
        await town.post(town.rana)
        await consult(town, {"生涯学習課": "U0OTTO"})
        await otto.direct()
        await otto.press(otto.desk.message("R8-0001"), "回答する")
        await expect(otto.modal).to_contain_text("R8-0001")
        await otto.fill_in([{"opinion_verdict": "conditional", "opinion_words": SAID}])
        await expect(otto.modal).to_contain_text(SAID)
        await otto.shot("answered")
        assert (await town.history())[-1].action == "opinion_given"


async def test_the_office_looks_who_proposed(sqlite_url: str, clock: StillClock, seat: Seat) -> None:
    async with running_town(sqlite_url, clock, speed=100) as town, at_a_desk(town, seat, "U0AOI") as aoi:
        await town.post(town.rana, blind=["yes"])
        await opened(aoi)
        await expect(aoi.modal).not_to_contain_text("楽名")
        await aoi.press(aoi.modal, "提案者を確認する")
        await expect(aoi.modal.locator("textarea")).to_be_visible()
        await aoi.fill_in([{"reveal_reason": SAID}])
        await expect(aoi.modal).to_contain_text("楽名 花")
        await aoi.shot("revealed")
        rows = await town.read(lambda s: audit.list_rows(s, town.cast.workspace.id or 0, action="reveal"))
        assert [row.actor_name for row in rows] == ["事務 葵"]


async def test_somebody_else_joins_a_wish_like_their_own(sqlite_url: str, clock: StillClock, seat: Seat) -> None:
    async with running_town(sqlite_url, clock, speed=100) as town, at_a_desk(town, seat, "U0EMI") as emi:
        item = await town.post(town.rana)
        await town.emi.command("/teian")
        await emi.channel()
        await emi.fill_in([{"title": item.title, "body": item.body}])
        await emi.shot("similar")
        await emi.modal.get_by_role("button", name="Join this one").first.click()
        await until(town, lambda: joined(town, item.id or 0))
        await emi.shot("joined")


async def joined(town: Town, item_id: int) -> bool:
    return len(await town.read(lambda s: requests.list_requesters(s, item_id))) == 2


async def opened(clerk: Clerk) -> None:
    with suppress(ControlError):  # nothing is open
        await clerk.person.close(clear_all=True)
    await expect(clerk.desk.modal).to_have_count(0)
    await clerk.channel()
    await clerk.press(clerk.card("R8-0001"), "詳しく見る")
    await expect(clerk.modal).to_contain_text("R8-0001")


async def until(town: Town, happened: Callable[[], Awaitable[object]]) -> None:
    async def done() -> bool:
        return bool(await happened())

    await town.sandbox.until(done)
