"""What the page stands: long channels, markup everywhere, a server that comes back, eyes and ears of all kinds."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from sandbox.client import Sandbox
from sandbox.server import Server
from sandbox.world import Settings
from tests.sandbox.conftest import manifest, web_client
from tests.sandbox.page.city import ALL_STAFF, GROUP, LEAD, REQUESTER, Json, city
from tests.sandbox.page.conftest import Desk, Seat, in_one_browser
from tests.sandbox.page.gallery import gallery

pytestmark = in_one_browser
ATTACK = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>"
LONG = "とても長い切れ目のない言葉" * 12 + "averyveryverylongword" * 12
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
NAMELESS = re.compile(
    r"^\s*- (?:button|textbox|combobox|searchbox|checkbox|radio|link|slider|spinbutton)(?: \[.*\])?:?$", re.MULTILINE
)


async def test_message_far_back_is_reached_with_little_drawn_and_a_way_to_the_latest(town: Sandbox, desk: Desk) -> None:
    lead = town.person(LEAD)
    said = [await lead.say(ALL_STAFF, f"知らせ {number}") for number in range(260)]
    await desk.open(REQUESTER, ALL_STAFF, ts=said[70].ts)
    await expect(desk.log.locator(".message.highlighted")).to_contain_text("知らせ 70")
    await expect(desk.log.locator(".message.highlighted")).to_be_in_viewport()
    assert await desk.log.locator(".message").count() < 140
    await lead.say(ALL_STAFF, "いちばん新しい")
    await desk.button("最新へ")
    await expect(desk.message("いちばん新しい")).to_be_in_viewport()
    await expect(desk.message("知らせ 259")).to_be_visible()
    await expect(desk.log.get_by_text("知らせ 70", exact=True)).to_have_count(0)


async def test_markup_in_names_topics_and_forms_stays_text(seat: Seat) -> None:
    place = city()
    place["team"]["name"] = ATTACK
    place["users"][0] |= {"real_name": f"鈴木{ATTACK}", "department": ATTACK, "title": ATTACK}
    place["channels"][0] |= {"name": f"全庁{ATTACK}", "topic": ATTACK}
    async with Sandbox.start(seed=place, manifest=manifest(), weather={"rate_limits": False}) as town:
        await town.person(REQUESTER).say(ALL_STAFF, f"@{ATTACK} :{ATTACK}:")
        desk = await seat(town)
        await desk.open()
        await desk.composer.press_sequentially("@鈴木")
        await expect(desk.page.locator(".completion [role=option]")).to_contain_text("<img")
        await desk.composer.fill("")
        await desk.page.locator(".me").click()
        await expect(desk.page.locator("dialog .person").first).to_contain_text("<script>")
        assert await desk.page.locator("body img, body script, [onerror]").count() == 0
        assert not (await desk.page.title()).startswith("pwned")


async def test_long_words_do_not_widen_a_phone(seat: Seat) -> None:
    place = city()
    place["users"][0] |= {"real_name": LONG[:80], "department": LONG[:80]}
    place["channels"][0] |= {"topic": LONG, "name": LONG[:60].lower()}
    async with Sandbox.start(seed=place, manifest=manifest(), weather={"rate_limits": False}) as town:
        await town.person(REQUESTER).say(ALL_STAFF, f"{LONG}\n```{LONG}```\n> {LONG}\n🏳️‍🌈👨‍👩‍👧‍👦")
        fields = [{"type": "plain_text", "text": LONG[:300]}] * 2
        buttons = [
            {"type": "button", "action_id": f"b{n}", "text": {"type": "plain_text", "text": LONG[:75]}} for n in "12"
        ]
        blocks: list[Json] = [{"type": "section", "fields": fields}, {"type": "actions", "elements": buttons}]
        await web_client(town).chat_postMessage(channel=ALL_STAFF, text=LONG, blocks=blocks)
        phone = await seat(town, width=375, height=667)
        await phone.open()
        await expect(phone.log.locator(".message")).to_have_count(2)
        assert await phone.overflow() <= 0
        assert await phone.log.evaluate("log => log.scrollWidth - log.clientWidth") <= 0
        await phone.shot("phone-long-words")


async def test_page_goes_on_when_the_server_comes_back(seat: Seat, tmp_path: Path) -> None:
    settings = Settings(manifest=manifest(), seed=city(), state_file=tmp_path / "state.json")
    first = Server(settings)
    url = await first.start("127.0.0.1", 0)
    async with Sandbox.start(seed=city(), manifest=manifest()) as elsewhere:
        desk = await seat(elsewhere)
    desk.url = url
    await desk.open()
    await desk.say("切れる前")
    await expect(desk.message("切れる前")).to_be_visible()
    await desk.composer.fill("書きかけ")
    await first.stop()
    await expect(desk.page.locator("#offline")).to_be_visible()
    again = Server(settings)
    await again.start("127.0.0.1", int(url.rpartition(":")[2]))
    try:
        await expect(desk.page.locator("#offline")).to_be_hidden()
        await expect(desk.composer).to_have_value("書きかけ")
        await desk.composer.press("Enter")
        await expect(desk.message("書きかけ")).to_be_visible()
        await expect(desk.message("切れる前")).to_be_visible()
    finally:
        await desk.page.close()
        await again.stop()
    desk.errors[:] = [line for line in desk.errors if "ERR_CONNECTION_REFUSED" not in line]


async def test_channel_is_joined_by_who_only_looks_in(town: Sandbox, desk: Desk) -> None:
    await desk.open(REQUESTER, GROUP)
    await desk.button("参加する")
    await expect(desk.composer).to_be_visible()
    await expect(desk.message("参加しました")).to_contain_text("鈴木 花")
    await desk.say("よろしくお願いします")
    await expect(desk.message("よろしく")).to_be_visible()
    places = (await town.person(LEAD).sidebar())["channels"]
    assert [place["unread"] for place in places if place["id"] == GROUP] == [1]


async def test_list_of_choices_is_out_of_the_way_once_something_is_chosen(town: Sandbox, desk: Desk) -> None:
    await desk.open()
    await desk.say("/teian 鍵")
    people = desk.block("with").get_by_role("combobox")
    await people.click()
    await people.fill("たなか")
    await desk.modal.get_by_role("option", name="田中 太郎").click()
    await expect(desk.page.locator(".select-list")).to_have_count(0)
    await expect(people).to_be_focused()
    await desk.page.keyboard.press("ArrowDown")
    await expect(desk.page.locator(".select-list")).to_have_count(1)
    await desk.page.keyboard.press("Escape")
    await expect(desk.page.locator(".select-list")).to_have_count(0)
    await desk.page.keyboard.press("Escape")
    await expect(desk.modal).to_have_count(0)
    await expect(desk.composer).to_be_focused()


async def test_closed_form_stays_closed_when_an_older_look_at_it_comes_late(town: Sandbox, desk: Desk) -> None:
    await desk.open()
    await desk.say("/teian 鍵")
    await expect(desk.modal).to_be_visible()
    late = await town.ask("views", {"user": REQUESTER})
    await desk.button("閉じる")
    await expect(desk.modal).to_have_count(0)
    await desk.page.evaluate("async late => (await import('/page/modal.mjs')).showViews(late)", late)
    await expect(desk.modal).to_have_count(0)
    await desk.say("/teian 鍵")
    await expect(desk.modal).to_be_visible()


@pytest.mark.parametrize("width", [1280, 375])
async def test_everything_can_be_read_and_is_named(town: Sandbox, seat: Seat, width: int) -> None:
    desk = await seat(town, width=width)
    await gallery(town, web_client(town))
    await desk.open()
    await expect(desk.log.locator(".block").last).to_be_visible()
    await _is_readable(desk.page)
    await desk.say("/teian 鍵")
    await expect(desk.modal).to_be_visible()
    await _is_readable(desk.page)
    await desk.button("閉じる")
    await desk.page.goto(f"{desk.url}/?lang=en")
    await expect(desk.page.locator(".person").first).to_be_visible()
    await _is_readable(desk.page)


async def _is_readable(page: Page) -> None:
    """Every text has the contrast of WCAG AA, and every control a name."""
    assert await page.evaluate(CONTRAST) == []
    assert NAMELESS.findall(await page.locator("body").aria_snapshot()) == []
