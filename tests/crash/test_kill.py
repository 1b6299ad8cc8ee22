"""The bot is killed with SIGKILL at random moments while people post: nothing they were promised may be lost."""

import asyncio
import json
import os
import signal
import sqlite3
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, func, select

from sandbox.client import Sandbox
from storage import schema
from storage.database import Database
from storage.tables import OutboxLane, OutboxMessage, Request, WorkingGroup
from tests import factories
from tests.crash.storm import ACK_SECONDS, BotProcess, Storm, Told

ROOT = Path(__file__).parents[2]
PEOPLE = [f"U0STAFF{number:02d}" for number in range(12)]
SUBMISSIONS = int(os.environ.get("BANSOU_CRASH_SUBMISSIONS", "200"))
KILLS = int(os.environ.get("BANSOU_CRASH_KILLS", "10"))
SEED = int(os.environ.get("BANSOU_CRASH_SEED", "20261124"))
CHANNELS = {"C0ALL": "全庁", "C0OFFICE": "事務局", "C0BOOKING": "wg-facility-booking", "C0MIRISE": "wg-mirise"}
WORKSPACE = {
    "team": {"id": "T0CITY", "name": "みどり野市", "domain": "midorino"},
    "users": [
        {
            "id": user,
            "name": user.lower(),
            "real_name": f"職員 {user[-2:]}",
            "email": f"{user.lower()}@city.example.jp",
            "locale": "ja-JP",
        }
        for user in PEOPLE
    ],
    "channels": [{"id": id_, "name": name, "members": "*", "bot_is_member": True} for id_, name in CHANNELS.items()],
}

pytestmark = [pytest.mark.crash, pytest.mark.timeout(600)]


@pytest.fixture
def texts() -> list[str]:
    lines = (ROOT / "sandbox" / "city" / "items.jsonl").read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["description"]) for line in lines]


async def test_nothing_acknowledged_is_lost_and_nothing_comes_twice_when_the_bot_is_killed(
    sqlite_url: str, tmp_path: Path, texts: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    figures = await _survive(sqlite_url, tmp_path, texts, SUBMISSIONS, KILLS)
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    _print(capsys, "sqlite", figures)


async def test_the_same_holds_when_the_bot_is_killed_on_postgresql(
    postgres_url: str, tmp_path: Path, texts: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    figures = await _survive(postgres_url, tmp_path, texts, SUBMISSIONS * 3 // 10, max(1, KILLS * 3 // 10))
    _print(capsys, "postgresql", figures)


async def _survive(url: str, folder: Path, texts: list[str], submissions: int, kills: int) -> dict[str, Any]:
    database = Database(url)
    schema.upgrade(database)
    database.write_now(factories.cast)
    weather = {"rate_limits": False}
    try:
        async with Sandbox.start(
            manifest=ROOT / "manifest.json", seed=WORKSPACE, weather=weather, ack_seconds=ACK_SECONDS
        ) as sandbox:
            bot, began = BotProcess(sandbox, url, folder), time.monotonic()
            try:
                told = await Storm(sandbox, bot, texts, SEED).rage(PEOPLE, submissions, kills)
                await sandbox.until(lambda: asyncio.to_thread(_waiting, database), within=60.0)
            finally:
                exit_code = await bot.end(signal.SIGTERM)
            assert exit_code == 0, bot.log[-2000:]
            assert "unexpected error" not in bot.log, bot.log[-6000:]
            assert told.refused == []
            _check_rows(database, told, submissions)
            await _check_posts(database, sandbox, told)
            return _figures(database, told, time.monotonic() - began)
    finally:
        database.close()


def _waiting(database: Database) -> bool:
    """Whether nothing waits any more."""
    return database.read_now(lambda s: s.exec(select(func.sum(OutboxLane.waiting))).one()) == 0


def _requests(database: Database) -> list[Request]:
    return database.read_now(lambda s: list(s.exec(select(Request).order_by(col(Request.sequence)))))


def _check_rows(database: Database, told: Told, submissions: int) -> None:
    rows = _requests(database)
    stored = Counter(row.title for row in rows)
    assert len(told.acknowledged) + len(told.given_up) == submissions
    assert [title for title in told.acknowledged if title not in stored] == []
    assert [title for title, times in stored.items() if times > 1] == []
    assert set(stored) <= {*told.acknowledged, *told.given_up}
    assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
    states = database.read_now(lambda s: set(s.exec(select(OutboxMessage.state).distinct())))
    assert states == {"sent"}


async def _check_posts(database: Database, sandbox: Sandbox, told: Told) -> None:
    """Each stored item once in its channel and once in its requester's direct messages, nowhere else."""
    groups = database.read_now(lambda s: {group.id: str(group.channel) for group in s.exec(select(WorkingGroup))})
    directs: dict[str, str] = {
        im["id"]: user for user in PEOPLE for im in (await sandbox.person(user).sidebar())["ims"] if im.get("user")
    }
    seen: Counter[tuple[str, str]] = Counter()
    posts = await sandbox.posts()
    for row in _requests(database):
        for post in posts:
            if f"「{row.title[:5]}" in post["message"]["text"]:
                seen[row.title, directs.get(post["channel"], str(post["channel"]))] += 1
    people = {**told.acknowledged, **told.given_up}
    wanted: Counter[tuple[str, str]] = Counter()
    for row in _requests(database):
        wanted[row.title, groups.get(row.group_id, "C0OFFICE")] += 1
        wanted[row.title, people[row.title]] += 1
    assert seen == wanted


def _figures(database: Database, told: Told, seconds: float) -> dict[str, Any]:
    titles = {row.title for row in _requests(database)}
    return {
        "kills": told.kills,
        "submissions": len(told.acknowledged) + len(told.given_up),
        "acknowledged": len(told.acknowledged),
        "acknowledged_but_lost": len(set(told.acknowledged) - titles),
        "stored": len(titles),
        "presses_repeated": told.repeated,
        "given_up": len(told.given_up),
        "unacknowledged_but_stored": len(titles & set(told.given_up)),
        "restart_to_first_ack_median_s": round(statistics.median(told.restarts), 2),
        "restart_to_first_ack_max_s": round(max(told.restarts), 2),
        "seconds": round(seconds, 1),
    }


def _print(capsys: pytest.CaptureFixture[str], name: str, figures: dict[str, Any]) -> None:
    place = ROOT / "var" / f"crash-{name}.json"
    place.parent.mkdir(exist_ok=True)
    place.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    with capsys.disabled():
        print(f"\ncrash on {name}: " + ", ".join(f"{key} {value}" for key, value in figures.items()))  # noqa: T201
