"""Messages that show every block, for looking at the page."""

from typing import Any

from sandbox.client import Sandbox
from tests.sandbox.page.city import ALL_STAFF, GROUP, LEAD, REQUESTER, Json
from tests.sandbox.page.views import card, mrkdwn, option, plain

MRKDWN = (
    "*太字* _斜体_ ~取り消し~ `code` *太字*です snake_case_name 2*3*4 &lt;b&gt;安全&lt;/b&gt; :tada: :nobody:\n"
    f"<@{REQUESTER}> <@{LEAD}> <#{GROUP}> <!here> <https://example.jp/?a=1&amp;b=2|資料 *x*> https://example.jp/x_y_z。\n"
    "> 引用 *太字*\n> 二行目\n```\nif (a < b) { *x* }\n```\n"
    "<!date^1795478400^{date_long} {time}|むかし> <javascript:alert(1)|だめ> <!date^1795478400^{date_num}^https://example.jp|x>"
)


def words(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def section(*parts: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(parts)}


RICH_TEXT: Json = {
    "type": "rich_text",
    "elements": [
        section(
            words("太字", bold=True),
            words(" ふつう "),
            {"type": "user", "user_id": LEAD},
            words(" "),
            {"type": "emoji", "name": "bulb"},
            words(" "),
            {"type": "link", "url": "https://example.jp", "text": "資料"},
            words(" "),
            words("code", code=True),
        ),
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [section(words("一つ目")), section(words("二つ目", italic=True))],
        },
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section(words("内側"))]},
        {"type": "rich_text_list", "style": "ordered", "elements": [section(words("手順")), section(words("次"))]},
        {"type": "rich_text_quote", "elements": [words("引用\n二行目")]},
        {"type": "rich_text_preformatted", "elements": [words("make demo")]},
    ],
}

MARKDOWN = """## 今週のまとめ
**太字** と *斜体* と ~~取り消し~~ と `code` と [資料](https://example.jp)

- 一つ
  - 内側
- 二つ

1. 手順
2. 次

- [x] 済み
- [ ] まだ

> 引用

| 課 | 時間 |
|---|---:|
| 市民課 | 412 |
| 税務課 | 95 |

```
make demo
```
---
<script>alert(1)</script>"""


def raw(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def number(value: float) -> Json:
    return {"type": "raw_number", "value": value}


def chart(kind: str) -> Json:
    months = ["4月", "5月", "6月", "7月", "8月", "9月"]
    series = [
        {
            "name": name,
            "data": [
                {"label": month, "value": start + step * i * (1 if i % 2 else 2)} for i, month in enumerate(months)
            ],
        }
        for name, start, step in (("単年度", 30, 9), ("累計", 60, 22), ("見込み", -20, 8))
    ]
    return {
        "type": "data_visualization",
        "title": f"削減時間（{kind}）",
        "chart": {
            "type": kind,
            "series": series,
            "axis_config": {"categories": months, "x_label": "月", "y_label": "時間"},
        },
    }


PIE: Json = {
    "type": "data_visualization",
    "title": "分野",
    "chart": {
        "type": "pie",
        "segments": [{"label": "業務改善", "value": 4}, {"label": "窓口", "value": 2}, {"label": "データ", "value": 1}],
    },
}

TABLE: Json = {
    "type": "table",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}],
    "rows": [
        [raw("提案"), raw("時間")],
        [raw("郵送請求を一枚の様式に"), raw("412")],
        [raw("収納課のRPA"), raw("95")],
    ],
}
DATA_TABLE: Json = {
    "type": "data_table",
    "caption": "提案の一覧",
    "rows": [
        [raw("番号"), raw("課"), raw("時間")],
        *([raw(f"R8-{n:04}"), raw(f"第{n % 4 + 1}課"), number(n * 37 % 50)] for n in range(1, 13)),
    ],
}


def a_card(title: str) -> Json:
    return {
        "type": "card",
        "title": mrkdwn(title),
        "subtitle": plain("市民課"),
        "body": mrkdwn("*年およそ95時間* を減らしました。"),
        "actions": [{"type": "button", "action_id": "adopt", "text": plain("うちでもやる"), "value": "1"}],
    }


OTHERS: list[Json] = [
    {"type": "header", "text": plain("Bansou週報　11月24日(火)"), "level": 1},
    {"type": "header", "text": plain("小さい見出し"), "level": 3},
    {"type": "section", "fields": [mrkdwn("*状態*\n採用検討"), mrkdwn("*期限*\n12月1日(火)"), mrkdwn("*課*\n市民課")]},
    {
        "type": "section",
        "text": mrkdwn("いつにしますか"),
        "accessory": {"type": "datepicker", "action_id": "when", "initial_date": "2026-12-01"},
    },
    {
        "type": "section",
        "text": mrkdwn("だれに頼みますか"),
        "accessory": {"type": "users_select", "action_id": "who", "placeholder": plain("人を選ぶ")},
    },
    {"type": "divider"},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "plain", "text": plain("ふつう")},
            {"type": "button", "action_id": "danger", "text": plain("削除"), "style": "danger"},
            {"type": "button", "action_id": "link", "text": plain("資料"), "url": "https://example.jp"},
            {"type": "checkboxes", "action_id": "boxes", "options": [option("見た", "seen"), option("済んだ", "done")]},
            {"type": "timepicker", "action_id": "clock"},
        ],
    },
    {
        "type": "container",
        "title": plain("くわしく"),
        "is_collapsible": True,
        "child_blocks": [{"type": "section", "text": mrkdwn("中の _文_")}],
    },
    {"type": "carousel", "elements": [a_card("*一つ目*"), a_card("二つ目"), a_card("三つ目")]},
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "felt",
                "positive_button": {"text": plain("役に立った"), "value": "y"},
                "negative_button": {"text": plain("いまひとつ"), "value": "n"},
            }
        ],
    },
]


async def gallery(sandbox: Sandbox, client: Any) -> None:
    """Post one message after another with all of them."""
    requester = sandbox.person(REQUESTER)
    said = await requester.say(ALL_STAFF, "おはようございます。*今日*の朝礼は9時からです。 :sunny:")
    await sandbox.person(LEAD).say(ALL_STAFF, "了解しました。", thread_ts=said.ts)
    await sandbox.person(LEAD).react(ALL_STAFF, said.ts, "+1")
    await requester.say(ALL_STAFF, "@t.tanaka さん、お願いします。")
    blocks: list[list[Json]] = [
        [{"type": "section", "text": mrkdwn(MRKDWN)}],
        [RICH_TEXT],
        [{"type": "markdown", "text": MARKDOWN}],
        OTHERS,
        [TABLE, chart("bar"), chart("line")],
        [DATA_TABLE, PIE, chart("area")],
    ]
    for one in blocks:
        await client.chat_postMessage(channel=ALL_STAFF, text="見本", blocks=one)
    await client.chat_postMessage(channel=GROUP, text="R8-0042", blocks=card("R8-0042", "受付"))
