from datetime import datetime
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.client import Sandbox
from sandbox.errors import ControlError
from tests.sandbox.conftest import BOT, LEO, OTTO, RANA, manifest, seed, web_client
from tests.sandbox.test_socket_mode import bare_socket

Json = dict[str, Any]


async def heard(sandbox: Sandbox, deed: Any, count: int = 1) -> list[Json]:
    """Do the deed, then a last one that surely is heard, and return what came before that."""
    async with bare_socket(sandbox) as socket:
        await deed()
        last = await sandbox.person(LEO).say(BOT, "おわり")
        events: list[Json] = []
        while not events or events[-1].get("ts") != last.ts:
            envelope = await socket.receive()
            await socket.ack(envelope)
            events.append(envelope["payload"]["event"])
        assert len(events) == count + 1, events
        return events[:-1]


async def test_a_message_event_carries_slacks_fields(sandbox: Sandbox) -> None:
    (event,) = await heard(sandbox, lambda: sandbox.person(RANA).say("C0ALL", "a & b https://example.jp #全庁"))
    assert (event["type"], event["channel"], event["channel_type"]) == ("message", "C0ALL", "channel")
    assert event["text"] == "a &amp; b <https://example.jp> <#C0ALL|>"
    assert event["event_ts"] == event["ts"]
    elements = event["blocks"][0]["elements"][0]["elements"]
    assert elements[0] == {"type": "text", "text": "a & b "}
    assert elements[1] == {"type": "link", "url": "https://example.jp"}


async def test_nothing_is_heard_of_channels_without_the_bot(sandbox: Sandbox) -> None:
    async def deed() -> None:
        said = await sandbox.person(RANA).say("C0QUIET", "@bansou 聞こえますか")
        await sandbox.person(LEO).react("C0QUIET", said.ts, "bulb")

    await heard(sandbox, deed, 0)


async def test_a_private_channel_is_heard_as_a_group(sandbox: Sandbox) -> None:
    (event,) = await heard(sandbox, lambda: sandbox.person(LEO).say("C0SECRET", "内緒"))
    assert event["channel_type"] == "group"


async def test_editing_and_deleting_are_told_with_what_was_before(sandbox: Sandbox) -> None:
    async def deed() -> None:
        said = await sandbox.person(RANA).say("C0ALL", "前")
        await sandbox.person(RANA).edit("C0ALL", said.ts, "後")
        await sandbox.person(RANA).delete("C0ALL", said.ts)

    said, changed, deleted = await heard(sandbox, deed, 3)
    assert (changed["subtype"], changed["message"]["text"], changed["previous_message"]["text"]) == (
        "message_changed", "後", "前",
    )  # fmt: skip
    assert changed["message"]["edited"]["user"] == RANA
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", said["ts"])


async def test_a_reaction_is_told_when_it_comes_and_goes(sandbox: Sandbox) -> None:
    async def deed() -> None:
        said = await sandbox.person(RANA).say("C0ALL", "案")
        await sandbox.person(LEO).react("C0ALL", said.ts, "bulb")
        await sandbox.person(LEO).react("C0ALL", said.ts, ":bulb:", remove=True)

    said, added, removed = await heard(sandbox, deed, 3)
    assert (added["type"], added["reaction"], added["user"], added["item_user"]) == (
        "reaction_added", "bulb", LEO, RANA,
    )  # fmt: skip
    assert added["item"] == {"type": "message", "channel": "C0ALL", "ts": said["ts"]}
    assert removed["type"] == "reaction_removed"


async def test_the_bots_own_messages_come_back_with_its_bot_id(sandbox: Sandbox, client: AsyncWebClient) -> None:
    async def deed() -> None:
        posted = await client.chat_postMessage(channel="C0ALL", text=f"<@{BOT}> 自分")
        await client.chat_update(channel="C0ALL", ts=posted["ts"], text="後")

    posted, changed = await heard(sandbox, deed, 2)
    assert (posted["bot_id"], posted["user"]) == ("B0BANSOU", BOT)
    assert changed["message"]["bot_id"] == "B0BANSOU"


async def test_joining_and_leaving_are_told(sandbox: Sandbox, client: AsyncWebClient) -> None:
    async def deed() -> None:
        await client.conversations_join(channel="C0QUIET")
        await sandbox.ask("channel", {"user": OTTO, "deed": "join", "channel": "C0QUIET"}, post=True)
        await sandbox.ask("channel", {"user": LEO, "deed": "invite", "channel": "C0SECRET", "member": RANA}, post=True)
        await sandbox.ask("channel", {"user": LEO, "deed": "leave", "channel": "C0SECRET", "member": BOT}, post=True)

    told = await heard(sandbox, deed, 7)
    bot, otto, rana, left = (event for event in told if event["type"] != "message")
    assert [(event["subtype"], event["user"], event["channel"]) for event in told if event["type"] == "message"] == [
        ("channel_join", BOT, "C0QUIET"), ("channel_join", OTTO, "C0QUIET"), ("channel_join", RANA, "C0SECRET"),
    ]  # fmt: skip
    assert (bot["type"], bot["user"], bot["channel"], bot["channel_type"]) == (
        "member_joined_channel", BOT, "C0QUIET", "C",
    )  # fmt: skip
    assert otto["user"] == OTTO
    assert (rana["inviter"], rana["channel_type"]) == (LEO, "G")
    assert (left["type"], left["channel"]) == ("group_left", "C0SECRET")


async def test_changes_of_people_are_told_with_their_mail(sandbox: Sandbox) -> None:
    async def deed() -> None:
        await sandbox.ask("person", {"id": "U0NEW", "name": "new", "email": "new@city.example.jp"}, post=True)
        await sandbox.ask("person", {"id": "U0NEW", "department": "企画課", "deleted": True}, post=True)

    joined, changed = await heard(sandbox, deed, 2)
    assert (joined["type"], joined["user"]["profile"]["email"]) == ("team_join", "new@city.example.jp")
    assert (changed["type"], changed["user"]["deleted"]) == ("user_change", True)


async def test_archiving_and_renaming_are_told(sandbox: Sandbox) -> None:
    async def deed() -> None:
        await sandbox.ask("channel", {"user": LEO, "deed": "rename", "channel": "C0ALL", "name": "全職員"}, post=True)
        await sandbox.ask("channel", {"user": LEO, "deed": "archive", "channel": "C0ALL"}, post=True)

    renamed, archived = await heard(sandbox, deed, 2)
    assert (renamed["type"], renamed["channel"]["name"]) == ("channel_rename", "全職員")
    assert (archived["type"], archived["channel"]) == ("channel_archive", "C0ALL")


async def test_the_home_event_carries_the_published_view(sandbox: Sandbox, client: AsyncWebClient) -> None:
    async def deed() -> None:
        await sandbox.person(RANA).home()
        section = {"type": "section", "text": {"type": "mrkdwn", "text": "家"}}
        await client.views_publish(user_id=RANA, view={"type": "home", "blocks": [section]})
        await sandbox.person(RANA).home()
        await sandbox.person(RANA).home("messages")

    first, second, messages = await heard(sandbox, deed, 3)
    assert (first["tab"], first["user"], "view" in first) == ("home", RANA, False)
    assert second["view"]["blocks"][0]["text"]["text"] == "家"
    assert (messages["tab"], "view" in messages) == ("messages", False)


async def test_only_subscribed_events_within_the_scopes_are_sent() -> None:
    scopes = ["chat:write", "im:history", "app_mentions:read"]
    events = ["message.im", "message.channels", "reaction_added"]
    async with Sandbox.start(seed=seed(), manifest=manifest(scopes=scopes, events=events)) as sandbox:

        async def deed() -> None:
            said = await sandbox.person(RANA).say("C0ALL", "@bansou 聞こえますか")
            await sandbox.person(LEO).react("C0ALL", said.ts, "bulb")
            await sandbox.person(RANA).home()

        await heard(sandbox, deed, 0)


async def test_an_event_is_written_down_as_it_was_when_it_happened(sandbox: Sandbox) -> None:
    async with bare_socket(sandbox) as socket:
        said = await sandbox.person(RANA).say("C0ALL", "前")
        await sandbox.person(RANA).edit("C0ALL", said.ts, "後")
        first = (await socket.receive())["payload"]
        assert first["event"]["text"] == "前"
        assert first["event_id"].startswith("Ev")
        assert first["authorizations"][0]["user_id"] == BOT
    assert (await web_client(sandbox).conversations_history(channel="C0ALL"))["messages"][0]["text"] == "後"


async def test_a_status_is_told_in_slacks_shape_with_its_end(sandbox: Sandbox) -> None:
    end = int(datetime.fromisoformat(await sandbox.clock()).timestamp()) + 3600
    changed, status = await heard(sandbox, lambda: sandbox.person(RANA).status("休暇", ":palm_tree:", end), 2)
    assert (changed["type"], changed["user"]["profile"]["status_text"]) == ("user_change", "休暇")
    assert status["type"] == "user_status_changed"
    assert set(status) == {"type", "user", "cache_ts", "event_ts"}
    assert set(status["user"]) == {"id", "team_id", "name", "profile", "updated"}
    profile = status["user"]["profile"]
    said = (profile["status_text"], profile["status_emoji"], profile["status_expiration"])
    assert said == ("休暇", ":palm_tree:", end)
    await sandbox.clock(advance=3601)
    (typed,) = await heard(sandbox, lambda: sandbox.ask("person", {"id": RANA, "title": "係長"}, post=True))
    assert (typed["type"], typed["user"]["profile"]["status_text"]) == ("user_change", "")


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        ({"status_text": "あ" * 101}, "100 characters"),
        ({"status_emoji": "palm_tree"}, "no :emoji:"),
        ({"status_text": "休暇", "status_expiration": 1}, "a moment to come"),
    ],
)
async def test_a_status_that_slack_would_refuse_is_refused(
    sandbox: Sandbox, status: dict[str, object], refusal: str
) -> None:
    with pytest.raises(ControlError, match=refusal):
        await sandbox.ask("person", {"id": RANA, **status}, post=True)
