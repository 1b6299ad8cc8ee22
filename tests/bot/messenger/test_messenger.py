import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.errors import AmbiguousDeliveryError, ChatUnavailableError, DeliveryError, DeliveryTrouble
from bot.messenger import ChatChannel, ChatPerson, Messenger, Posted
from sandbox.client import Sandbox
from tests.bot.conftest import MANIFEST, SEED, TOKEN

BLOCKS = [{"type": "section", "text": {"type": "plain_text", "text": "夜間の鍵"}}]
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "提案"}, "blocks": BLOCKS}


def _a_minute_ago() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


async def _posted(sandbox: Sandbox, channel: str) -> list[dict[str, Any]]:
    return [post["message"] for post in await sandbox.posts(channel)]


async def test_a_message_is_posted_once_with_its_delivery_id(sandbox: Sandbox, messenger: Messenger) -> None:
    posted = await messenger.post("C0WG1", "R8-0001", BLOCKS, delivery_id="d1")

    calls = await sandbox.calls("chat.postMessage")
    assert [call["args"]["metadata"]["event_payload"] for call in calls] == [{"delivery_id": "d1"}]
    assert calls[0]["args"]["unfurl_links"] is False
    assert [(m["ts"], m["text"]) for m in await _posted(sandbox, "C0WG1")] == [(posted.ts, "R8-0001")]


async def test_a_message_to_a_person_tells_the_direct_channel(sandbox: Sandbox, messenger: Messenger) -> None:
    posted = await messenger.post("U0RANA", "受け付けました", [], delivery_id="d1")

    assert posted.channel.startswith("D")
    await messenger.update(posted.channel, posted.ts, "届けました", [])
    assert [m["text"] for m in await _posted(sandbox, posted.channel)] == ["届けました"]


@pytest.mark.parametrize("switch", ["lose_response", "server_error_after"])
async def test_a_lost_answer_is_ambiguous_and_the_message_is_found(
    sandbox: Sandbox, messenger: Messenger, switch: str
) -> None:
    await sandbox.weather(**{switch: 1.0, "methods": ["chat.postMessage"]})

    with pytest.raises(AmbiguousDeliveryError):
        await messenger.post("C0WG1", "R8-0001", BLOCKS, delivery_id="d1")

    found = await messenger.find_posted("C0WG1", "d1", _a_minute_ago())
    assert found == Posted("C0WG1", (await _posted(sandbox, "C0WG1"))[0]["ts"])
    assert len(await sandbox.posts("C0WG1")) == 1
    assert await messenger.find_posted("C0WG1", "d2", _a_minute_ago()) is None


async def test_a_reply_is_found_in_its_thread_and_behind_a_full_page(sandbox: Sandbox, messenger: Messenger) -> None:
    card = await messenger.post("C0WG1", "card", BLOCKS, delivery_id="card")
    reply = await messenger.post("C0WG1", "reply", [], thread_ts=card.ts, delivery_id="reply")
    for number in range(201):
        await sandbox.person("U0LEO").say("C0WG1", f"message {number}")

    assert await messenger.find_posted("C0WG1", "reply", _a_minute_ago(), thread_ts=card.ts) == reply
    assert await messenger.find_posted("C0WG1", "card", _a_minute_ago()) == card


async def test_a_history_without_metadata_is_no_proof_of_absence() -> None:
    manifest = json.loads(MANIFEST.read_text())
    manifest["oauth_config"]["scopes"]["bot"].remove("metadata.message:read")
    async with (
        Sandbox.start(manifest=manifest, seed=SEED) as sandbox,
        Messenger(TOKEN, sandbox.api_url) as messenger,
    ):
        await messenger.post("C0WG1", "card", BLOCKS, delivery_id="card")

        with pytest.raises(DeliveryError, match="missing_scope"):
            await messenger.find_posted("C0WG1", "card", _a_minute_ago())


@pytest.mark.parametrize(
    ("channel", "blocks", "trouble"),
    [
        ("C0NOWHERE", [], DeliveryTrouble.CHANNEL_GONE),
        ("C0STRANGE", [], DeliveryTrouble.NOT_INVITED),
        ("C0WG1", [{"type": "nonsense"}], DeliveryTrouble.REFUSED),
        ("C0WG1", BLOCKS * 51, DeliveryTrouble.REFUSED),
    ],
)
async def test_a_refusal_is_permanent_and_says_why(
    messenger: Messenger, channel: str, blocks: list[dict[str, Any]], trouble: DeliveryTrouble
) -> None:
    with pytest.raises(DeliveryError) as refused:
        await messenger.post(channel, "hello", blocks)

    assert (refused.value.permanent, refused.value.trouble) == (True, trouble)


async def test_the_limit_of_a_channel_tells_how_long_to_wait(sandbox: Sandbox, messenger: Messenger) -> None:
    await sandbox.weather(rate_limits=True)
    await messenger.post("C0WG1", "one", [])

    with pytest.raises(DeliveryError) as limited:
        await messenger.post("C0WG1", "two", [])

    assert (limited.value.permanent, limited.value.retry_after) == (False, 1.0)


async def test_a_wrong_token_is_the_whole_workspace_s_trouble(sandbox: Sandbox) -> None:
    async with Messenger("xoxb-wrong", sandbox.api_url) as messenger:
        with pytest.raises(ChatUnavailableError, match="invalid_auth"):
            await messenger.post("C0WG1", "hello", [])


async def test_a_chat_that_cannot_be_reached_has_certainly_posted_nothing() -> None:
    async with Messenger(TOKEN, "http://127.0.0.1:9/api/") as messenger:
        with pytest.raises(ChatUnavailableError) as unreachable:
            await messenger.post("C0WG1", "hello", [])

    assert unreachable.value.trouble is DeliveryTrouble.UNREACHABLE


async def test_people_come_with_their_language_and_address(messenger: Messenger) -> None:
    rana = await messenger.person("U0RANA")

    assert rana == ChatPerson(
        "U0RANA", "楽名 花", "u0rana@city.example.jp", "ja-JP", "Asia/Tokyo", is_bot=False, deleted=False, title="主任"
    )
    assert {person.chat_id for person in await messenger.people()} >= {"U0RANA", "U0LEO"}
    with pytest.raises(DeliveryError, match="user_not_found"):
        await messenger.person("U0NOBODY")


async def test_channels_tell_whether_the_bot_is_in_them_and_can_be_joined(messenger: Messenger) -> None:
    before = {channel.id: channel for channel in await messenger.channels()}
    assert before["C0WG1"] == ChatChannel("C0WG1", "c0wg1", is_private=False, is_member=True, is_archived=False)
    assert not before["C0STRANGE"].is_member

    await messenger.join("C0STRANGE")

    assert all(channel.is_member for channel in await messenger.channels())


async def test_one_message_is_found_in_its_channel_and_in_a_thread(sandbox: Sandbox, messenger: Messenger) -> None:
    said = await sandbox.person("U0RANA").say("C0WG1", "鍵の話")
    reply = await sandbox.person("U0LEO").say("C0WG1", "それなら", thread_ts=said.ts)

    top = await messenger.message("C0WG1", said.ts)
    below = await messenger.message("C0WG1", reply.ts)

    assert top is not None
    assert below is not None
    assert (top.user, top.text) == ("U0RANA", "鍵の話")
    assert (below.text, below.thread_ts) == ("それなら", said.ts)
    assert await messenger.message("C0WG1", "1000000000.000001") is None
    assert said.ts.replace(".", "") in await messenger.permalink("C0WG1", said.ts)


async def test_the_token_tells_who_the_bot_is_and_what_it_may(messenger: Messenger) -> None:
    assert (await messenger.who_am_i()).team_id == "T0CITY"
    assert {"chat:write", "users:read"} <= (await messenger.who_am_i()).scopes


async def test_a_trigger_that_is_no_longer_valid_is_refused(messenger: Messenger) -> None:
    with pytest.raises(DeliveryError) as refused:
        await messenger.open_view("123.456.abc", MODAL)

    assert refused.value.trouble is DeliveryTrouble.MESSAGE_GONE


async def test_a_home_and_a_whisper_are_shown_to_one_person(sandbox: Sandbox, messenger: Messenger) -> None:
    await messenger.publish_home("U0RANA", {"type": "home", "blocks": BLOCKS})
    await messenger.post_ephemeral("C0WG1", "U0RANA", "あなただけに", [])

    assert (await sandbox.calls("views.publish"))[0]["args"]["user_id"] == "U0RANA"
    rana, leo = sandbox.person("U0RANA"), sandbox.person("U0LEO")
    assert [m["text"] for m in await rana.messages("C0WG1") if m.get("is_ephemeral")] == ["あなただけに"]
    assert [m for m in await leo.messages("C0WG1") if m.get("is_ephemeral")] == []


async def test_a_conversation_is_what_people_wrote_after_a_message_and_below_it(
    sandbox: Sandbox, messenger: Messenger
) -> None:
    rana, leo = sandbox.person("U0RANA"), sandbox.person("U0LEO")
    await rana.say("C0WG1", "前の話")
    first = await messenger.post("C0WG1", "ここからどうぞ", [])
    await leo.say("C0WG1", "スレッドで", thread_ts=first.ts)
    await rana.say("C0WG1", "そのあとで")
    await messenger.post("C0WG1", "時間が決まりました", [])

    found = await messenger.conversation("C0WG1", first.ts)

    assert [(message.user, message.text) for message in found] == [("U0LEO", "スレッドで"), ("U0RANA", "そのあとで")]
