import asyncio
from dataclasses import dataclass
from datetime import date

import pytest

from bot.domain.calls import CallForm
from bot.domain.errors import InvalidTransitionError
from bot.domain.groups import GroupForm
from bot.domain.roles import Role
from bot.services.city import City
from bot.services.groups import applying, calling, editing
from storage import calls, groups, outbox, people
from storage.database import Database, Session
from tests.conftest import StillClock
from tests.factories import Cast, cast, city

CLOSES = date(2026, 12, 4)


@dataclass
class Place:
    database: Database
    city: City
    cast: Cast


@pytest.fixture
def place(database: Database, clock: StillClock) -> Place:
    return Place(database, city(clock), database.write_now(cast))


async def test_one_place_goes_to_one_person_however_many_press_at_once(place: Place) -> None:
    call_id, wishes = place.database.write_now(lambda s: _wishes(s, place))
    lead = place.cast.leo

    def approve(session: Session, applicant_id: int) -> None:
        person = people.get(session, lead.workspace_id, lead.id or 0)
        applying.approve(session, place.city, place.cast.workspace, person, applicant_id)

    deeds = [place.database.write(lambda s, one=one: approve(s, one)) for one in wishes * 3]
    outcomes = await asyncio.gather(*deeds, return_exceptions=True)
    assert outcomes.count(None) == 1
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert {type(outcome) for outcome in refused} == {InvalidTransitionError}
    states = place.database.read_now(lambda s: sorted(row.state for row in calls.list_applicants(s, call_id)))
    assert states == ["approved", "asked"]
    members = place.database.read_now(lambda s: groups.list_members(s, place.cast.booking.id or 0, Role.MEMBER))
    assert len(members) == 1


async def test_of_several_who_save_the_same_form_one_wins_and_the_others_are_told(place: Place) -> None:
    group_id, office = place.cast.booking.id or 0, place.cast.aoi
    asked = place.database.read_now(lambda s: editing.open_form(s, place.city, office, group_id))

    def save(session: Session, mission: str) -> str:
        parts = {Role.LEAD: (place.cast.leo.id or 0,), Role.COMPANION: (place.cast.cam.id or 0,), Role.MEMBER: ()}
        form = GroupForm(mission, 2, parts, name="貸館予約システムWG", channel="C0BOOKING", channel_name="wg-booking")
        editing.change(session, place.city, place.cast.workspace, office, group_id, asked.stamp, form)
        return mission

    deeds = [place.database.write(lambda s, n=n: save(s, f"使命 {n}")) for n in range(6)]
    outcomes = await asyncio.gather(*deeds, return_exceptions=True)
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, str)]
    told = [outcome for outcome in outcomes if isinstance(outcome, InvalidTransitionError)]
    assert [error.code for error in told] == ["group_changed"] * 5
    stored = place.database.read_now(lambda s: groups.get(s, 1, group_id).mission)
    assert stored == won
    assert place.database.read_now(lambda s: outbox.counts(s, 1).waiting) == 1


def _wishes(session: Session, place: Place) -> tuple[int, list[int]]:
    form = CallForm("", 1, 1, CLOSES, "C0ALL")
    workspace, group_id = place.cast.workspace, place.cast.booking.id or 0
    call = calling.post(session, place.city, workspace, place.cast.leo, group_id, form)
    asked = [
        applying.ask(session, place.city, workspace, person, call.id or 0)
        for person in (place.cast.rana, place.cast.otto)
    ]
    return call.id or 0, [one.id for one in asked]
