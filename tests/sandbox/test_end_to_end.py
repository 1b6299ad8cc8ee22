from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.client import Sandbox
from tests.sandbox.conftest import BOT, LEO, RANA, Connect, bolt_app

MODAL = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "提案"},
    "submit": {"type": "plain_text", "text": "送る"},
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "題名"},
            "element": {"type": "plain_text_input", "action_id": "title_input"},
        }
    ],
}
CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*提案*"}},
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "accept",
                "text": {"type": "plain_text", "text": "採用"},
                "value": "R8-0001",
            }
        ],
    },
]


def intake_app(sandbox: Sandbox) -> AsyncApp:
    app = bolt_app(sandbox)

    @app.command("/teian")
    async def handle_command(ack: Any, client: AsyncWebClient, body: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        await ack()

    @app.view("form")
    async def handle_form(ack: Any, client: AsyncWebClient, view: Any) -> None:
        title = view["state"]["values"]["title"]["title_input"]["value"]
        await client.chat_postMessage(channel="C0ALL", text=title, blocks=CARD)
        await ack()

    @app.action("accept")
    async def handle_accept(ack: Any, client: AsyncWebClient, body: Any, action: Any) -> None:
        await ack()
        await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text=action["value"])

    return app


async def test_a_command_opens_a_modal_whose_submission_becomes_a_card_that_a_press_updates(
    sandbox: Sandbox, connect: Connect
) -> None:
    await connect(intake_app(sandbox))
    rana, leo = sandbox.person(RANA), sandbox.person(LEO)

    opened = await rana.command("/teian", channel="C0ALL")
    assert opened.acked
    assert (await rana.view())["title"]["text"] == "提案"

    submitted = await rana.submit({"title_input": "鍵の受け渡しをなくしたい"})
    assert submitted.acked
    assert submitted.views == []
    card = (await leo.messages("C0ALL"))[-1]
    assert card["text"] == "鍵の受け渡しをなくしたい"
    assert card["bot_id"] == "B0BANSOU"

    assert (await leo.press("accept", channel="C0ALL", ts=card["ts"])).acked
    assert (await leo.messages("C0ALL"))[-1]["text"] == "R8-0001"
    assert [c["method"] for c in await sandbox.calls()][-3:] == [
        "views.open",
        "chat.postMessage",
        "chat.update",
    ]


async def test_a_mention_reaches_the_bot_as_message_and_as_mention_when_it_is_a_member(
    sandbox: Sandbox, connect: Connect
) -> None:
    app, heard = bolt_app(sandbox), []

    @app.event("message")
    async def handle_message(event: Any) -> None:
        heard.append(event)

    @app.event("app_mention")
    async def handle_mention(event: Any, say: Any) -> None:
        heard.append(event)
        await say(text="はい", thread_ts=event["ts"])

    await connect(app)
    said = await sandbox.person(RANA).say("#全庁", "@bansou こんにちは")
    await sandbox.until(lambda: len(heard) >= 2)
    assert sorted(e["type"] for e in heard) == ["app_mention", "message"]
    assert {e["text"] for e in heard} == {f"<@{BOT}> こんにちは"}
    assert {e["ts"] for e in heard} == {said.ts}

    async def answered() -> list[Any]:
        return (await sandbox.person(RANA).messages("C0ALL", thread_ts=said.ts))[1:]

    assert (await sandbox.until(answered))[0]["text"] == "はい"


async def test_opening_the_home_shows_what_the_bot_publishes(sandbox: Sandbox, connect: Connect) -> None:
    app = bolt_app(sandbox)

    @app.event("app_home_opened")
    async def handle_home(event: Any, client: AsyncWebClient) -> None:
        section = {"type": "section", "text": {"type": "mrkdwn", "text": "ようこそ"}}
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section]})

    await connect(app)
    rana = sandbox.person(RANA)
    assert await rana.home() is None

    async def published() -> Any:
        return await rana.home()

    view = await sandbox.until(published)
    assert view is not None
    assert view["blocks"][0]["text"]["text"] == "ようこそ"


async def test_a_direct_message_and_a_reaction_reach_the_bot(sandbox: Sandbox, connect: Connect) -> None:
    app, heard = bolt_app(sandbox), []

    @app.event("message")
    async def handle_message(event: Any) -> None:
        heard.append((event["type"], event["channel_type"], event["text"]))

    @app.event("reaction_added")
    async def handle_reaction(event: Any) -> None:
        heard.append((event["type"], event["reaction"], event["item"]["ts"]))

    await connect(app)
    said = await sandbox.person(RANA).say(BOT, "相談があります")
    await sandbox.until(lambda: len(heard) == 1)
    await sandbox.person(RANA).react(BOT, said.ts, "bulb")
    await sandbox.until(lambda: len(heard) == 2)
    assert heard == [("message", "im", "相談があります"), ("reaction_added", "bulb", said.ts)]
