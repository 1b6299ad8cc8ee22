from bot.cli.demo_people import Past
from storage.database import Database
from tests.bot.services.digest.stories import Town
from tests.factories import LONG_AGO


def test_what_waits_for_the_office_is_counted_apart_from_what_has_arrived(database: Database) -> None:
    town = Town.found(database)
    town.post(LONG_AGO, "鍵", group=town.cast.booking)
    town.post(LONG_AGO, "予約", group=town.cast.booking)
    town.post(LONG_AGO, "会議")
    items = [{"title": title, "group": None} for title in ("鍵", "予約", "会議", "まだ出していない")]
    assert Past(items, {}, database, town.id).arrived(items) == (2, 1)
