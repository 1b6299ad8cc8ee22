from datetime import date
from pathlib import Path

import pytest

from bot.domain.errors import InvalidTransitionError, NotAllowedError
from bot.domain.reorganisations import ChoiceForm
from bot.services.city import City
from bot.services.reorganising import choosing, drafting, planning, schedule
from bot.services.reorganising.design import draw_up
from bot.services.reorganising.present import read_names, read_present
from bot.services.reorganising.rows import PlanRow
from bot.services.reorganising.workbook import read_plan
from storage import audit, people, reorganisations
from storage.database import Database
from storage.tables import Person
from tests.bot.services.reorganising.thirteen import TO_NINE, Thirteen, found, plan
from tests.conftest import StillClock
from tests.factories import city

APRIL = date(2027, 4, 1)


@pytest.fixture
def town(database: Database) -> Thirteen:
    return found(database, 78)


@pytest.fixture
def here(clock: StillClock) -> City:
    return city(clock)


@pytest.fixture
def rows(town: Thirteen, tmp_path: Path) -> tuple[PlanRow, ...]:
    plan(*TO_NINE).save(tmp_path / "plan.xlsx")
    names = town.database.read_now(lambda s: read_names(s, town.id))
    return read_plan(tmp_path / "plan.xlsx", names).rows


@pytest.fixture
def aoi(town: Thirteen) -> Person:
    def join(session: object) -> Person:
        person = people.get(session, town.id, 60)  # type: ignore[arg-type]
        person.is_office = True
        return people.add(session, person)  # type: ignore[arg-type]

    return town.database.write_now(join)


def test_a_plan_of_thirteen_groups_is_the_same_as_a_draft(town: Thirteen, rows: tuple[PlanRow, ...]) -> None:
    present = town.database.read_now(lambda s: read_present(s, town.id))
    meant = draw_up(present, rows, (), APRIL)
    said = {one.key: one for one in drafting.as_draft(present, rows)}
    stored = {key: drafting.Said.of(one.as_json()) for key, one in said.items()}
    design = draw_up(present, drafting.plan_rows(present, stored), (), APRIL)
    assert design.after == meant.after
    assert {(s.deed, s.source, s.targets, s.rule) for s in design.steps} == {
        (s.deed, s.source, s.targets, s.rule) for s in meant.steps
    }


def test_thirteen_groups_become_nine_by_a_draft_that_was_cancelled_once(
    town: Thirteen, here: City, rows: tuple[PlanRow, ...], aoi: Person, clock: StillClock
) -> None:
    write, read = town.database.write_now, town.database.read_now
    first = write(lambda s: schedule.add_plan(s, here, town.workspace, rows, APRIL, "office"))
    write(lambda s: planning.cancel(s, here, town.workspace, aoi, first.id or 0))
    shown = read(lambda s: planning.look(s, here, aoi))
    assert (shown.before, shown.after, shown.starts_on, shown.wrong) == (13, 9, APRIL, ())
    assert (len(shown.choices), shown.later) == (15, 1)
    seen = read(lambda s: planning.preview(s, here, aoi))
    assert seen.comparison.before.items == seen.comparison.after.items == 78
    write(lambda s: planning.plan(s, here, town.workspace, aoi, seen.stamp))
    clock.to(schedule.datetime.combine(APRIL, schedule.CARRIED_OUT_AT, here.zone))
    (turn,) = read(lambda s: schedule.list_turns(s, here))
    prepared = read(lambda s: schedule.prepare_turn(s, here, turn))
    assert write(lambda s: schedule.take_turn(s, here, turn, prepared))
    assert sum(group.active for group in town.groups().values()) == 9
    assert town.groups()["bpr"].channel_name == "wg-bpr"
    doers = {(row.via, row.actor_id) for row in read(lambda s: audit.list_rows(s, town.id, action="role"))}
    assert doers == {("chat", aoi.id)}


def test_what_was_looked_at_and_then_changed_is_not_planned(
    town: Thirteen, here: City, rows: tuple[PlanRow, ...], aoi: Person
) -> None:
    write, read = town.database.write_now, town.database.read_now
    write(lambda s: choosing.keep(s, here, aoi, "ict", ChoiceForm("close"), sent=True))
    seen = read(lambda s: planning.preview(s, here, aoi))
    write(lambda s: choosing.keep(s, here, aoi, "rpa", ChoiceForm("merge", targets=("mirise",)), sent=True))
    with pytest.raises(InvalidTransitionError):
        write(lambda s: planning.plan(s, here, town.workspace, aoi, seen.stamp))
    assert read(lambda s: reorganisations.list_plans(s, town.id)) == []


def test_only_the_office_reads_or_writes_a_draft(town: Thirteen, here: City, aoi: Person) -> None:
    write, read = town.database.write_now, town.database.read_now
    lead = read(lambda s: people.get(s, town.id, 1))
    write(lambda s: choosing.keep(s, here, aoi, "ict", ChoiceForm("close"), sent=True))
    for deed in (
        lambda s: planning.look(s, here, lead),
        lambda s: planning.preview(s, here, lead),
        lambda s: planning.look_at(s, here, lead, 1),
        lambda s: planning.plan(s, here, town.workspace, lead, ""),
        lambda s: planning.cancel(s, here, town.workspace, lead, 1),
        lambda s: choosing.ask(s, here, lead, "ict"),
        lambda s: choosing.begin(s, lead),
        lambda s: choosing.keep(s, here, lead, "ict", ChoiceForm("continue")),
        lambda s: drafting.set_day(s, here, lead, APRIL),
        lambda s: drafting.drop(s, here, lead, "+1"),
        lambda s: drafting.discard(s, lead),
    ):
        with pytest.raises(NotAllowedError):
            write(deed)
    draft = read(lambda s: reorganisations.find_draft(s, town.id))
    assert draft is not None
    assert [row["key"] for row in draft.rows] == ["ict"]
