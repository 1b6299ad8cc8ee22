from collections.abc import AsyncIterator

import pytest

from bot.domain.skills import ConsentRule
from tests.conftest import StillClock
from tests.handlers.conftest import running_town
from tests.handlers.town import Town


@pytest.fixture
async def strict(sqlite_url: str, clock: StillClock) -> AsyncIterator[Town]:
    """A city in which the boss has to agree before somebody helps."""
    async with running_town(sqlite_url, clock, help_consent=ConsentRule.BOSS) as running:
        yield running
