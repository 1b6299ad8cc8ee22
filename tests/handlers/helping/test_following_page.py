"""How a consultation went, as asker, helper and office see it on the page, in a real browser."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.browser import FLAGS
from tests.handlers.helping.village import consult, offer_help, pass_time, press, search, talk
from tests.handlers.town import ALL, Town

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
pytestmark = [pytest.mark.browser, pytest.mark.timeout(120), pytest.mark.xdist_group("browser")]


async def test_a_consultation_ends_with_thanks_a_practice_and_figures(town: Town) -> None:
    await offer_help(town, "U0OTTO")
    await consult(town)
    await town.rana.close()
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    await press(town, town.otto, "help_yes")
    (first,) = await talk(town)
    await town.rana.say(first["channel"], "毎月2時間かかっています。")
    await town.otto.say(first["channel"], "ピボットにすると5分で終わります。")
    await pass_time(town, datetime(2026, 12, 8, 1, 0, tzinfo=UTC))
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = await browser.new_page(viewport={"width": 1280, "height": 1000})
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        await thank(page, town)
        assert (await search(town)).state == "solved"
        await retell(page, town)
        await ask_for_figures(page, town)
        await browser.close()
    assert troubles == []


async def thank(page: Page, town: Town) -> None:
    """The asker answers with one press and adds to it."""
    await page.goto(f"{town.sandbox.url}/?user=U0RANA&channel={await direct(town, 'U0RANA')}")

    await expect(page.locator("#pane .log")).to_contain_text("その後いかがですか")
    await picture(page, "1-question")
    await page.get_by_role("button", name="解決した", exact=True).last.click()
    modal = page.locator("dialog.modal")
    await modal.get_by_label("1回に減った時間（分）").fill("115")
    await modal.get_by_label("年に何回").fill("12")
    await modal.get_by_label("お礼のことば").fill("教え方がていねいでした。")
    await modal.get_by_label("週報に載せてよい").check()
    await picture(page, "2-more")
    await modal.get_by_role("button", name="伝える", exact=True).click()
    await expect(page.locator("#pane .log")).to_contain_text("減った時間：年 23時間")
    await picture(page, "3-answered")


async def retell(page: Page, town: Town) -> None:
    """The helper reads the thanks and begins a practice."""
    await page.goto(f"{town.sandbox.url}/?user=U0OTTO&channel={await direct(town, 'U0OTTO')}")
    await expect(page.locator("#pane .log")).to_contain_text("教え方がていねいでした。")
    await picture(page, "4-thanked")
    await page.get_by_role("button", name="事例にする", exact=True).last.click()
    modal = page.locator("dialog.modal")
    said = "楽名 花：毎月2時間かかっています。\n外山 音人：ピボットにすると5分で終わります。"
    await expect(modal.get_by_label("何をしたか")).to_have_value(said)
    await picture(page, "5-practice")


async def ask_for_figures(page: Page, town: Town) -> None:
    """The office looks at how consultations fare."""
    await page.goto(f"{town.sandbox.url}/?user=U0AOI&channel={ALL}")
    await page.locator("#pane .composer-field").fill("/bansou 相談の状況")
    await page.locator("#pane .composer-field").press("Enter")
    await expect(page.locator("#pane .log")).to_contain_text("最初の「引き受ける」まで")
    await picture(page, "6-figures")


async def direct(town: Town, chat_id: str) -> str:
    """The id of the conversation between the bot and a person."""
    return await town.bot.messenger.open_direct(chat_id)


async def picture(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"following-{name}.png")
