from datetime import date
from typing import Any

import pytest

from bot.domain.errors import NotFoundError
from storage import adoptions, campaigns, people, requests
from storage.database import Database, Session
from storage.tables import Adoption, Campaign, CampaignAsk, Request
from tests.factories import LONG_AGO, Cast, add_department, cast

DAY = date(2026, 12, 11)


def stage(session: Session) -> tuple[Cast, int, int]:
    """The cast, a practice of 生涯学習課, and 市民課."""
    here = cast(session)
    workspace_id = here.workspace.id or 0
    request = Request(
        workspace_id=workspace_id,
        fiscal_year=2026,
        sequence=1,
        kind="practice",
        title="一枚の様式",
        body="様式を一枚にしました。",
        department_id=here.rana.department_id,
        group_id=here.booking.id,
        created_at=LONG_AGO,
        updated_at=LONG_AGO,
    )
    counter = add_department(session, workspace_id, "市民課", 3)
    return here, requests.add(session, request, [here.rana.id or 0]).id or 0, counter.id or 0


def adopt(session: Session, here: Cast, item: int, department_id: int, **more: Any) -> int:
    named = people.get_department(session, department_id)
    assert named
    row = Adoption(
        workspace_id=here.workspace.id or 0,
        request_id=item,
        department_id=department_id,
        department=named.name,
        state=more.pop("state", "preparing"),
        created_by=here.cam.id or 0,
        created_at=LONG_AGO,
        updated_at=LONG_AGO,
        **more,
    )
    return adoptions.add(session, row).id or 0


def test_adoptions_are_counted_by_practice_and_state(database: Database) -> None:
    here, item, counter = database.write_now(stage)
    workspace_id, digital = here.workspace.id or 0, here.cam.department_id or 0
    database.write_now(lambda s: adopt(s, here, item, counter, state="running", hours=40.0))
    mine = database.write_now(lambda s: adopt(s, here, item, digital, person_id=here.cam.id, hours=-3.5))
    counted = database.read_now(lambda s: adoptions.count_of(s, [item, item + 1]))
    assert counted == {item: {"running": 1, "preparing": 1}}
    assert database.read_now(lambda s: adoptions.list_hours(s, item, mine)) == [40.0]
    held = database.read_now(lambda s: adoptions.list_of_person(s, workspace_id, here.cam.id or 0, ["preparing"]))
    assert [row.id for row in held] == [mine]
    with pytest.raises(NotFoundError):
        database.read_now(lambda s: adoptions.get(s, workspace_id + 1, mine))


def test_a_line_of_the_checklist_keeps_who_ticked_it_first(database: Database) -> None:
    here, item, counter = database.write_now(stage)
    mine = database.write_now(lambda s: adopt(s, here, item, counter))

    def fill(session: Session) -> None:
        adoptions.add_steps(session, adoptions.get(session, here.workspace.id or 0, mine), ["手順", "試行"])

    def steps(session: Session) -> list[tuple[int, str, int | None]]:
        return [(row.id or 0, row.name, row.done_by) for row in adoptions.list_steps(session, [mine])[mine]]

    database.write_now(fill)
    (first, _, _), (second, _, _) = database.read_now(steps)
    cam, leo = here.cam.id or 0, here.leo.id or 0
    assert database.write_now(lambda s: adoptions.tick(s, mine, [first], cam, LONG_AGO)) == 1
    assert database.write_now(lambda s: adoptions.tick(s, mine, [first, second], leo, LONG_AGO)) == 1
    assert [done for _, _, done in database.read_now(steps)] == [cam, leo]
    assert database.write_now(lambda s: adoptions.tick(s, mine, [first], None, LONG_AGO)) == 1
    assert database.read_now(steps)[0] == (first, "手順", None)
    assert database.write_now(lambda s: adoptions.tick(s, mine + 1, [second], cam, LONG_AGO)) == 0


def test_the_checklist_of_a_practice_can_be_written_anew(database: Database) -> None:
    here, item, _ = database.write_now(stage)
    assert database.read_now(lambda s: adoptions.find_plan(s, item)) is None
    for steps in (["見に行く"], ["見に行く", "試す"]):
        database.write_now(lambda s, steps=steps: adoptions.set_plan(s, here.workspace.id or 0, item, steps))
        assert database.read_now(lambda s: adoptions.find_plan(s, item)) == steps


def test_a_department_is_waited_for_until_it_has_answered_or_the_campaign_is_over(database: Database) -> None:
    here, item, counter = database.write_now(stage)
    workspace_id, otto = here.workspace.id or 0, here.otto.id or 0

    def begin(session: Session) -> int:
        campaign = Campaign(
            workspace_id=workspace_id, request_id=item, closes_on=DAY, created_by=here.aoi.id or 0, created_at=LONG_AGO
        )
        campaigns.add(session, campaign)
        for department_id in (counter, here.cam.department_id or 0):
            ask = CampaignAsk(
                workspace_id=workspace_id, campaign_id=campaign.id or 0, department_id=department_id, asked_id=otto
            )
            campaigns.add_ask(session, ask)
        return campaign.id or 0

    def waiting(session: Session) -> list[int]:
        return [ask.department_id for ask, _ in campaigns.list_waiting(session, workspace_id, [otto])]

    def count(session: Session) -> tuple[int, int, int]:
        return campaigns.count_of_person(session, workspace_id, otto, ["preparing"], [otto])

    campaign_id = database.write_now(begin)
    assert len(database.read_now(waiting)) == 2
    assert database.read_now(count) == (
        0,
        2,
        1,
    )
    assert database.read_now(lambda s: campaigns.is_asked(s, item, counter, [otto]))
    database.write_now(lambda s: adopt(s, here, item, counter, state="not_fitting"))
    assert database.read_now(waiting) == [here.cam.department_id]
    assert [row.id for row in database.read_now(lambda s: campaigns.list_ended(s, workspace_id, DAY))] == []
    assert len(database.read_now(lambda s: campaigns.list_ended(s, workspace_id, date(2026, 12, 12)))) == 1
    assert database.write_now(lambda s: campaigns.close(s, campaign_id, LONG_AGO))
    assert not database.write_now(lambda s: campaigns.close(s, campaign_id, LONG_AGO))
    assert database.read_now(waiting) == []
    assert database.read_now(count) == (
        0,
        0,
        0,
    )
    assert not database.read_now(lambda s: campaigns.is_asked(s, item, counter, [otto]))
