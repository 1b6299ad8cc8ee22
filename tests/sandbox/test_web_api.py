import base64
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.client import Sandbox
from tests.sandbox.conftest import BOT, LEO, OTTO, RANA, manifest, seed, web_client

Json = dict[str, Any]
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "本文"}}


async def refused(call: Any) -> Json:
    with pytest.raises(SlackApiError) as caught:
        await call
    data: Json = caught.value.response.data  # type: ignore[assignment]
    return data


async def test_auth_test_names_the_team_and_the_bot(client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0CITY", BOT, "B0BANSOU")
    assert "chat:write" in answer.headers["x-oauth-scopes"]


async def test_an_unknown_method_is_never_a_silent_ok(client: AsyncWebClient) -> None:
    assert (await refused(client.api_call("chat.shout")))["error"] == "unknown_method"


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        (None, "auth.test", "not_authed"),
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        ("xoxb-sandbox", "apps.connections.open", "not_allowed_token_type"),
        ("xapp-sandbox", "auth.test", "not_allowed_token_type"),
    ],
)
async def test_a_token_is_refused_when_it_does_not_fit(
    sandbox: Sandbox, token: str | None, method: str, error: str
) -> None:
    bare = AsyncWebClient(token=token, base_url=sandbox.api_url)
    assert (await refused(bare.api_call(method)))["error"] == error


async def test_a_method_is_refused_when_the_manifest_lacks_its_scope() -> None:
    scopes = ["chat:write", "channels:read"]
    async with Sandbox.start(seed=seed(), manifest=manifest(scopes=scopes)) as running:
        answer = await refused(web_client(running).users_list())
        assert answer["error"] == "missing_scope"
        assert answer["needed"] == "users:read"
        assert answer["provided"] == "channels:read,chat:write"
        private = await refused(web_client(running).conversations_list(types="public_channel,private_channel"))
        assert (private["error"], private["needed"]) == ("missing_scope", "groups:read")


async def test_a_message_is_posted_with_everything_it_carries(sandbox: Sandbox, client: AsyncWebClient) -> None:
    metadata = {"event_type": "card", "event_payload": {"delivery": "d-1"}}
    answer = await client.chat_postMessage(channel="C0ALL", text="a & b", blocks=[SECTION], metadata=metadata)
    assert answer["channel"] == "C0ALL"
    assert answer["message"]["blocks"][0]["block_id"]
    told = await client.conversations_history(channel="C0ALL", include_all_metadata=True)
    assert told["messages"][0]["metadata"] == metadata
    assert "metadata" not in (await client.conversations_history(channel="C0ALL"))["messages"][0]
    seen = (await sandbox.person(RANA).messages("C0ALL"))[-1]
    assert (seen["ts"], seen["user"]) == (answer["ts"], BOT)


async def test_a_form_body_is_understood_like_a_json_body(sandbox: Sandbox) -> None:
    form = {"token": "xoxb-sandbox", "channel": "C0ALL", "text": "form", "blocks": '[{"type":"divider"}]'}
    async with aiohttp.ClientSession() as session, session.post(f"{sandbox.api_url}chat.postMessage", data=form) as got:
        answer = await got.json()
    assert answer["ok"]
    assert answer["message"]["blocks"][0]["type"] == "divider"


async def test_posting_to_a_person_opens_the_direct_conversation(sandbox: Sandbox, client: AsyncWebClient) -> None:
    first = await client.chat_postMessage(channel=RANA, text="一")
    second = await client.chat_postMessage(channel=RANA, text="二")
    assert first["channel"].startswith("D")
    assert first["channel"] == second["channel"]
    opened = await client.conversations_open(users=[RANA])
    assert opened["channel"]["id"] == first["channel"]
    assert [m["text"] for m in await sandbox.person(RANA).messages(BOT)] == ["一", "二"]
    assert (await refused(client.chat_update(channel=RANA, ts=first["ts"], text="三")))["error"] == "channel_not_found"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0ALL"}, "no_text"),
        ({"channel": "C0NONE", "text": "a"}, "channel_not_found"),
        ({"channel": "C0HIDDEN", "text": "a"}, "channel_not_found"),
        ({"channel": "C0QUIET", "text": "a"}, "not_in_channel"),
        ({"channel": "C0ALL", "text": "a", "thread_ts": "1700000000.000100"}, "thread_not_found"),
        ({"channel": "C0ALL", "text": "a", "thread_ts": "yesterday"}, "invalid_thread_ts"),
        ({"channel": "C0ALL", "blocks": "{"}, "invalid_blocks_format"),
        ({"channel": "C0ALL", "text": "a", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"channel": "C0ALL", "text": "a", "username": "市長"}, "missing_scope"),
        ({"channel": "C0ALL", "blocks": [SECTION] * 51}, "invalid_blocks"),
        ({"channel": "C0ALL", "blocks": [{"type": "markdown", "text": "&" * 3000}]}, "msg_blocks_too_long"),
        ({"text": "a"}, "invalid_arguments"),
    ],
)
async def test_a_message_is_refused_with_slacks_word(client: AsyncWebClient, arguments: Json, error: str) -> None:
    assert (await refused(client.api_call("chat.postMessage", json=arguments)))["error"] == error


async def test_a_refused_block_is_pointed_at(client: AsyncWebClient) -> None:
    long = {"type": "header", "text": {"type": "plain_text", "text": "あ" * 151}}
    answer = await refused(client.chat_postMessage(channel="C0ALL", text="a", blocks=[long]))
    sentence = "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert answer["errors"] == [sentence]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {sentence}"]


async def test_a_text_is_cut_with_a_warning_when_it_is_longer_than_40000(client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel="C0ALL", text="a" * 40_001)
    assert answer["warning"] == "message_truncated"
    assert len(answer["message"]["text"]) == 40_000


async def test_a_thread_counts_its_replies_and_a_broadcast_shows_in_the_channel(client: AsyncWebClient) -> None:
    top = await client.chat_postMessage(channel="C0ALL", text="親")
    await client.chat_postMessage(channel="C0ALL", text="返事", thread_ts=top["ts"])
    loud = await client.chat_postMessage(channel="C0ALL", text="全員へ", thread_ts=top["ts"], reply_broadcast=True)
    history = (await client.conversations_history(channel="C0ALL"))["messages"]
    assert [m["text"] for m in history] == ["全員へ", "親"]
    assert history[1]["reply_count"] == 2
    assert history[1]["latest_reply"] == loud["ts"]
    replies = (await client.conversations_replies(channel="C0ALL", ts=top["ts"]))["messages"]
    assert [m["text"] for m in replies] == ["親", "返事", "全員へ"]
    await client.chat_delete(channel="C0ALL", ts=loud["ts"])
    parent = (await client.conversations_history(channel="C0ALL"))["messages"][0]
    assert parent["reply_count"] == 1


async def test_an_update_replaces_text_and_blocks_and_keeps_metadata(client: AsyncWebClient) -> None:
    metadata = {"event_type": "card", "event_payload": {"n": 1}}
    posted = await client.chat_postMessage(channel="C0ALL", text="前", blocks=[SECTION], metadata=metadata)
    updated = await client.chat_update(channel="C0ALL", ts=posted["ts"], text="後")
    assert updated["text"] == "後"
    told = (await client.conversations_history(channel="C0ALL", include_all_metadata=True))["messages"][0]
    assert "blocks" not in told
    assert told["metadata"] == metadata
    assert told["edited"]["user"] == BOT


async def test_an_update_is_refused_when_it_may_not_be_made(sandbox: Sandbox, client: AsyncWebClient) -> None:
    said = await sandbox.person(RANA).say("C0ALL", "私の")
    assert (await refused(client.chat_update(channel="C0ALL", ts=said.ts, text="a")))["error"] == "cant_update_message"
    assert (await refused(client.chat_delete(channel="C0ALL", ts=said.ts)))["error"] == "cant_delete_message"
    missing = await refused(client.chat_update(channel="C0ALL", ts="1.000000", text="a"))
    assert missing["error"] == "message_not_found"
    posted = await client.chat_postMessage(channel="C0ALL", text="a")
    long = await refused(client.chat_update(channel="C0ALL", ts=posted["ts"], text="a" * 4001))
    assert long["error"] == "msg_too_long"


async def test_an_ephemeral_message_is_seen_by_one_person_only(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel="C0ALL", user=RANA, text="あなただけに")
    assert [m["text"] for m in await sandbox.person(RANA).messages("C0ALL")] == ["あなただけに"]
    assert (await sandbox.person(RANA).messages("C0ALL"))[0]["is_ephemeral"]
    assert await sandbox.person(LEO).messages("C0ALL") == []
    assert (await client.conversations_history(channel="C0ALL"))["messages"] == []
    outside = await refused(client.chat_postEphemeral(channel="C0SECRET", user=RANA, text="a"))
    assert outside["error"] == "user_not_in_channel"


async def test_history_is_paged_without_gaps_while_messages_arrive(client: AsyncWebClient) -> None:
    for number in range(7):
        await client.chat_postMessage(channel="C0ALL", text=str(number))
    first = await client.conversations_history(channel="C0ALL", limit=3)
    assert first["has_more"]
    await client.chat_postMessage(channel="C0ALL", text="新しい")
    seen = [m["text"] for m in first["messages"]]
    cursor = first["response_metadata"]["next_cursor"]
    while cursor:
        page = await client.conversations_history(channel="C0ALL", limit=3, cursor=cursor)
        seen += [m["text"] for m in page["messages"]]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]


async def test_history_is_bounded_by_oldest_and_latest(client: AsyncWebClient) -> None:
    stamps = [(await client.chat_postMessage(channel="C0ALL", text=str(n)))["ts"] for n in range(4)]
    middle = await client.conversations_history(channel="C0ALL", oldest=stamps[0], latest=stamps[3])
    assert [m["text"] for m in middle["messages"]] == ["2", "1"]
    all_of_it = await client.conversations_history(channel="C0ALL", oldest=stamps[0], latest=stamps[3], inclusive=True)
    assert len(all_of_it["messages"]) == 4


async def test_lists_are_paged_and_a_wrong_cursor_is_refused(client: AsyncWebClient) -> None:
    first = await client.users_list(limit=3)
    assert len(first["members"]) == 3
    second = await client.users_list(limit=3, cursor=first["response_metadata"]["next_cursor"])
    assert {m["id"] for m in [*first["members"], *second["members"]]} == {RANA, LEO, OTTO, BOT}
    assert second["response_metadata"]["next_cursor"] == ""
    assert (await refused(client.users_list(limit=1, cursor="nonsense")))["error"] == "invalid_cursor"


async def test_people_carry_their_mail_and_locale_only_when_allowed(client: AsyncWebClient) -> None:
    person = (await client.users_info(user=OTTO, include_locale=True))["user"]
    assert person["profile"]["email"] == "otto@city.example.jp"
    assert (person["locale"], person["tz"], person["tz_offset"]) == ("en-US", "Asia/Tokyo", 32400)
    assert (await client.users_lookupByEmail(email="OTTO@city.example.jp"))["user"]["id"] == OTTO
    assert (await refused(client.users_lookupByEmail(email="none@example.jp")))["error"] == "users_not_found"
    async with Sandbox.start(seed=seed(), manifest=manifest(scopes=["users:read"])) as running:
        assert "email" not in (await web_client(running).users_info(user=OTTO))["user"]["profile"]


async def test_users_info_ignores_a_json_body_as_slack_does(sandbox: Sandbox, client: AsyncWebClient) -> None:
    answer = await refused(client.api_call("users.info", json={"user": RANA}))
    assert answer["error"] == "invalid_arguments"


async def test_channels_are_listed_joined_created_and_filled(sandbox: Sandbox, client: AsyncWebClient) -> None:
    listed = await client.conversations_list(types="public_channel,private_channel")
    assert [c["id"] for c in listed["channels"]] == ["C0ALL", "C0QUIET", "C0SECRET"]
    assert (await refused(client.conversations_history(channel="C0QUIET")))["error"] == "not_in_channel"
    await client.conversations_join(channel="C0QUIET")
    assert (await client.conversations_join(channel="C0QUIET"))["warning"] == "already_in_channel"
    (came,) = (await client.conversations_history(channel="C0QUIET"))["messages"]
    assert (came["subtype"], came["user"], came["text"]) == ("channel_join", BOT, f"<@{BOT}> has joined the channel")
    made = (await client.conversations_create(name="貸館予約wg"))["channel"]
    await client.conversations_invite(channel=made["id"], users=f"{RANA},{LEO}")
    assert (await client.conversations_members(channel=made["id"]))["members"] == [BOT, RANA, LEO]
    assert (await client.conversations_info(channel=made["id"], include_num_members=True))["channel"][
        "num_members"
    ] == 3
    again = await refused(client.conversations_invite(channel=made["id"], users=RANA))
    assert again["error"] == "already_in_channel"
    assert (await refused(client.conversations_create(name="貸館予約wg")))["error"] == "name_taken"
    own = await client.users_conversations(user=RANA)
    assert {c["id"] for c in own["channels"]} == {"C0ALL", "C0QUIET", made["id"]}


async def test_reactions_are_added_once_and_taken_off_once(sandbox: Sandbox, client: AsyncWebClient) -> None:
    said = await sandbox.person(RANA).say("C0ALL", "案")
    await client.reactions_add(channel="C0ALL", timestamp=said.ts, name="white_check_mark")
    twice = await refused(client.reactions_add(channel="C0ALL", timestamp=said.ts, name="white_check_mark"))
    assert twice["error"] == "already_reacted"
    got = await client.reactions_get(channel="C0ALL", timestamp=said.ts)
    assert got["message"]["reactions"] == [{"name": "white_check_mark", "users": [BOT], "count": 1}]
    await client.reactions_remove(channel="C0ALL", timestamp=said.ts, name="white_check_mark")
    gone = await refused(client.reactions_remove(channel="C0ALL", timestamp=said.ts, name="white_check_mark"))
    assert gone["error"] == "no_reaction"
    assert "reactions" not in (await client.reactions_get(channel="C0ALL", timestamp=said.ts))["message"]


async def test_a_file_is_downloaded_only_with_the_token(sandbox: Sandbox, client: AsyncWebClient) -> None:
    source = {"name": "写真.png", "mimetype": "image/png", "content_base64": base64.b64encode(b"\x89PNG").decode()}
    said = await sandbox.person(RANA).say("C0ALL", "写真です", files=[source])
    assert said.message["subtype"] == "file_share"
    file = (await client.files_info(file=said.message["files"][0]["id"]))["file"]
    assert (file["name"], file["size"], file["mimetype"]) == ("写真.png", 4, "image/png")
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": "Bearer xoxb-sandbox"}
        async with session.get(file["url_private_download"], headers=headers) as got:
            assert await got.read() == b"\x89PNG"
        async with session.get(file["url_private_download"]) as got:
            assert got.content_type == "text/html"


async def test_permalinks_lead_back_to_the_message(sandbox: Sandbox, client: AsyncWebClient) -> None:
    top = await client.chat_postMessage(channel="C0ALL", text="親")
    reply = await client.chat_postMessage(channel="C0ALL", text="返事", thread_ts=top["ts"])
    link = (await client.chat_getPermalink(channel="C0ALL", message_ts=reply["ts"]))["permalink"]
    assert f"thread_ts={top['ts']}" in link
    found = await sandbox.ask("permalink", {"url": link})
    assert (found["channel"], found["ts"], found["thread_ts"]) == ("C0ALL", reply["ts"], top["ts"])


async def test_groups_team_and_bot_are_told(client: AsyncWebClient) -> None:
    assert (await client.team_info())["team"]["name"] == "みなと市"
    assert (await client.bots_info(bot="B0BANSOU"))["bot"]["user_id"] == BOT
    assert (await client.usergroups_list())["usergroups"][0]["handle"] == "office"
    assert (await client.usergroups_users_list(usergroup="S0OFFICE"))["users"] == [LEO]


async def test_every_call_is_kept_for_tests_without_its_token(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0ALL", text="a")
    await refused(client.chat_postMessage(channel="C0NONE", text="b"))
    first, second = await sandbox.calls("chat.postMessage")
    assert (first["args"]["text"], first["response"]["ok"]) == ("a", True)
    assert (second["args"], second["response"]["error"]) == ({"channel": "C0NONE", "text": "b"}, "channel_not_found")
    assert await sandbox.calls("chat.postMessage", since=first["n"]) == [second]
