"""The main job as a newcomer does it: one guided minute in a browser, in both languages, and again after a stop."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from storage import digests, requests
from storage.database import Database
from tests.browser import FLAGS
from tests.demo.running import Demo

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

    demo.wait_until_played()
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
