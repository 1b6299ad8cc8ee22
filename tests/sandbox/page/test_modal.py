"""Modals in the page: what is typed stays, what is wrong is said, what is sent arrives."""

from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.async_api import expect

from sandbox.client import Sandbox
from tests.sandbox.conftest import manifest
from tests.sandbox.page.city import ALL_STAFF, ENGLISH, GROUP, LEAD, REQUESTER, city
from tests.sandbox.page.conftest import Desk, Seat, in_one_browser

pytestmark = in_one_browser


async def test_proposal_is_sent_after_its_error_is_mended(town: Sandbox, desk: Desk) -> None:
    await desk.open()
    await desk.say("/teian")
    await desk.button("送る")
    await expect(desk.block("title").locator(".input-error")).to_have_text("入力してください。")
    await desk.block("title").locator("input").fill("個人の話")
    await desk.block("body").locator("textarea").fill("困っています")
    await desk.button("送る")
    await expect(desk.block("title").locator(".input-error")).to_have_text("個人の情報は書かないでください。")
    await expect(desk.block("title").locator("input")).to_be_focused()
    await expect(desk.block("body").locator("textarea")).to_have_value("困っています")
    await desk.shot("modal-error")
    await desk.block("title").locator("input").fill("夜間の鍵")
    await desk.block("title").locator("input").press("Enter")
    await expect(desk.modal).to_have_count(0)
    assert (await town.posts(GROUP))[-1]["message"]["text"] == "R8-0042"


async def test_a_refusal_is_told_in_the_language_of_the_page(desk: Desk) -> None:
    await desk.open()
    await desk.say("/teian")
    await desk.block("title").locator("input").fill("夜間の鍵")
    await desk.block("body").locator("textarea").fill("困っています")
    gone = {"ok": False, "error": "no_such_view", "detail": "U0001 has no open view V1."}
    await desk.page.route("**/control/submit", lambda route: route.fulfill(json=gone))
    await desk.button("送る")
    await expect(desk.modal).to_contain_text("この画面はもう閉じています")
    await expect(desk.modal).not_to_contain_text("has no open view")


async def test_typing_goes_on_when_the_view_is_updated_under_it(desk: Desk) -> None:
    await desk.open()
    await desk.say("/teian 題名")
    body = desk.block("body").locator("textarea")
    await body.press_sequentially("一二三", delay=20)
    await expect(desk.modal.locator(".block-section")).to_contain_text("3文字から")
    await expect(body).to_be_focused()
    await body.press_sequentially("四五", delay=20)
    await expect(desk.modal.locator(".block-section")).to_contain_text("5文字から")
    await expect(body).to_have_value("一二三四五")
    await expect(desk.block("title").locator("input")).to_have_value("題名")


async def test_typed_text_is_there_when_the_page_is_loaded_again(desk: Desk) -> None:
    await desk.open()
    await desk.say("/teian")
    await desk.block("body").locator("textarea").press_sequentially("消えないで")
    await expect(desk.modal.locator(".block-section")).to_contain_text("5文字から")
    await desk.page.reload()
    await expect(desk.block("body").locator("textarea")).to_have_value("消えないで")


async def test_every_input_arrives_as_filled_in(town: Sandbox, desk: Desk) -> None:
    await desk.open()
    await desk.button("ショートカット")
    await desk.page.get_by_role("menuitem", name="提案").first.click()
    await expect(desk.modal).to_contain_text("すべての入力")
    await desk.shot("modal-inputs")
    for name, query, choice in (
        ("static", "窓", "窓口"),
        ("many", "デ", "データ"),
        ("many", "施", "施設"),
        ("external", "鍵", "鍵に似た提案 2"),
        ("person", "たなか", "田中 太郎"),
        ("channel", "貸館", "#wg-貸館予約"),
        ("talk", "全", "#全庁"),
    ):
        await desk.block(name).locator("[role=combobox]").fill(query)
        await desk.modal.get_by_role("option", name=choice).click()
        await desk.block(name).locator("[role=combobox]").blur()
    await desk.block("single").locator("input").fill("一行")
    await desk.block("checks").get_by_role("checkbox", name="匿名で").check()
    await desk.block("radio").get_by_role("radio", name="課").check()
    await desk.block("date").locator("input").fill("2026-12-01")
    await desk.block("time").locator("input").fill("09:30")
    await desk.block("moment").locator("input").fill("2026-12-01T09:30")
    await desk.block("number").locator("input").fill("40")
    await desk.block("email").locator("input").fill("hana@city.example.jp")
    await desk.block("url").locator("input").fill("https://example.jp/x")
    await (
        desk.block("file")
        .locator("input")
        .set_input_files([{"name": "a.txt", "mimeType": "text/plain", "buffer": b"abc"}])
    )
    await expect(desk.block("file").locator(".file-chip")).to_contain_text("a.txt")
    await desk.block("rich").locator("[contenteditable]").press_sequentially("くわしく")
    await desk.button("送信")
    await expect(desk.modal).to_have_count(0)
    values = town_values(await town.ask("posts"))
    noon = int(datetime(2026, 12, 1, 9, 30, tzinfo=ZoneInfo("Asia/Tokyo")).timestamp())
    assert values == {
        "single": "一行",
        "static": "window",
        "many": ["data", "place"],
        "external": "R8-0002",
        "person": LEAD,
        "channel": GROUP,
        "talk": ALL_STAFF,
        "checks": ["blind"],
        "radio": "m",
        "date": "2026-12-01",
        "time": "09:30",
        "moment": noon,
        "number": "40",
        "email": "hana@city.example.jp",
        "url": "https://example.jp/x",
        "file": ["a.txt"],
        "rich": "くわしく",
    }


def town_values(told: dict) -> dict:
    """Return what the bot wrote into the metadata of its last message."""
    return told["posts"][-1]["message"]["metadata"]["event_payload"]


async def test_wrong_values_are_pointed_out_before_sending(desk: Desk) -> None:
    await desk.open(ENGLISH)
    await desk.button("Shortcuts")
    await desk.page.get_by_role("menuitem", name="提案").first.click()
    await desk.block("number").locator("input").fill("0")
    await desk.block("email").locator("input").fill("hana")
    await desk.block("url").locator("input").fill("example.jp")
    await desk.modal.locator("button[type=submit]").click()
    await expect(desk.block("number").locator(".input-error")).to_have_text("Please enter 1 or more.")
    await expect(desk.block("email").locator(".input-error")).to_have_text("Please enter an e-mail address.")
    await expect(desk.block("url").locator(".input-error")).to_contain_text("https://")


async def test_modals_stack_and_confirm_asks_first(town: Sandbox, desk: Desk) -> None:
    await desk.open()
    await desk.button("ショートカット")
    await desk.page.get_by_role("menuitem", name="提案").first.click()
    await desk.block("single").locator("input").fill("残ること")
    await desk.button("消す")
    await expect(desk.page.locator("dialog.dialog-small")).to_contain_text("元には戻せません。")
    await desk.button("残す")
    await desk.button("もう一枚")
    await expect(desk.modal).to_contain_text("上に重なりました。")
    await desk.page.keyboard.press("Escape")
    await expect(desk.block("single").locator("input")).to_have_value("残ること")
    await desk.button("消す")
    await desk.page.locator("dialog.dialog-small .button-primary").click()
    await desk.page.keyboard.press("Escape")
    await expect(desk.modal).to_have_count(0)
    await expect(desk.message("消しました。").locator(".only-you")).to_be_visible()


async def test_message_shortcut_opens_the_form_with_the_message(town: Sandbox, desk: Desk) -> None:
    await town.person(LEAD).say(ALL_STAFF, "鍵の受け渡しが大変")
    await desk.open()
    await desk.message("鍵").hover()
    await desk.message("鍵").get_by_role("button", name="その他の操作").click()
    await desk.shot("message-menu")
    await desk.page.get_by_role("menuitem", name="提案として登録").click()
    await expect(desk.block("title").locator("input")).to_have_value("鍵の受け渡しが大変")


async def test_keyboard_alone_signs_in_posts_and_submits(town: Sandbox, desk: Desk) -> None:
    keyboard = desk.page.keyboard
    await desk.page.goto(desk.url)
    await expect(desk.page.get_by_role("searchbox")).to_be_focused()
    await keyboard.type("すずき")
    await expect(desk.page.locator(".person")).to_have_count(1)
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await expect(desk.composer).to_be_focused()
    await keyboard.type("おはようございます")
    await keyboard.press("Enter")
    await expect(desk.message("おはようございます")).to_be_visible()
    await keyboard.type("/tei")
    await expect(desk.page.locator(".completion [role=option]")).to_contain_text("/teian")
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await expect(desk.block("title").locator("input")).to_be_focused()
    await keyboard.type("夜間の鍵")
    await keyboard.press("Tab")
    await keyboard.type("毎晩22時に行く")
    await keyboard.press("Tab")
    await keyboard.type("たなか")
    await expect(desk.modal.get_by_role("option", name="田中 太郎")).to_be_visible()
    await keyboard.press("Enter")
    await expect(desk.page.locator(".select-list")).to_have_count(0)
    await expect(desk.block("with").locator(".chip")).to_contain_text("田中 太郎")
    await desk.shot("modal-filled")
    await keyboard.press("Control+Enter")
    await expect(desk.modal).to_have_count(0)
    await expect(desk.composer).to_be_focused()
    assert (await town.posts(GROUP))[-1]["message"]["text"] == "R8-0042"


async def test_card_changes_for_everybody_when_pressed(town: Sandbox, seat: Seat) -> None:
    lead, member = await seat(town), await seat(town)
    await town.person(REQUESTER).command("/teian", "鍵", channel=ALL_STAFF)
    await town.person(REQUESTER).submit({"title": "鍵", "body": "困る"})
    await lead.open(LEAD, GROUP)
    await member.open("U0101", GROUP)
    await lead.button("採用検討へ")
    await expect(member.message("R8-0042")).to_contain_text("採用検討")
    await expect(member.log.get_by_role("button", name="採用検討へ")).to_have_count(0)


async def test_text_is_kept_when_the_bot_is_away(seat: Seat) -> None:
    async with Sandbox.start(seed=city(), manifest=manifest()) as town_without_bot:
        desk = await seat(town_without_bot)
        await desk.open()
        await desk.say("/teian 夜間の鍵")
        await expect(desk.page.locator(".toast").last).to_contain_text("ボットがつながっていません")
        await expect(desk.composer).to_have_value("/teian 夜間の鍵")
