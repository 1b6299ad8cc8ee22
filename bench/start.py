"""From the start of a process until the chat has its connection, and the memory it then holds."""

import asyncio
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bench.apps import APP_TOKEN, BOT_TOKEN


@dataclass(frozen=True)
class Started:
    """How long it took, the processor time of it, and the memory held when idle."""

    seconds: float
    cpu_seconds: float
    rss_mb: float


async def bare(chat_url: str) -> Started:
    """Bolt with one listener."""
    return await _start(chat_url, [sys.executable, "-m", "bench.bare", f"{chat_url}/api/"], {})


async def ours(chat_url: str, database_url: str) -> Started:
    """The whole bot on a database that is in use."""
    settings = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": f"{chat_url}/api/",
        "BANSOU_DATABASE_URL": database_url,
        "BANSOU_LOG_LEVEL": "ERROR",
    }
    return await _start(chat_url, [sys.executable, "-m", "bot", "run"], settings)


async def _start(chat_url: str, command: list[str], settings: dict[str, str]) -> Started:
    async with aiohttp.ClientSession() as session:
        before = len(await _connections(session, chat_url, 0))
        began = time.monotonic()
        environment = {**os.environ, **settings}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling everything anew is not what a start costs
        process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.DEVNULL)
        try:
            async with asyncio.timeout(60):
                connected = await _connections(session, chat_url, before + 1)
            await asyncio.sleep(1.0)  # what is done after the connection is part of being idle
            return Started(connected[before] - began, _cpu_seconds(process.pid), _rss_mb(process.pid))
        finally:
            process.terminate()
            await process.wait()


async def _connections(session: aiohttp.ClientSession, chat_url: str, at_least: int) -> list[float]:
    async with session.get(f"{chat_url}/connections", params={"at_least": at_least}) as answer:
        found: list[float] = await answer.json()
        return found


def _rss_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _cpu_seconds(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
