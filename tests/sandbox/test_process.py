import asyncio
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.client import Sandbox
from sandbox.errors import SetupError
from tests.sandbox.conftest import BOT, RANA, manifest, seed

Json = dict[str, Any]


def web_client(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(token="xoxb-sandbox", base_url=sandbox.api_url, retry_handlers=[])


async def test_the_workspace_survives_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    async with Sandbox.start(seed=seed(), manifest=manifest(), state_file=state) as sandbox:
        client, rana = web_client(sandbox), sandbox.person(RANA)
        said = await rana.say("C0ALL", "鍵", files=[{"name": "a.txt", "content_base64": "YQ=="}])
        await rana.react("C0ALL", said.ts, "bulb")
        metadata = {"event_type": "card", "event_payload": {"n": 1}}
        await client.chat_postMessage(channel="C0ALL", text="札", thread_ts=said.ts, metadata=metadata)
        await rana.say(BOT, "相談")
        section = {"type": "section", "text": {"type": "mrkdwn", "text": "家"}}
        await client.views_publish(user_id=RANA, view={"type": "home", "blocks": [section]})
        await sandbox.ask("person", {"id": RANA, "department": "企画課"}, post=True)
        await sandbox.clock(advance=86400)
    async with Sandbox.start(seed=seed(), manifest=manifest(), state_file=state) as sandbox:
        client, rana = web_client(sandbox), sandbox.person(RANA)
        parent, card = await rana.messages("C0ALL", thread_ts=said.ts)
        assert (parent["text"], parent["reactions"][0]["name"], parent["reply_count"]) == ("鍵", "bulb", 1)
        assert card["metadata"] == metadata
        assert [m["text"] for m in await rana.messages(BOT)] == ["相談"]
        home = await rana.home()
        assert home is not None
        assert home["blocks"][0]["text"]["text"] == "家"
        assert [p["message"]["text"] for p in await sandbox.posts()] == ["札"]
        assert (await client.files_info(file=parent["files"][0]["id"]))["file"]["name"] == "a.txt"
        assert (await client.users_info(user=RANA))["ok"]
        workspace = await sandbox.workspace()
        assert round(workspace["clock"]["offset"]) == 86400
        assert next(u for u in workspace["users"] if u["id"] == RANA)["department"] == "企画課"
        await client.chat_delete(channel="C0ALL", ts=card["ts"])
        assert (await rana.say("C0ALL", "次")).ts > card["ts"]


async def test_a_process_keeps_its_state_when_it_is_told_to_stop(tmp_path: Path) -> None:
    arguments = ["--state", str(tmp_path / "state.json")]
    for before in range(2):
        async with Sandbox.spawn(seed=seed(), manifest=manifest(), arguments=arguments) as sandbox:
            rana = sandbox.person(RANA)
            assert len(await rana.messages("C0ALL")) == before
            await rana.say("C0ALL", "残る")


@pytest.mark.parametrize(("content", "sentence"), [('{"version": 0}', "another version"), ("{", "is not JSON")])
async def test_a_state_that_cannot_be_read_is_named(tmp_path: Path, content: str, sentence: str) -> None:
    state = tmp_path / "state.json"
    state.write_text(content)
    with pytest.raises(SetupError, match=sentence):
        async with Sandbox.start(seed=seed(), manifest=manifest(), state_file=state):
            pass
    assert state.read_text() == content


async def test_the_state_is_written_soon_after_a_change(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    async with Sandbox.start(seed=seed(), manifest=manifest(), state_file=state) as sandbox:
        await sandbox.person(RANA).say("C0ALL", "すぐに")
        await sandbox.until(lambda: state.exists() and "すぐに" in state.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[", "is not JSON"),
        ("[]", "must hold a JSON object"),
        ('{"users": [{"id": "U1", "nmae": "x"}]}', "users[0] has unknown keys: nmae"),
        ('{"users": [{"name": "a", "tz": "Asia/Edo"}]}', "unknown time zone: Asia/Edo"),
        ('{"users": [{"id": "U1"}]}', "users[0] lacks a value"),
        ('{"channels": [{"name": "a", "members": ["U9"]}]}', "not users: U9"),
        ('{"users": [{"id": "U1", "name": "a"}, {"id": "U1", "name": "b"}]}', "repeats the id U1"),
    ],
)
async def test_a_wrong_seed_is_named_and_nothing_starts(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "city.json"
    path.write_text(content)
    with pytest.raises(SetupError, match=re.escape(sentence)):
        async with Sandbox.start(seed=path, manifest=manifest()):
            pass


async def run(*arguments: str) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(10):
        out, error = await process.communicate()
    return process.returncode, out.decode(), error.decode()


async def test_a_taken_port_is_said_in_one_line(sandbox: Sandbox) -> None:
    port = sandbox.url.rpartition(":")[2]
    code, _, error = await run("--port", port, "--manifest", "manifest.json")
    assert (code, f"Port {port} cannot be opened" in error) == (78, True)
    assert "Traceback" not in error


async def test_a_sandbox_that_cannot_start_raises() -> None:
    with pytest.raises(SetupError):
        async with Sandbox.spawn(manifest=Path("nowhere.json")):
            pass


def test_ids_that_the_seed_leaves_out_are_given_in_order() -> None:
    from sandbox.clock import Clock
    from sandbox.seed import build_workspace

    people = [{"name": "a", "real_name": "甲"}, {"name": "b", "real_name": "乙"}]
    workspace = build_workspace({"users": people, "channels": [{"name": "x", "members": "*"}]}, Clock())
    assert list(workspace.users) == ["U0001", "U0002", "U0BANSOU"]
    assert list(workspace.channels["C0001"].members) == ["U0001", "U0002"]
