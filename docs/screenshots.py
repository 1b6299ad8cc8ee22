"""Takes the READMEs' pictures: starts a demo of its own (or visits one by --url) and walks through the first minute."""

import argparse
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

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
GUIDE = json.loads((ROOT / "sandbox" / "city" / "guide.json").read_text(encoding="utf-8"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PORT = 8931
PATIENCE_SECONDS = 300


def main() -> None:
    """Write docs/images/*.png anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--url", help="a demo that runs already and has not been walked through, as http://127.0.0.1:8765"
    )
    url = parser.parse_args().url
    expect.set_options(timeout=30_000)
    with contextlib.nullcontext(url) if url else own_demo() as place, sync_playwright() as playwright:
        wait_until_routed(place)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        take_pictures(browser, place)
        browser.close()


@contextlib.contextmanager
def own_demo() -> Iterator[str]:
    """A demo from the beginning, in a folder that vanishes; yields its address."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--port", str(PORT), "--folder", folder, "--no-browser"]
        command = [sys.executable, "-m", "bot", "demo", *options]
        demo = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own words
        url = f"http://127.0.0.1:{PORT}"
        try:
            assert demo.stdout is not None
            if not any(url in line for line in demo.stdout):
                sys.exit("the demo ended before it was ready")
            yield url
        finally:
            demo.terminate()
            demo.wait(30)


def wait_until_routed(url: str) -> None:
    """Until the demo's office has sent everything on, and with that puts the chat's limits back."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{url}/control/weather") as answer:  # noqa: S310 - http to this machine
            if json.load(answer)["rate_limits"]:
                return
        time.sleep(1)
    sys.exit("the demo's office is still at work")


def take_pictures(browser: Browser, url: str) -> None:
    """Walk through the guided minute, with a picture at each place that a README shows."""
    page = browser.new_page(viewport={"width": 1120, "height": 720}, locale="ja-JP", reduced_motion="reduce")
    guide = page.locator(".guide .button-primary")
    visit(page, f"{url}/?user={GUIDE['requester']}&channel={GUIDE['all_staff_channel']}")
    shoot(page, "guide", with_guide=True)

    guide.click()
    expect(page.locator("dialog.modal")).to_be_visible()
    guide.click()
    expect(page.locator("dialog.modal [data-block^=title] input")).to_have_value(GUIDE["sample"]["title"])
    shoot(page, "form")

    send(page)
    shoot(page, "received")
    page.locator("dialog.modal").get_by_role("button", name="閉じる", exact=True).last.click()

    guide.click()
    card = page.locator("#pane .log .message", has_text=GUIDE["sample"]["title"]).last
    in_view(card)
    shoot(page, "card")
    card.get_by_role("button", name="採用検討へ").click()
    expect(card).to_contain_text("検討中")

    guide.click()
    digest = page.locator("#pane .log .message", has_text="今週のBansou").last
    guide.click()
    in_view(digest)
    shoot(page, "digest")

    visit(page, f"{url}/?user={GUIDE['lead']}&channel={bot_of(url)}&tab=home")
    expect(page.locator(".home-sheet")).to_contain_text("返事を待っているもの")
    shoot(page, "home")


def send(page: Page) -> None:
    """Press 送る until the form is taken: it may first point at something similar."""
    modal = page.locator("dialog.modal")
    received, submit = modal.get_by_text("受け付けました").first, modal.get_by_role("button", name="送る")
    noticed = modal.get_by_text("似たものがもう届いています")
    submit.click()
    expect(received.or_(noticed).first).to_be_visible()
    if noticed.is_visible():
        submit.click()
    expect(received).to_be_visible()


def visit(page: Page, address: str) -> None:
    """Open the page and wait until it is there."""
    page.goto(address)
    expect(page.locator("body.ready")).to_be_attached()


def in_view(message: Locator) -> None:
    """Bring the beginning of a message to the top."""
    expect(message).to_be_visible()
    message.evaluate("node => node.scrollIntoView({ block: 'start' })")


def bot_of(url: str) -> str:
    """The bot's id in the chat."""
    with urllib.request.urlopen(f"{url}/control/workspace") as answer:  # noqa: S310 - http to this machine
        return str(json.load(answer)["bot"]["id"])


def shoot(page: Page, name: str, *, with_guide: bool = False) -> None:
    """One picture, once everything is drawn and no notice or pointer is in the way."""
    page.mouse.move(0, 0)
    page.evaluate("document.fonts.ready")
    expect(page.locator(".toast")).to_have_count(0)
    guide = page.locator(".guide")
    if not with_guide:
        guide.evaluate("node => { node.style.visibility = 'hidden' }")
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")
    guide.evaluate("node => { node.style.visibility = '' }")


if __name__ == "__main__":
    main()
