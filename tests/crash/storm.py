"""People who post while the bot is killed: what each of them was told, and when the bot came back."""

import asyncio
import contextlib
import os
import random
import signal
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from sandbox.client import Answer, Person, Sandbox
from templates.intake import SUBMIT_ID, TYPED_ID

CHAT_SPEED = 20
ACK_SECONDS = 3.0  # as Slack
_PATIENCE_SECONDS = 40.0
_LONGEST_STORM_SECONDS = 500.0
_PRESSES_AT_MOST = 40
_GIVES_UP = 0.2


class Moment(Enum):
    """When to kill: before it is up, at any time, or when somebody has just been told that all is well."""

    STARTING = 1
    ANY = 2
    TOLD = 3


class BotProcess:
    """`python -m bot run`, started again and again on the same database."""

    def __init__(self, sandbox: Sandbox, database_url: str, folder: Path) -> None:
        self._sandbox, self._folder = sandbox, folder
        far_day = (datetime.now(UTC) + timedelta(days=3)).strftime("%a").lower()
        self._settings = {
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_APP_TOKEN": "xapp-sandbox",
            "SLACK_API_URL": sandbox.api_url,
            "BANSOU_DATABASE_URL": database_url,
            "BANSOU_CHAT_SPEED": str(CHAT_SPEED),
            "BANSOU_DIGEST_DAY": far_day,
        }
        self._process: asyncio.subprocess.Process | None = None
        self._connecting: asyncio.Task[None] | None = None
        self.up = asyncio.Event()
        self.started_at = 0.0

    @property
    def log(self) -> str:
        return (self._folder / "bot.log").read_text(encoding="utf-8", errors="replace")

    async def start(self) -> None:
        self.started_at = time.monotonic()
        with (self._folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=self._folder,
                env={**os.environ, **self._settings},
                stdout=log,
                stderr=log,
            )
        self._connecting = asyncio.create_task(self._connect())

    async def end(self, how: signal.Signals) -> int:
        assert self._process is not None
        assert self._connecting is not None
        self.up.clear()
        self._connecting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._connecting
        if self._process.returncode is None:
            self._process.send_signal(how)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await self._process.wait()

    async def _connect(self) -> None:
        await self._sandbox.connected(within=_PATIENCE_SECONDS)
        self.up.set()


@dataclass
class Told:
    """What the people know in the end, by the title of what they posted, and what the storm was like."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    given_up: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    presses: int = 0
    repeated: int = 0
    kills: int = 0
    restarts: list[float] = field(default_factory=list)


class Storm:
    """So many submissions by several people at once, and so many kills among them."""

    def __init__(self, sandbox: Sandbox, bot: BotProcess, texts: list[str], seed: int) -> None:
        self._sandbox, self._bot, self._texts = sandbox, bot, texts
        self._dice = random.Random(seed)
        self._numbers = count()
        self._just_told = asyncio.Event()
        self._heard = False
        self._over = False
        self.told = Told()

    async def rage(self, people: list[str], submissions: int, kills: int) -> Told:
        """Let everybody post, kill the bot at random moments, and return what people were told."""
        await self._bot.start()
        killing = asyncio.create_task(self._kill(sorted(self._dice.sample(range(3, submissions * 9 // 10), kills))))
        await asyncio.gather(*(self._post_until(self._sandbox.person(user), submissions) for user in people))
        self._over = True
        await killing
        return self.told

    async def _kill(self, moments: list[int]) -> None:
        for moment in moments:
            manner = self._dice.choice(list(Moment))
            starting = manner is Moment.STARTING
            await self._sandbox.until(partial(self._has_come, moment, starting), within=_LONGEST_STORM_SECONDS)
            if manner is Moment.TOLD:
                self._just_told.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._just_told.wait(), 1.0)
            else:
                await asyncio.sleep(self._dice.uniform(0, 0.8 if starting else 0.3))
            await self._bot.end(signal.SIGKILL)
            self.told.kills += 1
            self._heard = False
            await self._bot.start()

    def _has_come(self, moment: int, starting: bool) -> bool:
        return self._over or (self.told.presses >= moment and (starting or self._heard))

    async def _post_until(self, person: Person, submissions: int) -> None:
        while (number := next(self._numbers)) < submissions:
            text = self._texts[number % len(self._texts)]
            await self._post(person, f"第{number:03d}号 {text[:40].strip()}", text)

    async def _post(self, person: Person, title: str, body: str) -> None:
        view = await self._open_form(person)
        for _ in range(_PRESSES_AT_MOST):
            values = {_block(view, name): {TYPED_ID: typed} for name, typed in (("title", title), ("body", body))}
            self.told.presses += 1
            answer = await person.submit(values, view_id=view["id"])
            self._listen(answer)
            view = await person.view()
            if answer.acked and view["callback_id"] != SUBMIT_ID:
                self.told.acknowledged[title] = person.id
                self._just_told.set()
                break
            if answer.errors:
                self.told.refused += answer.errors.values()
            if not answer.acked:
                if self._dice.random() < _GIVES_UP:
                    self.told.given_up[title] = person.id
                    break
                self.told.repeated += 1
                await self._bot.up.wait()
        else:
            raise AssertionError(f"{title} could not be posted")
        await person.close(clear_all=True)

    async def _open_form(self, person: Person) -> dict[str, Any]:
        for _ in range(_PRESSES_AT_MOST):
            await self._bot.up.wait()
            self._listen(await person.command("/teian", channel="C0ALL"))
            if views := await person.views():
                return views[-1]
        raise AssertionError("the form did not open")

    def _listen(self, answer: Answer) -> None:
        if answer.acked and not self._heard and self._bot.up.is_set():
            self._heard = True
            self.told.restarts.append(time.monotonic() - self._bot.started_at)


def _block(view: dict[str, Any], name: str) -> str:
    return next(str(b["block_id"]) for b in view["blocks"] if str(b.get("block_id", "")).startswith(f"{name}:"))
