from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox.client import Sandbox
from sandbox.errors import ControlError
from tests.sandbox.conftest import LEO, OTTO, RANA, Connect, bolt_app, manifest, seed, web_client
from tests.sandbox.test_limits import actions, asked, button, modal, option, plain, section

Json = dict[str, Any]


def listener(app: AsyncApp, heard: list[Json], *action_ids: str) -> None:
    async def handle(ack: Any, body: Json) -> None:
        heard.append(body)
        await ack()

    for action_id in action_ids:
        app.action(action_id)(handle)


async def test_a_command_without_a_connection_says_so(sandbox: Sandbox) -> None:
    answer = await sandbox.person(RANA).command("/teian", "鍵", "C0ALL")
    assert (answer.acked, answer.error) == (False, "no_connection")


async def test_a_command_carries_slacks_fields(sandbox: Sandbox, connect: Connect) -> None:
    app, heard = bolt_app(sandbox), []

    @app.command("/teian")
    async def handle(ack: Any, body: Json) -> None:
        heard.append(body)
        await ack(response_type="ephemeral", text=f"受け付けます：{body['text']}")

    await connect(app)
    rana = sandbox.person(RANA)
    answer = await rana.command("/teian", "夜間の 鍵 <b>", "C0ALL")
    assert answer.body == {"response_type": "ephemeral", "text": "受け付けます：夜間の 鍵 <b>"}
    body = heard[0]
    assert (body["command"], body["channel_id"], body["channel_name"]) == ("/teian", "C0ALL", "全庁")
    assert (body["user_id"], body["user_name"], body["team_domain"]) == (RANA, "rana", "minato")
    shown = (await rana.messages("C0ALL"))[-1]
    assert shown["is_ephemeral"]
    assert shown["text"].startswith("受け付けます")
    assert await sandbox.person(LEO).messages("C0ALL") == []


async def test_an_unknown_command_or_shortcut_is_refused_by_name(sandbox: Sandbox) -> None:
    with pytest.raises(ControlError, match="/teian"):
        await sandbox.person(RANA).command("/nothing")
    with pytest.raises(ControlError, match="from_message"):
        await sandbox.person(RANA).shortcut("nothing")
    with pytest.raises(ControlError, match="not a member"):
        await sandbox.person(OTTO).command("/teian", channel="C0QUIET")


async def test_a_message_shortcut_carries_the_message(sandbox: Sandbox, connect: Connect) -> None:
    app, heard = bolt_app(sandbox), []

    async def handle(ack: Any, body: Json) -> None:
        heard.append(body)
        await ack()

    app.shortcut("from_message")(handle)
    app.shortcut("open")(handle)
    await connect(app)
    said = await sandbox.person(LEO).say("C0QUIET", "鍵の受け渡しが大変です")
    assert (await sandbox.person(RANA).shortcut("from_message", "C0QUIET", said.ts)).acked
    assert (await sandbox.person(RANA).shortcut("open")).acked
    message, everywhere = heard
    assert (message["type"], message["message"]["text"]) == ("message_action", "鍵の受け渡しが大変です")
    assert (message["channel"]["id"], message["message_ts"], message["user"]["id"]) == ("C0QUIET", said.ts, RANA)
    assert everywhere["type"] == "shortcut"
    assert "channel" not in everywhere
    with pytest.raises(ControlError, match="used on a message"):
        await sandbox.person(RANA).shortcut("from_message")


async def test_a_press_carries_the_buttons_value_and_the_message(
    sandbox: Sandbox, connect: Connect, client: AsyncWebClient
) -> None:
    app, heard = bolt_app(sandbox), []
    listener(app, heard, "go", "more", "pick")
    await connect(app)
    overflow = {"type": "overflow", "action_id": "more", "options": [option("hold"), option("decline")]}
    pick = {"type": "users_select", "action_id": "pick", "placeholder": plain("伴走役")}
    blocks = [section(accessory=overflow), actions(button(value="R8-0001"), pick)]
    posted = await client.chat_postMessage(channel="C0ALL", text="札", blocks=blocks)
    leo = sandbox.person(LEO)
    await leo.press("go", channel="C0ALL", ts=posted["ts"])
    await leo.press("more", channel="C0ALL", ts=posted["ts"], selected="decline")
    await leo.press("pick", channel="C0ALL", ts=posted["ts"], selected=OTTO)
    pressed, menu, picked = (body["actions"][0] for body in heard)
    assert (pressed["type"], pressed["value"], pressed["text"]["text"]) == ("button", "R8-0001", "押す")
    assert pressed["block_id"] == posted["message"]["blocks"][1]["block_id"]
    assert menu["selected_option"]["value"] == "decline"
    assert picked["selected_user"] == OTTO
    assert heard[0]["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": "C0ALL",
        "is_ephemeral": False,
    }
    assert heard[0]["message"]["text"] == "札"
    assert heard[2]["state"]["values"][picked["block_id"]]["pick"]["selected_user"] == OTTO


async def test_a_press_on_what_is_not_there_is_refused(sandbox: Sandbox, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C0ALL", text="札", blocks=[actions(button())])
    with pytest.raises(ControlError, match="there are: go"):
        await sandbox.person(LEO).press("stop", channel="C0ALL", ts=posted["ts"])
    with pytest.raises(ControlError, match="sees no message"):
        await sandbox.person(LEO).press("go", channel="C0ALL", ts="1.000001")
    hidden = await client.chat_postMessage(channel="C0SECRET", text="札", blocks=[actions(button())])
    with pytest.raises(ControlError, match="cannot see"):
        await sandbox.person(RANA).press("go", channel="C0SECRET", ts=hidden["ts"])


async def test_a_press_in_the_home_carries_the_view(sandbox: Sandbox, connect: Connect, client: AsyncWebClient) -> None:
    app, heard = bolt_app(sandbox), []
    listener(app, heard, "go")
    await connect(app)
    home = (await client.views_publish(user_id=RANA, view={"type": "home", "blocks": [actions(button())]}))["view"]
    await sandbox.person(RANA).press("go", view_id=home["id"])
    assert heard[0]["view"]["type"] == "home"
    assert heard[0]["container"] == {"type": "view", "view_id": home["id"]}
    opened = await client.views_open(trigger_id=heard[0]["trigger_id"], view=modal(section()))
    assert opened["view"]["previous_view_id"] is None
    assert len(await sandbox.person(RANA).views()) == 1


async def test_options_are_asked_of_the_bot_and_only_those_can_be_chosen(sandbox: Sandbox, connect: Connect) -> None:
    app, heard = bolt_app(sandbox), []
    field = asked({"type": "external_select", "action_id": "dept", "min_query_length": 0}, block_id="dept")

    @app.command("/teian")
    async def handle_command(ack: Any, client: AsyncWebClient, body: Json) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field, callback_id="form"))
        await ack()

    @app.options("dept")
    async def handle_options(ack: Any, body: Json) -> None:
        heard.append(body["value"])
        await ack(options=[{"text": plain("市民課"), "value": "d1"}])

    @app.view("form")
    async def handle_form(ack: Any, view: Json) -> None:
        heard.append(view["state"]["values"]["dept"]["dept"]["selected_option"]["value"])
        await ack()

    await connect(app)
    rana = sandbox.person(RANA)
    await rana.command("/teian")
    with pytest.raises(ControlError, match="Ask for its options first"):
        await rana.submit({"dept": "d1"})
    assert [o["value"] for o in await rana.options("dept", "市民")] == ["d1"]
    assert (await rana.submit({"dept": "d1"})).views == []
    assert heard == ["市民", "d1"]


async def respond(url: str, **body: Any) -> tuple[int, str]:
    answer = await AsyncWebhookClient(url, retry_handlers=[]).send_dict(body)
    return answer.status_code, answer.body


async def pressed_url(
    sandbox: Sandbox, connect: Connect, client: AsyncWebClient, channel: str = "C0ALL"
) -> tuple[str, str]:
    app, heard = bolt_app(sandbox), []
    listener(app, heard, "go")
    await connect(app)
    posted = await client.chat_postMessage(channel=channel, text="札", blocks=[actions(button())])
    await sandbox.person(LEO).press("go", channel=channel, ts=posted["ts"])
    return heard[0]["response_url"], posted["ts"]


async def test_a_response_url_answers_replaces_and_deletes_and_wears_out(
    sandbox: Sandbox, connect: Connect, client: AsyncWebClient
) -> None:
    url, ts = await pressed_url(sandbox, connect, client)
    leo = sandbox.person(LEO)
    assert await respond(url, text="あなたへ") == (200, "ok")
    assert (await leo.messages("C0ALL"))[-1]["is_ephemeral"]
    await respond(url, text="みんなへ", response_type="in_channel")
    assert (await sandbox.person(RANA).messages("C0ALL"))[-1]["text"] == "みんなへ"
    await respond(url, text="済み", replace_original=True)
    replaced = next(m for m in await leo.messages("C0ALL") if m["ts"] == ts)
    assert (replaced["text"], "blocks" in replaced) == ("済み", False)
    refused = await respond(url, blocks=[{"type": "nothing"}])
    assert "invalid_blocks" in refused[1]
    await respond(url, delete_original=True)
    assert ts not in [m["ts"] for m in await leo.messages("C0ALL")]
    await respond(url, text="五回目")
    assert await respond(url, text="六回目") == (404, '{"ok": false, "error": "used_url"}')


async def test_a_response_url_works_where_the_bot_is_no_member(sandbox: Sandbox, connect: Connect) -> None:
    app, urls = bolt_app(sandbox), []

    @app.command("/teian")
    async def handle(ack: Any, body: Json) -> None:
        urls.append(body["response_url"])
        await ack()

    await connect(app)
    rana = sandbox.person(RANA)
    await rana.command("/teian", channel="C0QUIET")
    assert (await respond(urls[0], text="届きました"))[0] == 200
    assert (await rana.messages("C0QUIET"))[-1]["text"] == "届きました"


async def test_an_ephemeral_message_can_be_pressed_and_replaced(
    sandbox: Sandbox, connect: Connect, client: AsyncWebClient
) -> None:
    app, heard = bolt_app(sandbox), []
    listener(app, heard, "go")
    await connect(app)
    posted = await client.chat_postEphemeral(channel="C0ALL", user=RANA, text="?", blocks=[actions(button())])
    rana = sandbox.person(RANA)
    await rana.press("go", channel="C0ALL", ts=posted["message_ts"])
    assert heard[0]["container"]["is_ephemeral"]
    assert "message" not in heard[0]
    await respond(heard[0]["response_url"], text="済み", replace_original=True)
    assert [m["text"] for m in await rana.messages("C0ALL")] == ["済み"]
    with pytest.raises(ControlError, match="sees no message"):
        await sandbox.person(LEO).press("go", channel="C0ALL", ts=posted["message_ts"])


async def test_a_function_runs_and_its_outputs_are_checked(sandbox: Sandbox, connect: Connect) -> None:
    app = bolt_app(sandbox)

    @app.function("count")
    async def handle(inputs: Json, complete: Any, fail: Any) -> None:
        if inputs["text"]:
            await complete({"number": len(inputs["text"])})
        else:
            await fail("文がありません")

    await connect(app)

    async def run(text: str) -> Json:
        started = await sandbox.ask(
            "workflow", {"user": RANA, "function": "count", "inputs": {"text": text}}, post=True
        )

        async def finished() -> Json | None:
            told = await sandbox.ask(f"workflow/{started['execution_id']}")
            return told if told["state"] != "running" else None

        told = await sandbox.until(finished)
        assert told is not None
        return told

    assert (await run("三文字"))["outputs"] == {"number": 3}
    assert (await run(""))["error"] == "文がありません"
    with pytest.raises(ControlError, match="needs text"):
        await sandbox.ask("workflow", {"user": RANA, "function": "count", "inputs": {}}, post=True)


async def test_functions_refuse_outputs_the_manifest_does_not_declare(sandbox: Sandbox) -> None:
    started = await sandbox.ask("workflow", {"user": RANA, "function": "count", "inputs": {"text": "a"}}, post=True)
    body = {"function_execution_id": started["execution_id"], "outputs": {"letters": 1}}
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    url = f"{sandbox.api_url}functions.completeSuccess"
    async with aiohttp.ClientSession(headers=headers) as session, session.post(url, json=body) as got:
        answer = await got.json()
    assert answer["error"] == "parameter_validation_failed"
    assert len(answer["response_metadata"]["messages"]) == 2


async def test_a_press_reaches_one_of_several_bots(sandbox: Sandbox, connect: Connect, client: AsyncWebClient) -> None:
    heard: list[Json] = []
    for _ in range(3):
        app = bolt_app(sandbox)
        listener(app, heard, "go")
        await connect(app)
    posted = await client.chat_postMessage(channel="C0ALL", text="札", blocks=[actions(button())])
    for _ in range(12):
        assert (await sandbox.person(LEO).press("go", channel="C0ALL", ts=posted["ts"])).acked
    assert len(heard) == 12


async def test_commands_are_refused_without_their_scope() -> None:
    async with Sandbox.start(seed=seed(), manifest=manifest(scopes=["chat:write"])) as sandbox:
        with pytest.raises(ControlError, match="lacks the scope commands"):
            await sandbox.person(RANA).command("/teian", channel="C0ALL")
        assert (await web_client(sandbox).chat_postMessage(channel="C0ALL", text="a"))["ok"]


async def test_buttons_in_attachments_and_carousels_can_be_pressed(
    sandbox: Sandbox, connect: Connect, client: AsyncWebClient
) -> None:
    app, heard = bolt_app(sandbox), []
    listener(app, heard, "go", "swipe")
    await connect(app)
    card = {"type": "card", "title": plain("R8-0001"), "actions": [button(action_id="swipe")]}
    posted = await client.chat_postMessage(
        channel="C0ALL",
        text="札",
        blocks=[{"type": "carousel", "elements": [card]}],
        attachments=[{"blocks": [actions(button())]}],
    )
    for action_id in ("go", "swipe"):
        assert (await sandbox.person(LEO).press(action_id, channel="C0ALL", ts=posted["ts"])).acked
    assert [body["actions"][0]["action_id"] for body in heard] == ["go", "swipe"]
