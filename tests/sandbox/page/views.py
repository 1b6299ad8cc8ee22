"""What the small bot shows: modals with every input, a card, a home."""

from typing import Any

from tests.sandbox.page.city import LEAD, Json


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def field(name: str, label: str, element: Json, **rest: Any) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {"action_id": name, **element},
        **rest,
    }


def intake_modal(title: str = "") -> Json:
    return {
        "type": "modal",
        "callback_id": "intake_submit",
        "title": plain("提案を出す"),
        "submit": plain("送る"),
        "close": plain("閉じる"),
        "notify_on_close": True,
        "blocks": [
            field(
                "kind",
                "種類",
                {
                    "type": "static_select",
                    "options": [option("改善提案", "proposal"), option("好事例", "practice")],
                    "initial_option": option("改善提案", "proposal"),
                },
            ),
            field(
                "title",
                "題名",
                {
                    "type": "plain_text_input",
                    "max_length": 60,
                    "initial_value": title,
                    "placeholder": plain("例：窓口の待ち時間を短くしたい"),
                },
                hint=plain("一文で書いてください。"),
            ),
            field(
                "body",
                "困っていること",
                {
                    "type": "plain_text_input",
                    "multiline": True,
                    "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
                },
                dispatch_action=True,
            ),
            field("with", "いっしょに提案する人", {"type": "multi_users_select"}, optional=True),
        ],
    }


def received(title: str) -> Json:
    words = plain(f"R8-0042「{title}」を受け付けました。")
    return {"type": "modal", "title": plain("受け付けました"), "blocks": [{"type": "section", "text": words}]}


def with_similar(view: Json, typed: str) -> Json:
    similar = {
        "type": "section",
        "block_id": f"similar-{len(typed)}",
        "text": mrkdwn(f"*似たもの*　R8-0017 スマートロックの試行（{len(typed)}文字から）"),
    }
    blocks = [block for block in view["blocks"] if not block["block_id"].startswith("similar")]
    kept = ("type", "callback_id", "title", "submit", "close", "notify_on_close")
    return {**{key: view[key] for key in kept}, "blocks": [*blocks, similar]}


def everything_modal() -> Json:
    few = [option("窓口", "window"), option("データ", "data"), option("施設", "place")]
    return {
        "type": "modal",
        "callback_id": "everything",
        "title": plain("すべての入力"),
        "submit": plain("送信"),
        "blocks": [
            {"type": "alert", "text": mrkdwn("*個人の情報*は書かないでください。"), "level": "warning"},
            field("single", "一行", {"type": "plain_text_input"}, optional=True),
            field("static", "一つ選ぶ", {"type": "static_select", "options": few}, optional=True),
            field("many", "いくつか選ぶ", {"type": "multi_static_select", "options": few}, optional=True),
            field("external", "似た提案", {"type": "external_select", "min_query_length": 1}, optional=True),
            field("person", "担当", {"type": "users_select"}, optional=True),
            field("channel", "チャンネル", {"type": "channels_select"}, optional=True),
            field("talk", "会話", {"type": "conversations_select"}, optional=True),
            field(
                "checks",
                "あてはまるもの",
                {
                    "type": "checkboxes",
                    "options": [
                        {**option("匿名で", "blind"), "description": mrkdwn("判断が終わるまで名前を伏せます")},
                        option("急ぎ", "urgent"),
                    ],
                },
                optional=True,
            ),
            field(
                "radio",
                "規模",
                {"type": "radio_buttons", "options": [option("係", "s"), option("課", "m")]},
                optional=True,
            ),
            field("date", "いつまでに", {"type": "datepicker"}, optional=True),
            field("time", "時刻", {"type": "timepicker"}, optional=True),
            field("moment", "日時", {"type": "datetimepicker"}, optional=True),
            field(
                "number", "件数", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}, optional=True
            ),
            field("email", "メール", {"type": "email_text_input"}, optional=True),
            field("url", "参考", {"type": "url_text_input"}, optional=True),
            field("file", "写真", {"type": "file_input", "max_files": 2}, optional=True),
            field("rich", "くわしく", {"type": "rich_text_input"}, optional=True),
            {
                "type": "actions",
                "block_id": "more",
                "elements": [
                    {"type": "button", "action_id": "push", "text": plain("もう一枚")},
                    {
                        "type": "button",
                        "action_id": "erase",
                        "text": plain("消す"),
                        "style": "danger",
                        "confirm": {
                            "title": plain("消しますか"),
                            "text": mrkdwn("*元には戻せません。*"),
                            "confirm": plain("消す"),
                            "deny": plain("残す"),
                        },
                    },
                ],
            },
        ],
    }


def card(number: str, state: str, title: str = "夜間の鍵の受け渡しをなくしたい") -> list[Json]:
    return [
        {
            "type": "section",
            "block_id": "card",
            "text": mrkdwn(f"*{number} {title}*　{state} · 返事は12月1日(火)まで"),
            "accessory": {
                "type": "overflow",
                "action_id": "card_more",
                "options": [option("別のグループへ", "move"), option("保留", "hold")],
            },
        },
        {
            "type": "context",
            "block_id": "who",
            "elements": [mrkdwn(f"生涯学習課 · 11月24日(火) · 提案　｜　伴走役 <@{LEAD}>")],
        },
        {
            "type": "section",
            "block_id": "body",
            "text": mrkdwn("夜の利用のたびに職員が22時に鍵を開けに行っています。\n> 月に40回ほどあります。"),
        },
        {
            "type": "actions",
            "block_id": f"act-{state}",
            "elements": [
                {
                    "type": "button",
                    "action_id": "triage_accept",
                    "text": plain("採用検討へ"),
                    "style": "primary",
                    "value": number,
                },
                {"type": "button", "action_id": "triage_ask", "text": plain("質問する"), "value": number},
                {
                    "type": "static_select",
                    "action_id": "triage_other",
                    "placeholder": plain("ほかの判断"),
                    "options": [option("保留", "hold"), option("統合", "merge")],
                },
            ],
        },
    ]


def home_view() -> Json:
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("あなたの提案")},
            {
                "type": "section",
                "text": mrkdwn("*R8-0042* 夜間の鍵の受け渡しをなくしたい\n採用検討中 · 12月1日(火)まで"),
                "accessory": {"type": "button", "action_id": "home_open", "text": plain("見る"), "value": "R8-0042"},
            },
            {"type": "divider"},
            {
                "type": "actions",
                "elements": [
                    {"type": "button", "action_id": "home_post", "text": plain("提案を出す"), "style": "primary"}
                ],
            },
        ],
    }
