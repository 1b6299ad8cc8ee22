"""A small city and a small bot for the tests of the page: every block and every input on screen."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp

Json = dict[str, Any]
REQUESTER, LEAD, ENGLISH = "U0001", "U0002", "U0003"
ALL_STAFF, GROUP, NARROW = "C0001", "C0002", "C0003"


def city() -> Json:
    return {
        "team": {"id": "T0CITY", "name": "みなと市", "domain": "minato"},
        "users": [
            {"id": REQUESTER, "name": "k.suzuki", "real_name": "鈴木 花", "reading": "すずき はな",
             "email": "k.suzuki@city.example.jp", "department": "生涯学習課", "title": "主事"},
            {"id": LEAD, "name": "t.tanaka", "real_name": "田中 太郎", "reading": "たなか たろう",
             "email": "t.tanaka@city.example.jp", "department": "市民課", "title": "主任"},
            {"id": ENGLISH, "name": "e.evans", "real_name": "Emma Evans", "locale": "en-US",
             "email": "e.evans@city.example.jp", "department": "国際交流課", "title": "Coordinator"},
            *({"id": f"U01{n:02}", "name": f"staff{n}", "real_name": f"職員 {n:02}", "department": "税務課",
               "email": f"staff{n}@city.example.jp"} for n in range(40)),
        ],
        "channels": [
            {"id": ALL_STAFF, "name": "全庁", "topic": "全職員へのお知らせ", "members": "*", "bot_is_member": True},
            {"id": GROUP, "name": "wg-貸館予約", "topic": "貸館予約システムWG", "members": [LEAD, "U0101"],
             "bot_is_member": True},
            {"id": NARROW, "name": "人事", "is_private": True, "members": [LEAD], "bot_is_member": False},
        ],
    }  # fmt: skip


def guide() -> Json:
    return {
        "requester": REQUESTER,
        "lead": LEAD,
        "all_staff_channel": ALL_STAFF,
        "command": "/teian",
        "sample": {
            "title": "夜間の鍵の受け渡しをなくしたい",
            "body": "夜の利用のたびに職員が22時に鍵を開けに行っています。",
        },
    }


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
            field("kind", "種類", {"type": "static_select", "options": [option("改善提案", "proposal"), option("好事例", "practice")],
                                 "initial_option": option("改善提案", "proposal")}),
            field("title", "題名", {"type": "plain_text_input", "max_length": 60, "initial_value": title,
                                  "placeholder": plain("例：窓口の待ち時間を短くしたい")}, hint=plain("一文で書いてください。")),
            field("body", "困っていること", {"type": "plain_text_input", "multiline": True,
                                      "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}},
                  dispatch_action=True),
            field("with", "いっしょに提案する人", {"type": "multi_users_select"}, optional=True),
        ],
    }  # fmt: skip


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
            field("checks", "あてはまるもの", {"type": "checkboxes", "options": [
                {**option("匿名で", "blind"), "description": mrkdwn("判断が終わるまで名前を伏せます")}, option("急ぎ", "urgent")]}, optional=True),
            field("radio", "規模", {"type": "radio_buttons", "options": [option("係", "s"), option("課", "m")]}, optional=True),
            field("date", "いつまでに", {"type": "datepicker"}, optional=True),
            field("time", "時刻", {"type": "timepicker"}, optional=True),
            field("moment", "日時", {"type": "datetimepicker"}, optional=True),
            field("number", "件数", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}, optional=True),
            field("email", "メール", {"type": "email_text_input"}, optional=True),
            field("url", "参考", {"type": "url_text_input"}, optional=True),
            field("file", "写真", {"type": "file_input", "max_files": 2}, optional=True),
            field("rich", "くわしく", {"type": "rich_text_input"}, optional=True),
            {"type": "actions", "block_id": "more", "elements": [
                {"type": "button", "action_id": "push", "text": plain("もう一枚")},
                {"type": "button", "action_id": "erase", "text": plain("消す"), "style": "danger", "confirm": {
                    "title": plain("消しますか"), "text": mrkdwn("*元には戻せません。*"), "confirm": plain("消す"), "deny": plain("残す")}},
            ]},
        ],
    }  # fmt: skip


def card(number: str, state: str) -> list[Json]:
    return [
        {"type": "section", "block_id": "card", "text": mrkdwn(f"*{number} 夜間の鍵の受け渡しをなくしたい*　{state} · 返事は12月1日(火)まで"),
         "accessory": {"type": "overflow", "action_id": "card_more", "options": [option("別のグループへ", "move"), option("保留", "hold")]}},
        {"type": "context", "block_id": "who", "elements": [mrkdwn(f"生涯学習課 · 11月24日(火) · 提案　｜　伴走役 <@{LEAD}>")]},
        {"type": "section", "block_id": "body", "text": mrkdwn("夜の利用のたびに職員が22時に鍵を開けに行っています。\n> 月に40回ほどあります。")},
        {"type": "actions", "block_id": f"act-{state}", "elements": [
            {"type": "button", "action_id": "triage_accept", "text": plain("採用検討へ"), "style": "primary", "value": number},
            {"type": "button", "action_id": "triage_ask", "text": plain("質問する"), "value": number},
            {"type": "static_select", "action_id": "triage_other", "placeholder": plain("ほかの判断"), "options": [option("保留", "hold"), option("統合", "merge")]},
        ]},
    ]  # fmt: skip


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
            {"type": "actions", "elements": [{"type": "button", "action_id": "home_post", "text": plain("提案を出す"), "style": "primary"}]},
        ],
    }  # fmt: skip


def said(entry: Json) -> Any:
    """Return what one input holds, as plain as it can be."""
    if entry["type"] == "file_input":
        return [file["name"] for file in entry["files"]]
    if entry["type"] == "rich_text_input":
        return entry["rich_text_value"]["elements"][0]["elements"][0]["text"]
    held = next(value for key, value in entry.items() if key != "type")
    if isinstance(held, list):
        return [one["value"] if isinstance(one, dict) else one for one in held]
    return held["value"] if isinstance(held, dict) else held


def page_bot(app: AsyncApp) -> AsyncApp:
    """Teach the app what the tests press."""

    @app.command("/teian")
    async def teian(ack: Any, body: Json, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=intake_modal(body["text"]))

    @app.action("body")
    async def body_typed(ack: Any, body: Json, client: Any) -> None:
        await ack()
        typed = body["actions"][0]["value"] or ""
        await client.views_update(view_id=body["view"]["id"], view=with_similar(body["view"], typed))

    @app.view("intake_submit")
    async def submitted(ack: Any, body: Json, view: Json, client: Any) -> None:
        title = view["state"]["values"]["title"]["title"]["value"]
        if "個人" in title:
            await ack(response_action="errors", errors={"title": "個人の情報は書かないでください。"})
            return
        await ack(response_action="clear")
        await client.chat_postMessage(channel=GROUP, text="R8-0042", blocks=card("R8-0042", "受付"))
        await client.chat_postMessage(channel=body["user"]["id"], text="受け付けました：R8-0042")

    @app.view_closed("intake_submit")
    async def closed(ack: Any) -> None:
        await ack()

    @app.action("triage_accept")
    async def accepted(ack: Any, body: Json, client: Any) -> None:
        await ack()
        where = body["container"]
        blocks = [*card("R8-0042", "採用検討")[:3]]
        await client.chat_update(channel=where["channel_id"], ts=where["message_ts"], text="R8-0042", blocks=blocks)

    @app.action("triage_other")
    @app.action("card_more")
    async def chosen(ack: Any, body: Json, client: Any) -> None:
        await ack()
        text = f"{body['actions'][0]['selected_option']['text']['text']}を選びました"
        await client.chat_postEphemeral(channel=body["channel"]["id"], user=body["user"]["id"], text=text)

    @app.shortcut("open")
    async def opened(ack: Any, body: Json, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=everything_modal())

    @app.view("everything")
    async def everything(ack: Any, view: Json, client: Any) -> None:
        await ack()
        values = {key: said(inputs[key]) for key, inputs in view["state"]["values"].items()}
        metadata = {"event_type": "filled_in", "event_payload": values}
        await client.chat_postMessage(channel=ALL_STAFF, text="届きました。", metadata=metadata)

    @app.action("push")
    async def pushed(ack: Any, body: Json, client: Any) -> None:
        await ack()
        view = {"type": "modal", "title": plain("二枚目"), "blocks": [{"type": "section", "text": plain("上に重なりました。")}]}
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    @app.action("erase")
    async def erased(ack: Any, body: Json, client: Any) -> None:
        await ack()
        await client.chat_postEphemeral(channel=ALL_STAFF, user=body["user"]["id"], text="消しました。")

    @app.options("external")
    async def offered(ack: Any, payload: Json) -> None:
        await ack(options=[option(f"{payload['value']}に似た提案 {n}", f"R8-{n:04}") for n in range(1, 4)])

    @app.shortcut("from_message")
    async def from_message(ack: Any, body: Json, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=intake_modal(body["message"]["text"][:60]))

    @app.event("app_home_opened")
    async def home(event: Json, client: Any) -> None:
        if event["tab"] == "home":
            await client.views_publish(user_id=event["user"], view=home_view())

    @app.event("reaction_added")
    async def reacted(event: Json, client: Any) -> None:
        where = event["item"]
        await client.chat_postEphemeral(channel=where["channel"], user=event["user"], text="提案として登録しますか。")

    @app.event("message")
    async def heard() -> None:
        return None

    return app
