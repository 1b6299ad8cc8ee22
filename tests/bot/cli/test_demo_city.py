from contextlib import closing
from pathlib import Path

from bot.cli.demo_city import prepare
from storage import skills
from storage.database import Database, Session

CITY = Path("sandbox/city")


def test_the_demos_people_offer_help_from_the_first_start_on(sqlite_url: str) -> None:
    number = prepare(sqlite_url, CITY / "org.xlsx", CITY / "skills.csv")

    def offering(session: Session) -> int:
        return len(skills.list_helpers(session, number))

    with closing(Database(sqlite_url)) as database:
        assert database.read_now(offering) == 32
        assert prepare(sqlite_url, CITY / "org.xlsx", CITY / "skills.csv") == number
        assert database.read_now(offering) == 32
        helper, _ = database.read_now(lambda session: skills.list_helpers(session, number))[0]
        assert helper.created_at == helper.updated_at
