"""A typed client of the control API: people who act, and a test that looks on."""

import asyncio
import inspect
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import aiohttp

from sandbox.elements import walk
from sandbox.errors import BadRequestError, ControlError, SetupError
from sandbox.manifest import read_json
from sandbox.model import Json
from sandbox.server import Server
from sandbox.world import Settings

T = TypeVar("T")
START_SECONDS = 10.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.01


@dataclass(frozen=True)
class Answer:
    """What came of a deed that makes the bot act."""

    acked: bool = False
    body: Json | None = None
    error: str = ""
    waited_ms: int = 0
    dispatched: bool = True
    response_action: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    views: list[Json] = field(default_factory=list)

    @classmethod
    def read(cls, told: Json) -> "Answer":
        """Read the control API's answer."""
        ack = told.get("ack") or {}
        return cls(
            acked=ack.get("acked", False),
            body=ack.get("body"),
            error=ack.get("error", ""),
            waited_ms=ack.get("waited_ms", 0),
            dispatched=told.get("dispatched", True),
            response_action=told.get("response_action", ""),
            errors=told.get("errors", {}),
            views=told.get("views", []),
        )


@dataclass(frozen=True)
class Said:
    """A message a person has posted."""

    ts: str
    channel: str
    message: Json


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
        """Make a control call; raises ControlError when it is refused, BadRequestError when it makes no sense."""
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

    def person(self, user: str) -> "Person":
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

    async def clock(
        self, *, to: str | None = None, advance: float | None = None, reset: bool | None = None
    ) -> str:
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

    async def connected(self, count: int = 1, timeout: float = 5.0) -> None:
        """Wait until the bot has opened that many sockets."""

        async def enough() -> bool:
            return int((await self.workspace())["connections"]) >= count

        await self.until(enough, timeout=timeout)

    async def until(self, predicate: Callable[[], T | Awaitable[T]], timeout: float = 5.0) -> T:  # noqa: ASYNC109
        """Wait until the predicate returns something true and return that; raises TimeoutError with its last value."""
        deadline = asyncio.get_running_loop().time() + timeout
        while True:
            value = predicate()
            result: T = await value if inspect.isawaitable(value) else value
            if result:
                return result
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError(f"Not within {timeout} s; the last value was {result!r}.")
            await asyncio.sleep(POLL_SECONDS)


class Person:
    """Someone in the workspace and what they do."""

    def __init__(self, sandbox: Sandbox, user: str) -> None:
        self.id = user
        self._sandbox = sandbox

    async def _do(self, call: str, **given: object) -> Json:
        return await self._sandbox.ask(call, {"user": self.id, **given}, post=True)

    async def say(
        self, channel: str, text: str = "", *, thread_ts: str | None = None, files: list[Json] | None = None
    ) -> Said:
        """Post a message; a user id as channel means the direct conversation with them."""
        told = await self._do("say", channel=channel, text=text, thread_ts=thread_ts, files=files)
        return Said(told["ts"], told["channel"], told["message"])

    async def edit(self, channel: str, ts: str, text: str) -> None:
        """Change one's own message."""
        await self._do("edit", channel=channel, ts=ts, text=text)

    async def delete(self, channel: str, ts: str) -> None:
        """Delete one's own message."""
        await self._do("delete", channel=channel, ts=ts)

    async def react(self, channel: str, ts: str, name: str, *, remove: bool = False) -> None:
        """Put an emoji on a message or take it off."""
        await self._do("react", channel=channel, ts=ts, name=name, remove=remove)

    async def command(self, command: str, text: str = "", channel: str | None = None) -> Answer:
        """Run a slash command; in the direct conversation with the bot unless a channel is named."""
        where = channel or (await self._sandbox.workspace())["bot"]["id"]
        return Answer.read(await self._do("command", command=command, text=text, channel=where))

    async def shortcut(self, callback_id: str, channel: str | None = None, ts: str | None = None) -> Answer:
        """Use a shortcut; a message shortcut needs the message's channel and ts."""
        return Answer.read(await self._do("shortcut", callback_id=callback_id, channel=channel, ts=ts))

    async def press(
        self,
        action_id: str,
        *,
        view_id: str | None = None,
        channel: str | None = None,
        ts: str | None = None,
        block_id: str | None = None,
        value: str | None = None,
        selected: object = None,
    ) -> Answer:
        """Press a button or choose something, in a view or a message; in the top modal when neither is named."""
        if view_id is None and channel is None:
            view_id = (await self.view())["id"]
        told = await self._do(
            "press", action_id=action_id, view_id=view_id, channel=channel, ts=ts, block_id=block_id,
            value=value, selected=selected,
        )  # fmt: skip
        return Answer.read(told)

    async def type(
        self,
        action_id: str,
        value: object,
        *,
        view_id: str | None = None,
        block_id: str | None = None,
        enter: bool = False,
    ) -> Answer:
        """Put something into an input of a view, the top modal by default; `enter` presses the key."""
        where = view_id or (await self.view())["id"]
        told = await self._do(
            "type", action_id=action_id, view_id=where, block_id=block_id, value=value, enter=enter
        )
        return Answer.read(told)

    async def options(self, action_id: str, value: str = "", **place: str) -> list[Json]:
        """Return what an external select offers for what was typed, in the top modal by default."""
        if not place:
            place = {"view_id": (await self.view())["id"]}
        told = await self._do("options", action_id=action_id, value=value, **place)
        return [*told["options"], *(option for group in told["option_groups"] for option in group["options"])]

    async def submit(self, values: Json | None = None, view_id: str | None = None) -> Answer:
        """Submit a modal, the top one by default; values by action_id, or by block_id and action_id."""
        view = await self.view(view_id)
        filled: dict[str, Json] = {}
        for key, value in (values or {}).items():
            if isinstance(value, dict):
                filled.setdefault(key, {}).update(value)
            else:
                filled.setdefault(_block_of(view, key), {})[key] = value
        return Answer.read(await self._do("submit", view_id=view["id"], values=filled))

    async def close(self, view_id: str | None = None, *, clear_all: bool = False) -> Answer:
        """Close a modal, the top one by default, or all of them."""
        where = view_id or (await self.view())["id"]
        return Answer.read(await self._do("close", view_id=where, clear_all=clear_all))

    async def home(self, tab: str = "home") -> Json | None:
        """Open the bot's home; return the view that is published at this moment."""
        told = await self._do("home", tab=tab)
        view: Json | None = told["view"]
        return view

    async def views(self) -> list[Json]:
        """Return the open modals, bottom first."""
        told = await self._sandbox.ask("views", {"user": self.id})
        return list(told["views"])

    async def view(self, view_id: str | None = None) -> Json:
        """Return one open modal, the top one by default; raises ControlError when none is open."""
        stack = await self.views()
        for view in reversed(stack):
            if view_id in (None, view["id"]):
                return dict(view)
        raise ControlError("no_such_view", f"{self.id} has no such modal open.")

    async def messages(self, channel: str, *, thread_ts: str | None = None, limit: int = 1000) -> list[Json]:
        """Return what the person sees in a conversation or a thread, oldest first."""
        given = {"user": self.id, "channel": channel, "thread_ts": thread_ts, "limit": limit}
        return list((await self._sandbox.ask("messages", given))["messages"])

    async def sidebar(self) -> Json:
        """Return the conversations the person sees."""
        return await self._sandbox.ask("sidebar", {"user": self.id})


def _block_of(view: Json, action_id: str) -> str:
    for found in walk(view["blocks"]):
        if found.action_id == action_id:
            return found.block_id
    raise ControlError("no_such_element", f"The modal has no input {action_id!r}.")


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
