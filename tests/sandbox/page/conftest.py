"""A real Chromium at the page of a small city, with a small bot behind it."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from sandbox.client import Sandbox
from tests.browser import FLAGS
from tests.sandbox.conftest import APP_TOKEN, bolt_app, manifest
from tests.sandbox.page.bot import page_bot
from tests.sandbox.page.city import ALL_STAFF, REQUESTER, city, guide

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
expect.set_options(timeout=5_000)

in_one_browser = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.asyncio(loop_scope="session"),
]


class Desk:
    """Somebody at a browser: the page, short ways to its parts, and what went wrong in it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)

    async def open(self, user: str = REQUESTER, channel: str = ALL_STAFF, **more: str) -> None:
        query = "&".join(f"{key}={value}" for key, value in {"user": user, "channel": channel, **more}.items())
        await self.page.goto(f"{self.url}/?{query}")
        await expect(self.page.locator("body.ready")).to_be_attached()

    @property
    def composer(self) -> Locator:
        return self.page.locator("#pane .composer-field")

    @property
    def log(self) -> Locator:
        return self.page.locator("#pane .log")

    @property
    def thread(self) -> Locator:
        return self.page.locator("#thread")

    @property
    def modal(self) -> Locator:
        return self.page.locator("dialog.modal")

    @property
    def guide(self) -> Locator:
        return self.page.locator(".guide")

    def message(self, text: str) -> Locator:
        return self.log.locator(".message", has_text=text).last

    def block(self, name: str) -> Locator:
        return self.modal.locator(f"[data-block={name}]")

    async def say(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def button(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).last.click()

    async def shot(self, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        await self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    async def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        wide: int = await self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return wide


@pytest_asyncio.fixture(loop_scope="session")
async def town() -> AsyncIterator[Sandbox]:
    async with running_town() as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="session")
async def guided_town() -> AsyncIterator[Sandbox]:
    async with running_town(guide=guide()) as sandbox:
        yield sandbox


@asynccontextmanager
async def running_town(**settings: Any) -> AsyncIterator[Sandbox]:
    async with Sandbox.start(seed=city(), manifest=manifest(), weather={"rate_limits": False}, **settings) as sandbox:
        handler = AsyncSocketModeHandler(page_bot(bolt_app(sandbox)), APP_TOKEN)
        await handler.connect_async()
        await sandbox.connected()
        yield sandbox
        await handler.close_async()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield launched
        await launched.close()


Seat = Callable[..., Awaitable[Desk]]


@pytest_asyncio.fixture(loop_scope="session")
async def seat(browser: Browser) -> AsyncIterator[Seat]:
    desks: list[Desk] = []
    contexts: list[BrowserContext] = []

    async def take(sandbox: Sandbox, width: int = 1280, height: int = 820, locale: str = "ja-JP") -> Desk:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, reduced_motion="reduce"
        )
        contexts.append(context)
        desk = Desk(await context.new_page(), sandbox.url)
        desks.append(desk)
        return desk

    yield take
    for context in contexts:
        await context.close()
    assert [error for desk in desks for error in desk.errors] == []


@pytest_asyncio.fixture(loop_scope="session")
async def desk(town: Sandbox, seat: Seat) -> Desk:
    return await seat(town)
