"""Every action of the status table carried out by everybody who may, in a browser, where it stands for them."""

from contextlib import suppress
from functools import partial

import pytest
from playwright.async_api import Locator, expect

from bot.domain.outcomes import parse
from bot.domain.statuses import TRANSITIONS, WAITING, Status, TriageAction, buttons_for, menu_for
from sandbox.errors import ControlError
from storage import homes
from storage.database import Session
from templates.wording import Wording
from tests.conftest import StillClock
from tests.factories import LONG_AGO, TOKYO
from tests.handlers.conftest import WORDING, running_town
from tests.handlers.page.desk import Clerk, at_a_desk, label_of, status_word
from tests.handlers.test_every_action import APPROVAL, kept
from tests.handlers.test_permissions import may
from tests.handlers.town import Town
from tests.handlers.ways import APPROVED, Way, put
from tests.sandbox.page.conftest import Seat, in_one_browser

pytestmark = [*in_one_browser, pytest.mark.timeout(180)]

LEO, MIO, CAM, AOI, RANA, LIN = "U0LEO", "U0MIO", "U0CAM", "U0AOI", "U0RANA", "U0LIN"
OTHERWISE = {(RANA, TriageAction.ANSWER): "答える", (RANA, TriageAction.UNDO): "取り下げを元に戻す"}
ON_THE_CARD = (LEO, AOI)
IN_APP_HOME = (MIO, CAM)


def tried(user: str) -> list[TriageAction]:
    """What somebody may do; in App Home only what waits for a decision stands."""
    mine = [action for action in TRANSITIONS if user in may(action)]
    return [a for a in mine if user not in IN_APP_HOME or Way(a).source in WAITING]


@pytest.mark.parametrize("user", [LEO, AOI, MIO, CAM, RANA, LIN])
@pytest.mark.parametrize("approval", [False, True])
async def test_everybody_does_on_the_page_what_they_may(
    sqlite_url: str, clock: StillClock, seat: Seat, user: str, approval: bool
) -> None:
    actions = [action for action in tried(user) if (action in APPROVED) == approval]
    if not actions:
        pytest.skip("nothing for them here")
    wording = Wording(TOKYO, outcomes=parse(APPROVAL)) if approval else WORDING
    async with running_town(sqlite_url, clock, wording, speed=100) as town, at_a_desk(town, seat, user) as clerk:
        await town.post(town.rana)
        for place, action in enumerate(actions):
            await act(town, clerk, Way(action), place)


async def act(town: Town, clerk: Clerk, way: Way, place: int) -> None:
    """Do it where it stands for this person; it is stored, on record, and the page shows nothing else."""
    id_ = await way.prepare(town, clerk.person, place)
    item, before = await kept(town, id_)
    with suppress(ControlError):  # the receipt of what they posted is still open
        await clerk.person.close(clear_all=True)
    await begin(clerk, way, f"R8-{id_:04}", Status(item.status))
    if way.asks:
        with suppress(AssertionError):  # App Home was drawn anew under the hand that opened its menu
            await expect(clerk.modal).to_be_visible()
        if not await clerk.desk.modal.count():
            await begin(clerk, way, f"R8-{id_:04}", Status(item.status))
        await expect(clerk.modal).to_be_visible()
        await clerk.fill_in(await way.answers(town, clerk.person))

    async def stored() -> bool:
        return len((await kept(town, id_))[1]) > len(before)

    await town.sandbox.until(stored)
    item, history = await kept(town, id_)
    assert (item.status, history[len(before)].action) == (way.target, way.line)
    await town.settled()
    if clerk.user != RANA:
        await expect(clerk.desk.modal).to_have_count(0)
    await clerk.shot(f"{way.action}-done")
    if clerk.user in IN_APP_HOME:
        await town.bot.database.write(lambda s: put(s, id_, Status.DONE))  # the next one stands first


async def begin(clerk: Clerk, way: Way, number: str, status: Status) -> None:
    """Press the button, or choose in the menu."""
    where = await stands(clerk, way, number, status)
    await expect(where).to_be_visible()
    label = OTHERWISE.get((clerk.user, way.action), label_of(way.action))
    if await where.get_by_role("button", name=label, exact=True).count():
        await clerk.press(where, label)
    else:
        await clerk.choose(where, label)


async def stands(clerk: Clerk, way: Way, number: str, status: Status) -> Locator:
    """Where a person finds an action: on the card, in their App Home, in a direct message, or in the item."""
    if clerk.user in IN_APP_HOME:
        await clerk.town.sandbox.until(lambda: homes_are_as_things_stand(clerk.town))
        await clerk.home()
        row = clerk.desk.page.locator(".home-sheet > *", has_text=number).filter(has_text=status_word(status))
        return row.locator("xpath=following-sibling::*[1]").last
    if clerk.user in ON_THE_CARD:
        await clerk.channel()
        return clerk.card(number)
    await clerk.direct()
    message = clerk.desk.message(number)
    if way.action in {TriageAction.WITHDRAW, TriageAction.UNDO}:
        await message.get_by_role("button").last.click()
        await expect(clerk.modal).to_contain_text(number)
        return clerk.modal
    return message


async def homes_are_as_things_stand(town: Town) -> bool:
    """Whether no App Home is about to be drawn anew, under the hand of who is looking at it."""

    def none_is_stale(session: Session) -> bool:
        workspace_id = town.cast.workspace.id or 0
        mark = homes.mark(session, workspace_id, town.bot.city.today())
        return not homes.list_stale(session, workspace_id, mark, LONG_AGO, 1)

    return await town.read(none_is_stale)


@pytest.mark.parametrize(("user", "language"), [("U0NOA", "ja"), ("U0EMI", "en")])
async def test_a_card_tells_everybody_else_who_may(
    sqlite_url: str, clock: StillClock, seat: Seat, user: str, language: str
) -> None:
    async with running_town(sqlite_url, clock, speed=100) as town, at_a_desk(town, seat, user) as clerk:
        await town.post(town.rana)
        await clerk.channel()
        card = clerk.card("R8-0001")
        for action in (*buttons_for(Status.RECEIVED), *menu_for(Status.RECEIVED)):
            if await card.get_by_role("button", name=label_of(action), exact=True).count():
                await clerk.press(card, label_of(action))
            else:
                await clerk.choose(card, label_of(action))
            await expect(clerk.modal).to_contain_text("この操作は、" if language == "ja" else "Only the ")
            await clerk.shot(f"{action}-refused")
            await clerk.desk.page.keyboard.press("Escape")
            await expect(clerk.desk.modal).to_have_count(0)
        assert [event.action for event in (await kept(town, 1))[1]] == ["posted", "routed"]


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_a_lead_decides_on_a_phone(sqlite_url: str, clock: StillClock, seat: Seat, language: str) -> None:
    phone = {"width": 375, "height": 700, "name": f"phone-{language}"}
    async with running_town(sqlite_url, clock, speed=100) as town, at_a_desk(town, seat, LEO, **phone) as clerk:
        await clerk.speak(language)
        for action in (TriageAction.HOLD, TriageAction.CONSULT, TriageAction.SCORE):
            way = Way(action)
            id_ = await way.prepare(town, clerk.person, 1)
            await clerk.home()
            await clerk.shot("home")
            row = clerk.desk.page.locator(".home-sheet > *", has_text=f"R8-{id_:04}")
            await clerk.choose(row.locator("xpath=following-sibling::*[1]").last, label_of(action, language))
            if way.asks:
                await expect(clerk.modal).to_be_visible()
                assert await clerk.desk.overflow() <= 0
                await clerk.fill_in(await way.answers(town, clerk.person))
                await expect(clerk.desk.modal).to_have_count(0)
            await town.sandbox.until(partial(written_down, town, id_, way.line))
            assert await clerk.desk.overflow() <= 0
        await clerk.channel()
        await clerk.press(clerk.card("R8-0001"), "詳しく見る")
        await expect(clerk.modal).to_contain_text("R8-0001")
        await clerk.shot("item")
        assert await clerk.desk.overflow() <= 0


async def written_down(town: Town, id_: int, line: str) -> bool:
    return (await kept(town, id_))[1][-1].action == line
