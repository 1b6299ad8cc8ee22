"""Ticks, and at each tick does what the database says is due; being late, twice or restarted changes nothing."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.errors import BotError
from bot.domain.numbers import error_reference
from bot.services import digest, handover, reindexing, reminders, unkept
from bot.services.city import City
from bot.services.groups import calling, late
from bot.services.helping import following, turns
from bot.services.practices import checking
from bot.services.reorganising import schedule
from bot.services.rollout import campaign_days, handing_on
from bot.services.skills import keeping
from storage import receipts
from storage.database import Database, Session

log = logging.getLogger(__name__)

TICK = timedelta(seconds=5)
SWEEP = timedelta(hours=1)
# What failed is tried again, but not at every tick: its traceback would fill the log.
REST = timedelta(minutes=1)
# Slack repeats a delivery for a day at most; a receipt also keeps people from being asked the same thing again.
RECEIPTS_KEPT = timedelta(days=90)


def _itself(turn: object) -> object:
    return turn


@dataclass(frozen=True)
class Chore:
    """Something that comes due: what is to be done now, what of it can be found out before (both only read), and
    doing one of it in a transaction.

    A turn can be compared, and `is_due` tells whether taking it may cause a message. What is found out before is found
    out once for all turns of a tick that are about the same.
    """

    name: str
    list_turns: Callable[[Session, City], Sequence[Any]]
    prepare_turn: Callable[[Session, City, Any], Any]
    take_turn: Callable[[Session, City, Any, Any], bool]
    about: Callable[[Any], object] = _itself


CHORES = (
    Chore("reorganisation", schedule.list_turns, schedule.prepare_turn, schedule.take_turn),
    Chore("digest", digest.list_turns, digest.prepare_turn, digest.take_turn),
    Chore("reminder", reminders.list_turns, reminders.prepare_turn, reminders.take_turn, reminders.about),
    Chore("handover", handover.list_turns, handover.prepare_turn, handover.take_turn),
    Chore("unkept promise", unkept.list_turns, unkept.prepare_turn, unkept.take_turn),
    Chore("end of a call", calling.list_turns, calling.prepare_turn, calling.take_turn),
    Chore("search for help", turns.list_turns, turns.prepare_turn, turns.take_turn),
    Chore("follow-up", following.list_turns, following.prepare_turn, following.take_turn),
    Chore("late round", late.list_turns, late.prepare_turn, late.take_turn),
    Chore("adoptions left", handing_on.list_turns, handing_on.prepare_turn, handing_on.take_turn),
    Chore("end of a campaign", campaign_days.list_turns, campaign_days.prepare_turn, campaign_days.take_turn),
    Chore("check of a practice", checking.list_turns, checking.prepare_turn, checking.take_turn),
    Chore("skills", keeping.list_turns, keeping.prepare_turn, keeping.take_turn),
    Chore("search index", reindexing.list_turns, reindexing.prepare_turn, reindexing.take_turn),
)


class Clockwork:
    """Built by the composition root; `on_change` is called when messages wait to be delivered."""

    def __init__(
        self,
        database: Database,
        city: City,
        on_change: Callable[[], None],
        *,
        tick: timedelta = TICK,
        chores: Sequence[Chore] = CHORES,
    ) -> None:
        self._database = database
        self._city = city
        self._on_change = on_change
        self._tick = tick
        self._chores = chores
        self._at_work = asyncio.Lock()
        self._resting: dict[object, float] = {}
        self._scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        """Tick from now on, in the running event loop."""
        # By default a job that is a second late is dropped; ours are never too late.
        scheduler = AsyncIOScheduler(
            timezone=self._city.zone,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        scheduler.add_listener(_report, EVENT_JOB_ERROR)
        for work, every in ((self.tick, self._tick), (self.sweep, SWEEP)):
            scheduler.add_job(work, "interval", seconds=every.total_seconds(), next_run_time=datetime.now(UTC))
        scheduler.start()
        self._scheduler = scheduler

    async def stop(self) -> None:
        """Finish the work at hand, then tick no more."""
        if self._scheduler is None:
            return
        self._scheduler.pause()
        async with self._at_work:  # a shutdown would cut a running tick short
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # it happens at the loop's next turn
        self._scheduler = None

    async def tick(self) -> None:
        """Do everything that is due, the oldest of a kind first; one that fails does not keep back the others."""
        async with self._at_work:
            while await self._take_turns():
                pass

    async def sweep(self) -> None:
        """Throw away what nobody needs any more."""
        async with self._at_work:
            before = self._city.clock.now() - RECEIPTS_KEPT
            await self._database.write(lambda session: receipts.remove_before(session, before))

    async def _take_turns(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._resting = {turn: until for turn, until in self._resting.items() if until > now}
        moved = False
        for chore in self._chores:
            known: dict[object, Any] = {}
            turns = await self._list_turns(chore)
            moved |= any([await self._take(chore, turn, known) for turn in turns if turn not in self._resting])
        return moved

    async def _list_turns(self, chore: Chore) -> Sequence[Any]:
        return await self._database.read(lambda session: chore.list_turns(session, self._city))

    async def _take(self, chore: Chore, turn: Any, known: dict[object, Any]) -> bool:  # noqa: ANN401 - each its own
        (outcome,) = await asyncio.gather(self._carry_out(chore, turn, known), return_exceptions=True)
        if isinstance(outcome, BaseException):
            _log(f"the {chore.name} of {turn} could not be made", outcome)
            self._resting[turn] = asyncio.get_running_loop().time() + REST.total_seconds()
            return False
        if outcome and turn.is_due:
            self._on_change()
        return outcome

    async def _carry_out(self, chore: Chore, turn: Any, known: dict[object, Any]) -> bool:  # noqa: ANN401
        about = chore.about(turn)
        if about not in known:
            known[about] = await self._database.read(lambda session: chore.prepare_turn(session, self._city, turn))
        return await self._database.write(lambda session: chore.take_turn(session, self._city, turn, known[about]))


def _report(event: JobExecutionEvent) -> None:
    _log("a tick failed", event.exception)


def _log(what: str, error: BaseException) -> None:
    """One line for what a person can mend, a traceback for the rest, both with a reference."""
    known = isinstance(error, BotError)
    log.error("%s %s: %s", error_reference(), what, error, exc_info=None if known else error)
