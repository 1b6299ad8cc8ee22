"""Takes messages out of the outbox and gives them to the chat: in order, within its limits, none twice."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.clock import Clock, SystemClock
from bot.domain.errors import AmbiguousDeliveryError, DeliveryError, StorageError
from bot.jobs import verdicts
from bot.jobs.background import Background
from bot.jobs.pace import Pace
from bot.jobs.verdicts import Outcome, Verdict
from bot.messenger import Messenger, Posted
from storage import lanes
from storage.database import Database, Session
from storage.lanes import Deed, Errand

_LANES_AT_ONCE = 10
_LEASE = timedelta(seconds=30)
_LONGEST_CALL_SECONDS = 20.0  # well within the lease: who loses it must not be in the middle of a call
_CERTAIN_AFTER = timedelta(seconds=30)
_CLOCKS_DIFFER_BY = timedelta(minutes=5)
_POLL_SECONDS = 1.0
_LEFT_FOR_PEOPLE = 5  # updates that many others must leave at any moment to what somebody has just pressed
_SPIN_SECONDS = 0.02  # due but not ours: somebody else is writing to the lane
_PAUSE_SECONDS = 10.0
_STOP_SECONDS = 10.0

_log = logging.getLogger("bansou.delivery")


@dataclass(frozen=True)
class Rates:
    """Calls a minute in the whole workspace; another process of ours has as many again."""

    posts: int = 240  # Slack allows "several hundred", and one a second in a channel
    updates: int = 48  # tier 3: 50
    look_ups: int = 48  # tier 3: 50


class Delivery(Background):
    """Delivers one workspace's outbox; several of them, in several processes, may do so at once.

    The clock is the machine's even when the bot rehearses another day: leases and the chat's limits pass in real time.
    A `speed` above 1 shortens every wait for a chat that has no limits; Slack has them.
    """

    name = "delivery"

    def __init__(
        self,
        database: Database,
        messenger: Messenger,
        workspace_id: int,
        worker: str,
        *,
        clock: Clock | None = None,
        rates: Rates | None = None,
        lanes_at_once: int = _LANES_AT_ONCE,
        lease: timedelta = _LEASE,
        certain_after: timedelta = _CERTAIN_AFTER,
        speed: float = 1.0,
    ) -> None:
        super().__init__()
        self._database = database
        self._messenger = messenger
        self._workspace_id = workspace_id
        self._worker = worker
        self._clock = clock or SystemClock()
        rates = rates or Rates()
        self._paces = {
            Deed.POST: Pace(int(rates.posts * speed)),
            Deed.UPDATE: Pace(int(rates.updates * speed)),
            Deed.LOOK_UP: Pace(int(rates.look_ups * speed)),
        }
        self._lanes_at_once = lanes_at_once
        self._lease = lease / speed
        self._certain_after = certain_after / speed
        self._lane_pace = verdicts.LANE_PACE / speed
        self._longest_call = _LONGEST_CALL_SECONDS / speed
        self._paused_until: datetime | None = None
        self._trouble: str | None = None
        self._under_way: set[asyncio.Task[bool]] = set()

    @property
    def trouble(self) -> str | None:
        """The chat's word for why nothing at all can be sent at present; None when all is well."""
        return self._trouble

    async def run(self) -> None:
        """Deliver until `stop`, which waits ten seconds at most for what is under way."""
        while not self._stopping:
            self._woken.clear()
            await self._nap(min(await self._start_what_is_due(), _POLL_SECONDS))
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=_STOP_SECONDS)
            for task in late:
                task.cancel()  # it stays "sending", and is looked up before it is sent again
            await asyncio.gather(*late, return_exceptions=True)

    async def deliver_due(self) -> int:
        """Deliver everything that is due now, and return how many messages reached the chat; for tests and commands."""
        reached = 0
        while errands := await self._take(self._lanes_at_once):
            reached += sum(await asyncio.gather(*(self._carry_out(errand) for errand in errands)))
        return reached

    async def _start_what_is_due(self) -> float:
        """Begin what can begin, and return the seconds until there may be more."""
        try:
            for errand in await self._take(self._lanes_at_once - len(self._under_way)):
                task = asyncio.create_task(self._carry_out(errand))
                self._under_way.add(task)
                task.add_done_callback(self._done)
            return await self._until_next()
        except StorageError as error:
            _log.warning("the outbox cannot be read just now: %s", error)
            return _POLL_SECONDS

    def _done(self, task: asyncio.Task[bool]) -> None:
        self._under_way.discard(task)
        self.wake()
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a delivery broke off", exc_info=error)

    async def _until_next(self) -> float:
        if len(self._under_way) >= self._lanes_at_once:
            return _POLL_SECONDS
        ready_at = await self._database.read(lambda s: lanes.next_ready_at(s, self._workspace_id))
        if ready_at is None:
            return _POLL_SECONDS
        now = self._clock.now()
        wait = (ready_at - now).total_seconds()
        return max(wait, self._pause(now), self._paces[Deed.POST].wait(now), _SPIN_SECONDS)

    async def _take(self, free: int) -> list[Errand]:
        now = self._clock.now()
        limit = min(free, self._paces[Deed.POST].available(now))
        if limit <= 0 or self._pause(now) > 0:
            return []
        ready_at = await self._database.read(lambda s: lanes.next_ready_at(s, self._workspace_id))
        if ready_at is None or ready_at > now:
            return []
        return await self._database.write(lambda s: self._claim(s, now, limit))

    def _claim(self, session: Session, now: datetime, limit: int) -> list[Errand]:
        begun = []
        for claim in lanes.claim(session, self._workspace_id, self._worker, now, self._lease, limit):
            errand = lanes.next_errand(session, claim)
            wait = 0.0 if errand is None else self._wait(errand, now)
            if errand is None or wait > 0:
                lanes.release(session, claim, now + timedelta(seconds=wait))
            elif lanes.begin_attempt(session, errand, now, self._lease):
                begun.append(errand)
        return begun

    def _wait(self, errand: Errand, now: datetime) -> float:
        """The seconds for which an errand has to wait, else 0; what is patient looks again soon whether it is alone."""
        if not errand.patient:
            return self._paces[errand.deed].take(now)
        return min(self._paces[errand.deed].take(now, leaving=_LEFT_FOR_PEOPLE), _POLL_SECONDS)

    def _pause(self, now: datetime) -> float:
        return (self._paused_until - now).total_seconds() if self._paused_until else 0.0

    async def _carry_out(self, errand: Errand) -> bool:
        """Make the call and note what came of it; True when the message is known to be in the chat."""
        posted: Posted | None = None
        try:
            async with asyncio.timeout(self._longest_call):
                posted = await self._call(errand)
            now = self._clock.now()
            if posted is None:
                verdict = verdicts.after_absence(errand, now, self._certain_after)
            else:
                verdict = verdicts.after_success(errand, now, self._lane_pace)
            self._trouble = None
        except TimeoutError:
            error: DeliveryError = AmbiguousDeliveryError(errand.channel, "too_slow", permanent=False)
            verdict = verdicts.after_failure(errand, error, self._clock.now())
        except DeliveryError as error:
            verdict = self._after_failure(errand, error)
        try:
            await self._database.write(lambda s: _settle(s, errand, verdict, posted, self._clock.now()))
        except StorageError as error:
            _log.warning("delivery %s could not be noted, it will be looked up: %s", errand.delivery_id, error)
        return posted is not None

    async def _call(self, errand: Errand) -> Posted | None:
        if errand.deed is Deed.UPDATE:
            assert errand.ts is not None
            await self._messenger.update(errand.channel, errand.ts, errand.text, errand.blocks)
            return Posted(errand.channel, errand.ts)
        if errand.deed is Deed.POST:
            return await self._messenger.post(
                errand.channel, errand.text, errand.blocks, errand.thread_ts, errand.delivery_id
            )
        since = (errand.first_attempted_at or self._clock.now()) - _CLOCKS_DIFFER_BY
        return await self._messenger.find_posted(errand.channel, errand.delivery_id, since, errand.thread_ts)

    def _after_failure(self, errand: Errand, error: DeliveryError) -> Verdict:
        now = self._clock.now()
        verdict = verdicts.after_failure(errand, error, now)
        if errand.deed is not Deed.POST and error.retry_after is not None:
            self._paces[errand.deed].hold(verdict.ready_at)  # these limits are the whole workspace's
        if verdict.outcome is Outcome.UNTRIED:
            if self._trouble != error.reason:
                _log.error("nothing can be sent: %s", error.reason)
            self._trouble = error.reason
            self._paused_until = now + timedelta(seconds=_PAUSE_SECONDS)
        elif verdict.outcome is Outcome.DEAD:
            _log.error("delivery %s is dead: %s (%s)", errand.delivery_id, error.reason, verdict.trouble)
        return verdict


def _settle(session: Session, errand: Errand, verdict: Verdict, posted: Posted | None, now: datetime) -> None:
    if verdict.outcome is Outcome.SENT:
        assert posted is not None
        lanes.settle_sent(session, errand, posted.channel, posted.ts, now, verdict.ready_at)
    elif verdict.outcome is Outcome.DEAD:
        assert verdict.trouble is not None
        lanes.settle_dead(session, errand, verdict.trouble, verdict.error, verdict.ready_at)
    elif verdict.outcome is Outcome.UNTRIED:
        lanes.settle_untried(session, errand, verdict.error, verdict.ready_at)
    elif verdict.outcome is Outcome.UNSURE:
        lanes.settle_unsure(session, errand, verdict.error, verdict.ready_at, counts=verdict.counts)
    else:
        lanes.settle_failed(session, errand, verdict.error, verdict.ready_at, counts=verdict.counts)
