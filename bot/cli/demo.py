"""`bansou demo`: a whole city on this machine — a workspace, the bot, 200 people, and real items posted by them."""

import asyncio
import contextlib
import ctypes
import json
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import aiohttp
import typer
from rich.console import Console
from rich.panel import Panel
from rich.progress import Progress

from bot.cli import demo_city, demo_folder, demo_people
from bot.cli.demo_rollout import HANDS, Spreading
from bot.cli.desk import ends_with_a_sentence
from bot.domain.digests import Rhythm
from bot.domain.errors import UserError
from sandbox.client import Sandbox
from storage.database import Database
from templates.wording import Wording, Words

ROOT = Path(__file__).parents[2]
CITY = ROOT / "sandbox" / "city"
ZONE = ZoneInfo("Asia/Tokyo")
_START_SECONDS = 30.0
_STOP_SECONDS = 15.0
_LIBC = ctypes.CDLL(None)  # loaded here: between fork and exec nothing should be
_PR_SET_PDEATHSIG = 1


class Language(StrEnum):
    """What the demo speaks."""

    JA = "ja"
    EN = "en"


@dataclass(frozen=True)
class Place:
    """Where a demo keeps everything, so that a second start goes on where the first stopped."""

    folder: Path
    port: int

    @property
    def database_url(self) -> str:
        """The demo's own database."""
        return f"sqlite:///{self.folder / 'bansou.db'}"

    @property
    def url(self) -> str:
        """The workspace's address."""
        return f"http://127.0.0.1:{self.port}"


def demo(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="ブラウザーで開く番号 / port of the page")] = 8765,
    folder: Annotated[Path, typer.Option(help="保存する場所 / where to keep everything")] = Path("var/demo"),
    fresh: Annotated[bool, typer.Option("--fresh", help="前のものを消して始める / forget the last demo")] = False,
    browser: Annotated[bool, typer.Option(help="ブラウザーを開く / open the browser")] = True,
    language: Annotated[Language, typer.Option(help="ページとボットの言葉 / of the page and the bot")] = Language.JA,
) -> None:
    """市を丸ごと動かして試す（Slackは要りません）/ try the whole bot, no Slack account needed.

    Ctrl-C で止まり、次は続きから始まります。
    Ctrl-C stops it; the next start goes on from there.
    """
    words, place = Wording(ZONE).of(language), Place(folder.resolve(), port)
    with ends_with_a_sentence(words), demo_folder.alone_in(place.folder, place.url):
        _need_free_port(port)
        demo_folder.prepare(place.folder, fresh=fresh)
        asyncio.run(_run(place, words, browser=browser))


def _need_free_port(port: int) -> None:
    """Two demos on one port would be one demo that gets everything twice."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise UserError("demo_port_taken", port=str(port)) from error


async def _run(place: Place, words: Words, *, browser: bool) -> None:
    """Ctrl-C ends the demo at any moment; the next start goes on with what is missing."""
    stop = asyncio.Event()
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(ending, stop.set)
    console = Console()
    stopped = asyncio.create_task(stop.wait())
    at_work = asyncio.create_task(_start(place, words, console, browser=browser))
    await asyncio.wait({stopped, at_work}, return_when=asyncio.FIRST_COMPLETED)
    if not at_work.done():
        console.print(words.plain("demo.stopping"))
        at_work.cancel()
    stopped.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await at_work


async def _start(place: Place, words: Words, console: Console, *, browser: bool) -> None:
    _write_guide(place)
    async with (
        _process(place, "sandbox", _sandbox_command(place)) as workspace,
        aiohttp.ClientSession() as session,
    ):
        sandbox = Sandbox(place.url, session)
        with console.status(words.plain("demo.organisation")):
            workspace_id = await asyncio.to_thread(
                demo_city.prepare, place.database_url, CITY / "org.xlsx", CITY / "skills.csv"
            )
            await _ready(sandbox, workspace, 0, place)
        async with _process(place, "bot", [sys.executable, "-m", "bot", "run"], _bot_settings(place, words)) as bot:
            with console.status(words.plain("demo.connecting")):
                await _ready(sandbox, bot, 1, place)
            with closing(Database(place.database_url)) as database:
                past = demo_people.read_past(CITY, database, workspace_id)
                # Years of proposals within seconds: the chat's patience is lifted while the past is played back.
                await sandbox.weather(rate_limits=not past.is_behind())
                link = f"{place.url}/?user={_guide()['requester']}&lang={words.language}"
                console.print(Panel(words.plain("demo.ready", url=link), title="Bansou 伴走", expand=False))
                if browser and sys.stdout.isatty():
                    webbrowser.open(link)
                playing = asyncio.create_task(_play(sandbox, past, console, words))
                try:
                    await _until_one_ends(bot, workspace, place)
                finally:
                    playing.cancel()
                    with contextlib.suppress(asyncio.CancelledError, aiohttp.ClientError):
                        await playing


async def _play(sandbox: Sandbox, past: demo_people.Past, console: Console, words: Words) -> None:
    """What was posted in the past, then how one practice of it spreads; all of it is told before limits are back."""
    try:
        await _play_the_past(sandbox, past, console, words)
        await Spreading(sandbox, past.database, past.workspace_id).play(HANDS, datetime.now(ZONE).date())
        await past.until_delivered()
    finally:
        await sandbox.weather(rate_limits=True)


async def _play_the_past(sandbox: Sandbox, past: demo_people.Past, console: Console, words: Words) -> None:
    """Staff post what was proposed in the past, while the demo is looked at and used."""
    if not past.is_behind():
        return
    waiting = past.waiting()
    try:
        office = demo_people.Office(sandbox, past, await sandbox.workspace())
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task(words.plain("demo.posting"), total=len(waiting))
            await demo_people.post_items(sandbox, waiting, office, lambda: progress.advance(task))
            await office.finish()
        routed, unrouted = past.arrived(waiting)
        console.print(words.plain("demo.posted", count=routed, unrouted=unrouted))
    except UserError as error:  # the demo goes on without; the next start tries the rest again
        console.print(words.plain(f"errors.{error.code}", **error.facts))


async def _until_one_ends(bot: asyncio.subprocess.Process, workspace: asyncio.subprocess.Process, place: Place) -> None:
    """Wait; a process that ends by itself is an error with its log's place."""
    endings = {asyncio.create_task(p.wait()): name for p, name in ((bot, "bot"), (workspace, "sandbox"))}
    try:
        done, _ = await asyncio.wait(endings, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in endings:
            task.cancel()
    raise _ended(endings[done.pop()], place)


def _guide() -> dict[str, Any]:
    guide: dict[str, Any] = json.loads((CITY / "guide.json").read_text(encoding="utf-8"))
    return guide


def _write_guide(place: Place) -> None:
    digest_at = Rhythm(0, time(9), ZONE).next_after(datetime.now(UTC))
    guide = {**_guide(), "digest_at": digest_at.astimezone(ZONE).isoformat()}
    (place.folder / "guide.json").write_text(json.dumps(guide, ensure_ascii=False), encoding="utf-8")


def _sandbox_command(place: Place) -> list[str]:
    folder = place.folder
    return [
        *(sys.executable, "-m", "sandbox", "--port", str(place.port)),
        *("--manifest", str(ROOT / "manifest.json"), "--seed", str(CITY / "city.json")),
        *("--state", str(folder / "workspace.json"), "--clock-file", str(folder / "clock")),
        *("--guide", str(folder / "guide.json")),
    ]


def _bot_settings(place: Place, words: Words) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_APP_TOKEN": "xapp-sandbox",
        "SLACK_API_URL": f"{place.url}/api/",
        "BANSOU_DATABASE_URL": place.database_url,
        "BANSOU_CLOCK_FILE": str(place.folder / "clock"),
        "BANSOU_TIME_ZONE": "Asia/Tokyo",
        "BANSOU_LANGUAGE": words.language,
        "BANSOU_POSTS_PER_MINUTE": "1200",
    }


@asynccontextmanager
async def _process(
    place: Place, name: str, command: list[str], settings: dict[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process with its own log; it is asked to end, and made to if it does not."""
    with (place.folder / f"{name}.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdout=log,
            stderr=log,
            # Neither the city's .env nor its variables may reach the demo.
            cwd=place.folder,
            env={name: value for name, value in os.environ.items() if not name.startswith(("BANSOU_", "SLACK_"))}
            | (settings or {}),
            start_new_session=True,
            preexec_fn=_end_with_the_demo,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), _STOP_SECONDS)
            if process.returncode is None:
                process.kill()
                await process.wait()


def _end_with_the_demo() -> None:
    """Let Linux end this process when the demo is killed: who keeps the port would be in the next start's way."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


async def _ready(sandbox: Sandbox, process: asyncio.subprocess.Process, connections: int, place: Place) -> None:
    """Wait until the workspace answers, with that many connections of the bot."""
    name = "bot" if connections else "sandbox"
    deadline = asyncio.get_running_loop().time() + _START_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        if process.returncode is not None:
            raise _ended(name, place)
        with contextlib.suppress(aiohttp.ClientError):
            if (await sandbox.workspace())["connections"] >= connections:
                return
        await asyncio.sleep(0.05)
    raise _ended(name, place)


def _ended(name: str, place: Place) -> UserError:
    log = place.folder / f"{name}.log"
    last = (log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or [""])[-1]
    return UserError("demo_ended", part=name, log=str(log), last=last)
