from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.messenger import Messenger
from sandbox.client import Sandbox

MANIFEST = Path(__file__).parents[2] / "manifest.json"
TOKEN = "xoxb-sandbox"


def _person(chat_id: str, name: str) -> dict[str, Any]:
    return {
        "id": chat_id,
        "name": chat_id.lower(),
        "real_name": name,
        "email": f"{chat_id.lower()}@city.example.jp",
        "title": "主任",
        "locale": "ja-JP",
        "tz": "Asia/Tokyo",
    }


def _channel(channel_id: str, *, bot_is_member: bool = True) -> dict[str, Any]:
    return {"id": channel_id, "name": channel_id.lower(), "members": "*", "bot_is_member": bot_is_member}


SEED = {
    "team": {"id": "T0CITY", "name": "みどり野市", "domain": "midorino"},
    "users": [_person("U0RANA", "楽名 花"), _person("U0LEO", "田中 玲央")],
    "channels": [
        *(_channel(f"C0WG{number}") for number in range(10)),
        _channel("C0STRANGE", bot_is_member=False),
    ],
}


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A chat without rate limits; a test that is about them turns them on."""
    async with Sandbox.start(manifest=MANIFEST, seed=SEED, weather={"rate_limits": False}) as running:
        yield running


@pytest.fixture
async def messenger(sandbox: Sandbox) -> AsyncIterator[Messenger]:
    async with Messenger(TOKEN, sandbox.api_url) as messenger:
        yield messenger
