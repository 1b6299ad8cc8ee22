"""A typed client of the control API: people who act, and a test that looks on."""

import asyncio
import inspect
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar, overload

import aiohttp

from sandbox.errors import BadRequestError, ControlError, SetupError
from sandbox.manifest import read_json
from sandbox.model import Json
from sandbox.person import Answer, Person, Said
from sandbox.server import Server
from sandbox.world import Settings

__all__ = ["Answer", "Person", "Said", "Sandbox"]
T = TypeVar("T")
START_SECONDS = 10.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.01


class Sandbox:
    """A running sandbox, in this process or in another one."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self._session = session

    @property
    def api_url(self) -> str:
        """Return the `base_url` for Slack's SDK."""
        return f"{self.url}/api/"

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        *,
        manifest: Json | Path,
        seed: Json | Path | None = None,
        weather: Json | None = None,
        state_file: Path | None = None,
        clock_file: Path | None = None,
        guide: Json | None = None,
        request_url: str = "",
        retry_delays: Sequence[float] = (0.0, 60.0, 300.0),
        ack_seconds: float = 3.0,
        trigger_seconds: float = 3.0,
    ) -> AsyncIterator["Sandbox"]:
        """Run a sandbox in this process on a free port."""
        settings = Settings(
            manifest=_content(manifest, "manifest"),
            seed=_content(seed, "seed") if seed is not None else {},
            state_file=state_file,
            clock_file=clock_file,
            guide=guide,
            request_url=request_url,
            retry_delays=tuple(retry_delays),
            ack_seconds=ack_seconds,
            trigger_seconds=trigger_seconds,
        )
        server = Server(settings)
        try:
            url = await server.start()
            async with aiohttp.ClientSession() as session:
                sandbox = cls(url, session)
                if weather:
                    await sandbox.weather(**weather)
                yield sandbox
        finally:
            await server.stop()

    @classmethod
    @asynccontextmanager
    async def spawn(
        cls, *, manifest: Json | Path, seed: Json | Path | None = None, arguments: Sequence[str] = ()
    ) -> AsyncIterator["Sandbox"]:
        """Run a sandbox as a process of its own on a free port; raises SetupError when it does not start."""
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "sandbox", "--port", "0", *arguments]
            for name, source in (("manifest", manifest), ("seed", seed)):
                if source is not None:
                    command += [f"--{name}", str(_file(source, Path(folder) / f"{name}.json"))]
            process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
            try:
                url = await _printed_url(process)
                async with aiohttp.ClientSession() as session:
                    yield cls(url, session)
            finally:
                await _stop(process)

    async def ask(self, call: str, given: Json | None = None, *, post: bool = False) -> Json:
        """Make a control call; raises ControlError when refused, BadRequestError when it makes no sense."""
        clean = {key: value for key, value in (given or {}).items() if value is not None}
        url = f"{self.url}/control/{call}"
        if post:
            request = self._session.post(url, json=clean)
        else:
            request = self._session.get(url, params={key: str(value) for key, value in clean.items()})
        async with request as response:
            told: Json = await response.json()
        if told["ok"]:
            return told
        if response.status == 400:
            raise BadRequestError(told["detail"])
        raise ControlError(told["error"], told["detail"])

    def person(self, user: str) -> Person:
        """Return someone who can act."""
        return Person(self, user)

    async def workspace(self) -> Json:
        """Return people, channels, commands, switches."""
        return await self.ask("workspace")

    async def calls(self, method: str = "", since: int = 0) -> list[Json]:
        """Return the bot's Web API calls in order."""
        told = await self.ask("calls", {"method": method, "since": since})
        return list(told["calls"])

    async def posts(self, channel: str = "", since: int = 0) -> list[Json]:
        """Return the bot's messages in order, deleted ones marked."""
        told = await self.ask("posts", {"channel": channel, "since": since})
        return list(told["posts"])

    async def clock(self, *, to: str | None = None, advance: float | None = None, reset: bool | None = None) -> str:
        """Move the clock, or only read it; return the workspace's time."""
        told = await self.ask("clock", {"to": to, "advance": advance, "reset": reset}, post=True)
        return str(told["now"])

    async def weather(self, **switches: object) -> Json:
        """Turn switches of the weather; return all of them."""
        return await self.ask("weather", dict(switches), post=True)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask the bot's sockets to reconnect."""
        await self.ask("refresh", {"reason": reason}, post=True)

    async def reset(self) -> None:
        """Go back to the seed."""
        await self.ask("reset", post=True)

    async def connected(self, count: int = 1, *, within: float = 5.0) -> None:
        """Wait until the bot has opened that many sockets."""

        async def enough() -> bool:
            return int((await self.workspace())["connections"]) >= count

        await self.until(enough, within=within)

    @overload
    async def until(self, predicate: Callable[[], Coroutine[Any, Any, T]], *, within: float = 5.0) -> T: ...

    @overload
    async def until(self, predicate: Callable[[], T], *, within: float = 5.0) -> T: ...

    async def until(self, predicate: Callable[[], T | Coroutine[Any, Any, T]], *, within: float = 5.0) -> T:
        """Wait until the predicate gives something true and return it, else raise TimeoutError."""
        deadline = asyncio.get_running_loop().time() + within
        while True:
            value = predicate()
            result: T = await value if inspect.isawaitable(value) else value
            if result:
                return result
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError(f"Not within {within} s; the last value was {result!r}.")
            await asyncio.sleep(POLL_SECONDS)


def _content(source: Json | Path, what: str) -> Json:
    return read_json(source, what) if isinstance(source, Path) else source


def _file(source: Json | Path, place: Path) -> Path:
    if isinstance(source, Path):
        return source
    place.write_text(json.dumps(source), encoding="utf-8")
    return place


async def _printed_url(process: asyncio.subprocess.Process) -> str:
    if process.stdout is None:
        raise SetupError("The sandbox has no output.")
    async with asyncio.timeout(START_SECONDS):
        line = await process.stdout.readline()
    if not line:
        raise SetupError("The sandbox did not start; see its messages above.")
    return str(json.loads(line)["url"])


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
