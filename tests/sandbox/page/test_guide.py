"""The guided first minute, in both languages, and its absence."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import expect

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


@pytest.mark.parametrize(("lang", "starts_as"), [("ja", REQUESTER), ("en", ENGLISH)])
async def test_guide_leads_through_the_first_minute(
    guided_town: Sandbox, seat: Seat, lang: str, starts_as: str
) -> None:
    desk = await seat(guided_town, locale=lang)
    post, sample, press, move, read, done = WORDS[lang]
    button = desk.guide.locator(".button-primary")
    await desk.open(starts_as)
    await expect(desk.guide).to_contain_text(post)
    await button.click()
    await expect(button).to_have_text(sample)
    await button.click()
    await expect(desk.block("title").locator("input")).to_have_value("夜間の鍵の受け渡しをなくしたい")
    await desk.shot(f"guide-{lang}-1")
    await desk.button("送る")
    await expect(desk.guide).to_contain_text(press)
    await desk.shot(f"guide-{lang}-3")
    await button.click()
    await expect(desk.log.locator(".message.highlighted")).to_contain_text("R8-0042")
    await expect(button).to_have_count(0)
    await desk.button("採用検討へ")
    await expect(desk.guide).to_contain_text(move)
    await button.click()
    await expect(desk.guide).to_contain_text(read)
    moment = datetime.fromisoformat((await guided_town.ask("clock"))["now"]).astimezone(ZoneInfo("Asia/Tokyo"))
    assert (moment.weekday(), moment.hour) == (0, 9)
    await web_client(guided_town).chat_postMessage(channel=ALL_STAFF, text="今週のBansou")
    await button.click()
    await expect(desk.guide).to_contain_text(done)
    await expect(desk.message("今週のBansou")).to_be_visible()
    await desk.shot(f"guide-{lang}-5")


async def test_guide_goes_on_after_the_page_is_loaded_again(guided_town: Sandbox, desk_at: Desk) -> None:
    await desk_at.open()
    await desk_at.guide.locator(".button-primary").click()
    await desk_at.guide.locator(".button-primary").click()
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
