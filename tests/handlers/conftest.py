from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import Bot
from bot.services.city import City
from bot.settings import Settings
from sandbox.client import Sandbox
from storage.database import Database
from templates.wording import Wording
from tests.conftest import StillClock
from tests.factories import TOKYO
from tests.handlers.town import APP_TOKEN, BOT_TOKEN, SEED, Town, settle

WORDING = Wording(TOKYO)  # reading the templates takes longer than most tests
MANIFEST = Path(__file__).parents[2] / "manifest.json"


@asynccontextmanager
async def running_town(
    database_url: str, clock: StillClock, wording: Wording = WORDING, speed: float = 10.0, **changes: Any
) -> AsyncIterator[Town]:
    """The cast in the database and in the chat, and the real bot connected over Socket Mode.

    A `speed` above 1 is for tests with more messages in a channel than the one a second that Slack takes.
    """
    database = Database(database_url)
    people = database.write_now(settle)
    database.close()
    async with Sandbox.start(manifest=MANIFEST, seed=SEED, weather={"rate_limits": False}) as sandbox:
        settings = Settings(
            _env_file=None,
            slack_bot_token=SecretStr(BOT_TOKEN),
            slack_app_token=SecretStr(APP_TOKEN),
            slack_api_url=sandbox.api_url,
            BANSOU_DATABASE_URL=database_url,
            BANSOU_CHAT_SPEED=speed,
        )
        bot = Bot(settings, City(clock=clock, wording=wording, zone=TOKYO, **changes))
        await bot.start()
        try:
            await sandbox.connected()
            yield Town(sandbox, bot, clock, people)
        finally:
            await bot.stop()


@pytest.fixture
async def town(sqlite_url: str, clock: StillClock) -> AsyncIterator[Town]:
    async with running_town(sqlite_url, clock) as running:
        yield running
