"""The library in a real browser, wide and narrow: found, opened, browsed."""

import shutil
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.browser import FLAGS
from tests.handlers.practices.shelf import KEYPADS, ROBOT, share
from tests.handlers.town import ALL, Town

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
WITHIN = 20_000


async def test_a_practice_is_found_opened_and_browsed_on_wide_and_narrow_screens(town: Town) -> None:
    more = {"effect": "月に20回の鍵開けがなくなりました。", "needs": ["licence"], "needed": "鍵の台数分のライセンス"}
    await share(town, town.rana, {**KEYPADS, **more, "before": "22時に職員が鍵を開けに行っていました。"})
    await share(town, town.cam, ROBOT)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for user, width, height in (("U0OTTO", 1280, 860), ("U0LIN", 375, 760)):
            page = await browser.new_page(viewport={"width": width, "height": height})
            await _look(page, f"{town.sandbox.url}/?user={user}&channel={ALL}", width)
            await page.close()
        await browser.close()


async def _look(page: Page, url: str, width: int) -> None:
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    await page.goto(url)
    await expect(page.locator("body.ready")).to_be_attached(timeout=WITHIN)
    composer = page.locator("#pane .composer-field")
    await composer.fill("/jirei 予約")
    await composer.press("Enter")
    modal = page.locator("dialog.modal")
    await expect(modal).to_contain_text(KEYPADS["title"], timeout=WITHIN)
    await expect(modal).not_to_contain_text(ROBOT["title"])
    await _picture(page, f"library-found-{width}")
    await modal.get_by_role("button", name="詳しく見る").first.click()
    await expect(modal.last).to_contain_text("鍵の台数分のライセンス", timeout=WITHIN)
    await _picture(page, f"library-opened-{width}")
    await page.keyboard.press("Escape")
    await expect(modal.last).to_contain_text("好事例が2件あります", timeout=WITHIN)
    wide: int = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    assert troubles == []


async def _picture(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"{name}.png")
