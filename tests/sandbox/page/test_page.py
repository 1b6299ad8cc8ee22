"""What a member of staff does in the page, in a real browser."""

import re

from playwright.async_api import Route, expect

from sandbox.client import Sandbox
from tests.sandbox.page.city import ALL_STAFF, ENGLISH, GROUP, LEAD, REQUESTER
from tests.sandbox.page.conftest import Desk, Seat, in_one_browser

pytestmark = in_one_browser
BOT = "U0BANSOU"


async def test_person_signs_in_when_found_by_department(desk: Desk) -> None:
    await desk.page.goto(desk.url)
    await desk.page.get_by_role("searchbox").fill("国際交流課")
    await expect(desk.page.locator(".person")).to_have_count(1)
    await desk.shot("sign-in")
    await desk.page.get_by_role("searchbox").fill("すずき")
    await expect(desk.page.locator(".person")).to_contain_text("鈴木 花")
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.locator(".me")).to_contain_text("生涯学習課")
    await expect(desk.page.get_by_role("heading", name="全庁")).to_be_visible()


async def test_message_reaches_another_open_page_when_posted(town: Sandbox, seat: Seat) -> None:
    here, there = await seat(town), await seat(town)
    await here.open(REQUESTER)
    await there.open(LEAD)
    await here.say("*朝礼* は9時です :sunny:\n<b>太字ではない</b>")
    await expect(there.message("朝礼").locator("strong", has_text="朝礼")).to_be_visible()
    await expect(there.message("朝礼")).to_contain_text("☀️")
    await expect(there.message("朝礼")).to_contain_text("<b>太字ではない</b>")
    await expect(here.composer).to_have_value("")


async def test_mention_is_badged_when_the_channel_is_not_open(town: Sandbox, desk: Desk) -> None:
    await desk.open(LEAD, GROUP)
    await town.person(REQUESTER).say(ALL_STAFF, "@t.tanaka さん、見てください。")
    badge = desk.page.locator(f".place[data-channel={ALL_STAFF}] .badge")
    await expect(badge).to_have_text("1")
    await desk.page.locator(f".place[data-channel={ALL_STAFF}]").click()
    await expect(desk.message("見てください").locator(".mention-me")).to_have_text("@田中 太郎")
    await expect(badge).to_have_count(0)


async def test_mention_is_completed_and_sent_when_chosen(town: Sandbox, desk: Desk) -> None:
    await desk.open()
    await desk.composer.press_sequentially("@たなか")
    await expect(desk.page.locator(".completion [role=option]")).to_have_count(1)
    await expect(desk.page.locator(".completion [role=option]")).to_contain_text("田中 太郎")
    await desk.composer.press("Enter")
    await desk.composer.press_sequentially("さん、どうですか")
    await desk.composer.press("Enter")
    await expect(desk.message("どうですか").locator(".mention")).to_have_text("@田中 太郎")
    assert (await town.person(REQUESTER).messages(ALL_STAFF))[-1]["text"].startswith(f"<@{LEAD}>")


async def test_enter_of_an_input_method_does_not_send(desk: Desk) -> None:
    await desk.open()
    await desk.composer.fill("へんかん中")
    await desk.composer.evaluate(
        "field => field.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    await expect(desk.composer).to_have_value("へんかん中")
    await desk.composer.press("Shift+Enter")
    await expect(desk.composer).to_have_value("へんかん中\n")
    await expect(desk.log.locator(".message")).to_have_count(0)


async def test_reply_lands_in_the_thread(town: Sandbox, desk: Desk) -> None:
    said = await town.person(LEAD).say(ALL_STAFF, "質問はありますか")
    await desk.open()
    await desk.message("質問").hover()
    await desk.message("質問").get_by_role("button", name="スレッドで返信").click()
    await desk.thread.locator(".composer-field").fill("ありません")
    await desk.thread.locator(".composer-field").press("Enter")
    await expect(desk.thread.locator(".message", has_text="ありません")).to_be_visible()
    await expect(desk.message("質問").locator(".thread-link")).to_contain_text("1件の返信")
    await desk.thread.locator(".composer-field").fill("/teian")
    await desk.thread.locator(".composer-field").press("Enter")
    await expect(desk.page.locator(".toast")).to_contain_text("スレッドではコマンドを使えません")
    await desk.shot("thread")
    await desk.page.keyboard.press("Escape")
    await expect(desk.thread).to_be_hidden()
    replies = await town.person(LEAD).messages(ALL_STAFF, thread_ts=said.ts)
    assert [reply["text"] for reply in replies] == ["質問はありますか", "ありません"]


async def test_reaction_is_put_on_and_taken_off(town: Sandbox, desk: Desk) -> None:
    await town.person(LEAD).say(ALL_STAFF, "鍵を減らしたい")
    await desk.open()
    await desk.message("鍵").hover()
    await desk.message("鍵").locator("[data-quick=bulb]").click()
    reaction = desk.message("鍵").locator("[data-reaction=bulb]")
    await expect(reaction).to_have_attribute("aria-pressed", "true")
    await expect(desk.message("提案として登録しますか").locator(".only-you")).to_contain_text("あなただけに表示")
    await reaction.click()
    await expect(reaction).to_have_count(0)


async def test_emoji_is_found_by_name_and_written(desk: Desk) -> None:
    await desk.open()
    await desk.button("絵文字")
    await desk.page.locator(".emoji-picker input").fill("tada")
    await desk.page.locator(".emoji-picker [aria-label=tada]").click()
    await desk.composer.press("Enter")
    await expect(desk.log.locator(".emoji[aria-label=tada]")).to_have_text("🎉")


async def test_own_message_is_edited_then_deleted(town: Sandbox, desk: Desk) -> None:
    await desk.open()
    await desk.say("9時からです")
    await desk.message("9時").hover()
    await desk.message("9時").get_by_role("button", name="その他の操作").click()
    await desk.page.get_by_role("menuitem", name="メッセージを編集").click()
    await desk.log.locator(".editor textarea").fill("10時からです")
    await desk.log.locator(".editor textarea").press("Enter")
    await expect(desk.message("10時からです").locator(".edited")).to_be_visible()
    await expect(desk.message("10時")).to_be_focused()
    await desk.message("10時").get_by_role("button", name="その他の操作").click()
    await desk.page.get_by_role("menuitem", name="メッセージを削除").click()
    await desk.page.locator("dialog .button-danger").click()
    await expect(desk.log.locator(".message")).to_have_count(0)


async def test_file_is_attached_and_shown(desk: Desk) -> None:
    await desk.open()
    await desk.page.locator("#pane input[type=file]").set_input_files(
        [
            {
                "name": "点.svg",
                "mimeType": "image/svg+xml",
                "buffer": b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
            }
        ]
    )
    await expect(desk.page.locator("#pane .composer .file-chip")).to_contain_text("点.svg")
    await desk.composer.press("Enter")
    picture = desk.log.locator("img.file-image")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.naturalWidth > 0")


async def test_permalink_is_opened_and_the_message_marked(town: Sandbox, desk: Desk) -> None:
    said = await town.person(LEAD).say(ALL_STAFF, "はじめの知らせ")
    for number in range(80):
        await town.person(LEAD).say(ALL_STAFF, f"知らせ {number}")
    await desk.open(REQUESTER, ALL_STAFF)
    await desk.page.goto(f"{desk.url}/archives/{ALL_STAFF}/p{said.ts.replace('.', '')}")
    await expect(desk.log.locator(".message.highlighted")).to_contain_text("はじめの知らせ")
    await expect(desk.log.locator(".message.highlighted")).to_be_in_viewport()


async def test_home_is_drawn_when_the_bot_is_opened(desk: Desk) -> None:
    await desk.open()
    await desk.page.locator(f".place[data-channel={BOT}]").click()
    await expect(desk.page.locator(".home")).to_contain_text("あなたの提案")
    await desk.shot("home")
    await desk.page.get_by_role("tab", name="メッセージ").click()
    await desk.say("こんにちは")
    await expect(desk.message("こんにちは")).to_be_visible()


async def test_an_answer_that_is_older_than_what_was_published_meanwhile_is_not_drawn(desk: Desk) -> None:
    await desk.open()
    home, old = desk.page.locator(".home"), {"type": "section", "text": {"type": "mrkdwn", "text": "前のホーム"}}

    async def answer_late(route: Route) -> None:
        response = await route.fetch()
        await expect(home).to_contain_text("あなたの提案")  # the bot published it, and the page heard
        await route.fulfill(json={**await response.json(), "view": {"id": "V1", "type": "home", "blocks": [old]}})

    await desk.page.route("**/control/home", answer_late)
    async with desk.page.expect_response("**/control/home") as late:
        await desk.page.locator(f".place[data-channel={BOT}]").click()
    await (await late.value).finished()
    await desk.page.evaluate("() => new Promise(requestAnimationFrame)")
    assert "あなたの提案" in await home.inner_text()


async def test_a_link_to_home_needs_no_more_than_the_person(desk: Desk) -> None:
    await desk.page.goto(f"{desk.url}/?user={REQUESTER}&tab=home")
    await expect(desk.page.locator(".home")).to_contain_text("あなたの提案")


async def test_page_speaks_the_language_of_the_person(desk: Desk) -> None:
    await desk.open(ENGLISH)
    await expect(desk.composer).to_have_attribute("placeholder", "Message #全庁")
    await desk.page.get_by_role("button", name="Switch the page to Japanese").click()
    await expect(desk.composer).to_have_attribute("placeholder", "#全庁 へのメッセージ")
    assert await desk.page.evaluate("document.documentElement.lang") == "ja"


async def test_somebody_else_is_used_when_switched(desk: Desk) -> None:
    await desk.open(REQUESTER)
    await desk.page.locator(".me").click()
    await desk.page.locator("dialog input").fill("市民課")
    await desk.page.locator("dialog .person", has_text="田中").click()
    await expect(desk.page.locator(".me")).to_contain_text("田中 太郎")
    await expect(desk.page.locator(f".place[data-channel={GROUP}]")).to_be_visible()
    await desk.page.locator(".me").click()
    await expect(desk.page.locator("dialog .person").first).to_contain_text("田中 太郎")
    await expect(desk.page.locator("dialog .person").nth(1)).to_contain_text("鈴木 花")


async def test_direct_message_reaches_a_colleague(town: Sandbox, seat: Seat) -> None:
    here, there = await seat(town), await seat(town)
    await town.person(LEAD).say(ALL_STAFF, "質問はありますか")
    await here.open(REQUESTER)
    await there.open(LEAD)
    await here.message("質問").get_by_role("button", name="田中 太郎").click()
    await here.button("メッセージを送る")
    await expect(here.page.get_by_role("heading", name="田中 太郎")).to_be_visible()
    await here.say("あとで伺います")
    await there.page.locator(".place", has_text="鈴木 花").click()
    await expect(there.message("あとで伺います")).to_be_visible()


async def test_clock_and_weather_are_ruled_from_the_bar(town: Sandbox, desk: Desk) -> None:
    await desk.open()
    await desk.page.locator(".clock").click()
    await desk.page.get_by_role("menuitem", name="次の月曜 9:00").click()
    await expect(desk.page.locator(".clock")).to_contain_text(re.compile(r"\(月\) 9:00"))
    await desk.page.locator(".clock").click()
    await desk.page.get_by_role("menuitem", name="実際の時刻に戻す").click()
    await expect(desk.page.locator(".clock")).not_to_have_class(re.compile("shifted"))
    await desk.page.get_by_role("button", name=re.compile("^ワークスペース")).click()
    await desk.page.get_by_role("menuitem", name="通信の天気").click()
    await desk.page.locator("dialog [name=latency_ms]").fill("25")
    await desk.shot("weather")
    await desk.button("保存")
    await expect(desk.page.locator(".toast").last).to_contain_text("天気を変えました")
    assert (await town.ask("weather"))["latency_ms"] == 25


async def test_phone_shows_one_thing_at_a_time(town: Sandbox, seat: Seat) -> None:
    await town.person(LEAD).say(ALL_STAFF, "とても長い知らせ" * 20)
    phone = await seat(town, width=375, height=700)
    await phone.open()
    await expect(phone.page.locator("#sidebar")).not_to_be_in_viewport()
    await phone.page.get_by_role("button", name="チャンネル一覧を開く").click()
    await expect(phone.page.locator("#sidebar .place").first).to_be_in_viewport()
    await phone.shot("phone-drawer")
    await phone.page.locator(f".place[data-channel={BOT}]").click()
    await expect(phone.page.locator(".home")).to_contain_text("あなたの提案")
    assert await phone.overflow() <= 0
    await phone.open()
    await phone.say("/teian 鍵")
    await expect(phone.block("title").locator("input")).to_have_value("鍵")
    assert await phone.overflow() <= 0
    await phone.shot("phone-modal")


async def test_a_status_with_an_end_is_set_in_ones_profile(town: Sandbox, desk: Desk) -> None:
    await desk.open()
    await desk.page.get_by_role("button", name="ワークスペース").click()
    await desk.page.get_by_role("menuitem", name="ステータスを変える").click()
    await desk.page.get_by_label("ステータス", exact=True).fill("休暇")
    await desk.page.get_by_label("いつまで").fill("2099-12-01")
    await desk.page.get_by_role("button", name="決める").click()
    await expect(desk.page.get_by_text("ステータスを変えました。")).to_be_visible()
    users = {user["id"]: user for user in (await town.workspace())["users"]}
    said = users[REQUESTER]
    assert (said["status_text"], said["status_emoji"]) == ("休暇", ":palm_tree:")
    assert said["status_expiration"] > 4_000_000_000
