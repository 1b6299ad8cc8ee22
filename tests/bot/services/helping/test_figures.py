from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.errors import NotAllowedError
from bot.domain.help_figures import HelpFigures, Load
from bot.services.city import City
from bot.services.helping import figures
from storage import following, requests, skills
from storage.database import Database, Session
from storage.tables import Consultation, FollowUp, Helper, HelpOffer, Request, Skill
from tests import factories
from tests.conftest import StillClock
from tests.factories import LONG_AGO, Cast

POSTED = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo
STAMPS = {"created_at": POSTED, "updated_at": POSTED}


@pytest.fixture
def city(clock: StillClock) -> City:
    return factories.city(clock)


def consult(session: Session, here: Cast, state: str, body: str, year: int = 2026, **more: Any) -> int:
    workspace_id = here.workspace.id or 0
    number = requests.next_number(session, workspace_id, year)
    yes, private = more.pop("yes", None), more.pop("private", False)
    values: dict[str, Any] = {"kind": "consultation", "title": "相談", "body": body, "private": private, **STAMPS}
    request = Request(workspace_id=workspace_id, fiscal_year=year, sequence=number.sequence, **values)
    requests.add(session, request, [here.rana.id or 0])
    first = POSTED + timedelta(hours=yes) if yes is not None else None
    hours = {"request_id": request.id, "workspace_id": workspace_id, "hours": 2.0}
    session.add(Consultation(state=state, first_yes_at=first, **hours, **STAMPS))
    session.flush()
    given = {"workspace_id": workspace_id, "request_id": request.id, "person_id": here.otto.id, "asked_at": POSTED}
    offer = {"solved": "done", "helping": "yes", "asking": "asked"}.get(state, "no")
    session.add(HelpOffer(state=offer, **given))
    session.flush()
    return request.id or 0


def settle(session: Session) -> Cast:
    here = factories.cast(session)
    stamps = {"confirmed_on": LONG_AGO.date(), "created_at": LONG_AGO, "updated_at": LONG_AGO}
    helper = Helper(person_id=here.otto.id, workspace_id=here.workspace.id, hours_per_week=4.0, **stamps)
    tag = Skill(workspace_id=here.workspace.id, person_id=here.otto.id, tag="Excel", key="excel")
    skills.save_helper(session, helper, [tag])
    solved = consult(session, here, "solved", "Excelの罫線", yes=2)
    session.flush()
    for part, person, hours in (("asker", here.rana, 6.0), ("helper", here.otto, None)):
        given = {"workspace_id": here.workspace.id, "request_id": solved, "person_id": person.id, "part": part}
        following.save(session, FollowUp(due_on=POSTED.date(), hours_saved=hours, **given))
    consult(session, here, "helping", "Excelの集計", yes=4)
    consult(session, here, "companion", "手話で話せる方を探しています")
    consult(session, here, "calling", "聞こえない方が来られます。手話ができる方は")
    consult(session, here, "asking", "測量の図面を読める方は")
    consult(session, here, "closed", "古文書を読める方は", private=True)
    consult(session, here, "solved", "Excelの関数", year=2025, yes=1)
    return here


def look(database: Database, city: City, year: int | None = None) -> HelpFigures:
    here = database.write_now(settle)
    return database.read_now(lambda s: figures.take(s, city, here.workspace.id or 0, year))


def test_the_figures_of_this_year_count_its_consultations_alone(database: Database, city: City) -> None:
    found = look(database, city)
    assert (found.fiscal_year, found.consultations, found.helped, found.solved) == (2026, 6, 2, 1)
    assert (found.waited, found.median_wait, found.solved_part) == ((2.0, 4.0), 3.0, 0.5)
    assert (found.hours_saved, found.saved) == ((6.0,), 6.0)


def test_another_year_is_counted_when_it_is_named(database: Database, city: City) -> None:
    found = look(database, city, 2025)
    assert (found.consultations, found.waited, found.hours_saved) == (1, (1.0,), ())


def test_the_load_is_that_of_this_moment_beside_what_they_were_asked_this_year(database: Database, city: City) -> None:
    assert look(database, city).loads == (Load("外山 音人", "生涯学習課", 4.0, 4.0, asked=6, yes=2),)


def test_what_is_lacking_is_told_without_what_is_private_or_still_asked(database: Database, city: City) -> None:
    found = look(database, city)
    assert found.unhelped == 2
    assert (found.lacks[0].name, found.lacks[0].consultations, found.lacks[0].helpers) == ("手話", 2, 0)
    assert not {"古文書", "歴史", "測量"} & {lack.name for lack in found.lacks}


def test_the_figures_are_for_the_office(database: Database, city: City) -> None:
    here = database.write_now(settle)
    with pytest.raises(NotAllowedError):
        database.read_now(lambda s: figures.for_office(s, city, here.rana))
    assert database.read_now(lambda s: figures.for_office(s, city, here.aoi)).consultations == 6
