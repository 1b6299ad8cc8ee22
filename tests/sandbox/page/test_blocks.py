"""Every block is drawn, and nothing that people or bots write becomes markup."""

from typing import Any

from playwright.async_api import expect

from sandbox.client import Sandbox
from tests.sandbox.conftest import web_client
from tests.sandbox.page.city import ALL_STAFF, GROUP, LEAD, REQUESTER
from tests.sandbox.page.conftest import Desk, Seat, in_one_browser
from tests.sandbox.page.gallery import DATA_TABLE, MARKDOWN, PIE, RICH_TEXT, chart, gallery
from tests.sandbox.page.views import mrkdwn

pytestmark = in_one_browser
Json = dict[str, Any]


async def posted(town: Sandbox, *blocks: Json) -> None:
    await web_client(town).chat_postMessage(channel=ALL_STAFF, text="見本", blocks=list(blocks))


async def test_every_block_is_drawn(town: Sandbox, desk: Desk) -> None:
    await gallery(town, web_client(town))
    await desk.open()
    await expect(desk.log.locator(".block-data_visualization").last).to_be_visible()
    await expect(desk.page.locator(".unknown-block")).to_have_count(0)
    for number in range(5):
        await desk.log.evaluate("(log, page) => log.scrollTo(0, page * log.clientHeight)", number)
        await desk.shot(f"blocks-{number}")
    unnamed = await desk.page.evaluate(
        "[...document.querySelectorAll('button')].filter(b => !b.textContent.trim() && !b.ariaLabel).length"
    )
    assert unnamed == 0


async def test_blocks_fit_a_phone(town: Sandbox, seat: Seat) -> None:
    await gallery(town, web_client(town))
    phone = await seat(town, width=375, height=700)
    await phone.open()
    await expect(phone.log.locator(".block-data_visualization").last).to_be_visible()
    assert await phone.overflow() <= 0
    assert await phone.log.evaluate("log => log.scrollWidth - log.clientWidth") <= 0
    await phone.shot("phone-blocks")


MARKED = [
    ("*太字* と _斜体_ と ~消し~", "<strong>太字</strong> と <em>斜体</em> と <s>消し</s>"),
    ("*太字*です a*b*c snake_case_name", "*太字*です a*b*c snake_case_name"),
    ("(*x*) **x** * x *", "(<strong>x</strong>) **x** * x *"),
    ("_斜体 *太字* 続き_", "<em>斜体 <strong>太字</strong> 続き</em>"),
    ("`*x* &amp;&lt;`", "<code>*x* &amp;&lt;</code>"),
    ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
    ("12:30:45 :nobody:", "12:30:45 :nobody:"),
    ("<!date^1795478400^{date_num} {time}|前>", '<time title="前">2026-11-24 9:00</time>'),
    ("<!date^x^{date}|前>", '<time title="前">前</time>'),
    ("<javascript:alert(1)|押す>", "&lt;javascript:alert(1)|押す&gt;"),
]


async def test_mrkdwn_is_drawn_as_slack_draws_it(town: Sandbox, desk: Desk) -> None:
    await posted(town, *({"type": "section", "text": mrkdwn(text)} for text, _ in MARKED))
    await desk.open()
    lines = await desk.log.locator(".section-text .line").evaluate_all("lines => lines.map(line => line.innerHTML)")
    assert lines == [drawn for _, drawn in MARKED]


async def test_quotes_code_links_and_mentions_are_drawn(town: Sandbox, desk: Desk) -> None:
    text = (
        f"前\n> 引用一\n&gt; 引用二\n後\n```\n*x* &lt;b&gt;\n```\n<https://example.jp/?a=1&amp;b=2|資料> "
        f"https://example.jp/x_y_z。 <@{LEAD}> <#{GROUP}> <!channel> :bulb:"
    )
    await posted(town, {"type": "section", "text": mrkdwn(text)})
    await desk.open()
    body = desk.log.locator(".section-text")
    assert await body.locator("blockquote").inner_text() == "引用一\n引用二"
    await expect(body.locator("pre")).to_have_text("*x* <b>")
    links = await body.locator("a").evaluate_all("links => links.map(link => [link.href, link.textContent])")
    assert links == [
        ["https://example.jp/?a=1&b=2", "資料"],
        ["https://example.jp/x_y_z", "https://example.jp/x_y_z"],
    ]
    assert await body.locator(".mention").all_inner_texts() == ["@田中 太郎", "#wg-貸館予約", "@channel"]
    await expect(body.locator(".emoji")).to_have_text("💡")


async def test_markup_in_data_never_becomes_elements(town: Sandbox, desk: Desk) -> None:
    attack = "<img src=x onerror=document.title='pwned'><script>document.title='pwned'</script>"
    escaped = attack.replace("<", "&lt;").replace(">", "&gt;")
    await town.person(REQUESTER).say(ALL_STAFF, attack)
    await posted(
        town,
        {"type": "markdown", "text": f"{attack} [押す](javascript:document.title='pwned')"},
        {"type": "section", "text": mrkdwn(escaped), "fields": [{"type": "plain_text", "text": attack}]},
        {**DATA_TABLE, "caption": attack},
        {**PIE, "title": "<b>x</b>"},
        RICH_TEXT,
    )
    await desk.open()
    await expect(desk.log.locator(".block-data_table caption")).to_have_text(attack)
    assert await desk.log.locator("img, script, [onerror], a[href^=javascript]").count() == 0
    assert "pwned" not in await desk.page.title()


async def test_markdown_is_drawn(town: Sandbox, desk: Desk) -> None:
    await posted(town, {"type": "markdown", "text": MARKDOWN})
    await desk.open()
    block = desk.log.locator(".block-markdown")
    await expect(block.get_by_role("heading", name="今週のまとめ")).to_be_visible()
    assert await block.locator("li li").inner_text() == "内側"
    assert await block.locator("input:checked").count() == 1
    assert await block.locator("td").all_inner_texts() == ["市民課", "412", "税務課", "95"]


async def test_data_table_is_sorted_and_turned(town: Sandbox, desk: Desk) -> None:
    await posted(town, DATA_TABLE)
    await desk.open()
    table = desk.log.locator(".block-data_table")
    hours = table.locator("tbody td:last-child")
    assert await hours.all_inner_texts() == ["37", "24", "11", "48", "35"]
    await table.get_by_role("button", name="時間で並べ替え").click()
    assert await hours.all_inner_texts() == ["7", "9", "11", "20", "22"]
    await table.get_by_role("button", name="時間で並べ替え").click()
    assert await hours.all_inner_texts() == ["48", "46", "44", "37", "35"]
    await table.get_by_role("button", name="次へ").click()
    await expect(table.locator(".pager")).to_contain_text("2 / 3 ページ")


async def test_chart_is_also_a_table(town: Sandbox, desk: Desk) -> None:
    await posted(town, chart("bar"))
    await desk.open()
    figure = desk.log.locator(".block-data_visualization")
    await expect(figure.get_by_role("img", name="削減時間（bar）")).to_be_visible()
    assert await figure.locator("svg rect[class^=series] > title").count() == 18
    await figure.get_by_role("button", name="表で見る").click()
    assert await figure.locator("tbody tr").first.locator("td").all_inner_texts() == ["30", "60", "-20"]


async def test_choice_in_a_message_reaches_the_bot(town: Sandbox, desk: Desk) -> None:
    await gallery(town, web_client(town))
    await desk.open(LEAD, GROUP)
    await desk.log.locator("[data-block=act-受付] [role=combobox]").click()
    await desk.page.get_by_role("option", name="統合").click()
    await expect(desk.message("統合を選びました").locator(".only-you")).to_be_visible()
    await desk.log.get_by_role("button", name="その他", exact=True).click()
    await desk.page.get_by_role("menuitem", name="保留").click()
    await expect(desk.message("保留を選びました").locator(".only-you")).to_be_visible()
