"""The demo is ready before its past is played back, and goes on after a stop where it was."""

import json
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from sandbox.client import Sandbox
from tests.demo.running import Demo

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("demo")]

CITY = Path(__file__).parents[2] / "sandbox" / "city"
ITEMS = [json.loads(line) for line in (CITY / "items.jsonl").read_text(encoding="utf-8").splitlines()]
TITLES = sorted(item["title"][:80] for item in ITEMS)
REQUESTER = json.loads((CITY / "guide.json").read_text(encoding="utf-8"))["requester"]
SAMPLE = "夜間の鍵の受け渡しをなくしたい"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    running = Demo(tmp_path / "demo", "ja")
    yield running
    if running.process is not None:
        running.stop()


async def post(sandbox: Sandbox) -> None:
    """A visitor posts a proposal."""
    person = sandbox.person(REQUESTER)
    await person.command("/teian", SAMPLE)
    blocks = {block["block_id"].split(":")[0]: block["block_id"] for block in (await person.view())["blocks"]}
    said = {"title": SAMPLE, "body": "公民館の鍵を22時に受け取りに行っています。"}
    answer = await person.submit({blocks[name]: {"intake_typed": text} for name, text in said.items()})
    assert answer.views[-1]["callback_id"] == "intake_shown"


async def arrived(sandbox: Sandbox) -> bool:
    """Whether the visitor's card is in a channel."""
    return any(
        p["channel"].startswith("C") and SAMPLE in json.dumps(p["message"], ensure_ascii=False)
        for p in await sandbox.posts()
    )


async def test_a_visitor_s_proposal_arrives_while_the_past_is_played_and_a_stop_loses_and_doubles_nothing(
    demo: Demo,
) -> None:
    demo.start()
    async with aiohttp.ClientSession() as session:
        sandbox = Sandbox(demo.url, session)
        await post(sandbox)
        await sandbox.until(lambda: arrived(sandbox), within=30)
    demo.wait_until_stored(20)
    assert demo.stop() == 0
    assert 20 <= len(demo.titles()) < len(TITLES)  # the visitor did not wait for the past, and it was cut short

    demo.start()
    demo.wait_until_played()
    assert demo.waiting() == 0  # nothing of the past stands in the way of what the visitor presses next
    async with aiohttp.ClientSession() as session:
        calls = await Sandbox(demo.url, session).calls()
    assert [call["method"] for call in calls if call["status"] == 429] == []
    assert demo.stop() == 0
    assert sorted(demo.titles()) == sorted([*TITLES, SAMPLE])


@pytest.mark.parametrize("begun", ["guide.json", "sandbox.log", "bot.log"])
def test_a_demo_that_is_stopped_while_it_starts_leaves_nothing_running(demo: Demo, begun: str) -> None:
    demo.launch()
    demo.wait_until_there(begun)
    assert demo.stop() == 0
    assert_port_is_free(demo)


def test_a_demo_leaves_nothing_running_when_its_terminal_is_closed(demo: Demo) -> None:
    demo.start()
    assert demo.stop(signal.SIGHUP) == 0
    assert_port_is_free(demo)


def test_a_demo_leaves_nothing_running_when_it_is_killed(demo: Demo) -> None:
    demo.start()
    assert demo.stop(signal.SIGKILL) == -signal.SIGKILL
    deadline = time.monotonic() + 20
    while not_free(demo) and time.monotonic() < deadline:
        time.sleep(0.1)  # the two processes end by themselves, and nobody waits for them any more
    assert_port_is_free(demo)


def not_free(demo: Demo) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", demo.port)) == 0


def assert_port_is_free(demo: Demo) -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", demo.port))
