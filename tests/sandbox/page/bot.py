"""The small bot behind the page: what it does when something is pressed, typed or sent."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp

from tests.sandbox.page.city import ALL_STAFF, GROUP, NARROW, Json
from tests.sandbox.page.views import (
    card,
    everything_modal,
    home_view,
    intake_modal,
    option,
    plain,
    received,
    with_similar,
)


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
    take_proposals(app)
    decide(app)
    show_inputs(app)
    listen(app)
    return app


def take_proposals(app: AsyncApp) -> None:
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
        if "受け渡し" in title:
            await ack(response_action="update", view=received(title))
        else:
            await ack(response_action="clear")
        await client.chat_postMessage(
            channel=NARROW, text="R8-0041", blocks=card("R8-0041", "受付", title="よその提案")
        )
        await client.chat_postMessage(channel=GROUP, text="R8-0042", blocks=card("R8-0042", "受付", title=title))
        await client.chat_postMessage(channel=body["user"]["id"], text="受け付けました：R8-0042")

    @app.view_closed("intake_submit")
    async def closed(ack: Any) -> None:
        await ack()


def decide(app: AsyncApp) -> None:
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


def show_inputs(app: AsyncApp) -> None:
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
        view = {
            "type": "modal",
            "title": plain("二枚目"),
            "blocks": [{"type": "section", "text": plain("上に重なりました。")}],
        }
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    @app.action("erase")
    async def erased(ack: Any, body: Json, client: Any) -> None:
        await ack()
        await client.chat_postEphemeral(channel=ALL_STAFF, user=body["user"]["id"], text="消しました。")

    @app.options("external")
    async def offered(ack: Any, payload: Json) -> None:
        await ack(options=[option(f"{payload['value']}に似た提案 {n}", f"R8-{n:04}") for n in range(1, 4)])


def listen(app: AsyncApp) -> None:
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
