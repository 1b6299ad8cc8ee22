from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.client import Sandbox
from sandbox.errors import BadRequestError, ControlError
from tests.sandbox.conftest import BOT, LEO, OTTO, RANA, manifest, seed

Json = dict[str, Any]


async def test_the_workspace_tells_what_the_page_needs(sandbox: Sandbox) -> None:
    told = await sandbox.workspace()
    assert [u["real_name"] for u in told["users"]][:2] == ["楽 ラナ", "李 礼央"]
    assert [c["command"] for c in told["commands"]] == ["/teian"]
    assert [s["callback_id"] for s in told["shortcuts"]] == ["open", "from_message"]
    assert told["limits"]["message"]["blocks"] == 50
    assert (told["weather"]["rate_limits"], told["connections"]) == (False, 0)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("らく", [RANA]),
        ("楽ラナ", [RANA]),
        ("市民課 主任", [RANA]),
        ("OTTO@city", [OTTO]),
        ("企画", [LEO]),
        ("bansou", []),
    ],
)
async def test_people_are_found_by_what_one_knows_of_them(sandbox: Sandbox, words: str, found: list[str]) -> None:
    told = await sandbox.ask("people", {"q": words})
    assert [u["id"] for u in told["users"]] == found


async def test_people_are_paged(sandbox: Sandbox) -> None:
    first = await sandbox.ask("people", {"limit": 2})
    second = await sandbox.ask("people", {"limit": 2, "cursor": first["next_cursor"]})
    assert (len(first["users"]), len(second["users"]), second["next_cursor"]) == (2, 1, "")


async def test_the_sidebar_counts_what_is_unread_until_it_is_read(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0ALL", text="お知らせ")
    last = await client.chat_postMessage(channel="C0ALL", text=f"<@{RANA}> さんへ")
    await client.chat_postMessage(channel=RANA, text="受け付けました")
    rana = sandbox.person(RANA)
    told = await rana.sidebar()
    channels = {c["id"]: c for c in told["channels"]}
    assert set(channels) == {"C0ALL", "C0QUIET"}
    assert (channels["C0ALL"]["unread"], channels["C0ALL"]["mentions"]) == (2, 1)
    assert [(im["user"], im["unread"], im["mentions"]) for im in told["ims"]] == [(BOT, 1, 1)]
    await sandbox.ask("read", {"user": RANA, "channel": "C0ALL", "ts": last["ts"]}, post=True)
    channels = {c["id"]: c for c in (await rana.sidebar())["channels"]}
    assert (channels["C0ALL"]["unread"], channels["C0ALL"]["mentions"]) == (0, 0)
    assert {c["id"] for c in (await sandbox.person(OTTO).sidebar())["channels"] if c["is_member"]} == {"C0ALL"}


async def test_a_group_conversation_is_named_after_the_others_in_it(sandbox: Sandbox, client: AsyncWebClient) -> None:
    opened = await client.conversations_open(users=[RANA, OTTO])
    await client.chat_postMessage(channel=opened["channel"]["id"], text="ここで話しましょう")
    (found,) = (await sandbox.person(RANA).sidebar())["ims"]
    assert set(found["users"]) == {BOT, OTTO}
    assert "、" in found["name"]
    assert found["unread"] == 1


async def test_messages_are_paged_backwards_and_forwards(sandbox: Sandbox) -> None:
    rana = sandbox.person(RANA)
    stamps = [(await rana.say("C0ALL", str(n))).ts for n in range(5)]
    given: Json = {"user": RANA, "channel": "C0ALL", "limit": 2}
    last = await sandbox.ask("messages", given)
    assert ([m["text"] for m in last["messages"]], last["has_more"]) == (["3", "4"], True)
    before = await sandbox.ask("messages", {**given, "latest": stamps[3]})
    assert [m["text"] for m in before["messages"]] == ["1", "2"]
    after = await sandbox.ask("messages", {**given, "oldest": stamps[0]})
    assert [m["text"] for m in after["messages"]] == ["1", "2"]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("@rana, <b> & @nobody", f"<@{RANA}>, &lt;b&gt; &amp; @nobody"),
        ("@rana.", f"<@{RANA}>."),
        ("a@rana.example", "a@rana.example"),
        (f"<@{LEO}> と <#C0ALL|>", f"<@{LEO}> と <#C0ALL|>"),
        ("@here #全庁 #なし", "<!here> <#C0ALL|> #なし"),
        ("https://example.jp/?a=1&b=2", "<https://example.jp/?a=1&amp;b=2>"),
    ],
)
async def test_typed_text_is_sent_as_slacks_client_sends_it(sandbox: Sandbox, typed: str, sent: str) -> None:
    assert (await sandbox.person(RANA).say("C0ALL", typed)).message["text"] == sent


async def test_people_may_do_only_what_slack_lets_them(sandbox: Sandbox) -> None:
    rana, otto = sandbox.person(RANA), sandbox.person(OTTO)
    with pytest.raises(ControlError, match="not a member"):
        await otto.say("C0QUIET", "入れて")
    with pytest.raises(ControlError, match="cannot see"):
        await otto.messages("C0SECRET")
    said = await rana.say("C0ALL", "私の")
    with pytest.raises(ControlError, match="Only the author"):
        await otto.edit("C0ALL", said.ts, "あなたの")
    with pytest.raises(ControlError, match="no person U0NOBODY"):
        await sandbox.person("U0NOBODY").say("C0ALL", "?")
    with pytest.raises(BadRequestError, match="text is missing"):
        await rana.say("C0ALL", "")
    with pytest.raises(ControlError, match="name of an emoji"):
        await rana.react("C0ALL", said.ts, "💡")


async def test_the_clock_moves_what_is_shown_and_stamps_keep_rising(sandbox: Sandbox) -> None:
    rana = sandbox.person(RANA)
    before = (await rana.say("C0ALL", "前")).ts
    monday = datetime.now(UTC) + timedelta(days=8)
    assert (await sandbox.clock(to=monday.isoformat()))[:16] == monday.isoformat()[:16]
    later = (await rana.say("C0ALL", "後")).ts
    assert float(later) - float(before) > 7 * 86400
    await sandbox.clock(advance=-30 * 86400)
    back = (await rana.say("C0ALL", "戻った")).ts
    assert float(back) > float(later)
    assert (await sandbox.clock(reset=True))[:16] == datetime.now(UTC).isoformat()[:16]
    with pytest.raises(BadRequestError, match="ISO 8601"):
        await sandbox.clock(to="来週")


async def test_the_offset_is_written_for_the_bot(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    async with Sandbox.start(seed=seed(), manifest=manifest(), clock_file=file) as sandbox:
        assert float(file.read_text()) == 0.0
        await sandbox.clock(advance=3600)
        assert float(file.read_text()) == 3600.0


async def test_posts_tell_what_the_bot_sent_and_deleted(sandbox: Sandbox, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C0ALL", text="一")
    await client.chat_postEphemeral(channel="C0ALL", user=RANA, text="二")
    await client.chat_postMessage(channel="C0SECRET", text="三")
    await sandbox.person(RANA).say("C0ALL", "人の")
    await client.chat_delete(channel="C0ALL", ts=posted["ts"])
    told = await sandbox.posts()
    assert [(p["message"]["text"], p["deleted"], p.get("ephemeral_to")) for p in told] == [
        ("一", True, None),
        ("二", False, RANA),
        ("三", False, None),
    ]
    assert [p["message"]["text"] for p in await sandbox.posts("#全庁", since=1)] == ["二"]


async def test_reset_goes_back_to_the_seed(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0ALL", text="一")
    await sandbox.clock(advance=86400)
    await sandbox.reset()
    assert await sandbox.posts() == []
    assert await sandbox.calls() == []
    assert await sandbox.person(RANA).messages("C0ALL") == []
    assert (await sandbox.workspace())["clock"]["offset"] == 0.0
    await client.chat_postMessage(channel="C0ALL", text="また")
    assert len(await sandbox.person(RANA).messages("C0ALL")) == 1


async def test_the_stream_tells_a_person_what_they_may_see(sandbox: Sandbox, client: AsyncWebClient) -> None:
    url = f"{sandbox.url.replace('http', 'ws')}/control/stream?user={RANA}"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as stream:
        await client.chat_postMessage(channel="C0SECRET", text="見えない")
        await client.chat_postEphemeral(channel="C0ALL", user=OTTO, text="見えない")
        await client.chat_postMessage(channel="C0ALL", text="見える")
        await client.chat_postEphemeral(channel="C0ALL", user=RANA, text="あなたに")
        section = {"type": "section", "text": {"type": "mrkdwn", "text": "家"}}
        await client.views_publish(user_id=RANA, view={"type": "home", "blocks": [section]})
        await sandbox.clock(advance=60)
        told = [await stream.receive_json(timeout=5) for _ in range(4)]
    assert [event["type"] for event in told] == ["message", "ephemeral", "home", "clock"]
    assert told[0]["message"]["text"] == "見える"
    assert told[1]["message"]["is_ephemeral"]
    assert told[2]["view"]["blocks"][0]["text"]["text"] == "家"
    assert round(told[3]["offset"]) == 60


async def test_a_broken_request_is_answered_400(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{sandbox.url}/control/say", data="{") as got:
            assert got.status == 400
            assert (await got.json())["error"] == "bad_request"
        async with session.get(f"{sandbox.url}/control/sidebar") as got:
            assert (got.status, (await got.json())["detail"]) == (400, "user is missing.")


async def test_the_page_is_served_at_the_root_and_at_permalinks(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/archives/C0ALL/p1700000000000100"):
            async with session.get(f"{sandbox.url}{path}") as got:
                assert (got.status, got.content_type) == (200, "text/html")
        async with session.get(f"{sandbox.url}/page/main.mjs") as got:
            assert got.status == 200
