"""Whatever happens in whatever order: every message is in the chat once, in order, in its last state."""

import asyncio
import shutil
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from bot.jobs.delivery import Delivery, Rates
from bot.messenger import Messenger
from sandbox.client import Sandbox
from storage import lanes, outbox
from storage.database import Database, Session
from storage.lanes import Deed, Errand
from storage.tables import OutboxMessage
from tests.bot.conftest import MANIFEST, SEED, TOKEN
from tests.conftest import StillClock
from tests.storage.outboxes import LEASE, post, update, workspace

FINE = {"lose_response": 0.0, "server_error": 0.0, "server_error_after": 0.0}
CHANNELS = ("C0WG0", "C0WG1")


class OutboxMachine(RuleBasedStateMachine):
    """One outbox, two deliverers, a chat, and weather."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "bansou.db"
        shutil.copy(self.template, path)
        self.database = Database(f"sqlite:///{path}")
        self.database.write_now(workspace)
        self.clock = StillClock(datetime.now(UTC))
        self.runner = asyncio.Runner()
        self.runner.run(self._open())
        self.expected: dict[str, list[int]] = {channel: [] for channel in CHANNELS}
        self.last_state: dict[int, str] = {}

    async def _open(self) -> None:
        self.stack = AsyncExitStack()
        sandbox = Sandbox.start(manifest=MANIFEST, seed=SEED, weather={"rate_limits": False})
        self.sandbox = await self.stack.enter_async_context(sandbox)
        self.messenger = await self.stack.enter_async_context(Messenger(TOKEN, self.sandbox.api_url))
        rates = Rates(6000, 6000, 6000)
        self.deliveries = [
            Delivery(self.database, self.messenger, 1, name, clock=self.clock, rates=rates) for name in ("one", "two")
        ]

    @rule(channel=st.sampled_from(CHANNELS))
    def write_a_message(self, channel: str) -> None:
        text = f"message {len(self.last_state)}"
        message = self.database.write_now(lambda s: post(s, text, channel))
        self.expected[channel].append(message)
        self.last_state[message] = text

    @precondition(lambda self: self.last_state)
    @rule(data=st.data())
    def change_a_message(self, data: st.DataObject) -> None:
        message = data.draw(st.sampled_from(sorted(self.last_state)))
        text = f"{self.last_state[message].split(',')[0]}, state {data.draw(st.integers(1, 99))}"
        patient = data.draw(st.booleans())
        self.database.write_now(lambda s: update(s, message, text, patient=patient))
        self.last_state[message] = text

    @precondition(lambda self: self.last_state)
    @rule(data=st.data())
    def answer_in_a_thread(self, data: st.DataObject) -> None:
        channel = data.draw(st.sampled_from([name for name, written in self.expected.items() if written]))
        thread = data.draw(st.sampled_from(self.expected[channel]))
        root = self.database.read_now(lambda s: s.get_one(OutboxMessage, thread))
        if root.thread_id is None:
            text = f"message {len(self.last_state)}"
            reply = self.database.write_now(lambda s: post(s, text, channel, thread_id=thread))
            self.expected[channel].append(reply)
            self.last_state[reply] = text

    @rule(who=st.integers(0, 1), event=st.sampled_from([*FINE, "fine", "crash before the call", "crash after it"]))
    def deliver(self, who: int, event: str) -> None:
        if not event.startswith("crash"):
            self.runner.run(self._deliver(self.deliveries[who], event))
        elif (errand := self.database.write_now(self._begin)) and event == "crash after it":
            self.runner.run(self._call(errand))

    async def _deliver(self, delivery: Delivery, weather: str) -> None:
        await self.sandbox.weather(**{**FINE, **({weather: 1.0} if weather in FINE else {})})
        await delivery.deliver_due()

    def _begin(self, session: Session) -> Errand | None:
        claims = lanes.claim(session, 1, "crashing", self.clock.now(), LEASE, 1)
        errand = lanes.next_errand(session, claims[0]) if claims else None
        if errand is not None:
            assert lanes.begin_attempt(session, errand, self.clock.now(), LEASE)
        return errand

    async def _call(self, errand: Errand) -> None:
        await self.sandbox.weather(**FINE)
        if errand.deed is Deed.POST:
            await self.messenger.post(errand.channel, errand.text, errand.blocks, errand.thread_ts, errand.delivery_id)
        elif errand.deed is Deed.UPDATE and errand.ts:
            await self.messenger.update(errand.channel, errand.ts, errand.text, errand.blocks)

    @rule(seconds=st.sampled_from([1, 5, 31, 120]))
    def let_time_pass(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)

    def teardown(self) -> None:
        try:
            self.runner.run(self._end())
        finally:
            self.runner.close()
            self.database.close()
            self.folder.cleanup()

    async def _end(self) -> None:
        try:
            await self.sandbox.weather(**FINE)
            for _ in range(200):
                await self.deliveries[0].deliver_due()
                if self.database.read_now(lambda s: lanes.next_ready_at(s, 1)) is None:
                    break
                self.clock.advance(seconds=31)
            for channel, written in self.expected.items():
                shown = [found["message"]["text"] for found in await self.sandbox.posts(channel)]
                assert shown == [self.last_state[message] for message in written]
            assert self.database.read_now(lambda s: outbox.counts(s, 1)) == outbox.OutboxCounts(0, 0, None)
        finally:
            await self.stack.aclose()


@pytest.mark.timeout(90)
def test_every_message_arrives_once_in_order_and_in_its_last_state(sqlite_template: Path) -> None:
    OutboxMachine.template = sqlite_template
    run_state_machine_as_test(
        OutboxMachine,
        settings=settings(
            max_examples=30,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # each try starts a chat of its own: shrinking would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
