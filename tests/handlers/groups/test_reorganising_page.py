"""The reorganisation as the office sees it on the page: chosen, looked at, planned, in a real browser."""

import shutil
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from tests.browser import FLAGS
from tests.handlers.town import ALL, Town

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
pytestmark = [pytest.mark.browser, pytest.mark.timeout(120), pytest.mark.xdist_group("browser")]


async def test_the_office_reorganises_by_pressing_buttons(town: Town) -> None:
    await town.post(town.rana)
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = await browser.new_page(viewport={"width": 1280, "height": 1000})
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        await page.goto(f"{town.sandbox.url}/?user=U0AOI&channel={ALL}")
        await page.locator("#pane .composer-field").fill("/bansou 再編")
        await page.locator("#pane .composer-field").press("Enter")
        modal = page.locator("dialog.modal")
        await expect(modal).to_contain_text("いまは4グループです")
        await picture(page, "1-list")

        await beside(modal, "wizard_change:facility-booking").click()
        await modal.get_by_label("ほかのグループに統合する").check()
        await expect(modal).to_contain_text("人は行き先のグループに加わります")
        await modal.get_by_label("新しいグループの名前").fill("くらしWG")
        await picture(page, "2-merge")
        await modal.get_by_role("button", name="決める", exact=True).click()
        await expect(modal).to_contain_text("→ くらしWG に統合")
        await expect(modal).to_contain_text("いまの4グループが、4グループになります。")

        await found_and_drop(page, modal)
        await plan(page, modal)
        await browser.close()
    assert troubles == []


async def found_and_drop(page: Page, modal: Locator) -> None:
    """One group ends; a new one has no lead, which is told beside it, and is dropped."""
    await beside(modal, "wizard_change:mirise").click()
    await modal.get_by_label("終える").check()
    await expect(modal).to_contain_text("グループを閉じます")
    await modal.get_by_role("button", name="決める", exact=True).click()
    await modal.get_by_role("button", name="新しいグループを作る").click()
    await modal.get_by_label("名前", exact=True).fill("防災WG")
    await picture(page, "3-new")
    await modal.get_by_role("button", name="決める", exact=True).click()
    await expect(modal).to_contain_text("「防災WG」のリーダーが決まっていません")
    await picture(page, "4-problem")

    await beside(modal, "wizard_change:+").click()
    await modal.get_by_role("button", name="このグループは作らない").click()
    await modal.locator("button.button", has_text="戻る").click()


async def plan(page: Page, modal: Locator) -> None:
    """Before and after, and planned."""
    await modal.get_by_role("button", name="前と後を見る").click()
    await expect(modal).to_contain_text("まだ何も変わっていません")
    await picture(page, "5-preview")
    await modal.get_by_role("button", name="この日に予定する").click()
    await page.get_by_role("button", name="この日に予定する").last.click()
    await expect(modal).to_contain_text("を予定しました。")
    await modal.locator("button.button", has_text="戻る").click()
    await expect(modal).to_contain_text("2027年4月1日(木)に再編を予定しています")
    await picture(page, "6-planned")


def beside(modal: Locator, block: str) -> Locator:
    """The button beside a group; a new one's key is not known."""
    return modal.locator(f"[data-block^='{block}']").get_by_role("button").last


async def picture(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"reorganising-{name}.png")
