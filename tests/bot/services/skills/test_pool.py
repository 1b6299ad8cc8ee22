from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import func, select

from bot.domain import skills as domain
from bot.services.city import City
from bot.services.skills import pool
from storage import requests, skills
from storage.database import Database, Session
from storage.tables import Consultation, FollowUp, Helper, HelpOffer, Request, Skill
from tests import factories
from tests.conftest import StillClock
from tests.factories import LONG_AGO, Cast

STAMPS = {"created_at": LONG_AGO, "updated_at": LONG_AGO}


def offers(session: Session, cast: Cast, **changes: object) -> Helper:
    otto = cast.otto.id
    row = Helper(
        person_id=otto,
        workspace_id=cast.workspace.id,
        confirmed_on=LONG_AGO.date(),
        **{"about": "還付の登録を自動にしました", "hours_per_week": 10.0, **STAMPS, **changes},
    )
    tag = Skill(workspace_id=cast.workspace.id, person_id=otto, tag="RPA", key="rpa", level="teaches")
    return skills.save_helper(session, row, [tag])


def asked(session: Session, cast: Cast, hours: float, state: str) -> None:
    number = requests.next_number(session, cast.workspace.id or 0, 2026)
    request = Request(
        workspace_id=cast.workspace.id,
        fiscal_year=number.fiscal_year,
        sequence=number.sequence,
        kind="consultation",
        title="罫線",
        body="罫線の引き方",
        **STAMPS,
    )
    session.add(request)
    session.flush()
    session.add(Consultation(request_id=request.id, workspace_id=cast.workspace.id, hours=hours, **STAMPS))
    session.flush()
    session.add(HelpOffer(workspace_id=cast.workspace.id, request_id=request.id, person_id=cast.otto.id, state=state))
    session.flush()


def look(database: Database, city: City, arrange: Callable[[Session, Cast], object]) -> domain.Helper:
    """Otto as the pool shows him once he is arranged."""

    def work(session: Session) -> domain.Helper:
        cast = factories.cast(session)
        arrange(session, cast)
        (otto,) = pool.list_helpers(session, city, cast.workspace.id or 0)
        return otto

    return database.write_now(work)


@pytest.fixture
def here(clock: StillClock) -> City:
    return factories.city(clock)


def test_a_helper_gives_no_more_than_the_citys_share_of_a_week(database: Database, here: City) -> None:
    otto = look(database, here, offers)
    assert (otto.offered_hours, otto.most_hours, otto.free_hours) == (10.0, 7.75, 7.75)
    assert otto.skills == (domain.Skill("RPA", domain.Level.TEACHES),)


def test_hours_count_while_somebody_is_asked_or_helps(database: Database, here: City) -> None:
    def arrange(session: Session, cast: Cast) -> None:
        offers(session, cast)
        for state in ("asked", "yes", "waiting", "no", "done", "withdrawn"):
            asked(session, cast, 2.0, state)

    otto = look(database, here, arrange)
    assert otto.taken_hours == 4.0
    assert otto.takes(3.75)
    assert not otto.takes(4.0)


def test_who_never_answers_how_it_went_is_taken_to_help_no_more(database: Database, here: City) -> None:
    def arrange(session: Session, cast: Cast) -> None:
        offers(session, cast)
        for state in ("asked", "reminded", "dropped"):
            asked(session, cast, 2.0, "yes")
            request_id = session.exec(select(func.max(HelpOffer.request_id))).one()
            question = FollowUp(
                workspace_id=cast.workspace.id,
                request_id=request_id,
                person_id=cast.otto.id,
                part="helper",
                state=state,
                due_on=here.today(),
            )
            session.add(question)
            session.flush()

    assert look(database, here, arrange).taken_hours == 4.0


def test_a_pause_ends_with_its_day(database: Database, here: City) -> None:
    today = here.today()
    assert look(database, here, lambda s, c: offers(s, c, paused=True, paused_until=today)).takes(1)


@pytest.mark.parametrize("changes", [{"paused": True}, {"consent": "asked"}, {"consent": "not_needed"}])
def test_nobody_is_asked_while_they_pause_or_their_boss_has_not_agreed(
    database: Database, here: City, changes: dict[str, object]
) -> None:
    here = replace(here, help_consent=domain.ConsentRule.BOSS)
    assert not look(database, here, lambda session, cast: offers(session, cast, **changes)).takes(0.5)
