"""A consultation as asker and helper see it on the page: chosen, asked, taken on, talked about, in a real browser."""

import shutil
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser import FLAGS
from tests.handlers.helping.village import EXCEL, consult, offer_help, talk
from tests.handlers.town import BOT, Town

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
pytestmark = [pytest.mark.browser, pytest.mark.timeout(120), pytest.mark.xdist_group("browser")]
WIDE, NARROW = {"width": 1280, "height": 1000}, {"width": 375, "height": 812}


async def test_asker_and_helper_find_each_other_by_pressing_buttons(town: Town) -> None:
    await offer_help(town, "U0OTTO", "U0LIN", "U0NOA")
    await consult(town, hours="4", wanted_by="2026-12-11")
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        troubles: list[str] = []
        asker = await opened(browser, town, "U0RANA", BOT, troubles)
        await asker.locator("dialog.modal").get_by_role("button", name="閉じる").last.click()
        await expect(asker.locator("#pane")).to_contain_text("の力になれそうな人です。だれに頼みますか。")
        await expect(asker.locator("#pane")).to_contain_text("外山 音人さん（生涯学習課）")
        await pictures(asker, "1-choice")
        await asker.get_by_role("button", name="おまかせ：よい順に3人まで聞く").click()
        await expect(asker.locator("#pane")).to_contain_text("にお願いしています")
        await pictures(asker, "2-asking")

        await refuse_and_accept(town, browser, troubles)
        (first,) = await talk(town)
        together = await opened(browser, town, "U0RANA", first["channel"], troubles)
        await expect(together.locator("#pane")).to_contain_text("さんが引き受けてくれました")
        await pictures(together, "4-talk")
        await together.get_by_role("button", name="11月26日(木) 午後").click()
        await expect(together.locator("#pane")).to_contain_text("話す時間を 11月26日(木) 午後 に決めました")
        await pictures(together, "5-time")
        await browser.close()
    assert troubles == []


async def refuse_and_accept(town: Town, browser: Browser, troubles: list[str]) -> None:
    """The first cannot this time, with one press; the second helps, from App Home."""
    helpers = {"外山 音人": "U0OTTO", "林 鈴": "U0LIN", "野原 乃愛": "U0NOA"}
    for turn in ("今回は難しい", "引き受ける"):
        with town.engine() as connection:
            asked = connection.exec_driver_sql(
                "SELECT name FROM person JOIN helpoffer ON person.id = person_id WHERE helpoffer.state = 'asked'"
            ).scalar_one()
        await town.settled()
        page = await opened(browser, town, helpers[asked], BOT, troubles)
        await expect(page.locator("#pane")).to_contain_text(EXCEL["title"])
        await expect(page.locator("#pane")).to_contain_text(
            "難しいときは、ひと押しだけで大丈夫です。理由は聞きません。"
        )
        if turn == "引き受ける":
            await pictures(page, "3-asked")
        await page.get_by_role("button", name=turn).last.click()
        await expect(page.get_by_role("button", name=turn)).to_have_count(0)
        await page.close()


async def opened(browser: Browser, town: Town, user: str, channel: str, troubles: list[str]) -> Page:
    """Somebody's page."""
    page = await browser.new_page(viewport=WIDE)  # type: ignore[arg-type]
    page.on("pageerror", lambda error: troubles.append(str(error)))
    await page.goto(f"{town.sandbox.url}/?user={user}&channel={channel}")
    return page


async def pictures(page: Page, name: str) -> None:
    """At a desk and on a phone."""
    SCREENSHOTS.mkdir(exist_ok=True)
    for width in (WIDE, NARROW):
        await page.set_viewport_size(width)  # type: ignore[arg-type]
        path = SCREENSHOTS / f"consulting-{name}-{width['width']}.png"
        await page.screenshot(path=path, animations="disabled")
    await page.set_viewport_size(WIDE)  # type: ignore[arg-type]
