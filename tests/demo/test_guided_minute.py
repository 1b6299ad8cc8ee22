"""The main job as a newcomer does it: one guided minute in a browser, in both languages, and again after a stop."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from storage import digests, requests
from storage.database import Database
from tests.browser import FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), pytest.mark.xdist_group("demo")]

SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
WORDS = {
    "ja": {
        "open": "提案画面を開く",
        "fill": "例文を入れる",
        "send": "送る",
        "received": "受け付けました",
    },
    "en": {
        "open": "Open the form",
        "fill": "Fill in the sample",
        "send": "Send",
        "received": "Received",
    },
}
CARD = {"ja": "採用検討へ", "en": "Take up for review"}
REVIEWING = {"ja": "検討中", "en": "Under review"}
SAMPLE = "夜間の鍵の受け渡しをなくしたい"


class Demo:
    """`bansou demo` as a process of its own."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder, self.language = folder, language
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--language", self.language]
        command += ["--port", str(self.port), "--folder", str(self.folder)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, "COLUMNS": "200"}
        )
        deadline = time.monotonic() + 150
        assert self.process.stdout is not None
        for line in self.process.stdout:
            assert time.monotonic() < deadline
            if found := re.search(r"http://127\.0\.0\.1:\d+/\?user=\S+", line):
                return found[0]
        raise AssertionError("the demo ended before it was ready")

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(40)


@pytest.fixture(params=["ja", "en"])
def demo(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Demo]:
    running = Demo(tmp_path / "demo", request.param)
    yield running
    if running.process is not None and running.process.poll() is None:
        running.stop()


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        tab = browser.new_page(viewport={"width": 1280, "height": 860})
        troubles: list[str] = []
        tab.on("pageerror", lambda error: troubles.append(str(error)))
        tab.set_default_timeout(30_000)
        yield tab
        browser.close()
    assert troubles == []


def test_a_newcomer_reads_their_proposal_in_the_digest_after_one_guided_minute(demo: Demo, page: Page) -> None:
    words, language = WORDS[demo.language], demo.language
    page.goto(demo.start())
    guide = page.locator("aside.guide")

    guide.get_by_role("button", name=words["open"]).click()
    guide.get_by_role("button", name=words["fill"]).click()
    modal = page.get_by_role("dialog")
    _picture(page, language, "1-form")
    modal.get_by_role("button", name=words["send"], exact=True).click()
    expect(modal.get_by_role("heading", name=words["received"])).to_be_visible()
    _picture(page, language, "2-received")
    number = re.search(r"R8-\d{4}", modal.inner_text())
    assert number is not None
    page.keyboard.press("Escape")

    _step(guide, 3).get_by_role("button").last.click()
    card = page.locator(f'article:has-text("{number[0]}"), [role="article"]:has-text("{number[0]}")').last
    _picture(page, language, "3-card")
    card.get_by_role("button", name=CARD[language]).click()
    expect(card).to_contain_text(REVIEWING[language], timeout=60_000)

    _step(guide, 4).get_by_role("button").last.click()
    _step(guide, 5).get_by_role("button").last.click()
    expect(page.get_by_role("log")).to_contain_text(number[0])
    expect(page.get_by_role("log")).to_contain_text(SAMPLE)
    _picture(page, language, "4-digest")

    assert demo.stop() == 0
    stored = _numbers(demo)
    assert len(stored) == 100  # every real item and the newcomer's, none lost
    assert demo.start()
    assert demo.stop() == 0
    assert _numbers(demo) == stored  # a second start goes on where the first stopped


def _step(guide: Locator, number: int) -> Locator:
    expect(guide).to_contain_text(f"{number} / 5", timeout=60_000)
    return guide


def _numbers(demo: Demo) -> list[str]:
    database = Database(f"sqlite:///{demo.folder / 'bansou.db'}")
    try:
        rows = database.read_now(lambda session: requests.list_requests(session, 1))
        assert database.read_now(lambda session: digests.list_issues(session, 1))
        return [str(requests.number_of(row)) for row in rows]
    finally:
        database.close()


def _picture(page: Page, language: str, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"guided-minute-{language}-{name}.png")
