"""The guided first minute, in both languages, and its absence."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from sandbox.client import Sandbox
from tests.sandbox.conftest import web_client
from tests.sandbox.page.city import ALL_STAFF, ENGLISH, REQUESTER
from tests.sandbox.page.conftest import Desk, Seat, in_one_browser

pytestmark = in_one_browser

WORDS = {
    "ja": ("提案を出す", "例文を入れる", "採用に進める", "時計を週報の時刻へ", "週報を読む", "ひと回りできました"),
    "en": (
        "Post a proposal",
        "Fill in the sample",
        "Take it up",
        "Move the clock to the digest",
        "Read the digest",
        "That was the whole round",
    ),
}


@pytest.mark.parametrize(
    ("lang", "starts_as", "width"), [("ja", REQUESTER, 1280), ("en", ENGLISH, 1280), ("ja", REQUESTER, 375)]
)
async def test_guide_leads_through_the_first_minute(
    guided_town: Sandbox, seat: Seat, lang: str, starts_as: str, width: int
) -> None:
    desk = await seat(guided_town, locale=lang, width=width, height=667 if width < 500 else 820)
    post, sample, press, move, read, done = WORDS[lang]
    button = desk.guide.locator(".button-primary")
    await desk.open(starts_as)
    await expect(desk.guide).to_contain_text(post)
    await button.click()
    await expect(button).to_have_text(sample)
    await button.click()
    await expect(desk.block("title").locator("input")).to_have_value("夜間の鍵の受け渡しをなくしたい")
    await _stands_free(desk)
    await desk.shot(f"guide-{lang}-{width}-1")
    await desk.button("送る")
    await expect(desk.guide).to_contain_text(press)
    await desk.shot(f"guide-{lang}-{width}-3")
    await button.click()
    await expect(desk.log.locator(".message.highlighted")).to_contain_text("R8-0042")
    await expect(button).to_have_count(0)
    await _stands_free(desk)
    await desk.button("採用検討へ")
    await expect(desk.guide).to_contain_text(move)
    await button.click()
    await expect(desk.guide).to_contain_text(read)
    moment = datetime.fromisoformat((await guided_town.ask("clock"))["now"]).astimezone(ZoneInfo("Asia/Tokyo"))
    assert (moment.weekday(), moment.hour) == (0, 9)
    await web_client(guided_town).chat_postMessage(channel=ALL_STAFF, text="Bansou週報")
    await button.click()
    await expect(desk.guide).to_contain_text(done)
    await expect(desk.message("Bansou週報")).to_be_visible()
    await desk.shot(f"guide-{lang}-{width}-5")


async def _stands_free(desk: Desk) -> None:
    """The guide covers neither what it speaks of nor the way to other places, and nothing sticks out sideways."""
    assert await desk.overflow() <= 0
    guide = await desk.guide.bounding_box()
    place = desk.modal.locator("form.sheet") if await desk.modal.count() else desk.page.locator("#pane")
    other = await place.bounding_box()
    assert guide is not None
    assert other is not None
    beside = guide["x"] >= other["x"] + other["width"] or guide["x"] + guide["width"] <= other["x"]
    above = guide["y"] + guide["height"] <= other["y"]
    assert beside or above


async def test_guide_is_gone_through_by_keyboard_alone(guided_town: Sandbox, seat: Seat) -> None:
    desk = await seat(guided_town)
    _, sample, press, move, read, done = WORDS["ja"]
    button = desk.guide.locator(".button-primary")
    await desk.open()
    await _reach(desk, button, "F6", "Enter")
    await expect(desk.block("title").locator("input")).to_be_focused()
    await _reach(desk, button.filter(has_text=sample), "Tab", "Enter")
    await _reach(desk, desk.modal.get_by_role("button", name="送る", exact=True), "Tab", "Space")
    await expect(desk.guide).to_contain_text(press)
    await desk.page.keyboard.press("Escape")
    await expect(desk.modal).to_have_count(0)
    await expect(button).to_be_focused()
    await desk.page.keyboard.press("Enter")
    card = desk.log.locator(".message.highlighted")
    await expect(card).to_be_focused()
    await _reach(desk, card.get_by_role("button", name="採用検討へ"), "Tab", "Enter")
    await expect(desk.guide).to_contain_text(move)
    await _reach(desk, button, "F6", "Enter")
    await expect(desk.guide).to_contain_text(read)
    await web_client(guided_town).chat_postMessage(channel=ALL_STAFF, text="Bansou週報")
    await expect(button).to_be_focused()
    await desk.page.keyboard.press("Enter")
    await expect(desk.guide).to_contain_text(done)


async def _reach(desk: Desk, wanted: Locator, key: str, then: str) -> None:
    """Press a key until the focus is there, visibly, and then another one."""
    await expect(wanted).to_be_visible()
    for _ in range(40):
        if await wanted.evaluate("node => node === document.activeElement && node.matches(':focus-visible')"):
            assert await wanted.evaluate("node => getComputedStyle(node).outlineStyle") != "none"
            await desk.page.keyboard.press(then)
            return
        await desk.page.keyboard.press(key)
    raise AssertionError(f"{key} never reached {wanted}")


async def test_a_long_digest_is_shown_from_its_start_to_who_is_there_when_it_comes(
    guided_town: Sandbox, desk_at: Desk
) -> None:
    now = datetime.fromisoformat((await guided_town.ask("clock"))["now"]).timestamp()
    kept = json.dumps({"step": 5, "due": now})
    await desk_at.page.add_init_script(
        f"sessionStorage.getItem('bansou.guide') ?? sessionStorage.setItem('bansou.guide', '{kept}')"
    )
    await desk_at.open()
    lines = "\n".join(f"{number}. ここに一行" for number in range(80))
    await web_client(guided_town).chat_postMessage(channel=ALL_STAFF, text=f"Bansou週報\n{lines}")
    await expect(desk_at.guide).to_contain_text(WORDS["ja"][-1])
    await expect(desk_at.log.locator(".message.highlighted")).to_be_focused()
    digest, log = await desk_at.message("Bansou週報").bounding_box(), await desk_at.log.bounding_box()
    assert digest is not None
    assert log is not None
    assert digest["y"] >= log["y"] - 1


async def test_guide_goes_on_after_the_page_is_loaded_again(guided_town: Sandbox, desk_at: Desk) -> None:
    await desk_at.open()
    await desk_at.guide.locator(".button-primary").click()
    await desk_at.guide.locator(".button-primary", has_text="例文を入れる").click()
    await desk_at.button("送る")
    await expect(desk_at.guide).to_contain_text("採用に進める")
    await desk_at.page.reload()
    await expect(desk_at.guide).to_contain_text("採用に進める")
    await desk_at.guide.get_by_role("button", name="ガイドを閉じる").click()
    await expect(desk_at.guide).to_be_hidden()


@pytest_asyncio.fixture(loop_scope="session")
async def desk_at(guided_town: Sandbox, seat: Seat) -> Desk:
    return await seat(guided_town)


async def test_guide_stays_away_when_the_sandbox_has_none(desk: Desk) -> None:
    await desk.open()
    await expect(desk.guide).to_have_count(0)
