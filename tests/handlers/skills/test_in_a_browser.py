"""From the command to the boss's consent as people do it, in a real browser, on a desk and on a phone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from tests.browser import FLAGS
from tests.handlers.skills.test_offering import helper
from tests.handlers.town import BOT, CHAT, Town

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
WAIT = 20_000  # milliseconds


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield launched
        await launched.close()


@asynccontextmanager
async def seat(browser: Browser, town: Town, user: str, channel: str, width: int = 1280) -> AsyncIterator[Page]:
    """Somebody before a conversation; nothing may go wrong in the page, nor be wider than it."""
    context = await browser.new_context(viewport={"width": width, "height": 820}, locale="ja-JP")
    page = await context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.set_default_timeout(WAIT)
    await page.goto(f"{town.sandbox.url}/?user={user}&channel={channel}")
    await expect(page.locator("body.ready")).to_be_attached(timeout=WAIT)
    yield page
    assert troubles == []
    assert await page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    await context.close()


async def type_command(page: Page, text: str) -> Locator:
    composer = page.locator("#pane .composer-field")
    await composer.fill(text)
    await composer.press("Enter")
    return page.locator("dialog.modal")


async def choose(modal: Locator, block: str, typed: str, option: str) -> None:
    box = modal.locator(f"[data-block={block}] [role=combobox]")
    await box.fill(typed)
    await modal.get_by_role("option", name=option).first.click()
    await box.blur()


async def fill_in(page: Page) -> Locator:
    """Two tags, the boss and a sentence."""
    modal = await type_command(page, "/skill")
    await expect(modal).to_contain_text("1分で終わります", timeout=WAIT)
    await choose(modal, "skill_tags", "RPA", "RPA")
    await choose(modal, "skill_tags", "手話", "手話")
    await choose(modal, "skill_boss", "田中", "田中 玲央")
    await modal.locator("[data-block=skill_about] textarea").fill("収納課で、還付の登録を自動にしました。")
    return modal


async def picture(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"skills-{name}.png")


@pytest.mark.parametrize(("width", "place"), [(1280, "desk"), (375, "phone")])
async def test_skills_are_written_agreed_to_and_found(strict: Town, browser: Browser, width: int, place: str) -> None:
    async with seat(browser, strict, "U0OTTO", CHAT, width) as page:
        modal = await fill_in(page)
        await picture(page, f"{place}-form")
        await modal.get_by_role("button", name="登録する", exact=True).click()
        await expect(modal).to_contain_text("同意を待っています", timeout=WAIT)
        await picture(page, f"{place}-saved")
        await page.keyboard.press("Escape")
        await expect(modal).to_have_count(0, timeout=WAIT)
    async with seat(browser, strict, "U0LEO", BOT, width) as page:
        await page.get_by_role("tab", name="メッセージ").click()
        question = page.locator("#pane .log .message", has_text="手伝いたいと考えています")
        await expect(question).to_be_visible(timeout=WAIT)
        await picture(page, f"{place}-boss")
        await question.get_by_role("button", name="同意する", exact=True).click()
        await expect(question).to_contain_text("同意しました", timeout=WAIT)
    otto = await helper(strict, strict.otto)
    assert otto is not None
    assert otto.takes(1)
    async with seat(browser, strict, "U0OTTO", BOT, width) as page:
        await page.get_by_role("tab", name="ホーム").click()
        await expect(page.locator(".home")).to_contain_text("週2時間までの手伝いに同意しています", timeout=WAIT)
        await expect(page.locator(".home").get_by_role("button", name="直す", exact=True)).to_be_visible(timeout=WAIT)
        await page.locator(".home").hover()
        await page.mouse.wheel(0, 3000)
        await picture(page, f"{place}-home")
    async with seat(browser, strict, "U0RANA", CHAT, width) as page:
        await type_command(page, "/skill 手話")
        await expect(page.locator("#pane .log")).to_contain_text("「手話」を手伝える人", timeout=WAIT)
        await picture(page, f"{place}-found")
