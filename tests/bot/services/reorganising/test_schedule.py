import threading
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.errors import NotFoundError
from bot.services.city import City
from bot.services.reorganising import schedule
from bot.services.reorganising.present import read_names
from bot.services.reorganising.rows import PlanRow
from bot.services.reorganising.schedule import Turn
from bot.services.reorganising.workbook import read_plan
from storage import people, reorganisations, requests
from storage.database import Database, Session
from storage.tables import OutboxMessage, Reorganisation, Request
from tests.bot.services.reorganising.thirteen import POSTED, TO_NINE, Thirteen, found, plan
from tests.conftest import StillClock
from tests.factories import TOKYO, city

APRIL = date(2027, 4, 1)
FIVE, SIX = datetime(2027, 4, 1, 5, 59, tzinfo=TOKYO), datetime(2027, 4, 1, 6, 0, tzinfo=TOKYO)


@pytest.fixture
def town(database: Database) -> Thirteen:
    return found(database, 78)


@pytest.fixture
def here(clock: StillClock) -> City:
    return city(clock)


@pytest.fixture
def second(database_url: str) -> Iterator[Database]:
    """The same database, as another process sees it."""
    other = Database(database_url)
    yield other
    other.close()


def rows_of(town: Thirteen, folder: Path) -> tuple[PlanRow, ...]:
    plan(*TO_NINE).save(folder / "plan.xlsx")
    names = town.database.read_now(lambda s: read_names(s, town.id))
    return read_plan(folder / "plan.xlsx", names).rows


def store(town: Thirteen, here: City, folder: Path, day: date = APRIL) -> int:
    rows = rows_of(town, folder)
    return town.database.write_now(lambda s: schedule.add_plan(s, here, town.workspace, rows, day)).id or 0


def tick(database: Database, here: City) -> int:
    """Take every turn there is, as the clockwork does."""
    taken = 0
    while turns := database.read_now(lambda s: schedule.list_turns(s, here)):
        taken += sum(take(database, here, turn) for turn in turns)
    return taken


def take(database: Database, here: City, turn: Turn) -> bool:
    prepared = database.read_now(lambda s: schedule.prepare_turn(s, here, turn))
    return database.write_now(lambda s: schedule.take_turn(s, here, turn, prepared))


def state(town: Thirteen, plan_id: int) -> str:
    return town.database.read_now(lambda s: reorganisations.get(s, town.id, plan_id)).state


def said(town: Thirteen, channel: str) -> list[str]:
    query = select(OutboxMessage).where(OutboxMessage.channel == channel)
    return [str(row.blocks) for row in town.database.read_now(lambda s: list(s.exec(query)))]


def active(town: Thirteen) -> int:
    return sum(group.active for group in town.groups().values())


def test_a_plan_is_carried_out_at_six_on_its_day_and_only_then(
    town: Thirteen, here: City, clock: StillClock, tmp_path: Path
) -> None:
    plan_id = store(town, here, tmp_path)
    clock.to(FIVE)
    assert tick(town.database, here) == 0
    assert active(town) == 13
    clock.to(SIX)
    assert tick(town.database, here) == 1
    assert (active(town), state(town, plan_id)) == (9, "done")
    assert tick(town.database, here) == 0


def test_a_plan_is_carried_out_late_when_the_bot_was_off_on_its_day(
    town: Thirteen, here: City, clock: StillClock, tmp_path: Path
) -> None:
    store(town, here, tmp_path)
    clock.to(datetime(2027, 4, 5, 3, 0, tzinfo=TOKYO))
    assert tick(town.database, here) == 1
    assert active(town) == 9


def test_a_cancelled_plan_is_not_carried_out(town: Thirteen, here: City, clock: StillClock, tmp_path: Path) -> None:
    plan_id = store(town, here, tmp_path)
    town.database.write_now(lambda s: schedule.cancel(s, here, town.id, plan_id))
    clock.to(SIX)
    assert tick(town.database, here) == 0
    assert active(town) == 13


def test_two_processes_carry_a_plan_out_once(
    town: Thirteen, second: Database, here: City, clock: StillClock, tmp_path: Path
) -> None:
    plan_id = store(town, here, tmp_path)
    clock.to(SIX)
    turn = Turn(town.id, plan_id)
    taken: list[bool] = []
    start = threading.Barrier(2)

    def work(database: Database) -> None:
        prepared = database.read_now(lambda s: schedule.prepare_turn(s, here, turn))
        start.wait(10)
        taken.append(database.write_now(lambda s: schedule.take_turn(s, here, turn, prepared)))

    threads = [threading.Thread(target=work, args=(one,)) for one in (town.database, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(taken) == [False, True]
    assert len([text for text in said(town, "C0OFFICE") if "WG 13 → 9" in text]) == 1
    counts = [len([e for e in events(town, i) if e.action.startswith("reorganised")]) for i in town.items]
    assert max(counts) == 1


def events(town: Thirteen, item: int) -> list[Any]:
    return town.database.read_now(lambda s: requests.list_events(s, item))


def test_nothing_is_kept_of_a_plan_that_breaks_off(
    town: Thirteen, here: City, clock: StillClock, tmp_path: Path
) -> None:
    plan_id = store(town, here, tmp_path)
    clock.to(SIX)
    turn = Turn(town.id, plan_id)
    prepared = town.database.read_now(lambda s: schedule.prepare_turn(s, here, turn))
    was = town.where()

    def breaks_off(session: Session) -> None:
        schedule.take_turn(session, here, turn, prepared)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        town.database.write_now(breaks_off)
    assert (town.where(), active(town), state(town, plan_id)) == (was, 13, "planned")
    assert tick(town.database, here) == 1
    assert active(town) == 9


def test_the_office_is_told_why_when_a_plan_fits_no_more(
    town: Thirteen, here: City, clock: StillClock, tmp_path: Path
) -> None:
    plan_id = store(town, here, tmp_path)

    def leave(session: Session) -> None:
        lead = people.find_by_email(session, town.id, "u048@city.example.jp")
        assert lead is not None
        lead.active = False

    town.database.write_now(leave)
    clock.to(SIX)
    assert tick(town.database, here) == 1
    assert (active(town), state(town, plan_id)) == (13, "failed")
    (told,) = said(town, "C0OFFICE")
    assert "17行目" in told
    assert "リーダーがいません" in told
    draft = town.database.read_now(lambda s: reorganisations.find_draft(s, town.id))
    assert draft is not None  # to be put right in the chat
    assert (draft.starts_on, len(draft.rows)) == (APRIL, 16)
    assert tick(town.database, here) == 0


def test_an_item_that_came_while_its_group_closed_follows_the_others(
    town: Thirteen, here: City, clock: StillClock, tmp_path: Path
) -> None:
    store(town, here, tmp_path)
    clock.to(SIX)
    tick(town.database, here)
    late = [straggler(town, slug) for slug in ("rpa", "ict")]
    assert tick(town.database, here) == 1
    where = town.where()
    assert [where[item] for item in late] == ["bpr", None]
    assert tick(town.database, here) == 0


def straggler(town: Thirteen, slug: str) -> int:
    """What another process stores that had read the group before it was closed."""
    group = town.groups()[slug]

    def work(session: Session) -> int:
        number = requests.next_number(session, town.id, 2026)
        item = Request(
            workspace_id=town.id,
            fiscal_year=2026,
            sequence=number.sequence,
            kind="proposal",
            title="夜間の鍵の受け渡し",
            body="夜に開けに行く。",
            group_id=group.id,
            created_at=POSTED,
            updated_at=POSTED,
        )
        return requests.add(session, item, [1]).id or 0

    return town.database.write_now(work)


def test_an_item_posted_after_the_sorting_is_moved_as_well(
    town: Thirteen, here: City, clock: StillClock, tmp_path: Path
) -> None:
    plan_id = store(town, here, tmp_path)
    clock.to(SIX)
    turn = Turn(town.id, plan_id)
    prepared = town.database.read_now(lambda s: schedule.prepare_turn(s, here, turn))
    late = straggler(town, "paperless")
    assert town.database.write_now(lambda s: schedule.take_turn(s, here, turn, prepared))
    assert town.where()[late] == "bpr"


def test_private_items_move_without_a_word_in_any_channel(
    town: Thirteen, here: City, clock: StillClock, tmp_path: Path
) -> None:
    item = next(i for i, slug in town.where().items() if slug == "rpa")

    def hide(session: Session) -> str:
        request = requests.get(session, town.id, item)
        request.private, request.card_id = True, None
        return request.title

    title = town.database.write_now(hide)
    store(town, here, tmp_path)
    before = {channel: len(said(town, channel)) for channel in ("C000", "C0OFFICE")}
    clock.to(SIX)
    tick(town.database, here)
    assert town.where()[item] == "bpr"
    for channel, count in before.items():
        assert title not in "".join(said(town, channel)[count:])
    assert title in "".join(said(town, "U000"))


def test_plans_of_another_city_are_not_touched(town: Thirteen, here: City, tmp_path: Path) -> None:
    plan_id = store(town, here, tmp_path)
    with pytest.raises(NotFoundError):
        town.database.read_now(lambda s: reorganisations.get(s, town.id + 1, plan_id))


def test_the_same_plan_for_the_same_day_is_stored_once(town: Thirteen, here: City, tmp_path: Path) -> None:
    assert store(town, here, tmp_path) == store(town, here, tmp_path)
    assert store(town, here, tmp_path, date(2028, 4, 1)) != store(town, here, tmp_path)
    assert len(town.database.read_now(lambda s: list(s.exec(select(Reorganisation))))) == 2
