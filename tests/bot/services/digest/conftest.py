from collections.abc import Iterator
from datetime import datetime

import pytest

from bot.services.city import City
from storage.database import Database
from tests.bot.services.digest.stories import Town
from tests.conftest import StillClock
from tests.factories import TOKYO, city


@pytest.fixture
def town(database: Database) -> Town:
    return Town.found(database)


@pytest.fixture
def small_town(sqlite_url: str) -> Iterator[Town]:
    """On one kind of database, for what does not depend on it."""
    database = Database(sqlite_url)
    yield Town.found(database)
    database.close()


@pytest.fixture
def here(clock: StillClock) -> City:
    clock.to(datetime(2026, 11, 11, 10, 0, tzinfo=TOKYO))  # a Wednesday
    return city(clock)
