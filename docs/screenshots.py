"""Takes the READMEs' pictures: starts a demo in each language and walks through the first minute."""

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Locator, ViewportSize, expect, sync_playwright

from templates.wording import LANGUAGES, Wording

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
GUIDE = json.loads((ROOT / "sandbox" / "city" / "guide.json").read_text(encoding="utf-8"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PORT = 8931
URL = f"http://127.0.0.1:{PORT}"
PATIENCE_SECONDS = 300


def main() -> None:
    """Write docs/images/*/*.png anew."""
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for language in LANGUAGES:
            with demo(language):
                wait_until_routed()
                Walk(browser, language).take_pictures()
        browser.close()


@contextlib.contextmanager
def demo(language: str) -> Iterator[None]:
    """A demo from the beginning, in a folder that vanishes."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--port", str(PORT), "--folder", folder, "--no-browser", "--language", language]
        command = [sys.executable, "-m", "bot", "demo", *options]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own words
        try:
            assert process.stdout is not None
            if not any(URL in line for line in process.stdout):
                sys.exit("the demo ended before it was ready")
            yield
        finally:
            process.terminate()
            process.wait(30)


def wait_until_routed() -> None:
    """Until the demo's office has sent everything on, and with that puts the chat's limits back."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ask("weather")["rate_limits"]:
        if time.monotonic() > deadline:
            sys.exit("the demo's office is still at work")
        time.sleep(1)


def ask(what: str) -> dict[str, Any]:
    """Ask the sandbox."""
    with urllib.request.urlopen(f"{URL}/control/{what}") as answer:  # noqa: S310 - http to this machine
        return dict(json.load(answer))


class Walk:
    """The guided minute in one language, with a picture at each place that a README shows."""

    def __init__(self, browser: Browser, language: str) -> None:
        self.language = language
        self.words = Wording(ZoneInfo("Asia/Tokyo")).of(language)
        self.page = browser.new_page(
            viewport=ViewportSize(width=1120, height=720), locale=language, reduced_motion="reduce"
        )
        self.guide = self.page.locator(".guide .button-primary")
        self.modal = self.page.locator("dialog.modal")

    def take_pictures(self) -> None:
        """From the empty form to the digest."""
        self.visit(GUIDE["requester"], GUIDE["all_staff_channel"])
        self.shoot("guide", with_guide=True)
        self.write()
        self.decide()
        self.read_digest()
        self.visit(GUIDE["lead"], ask("workspace")["bot"]["id"], tab="home")
        expect(self.page.locator(".home-sheet")).to_contain_text(GUIDE["sample"]["title"])
        self.shoot("home")
        self.page.close()

    def write(self) -> None:
        """The form, filled in and sent; it may first point at something similar."""
        self.guide.click()
        expect(self.modal).to_be_visible()
        self.guide.click()
        expect(self.modal.locator("[data-block^=title] input")).to_have_value(GUIDE["sample"]["title"])
        self.shoot("form")
        received = self.modal.get_by_role("heading", name=self.words.plain("intake.received_title"))
        alike = self.modal.get_by_role("button", name=self.words.plain("intake.join"))
        self.press(self.modal, "intake.submit")
        expect(received.or_(alike).first).to_be_visible()
        if alike.count():
            self.press(self.modal, "intake.submit")
        expect(received).to_be_visible()
        self.shoot("received")
        self.press(self.modal, "intake.close")

    def decide(self) -> None:
        """The card, and its button."""
        self.guide.click()
        card = self.message(GUIDE["sample"]["title"])
        self.shoot("card")
        self.press(card, "cards.press", action="review")
        expect(card).to_contain_text(self.words.plain("common.status", status="reviewing"))

    def read_digest(self) -> None:
        """The clock is moved, and the digest comes."""
        self.guide.click()
        self.page.locator(f"#sidebar [data-channel={GUIDE['all_staff_channel']}]").click()
        self.message(self.words.plain("digest.new_heading", count=100, kinds=()).strip("*").split("*")[0])
        self.shoot("digest")

    def visit(self, user: str, channel: str, tab: str = "") -> None:
        """Open the page as a person and wait until it is there."""
        self.page.goto(f"{URL}/?user={user}&channel={channel}&tab={tab}&lang={self.language}")
        expect(self.page.locator("body.ready")).to_be_attached()

    def press(self, place: Locator, name: str, **facts: str) -> None:
        """Press a button by the name of its words."""
        place.get_by_role("button", name=self.words.plain(name, **facts), exact=True).last.click()

    def message(self, text: str) -> Locator:
        """The last message with a text, its beginning at the top."""
        found = self.page.locator("#pane .log .message", has_text=text).last
        expect(found).to_be_visible()
        found.evaluate("node => node.scrollIntoView({ block: 'start' })")
        return found

    def shoot(self, name: str, *, with_guide: bool = False) -> None:
        """One picture, once everything is drawn and no notice or pointer is in the way."""
        folder = IMAGES / self.language
        folder.mkdir(parents=True, exist_ok=True)
        self.page.mouse.move(0, 0)
        self.page.evaluate("document.fonts.ready")
        expect(self.page.locator(".toast")).to_have_count(0)
        guide = self.page.locator(".guide")
        if not with_guide:
            guide.evaluate("node => { node.style.display = 'none' }")
        self.page.screenshot(path=folder / f"{name}.png", animations="disabled")
        guide.evaluate("node => { node.style.display = '' }")


if __name__ == "__main__":
    main()
