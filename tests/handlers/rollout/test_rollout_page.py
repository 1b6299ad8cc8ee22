"""The rollout of a practice as people see it on the page: a hand is raised, ticked off, and departments are asked."""

import shutil
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.browser import FLAGS
from tests.handlers.rollout.test_adopting import post_practice
from tests.handlers.rollout.test_campaigns import begin_about, departments
from tests.handlers.town import ALL, BOOKING, BOT, Town

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("width", [1280, 375])
async def test_a_department_raises_its_hand_ticks_and_answers_a_campaign(town: Town, width: int) -> None:
    practice = await post_practice(town)
    await town.bot.database.write(lambda s: departments(s, town))
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = await browser.new_page(viewport={"width": width, "height": 900}, locale="ja-JP")
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        await raise_a_hand(page, town, width)
        await tick(page, town, width)
        await begin_about(town, practice)
        await see_the_campaign(page, town, width)
        await browser.close()
    assert troubles == []


async def raise_a_hand(page: Page, town: Town, width: int) -> None:
    await page.goto(f"{town.sandbox.url}/?user=U0LIN&channel={BOOKING}")
    await page.get_by_role("button", name="うちでもやる", exact=True).last.click()
    modal = page.locator("dialog.modal")
    await expect(modal).to_contain_text("あなたの課でも取り組みます")
    await picture(page, width, "1-form")
    await modal.get_by_label("ひとこと").fill("来年度の受付に間に合わせたいです。")
    await modal.get_by_role("button", name="手を挙げる").click()
    await expect(modal).to_contain_text("「準備中」として載せました")
    await picture(page, width, "2-thanks")
    await modal.get_by_role("button", name="横展開の状況").click()
    await expect(modal.last).to_contain_text("手順 0/6")
    await picture(page, width, "3-matrix")


async def tick(page: Page, town: Town, width: int) -> None:
    await page.goto(f"{town.sandbox.url}/?user=U0LIN&channel={BOT}")
    await page.get_by_role("button", name="進みぐあいを更新").last.click()
    modal = page.locator("dialog.modal")
    await modal.get_by_label("手順を聞く").check()
    await modal.get_by_label("実施", exact=True).check()
    await picture(page, width, "4-progress")
    await modal.get_by_role("button", name="保存する").click()
    await expect(modal).to_contain_text("年の時間を出します")
    await modal.get_by_label("1回あたり減る時間（分）").fill("15")
    await modal.get_by_label("年に何回").fill("240")
    await picture(page, width, "5-effect")
    await modal.get_by_role("button", name="記録する").click()
    await expect(page.locator("#pane")).to_contain_text("効果：年 60時間")
    await picture(page, width, "6-card")


async def see_the_campaign(page: Page, town: Town, width: int) -> None:
    await page.goto(f"{town.sandbox.url}/?user=U0AOI&channel={ALL}")
    await expect(page.locator("#pane")).to_contain_text("0/2")
    await page.goto(f"{town.sandbox.url}/?user=U0LIN&channel={BOT}")
    await expect(page.locator("#pane")).to_contain_text("税務課")
    await picture(page, width, "7-question")
    await page.get_by_role("button", name="検討する").last.click()
    await expect(page.locator("#pane")).to_contain_text("税務課：検討中")
    await page.goto(f"{town.sandbox.url}/?user=U0AOI&channel={ALL}")
    await expect(page.locator("#pane")).to_contain_text("検討中 1")
    await picture(page, width, "8-campaign")


async def picture(page: Page, width: int, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"rollout-{width}-{name}.png")
