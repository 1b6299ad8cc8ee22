import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.jobs.delivery import Delivery, Rates
from bot.messenger import Messenger
from sandbox.client import Sandbox
from storage import lanes, outbox
from storage.database import Database
from storage.lanes import Errand
from storage.tables import OutboxMessage
from tests.bot.conftest import MANIFEST, SEED, TOKEN
from tests.conftest import StillClock
from tests.storage.outboxes import LEASE, post, state, update, workspace

Make = Callable[..., Delivery]


@pytest.fixture
def now_clock() -> StillClock:
    """Stands still at the present, for the sandbox stamps its messages with the present."""
    return StillClock(datetime.now(UTC))


@pytest.fixture
def city(database: Database) -> Database:
    database.write_now(workspace)
    return database


@pytest.fixture
def make(messenger: Messenger, now_clock: StillClock) -> Make:
    def make(database: Database, worker: str = "one", *, by: Messenger = messenger) -> Delivery:
        return Delivery(database, by, 1, worker, clock=now_clock, rates=Rates(6000, 6000, 6000))

    return make


async def _texts(sandbox: Sandbox, channel: str) -> list[str]:
    return [post["message"]["text"] for post in await sandbox.posts(channel)]


async def _write(database: Database, channel: str, *texts: str) -> list[int]:
    return [await database.write(lambda s, text=text: post(s, text, channel)) for text in texts]


async def _deliver_all(clock: StillClock, city: Database, *deliveries: Delivery, step: float = 1.0) -> None:
    """Let time pass until nothing waits any more."""
    for _ in range(400):
        await asyncio.gather(*(delivery.deliver_due() for delivery in deliveries))
        if (await city.read(lambda s: outbox.counts(s, 1))).waiting == 0:
            return
        clock.advance(seconds=step)
    pytest.fail("the outbox did not become empty")


async def _attempt_that_crashed(city: Database, now: datetime) -> Errand:
    """A worker claims the lane, notes its attempt, and is never heard of again."""

    def work(session: Any) -> Errand | None:
        claims = lanes.claim(session, 1, "crashed", now, LEASE, 1)
        errand = lanes.next_errand(session, claims[0])
        assert errand is not None
        assert lanes.begin_attempt(session, errand, now, LEASE)
        return errand

    errand = await city.write(work)
    assert errand is not None
    return errand


async def test_messages_reach_their_channels_in_order_and_threads_their_posts(
    sandbox: Sandbox, city: Database, make: Make, now_clock: StillClock
) -> None:
    card, _ = await _write(city, "C0WG0", "card", "next")
    await city.write(lambda s: post(s, "reply", thread_id=card))
    await _write(city, "U0RANA", "受け付けました")

    await _deliver_all(now_clock, city, make(city))

    posts = [found["message"] for found in await sandbox.posts("C0WG0")]
    assert [found["text"] for found in posts] == ["card", "next", "reply"]
    assert posts[2]["thread_ts"] == posts[0]["ts"]
    row = await city.read(lambda s: s.get_one(OutboxMessage, card))
    assert (row.sent_channel, row.sent_ts, row.sent_at) == ("C0WG0", posts[0]["ts"], row.sent_at)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nothing_is_posted_twice_or_out_of_order_in_a_storm(
    sandbox: Sandbox, city: Database, make: Make, now_clock: StillClock, seed: int
) -> None:
    texts = [f"message {number}" for number in range(12)]
    for channel in ("C0WG0", "C0WG1", "U0LEO"):
        await _write(city, channel, *texts)
    storm = {"lose_response": 0.2, "server_error": 0.1, "server_error_after": 0.2}
    await sandbox.weather(**storm, methods=["chat.postMessage"], seed=seed)

    await _deliver_all(now_clock, city, make(city, "one"), make(city, "two"), step=2)

    direct = next(found["channel"] for found in await sandbox.posts() if found["channel"].startswith("D"))
    for channel in ("C0WG0", "C0WG1", direct):
        assert await _texts(sandbox, channel) == texts


async def test_two_deliveries_on_one_database_post_nothing_twice(
    sandbox: Sandbox, database_url: str, make: Make, now_clock: StillClock
) -> None:
    databases = Database(database_url), Database(database_url)
    databases[0].write_now(workspace)
    for channel in range(10):
        await _write(databases[0], f"C0WG{channel}", *(f"{channel}-{number}" for number in range(4)))

    await _deliver_all(now_clock, databases[0], *(make(d, f"worker {n}") for n, d in enumerate(databases)))

    for channel in range(10):
        assert await _texts(sandbox, f"C0WG{channel}") == [f"{channel}-{number}" for number in range(4)]
    for database in databases:
        database.close()


async def test_a_message_posted_just_before_a_crash_is_recognised(
    sandbox: Sandbox, city: Database, messenger: Messenger, make: Make, now_clock: StillClock
) -> None:
    message, _ = await _write(city, "C0WG0", "first", "second")
    errand = await _attempt_that_crashed(city, now_clock.now())
    await messenger.post(errand.channel, errand.text, errand.blocks, None, errand.delivery_id)
    delivery = make(city)
    assert await delivery.deliver_due() == 0

    now_clock.advance(seconds=30)
    assert await delivery.deliver_due() == 1

    assert await city.read(lambda s: state(s, message)) == "sent"
    await _deliver_all(now_clock, city, delivery)
    assert await _texts(sandbox, "C0WG0") == ["first", "second"]


async def test_a_message_whose_sender_crashed_before_posting_is_sent_once_that_is_certain(
    sandbox: Sandbox, city: Database, make: Make, now_clock: StillClock
) -> None:
    await _write(city, "C0WG0", "first", "second")
    await _attempt_that_crashed(city, now_clock.now())
    now_clock.advance(seconds=30)

    await _deliver_all(now_clock, city, make(city))

    assert await _texts(sandbox, "C0WG0") == ["first", "second"]


async def test_a_lost_answer_blocks_only_its_own_channel_until_it_is_certain(
    sandbox: Sandbox, city: Database, make: Make, now_clock: StillClock
) -> None:
    await sandbox.weather(server_error=1.0, methods=["chat.postMessage"])
    await _write(city, "C0WG0", "first", "second")
    delivery = make(city)
    await delivery.deliver_due()
    await sandbox.weather(server_error=0.0)
    await _write(city, "C0WG1", "other")

    now_clock.advance(seconds=29)
    await delivery.deliver_due()
    assert (await _texts(sandbox, "C0WG0"), await _texts(sandbox, "C0WG1")) == ([], ["other"])

    now_clock.advance(seconds=1)
    await _deliver_all(now_clock, city, delivery)
    assert await _texts(sandbox, "C0WG0") == ["first", "second"]


async def test_a_message_that_may_be_there_is_parked_when_the_history_cannot_be_read(
    city: Database, make: Make, now_clock: StillClock
) -> None:
    manifest = json.loads(MANIFEST.read_text())
    manifest["oauth_config"]["scopes"]["bot"].remove("channels:history")
    weather = {"server_error_after": 1.0, "methods": ["chat.postMessage"]}
    async with (
        Sandbox.start(manifest=manifest, seed=SEED, weather=weather) as sandbox,
        Messenger(TOKEN, sandbox.api_url) as messenger,
    ):
        await _write(city, "C0WG0", "hello")

        await _deliver_all(now_clock, city, make(city, by=messenger))

        (dead,) = await city.read(lambda s: outbox.list_dead(s, 1))
        assert (dead.trouble, dead.error) == ("unconfirmed", "missing_scope")
        assert await _texts(sandbox, "C0WG0") == ["hello"]


async def test_a_look_up_that_fails_is_repeated_and_nothing_is_sent_meanwhile(
    sandbox: Sandbox, city: Database, make: Make, now_clock: StillClock
) -> None:
    await sandbox.weather(lose_response=1.0, methods=["chat.postMessage", "conversations.history"])
    (message,) = await _write(city, "C0WG0", "hello")
    delivery = make(city)
    for _ in range(60):
        await delivery.deliver_due()
        now_clock.advance(seconds=1)
    assert await city.read(lambda s: state(s, message)) == "unsure"
    assert len(await sandbox.calls("conversations.history")) >= 3

    await sandbox.weather(lose_response=0.0)
    await _deliver_all(now_clock, city, delivery)

    assert await city.read(lambda s: state(s, message)) == "sent"
    assert await _texts(sandbox, "C0WG0") == ["hello"]


async def test_a_message_that_never_gets_through_dies_after_ten_attempts(
    sandbox: Sandbox, city: Database, make: Make, now_clock: StillClock
) -> None:
    await sandbox.weather(server_error=1.0, methods=["chat.postMessage"])
    await _write(city, "C0WG0", "hello")

    await _deliver_all(now_clock, city, make(city), step=15)

    (dead,) = await city.read(lambda s: outbox.list_dead(s, 1))
    assert (dead.trouble, dead.attempts) == ("gave_up", 10)
    assert len(await sandbox.calls("chat.postMessage")) == 10


async def test_a_channel_without_the_bot_stops_its_message_and_lets_the_office_retry(
    sandbox: Sandbox, city: Database, messenger: Messenger, make: Make, now_clock: StillClock
) -> None:
    (card,) = await _write(city, "C0STRANGE", "card")
    await city.write(lambda s: update(s, card, "accepted"))
    delivery = make(city)
    await _deliver_all(now_clock, city, delivery)
    (dead,) = await city.read(lambda s: outbox.list_dead(s, 1))
    assert (dead.id, dead.trouble, dead.error) == (card, "not_invited", "not_in_channel")
    assert len(await sandbox.calls("chat.postMessage")) == 1

    await messenger.join("C0STRANGE")
    await city.write(lambda s: outbox.retry(s, 1, [card], now_clock.now()))
    await _deliver_all(now_clock, city, delivery)

    assert await _texts(sandbox, "C0STRANGE") == ["accepted"]


async def test_a_refused_token_pauses_everything_and_kills_nothing(
    sandbox: Sandbox, city: Database, make: Make, now_clock: StillClock
) -> None:
    for channel in range(5):
        await _write(city, f"C0WG{channel}", "hello")
    async with Messenger("xoxb-revoked", sandbox.api_url) as refused:
        delivery = make(city, by=refused)
        assert await delivery.deliver_due() == 0
        assert await delivery.deliver_due() == 0
        assert delivery.trouble == "invalid_auth"
        assert len(await sandbox.calls("chat.postMessage")) == 5

    await _deliver_all(now_clock, city, make(city))

    rows = [await city.read(lambda s, n=n: s.get_one(OutboxMessage, n)) for n in range(1, 6)]
    assert [(row.state, row.attempts) for row in rows] == [("sent", 1)] * 5


async def test_the_last_state_of_a_card_wins_whatever_the_weather(
    sandbox: Sandbox, city: Database, make: Make, now_clock: StillClock
) -> None:
    await sandbox.weather(lose_response=0.3, server_error=0.2, methods=["chat.update"], seed=7)
    (card,) = await _write(city, "C0WG0", "received")
    delivery = make(city)
    await _deliver_all(now_clock, city, delivery)
    for text in ("routed", "held"):
        await city.write(lambda s, text=text: update(s, card, text))
    await delivery.deliver_due()
    for text in ("asked", "accepted"):
        await city.write(lambda s, text=text: update(s, card, text))

    await _deliver_all(now_clock, city, delivery)

    assert await _texts(sandbox, "C0WG0") == ["accepted"]
    sent = {call["args"]["text"] for call in await sandbox.calls("chat.update")}
    assert not sent & {"routed", "asked"}


async def test_a_rehearsed_clock_delays_nothing(
    sandbox: Sandbox, city: Database, make: Make, now_clock: StillClock
) -> None:
    next_monday = now_clock.now() + timedelta(days=6)
    await city.write(lambda s: outbox.post(s, 1, "C0WG0", "digest", [], next_monday) and None)

    assert await make(city).deliver_due() == 1
    assert await _texts(sandbox, "C0WG0") == ["digest"]


async def test_only_so_many_messages_of_a_workspace_go_out_a_minute(
    sandbox: Sandbox, city: Database, messenger: Messenger, now_clock: StillClock
) -> None:
    for channel in range(10):
        await _write(city, f"C0WG{channel}", *(str(number) for number in range(4)))
    delivery = Delivery(city, messenger, 1, "one", clock=now_clock, rates=Rates(posts=20))

    for _ in range(60):
        await delivery.deliver_due()
        now_clock.advance(seconds=1)

    assert 18 <= len(await sandbox.calls("chat.postMessage")) <= 20


@pytest.fixture
async def running(sqlite_url: str, messenger: Messenger) -> AsyncIterator[tuple[Database, Delivery]]:
    """A delivery at work in real time."""
    database = Database(sqlite_url)
    database.write_now(workspace)
    delivery = Delivery(database, messenger, 1, "one")
    delivery.start()
    yield database, delivery
    await delivery.stop()
    database.close()


async def test_messages_go_out_at_once_when_the_delivery_is_woken(
    sandbox: Sandbox, running: tuple[Database, Delivery]
) -> None:
    database, delivery = running
    async with asyncio.timeout(2):  # polling alone would need five seconds
        for number in range(6):
            await _write(database, f"C0WG{number}", "hello")
            delivery.wake()
            await sandbox.until(lambda number=number: _texts(sandbox, f"C0WG{number}"))


async def test_a_message_goes_out_soon_when_nobody_wakes_the_delivery(
    sandbox: Sandbox, running: tuple[Database, Delivery]
) -> None:
    await _write(running[0], "C0WG0", "hello")

    await sandbox.until(lambda: _texts(sandbox, "C0WG0"), within=3)


async def test_a_pressed_card_changes_at_once_while_many_others_are_brought_up_to_date(
    sandbox: Sandbox, city: Database, messenger: Messenger, now_clock: StillClock
) -> None:
    delivery = Delivery(city, messenger, 1, "one", clock=now_clock, rates=Rates(posts=6000, updates=48))
    cards = [card for channel in ("C0WG0", "C0WG1") for card in await _write(city, channel, *map(str, range(15)))]
    await _deliver_all(now_clock, city, delivery, step=31)
    for card in cards:
        await city.write(lambda s, c=card: update(s, c, "the deputy is named", patient=True))  # type: ignore[misc]
    await delivery.deliver_due()

    await city.write(lambda s: update(s, cards[-1], "accepted"))
    now_clock.advance(seconds=1)
    await delivery.deliver_due()

    assert (await _texts(sandbox, "C0WG1"))[-1] == "accepted"
    waiting = (await city.read(lambda s: outbox.counts(s, 1))).waiting
    assert waiting > len(cards) / 2
    await _deliver_all(now_clock, city, delivery)
    assert await _texts(sandbox, "C0WG0") == ["the deputy is named"] * 15
    assert (await _texts(sandbox, "C0WG1"))[-1] == "accepted"


async def test_a_limit_is_never_undercut_and_delays_no_other_channel(
    sandbox: Sandbox, running: tuple[Database, Delivery], messenger: Messenger
) -> None:
    database, delivery = running
    await sandbox.weather(rate_limits=True)
    await messenger.post("C0WG0", "somebody else's", [])
    await database.write(lambda s: [post(s, "late", "C0WG0"), post(s, "prompt", "C0WG1")])
    delivery.wake()

    async def both() -> bool:
        return len(await sandbox.posts("C0WG0")) == 2 and len(await sandbox.posts("C0WG1")) == 1

    await sandbox.until(both)
    calls: dict[str, list[tuple[int, datetime]]] = {"late": [], "prompt": [], "somebody else's": []}
    for call in await sandbox.calls("chat.postMessage"):
        calls[call["args"]["text"]].append((call["status"], datetime.fromisoformat(call["at"])))
    assert [status for status, _ in calls["late"]] == [429, 200]
    (_, refused_at), (_, accepted_at) = calls["late"]
    assert accepted_at - refused_at >= timedelta(seconds=1)
    ((_, prompt_at),) = calls["prompt"]
    assert prompt_at - refused_at < timedelta(seconds=0.5)


async def test_a_channel_s_limit_is_respected_ahead_of_time(
    sandbox: Sandbox, running: tuple[Database, Delivery]
) -> None:
    database, delivery = running
    await sandbox.weather(rate_limits=True)
    await _write(database, "C0WG0", "one", "two", "three")
    delivery.wake()

    async def all_three() -> bool:
        return await _texts(sandbox, "C0WG0") == ["one", "two", "three"]

    await sandbox.until(all_three, within=5)
    assert {call["status"] for call in await sandbox.calls("chat.postMessage")} == {200}


async def test_what_is_under_way_is_finished_before_the_delivery_stops(
    sandbox: Sandbox, running: tuple[Database, Delivery]
) -> None:
    database, delivery = running
    await sandbox.weather(latency_ms=300)
    (message,) = await _write(database, "C0WG0", "hello")
    delivery.wake()

    async def begun() -> bool:
        return await database.read(lambda s: state(s, message)) == "sending"

    await sandbox.until(begun)
    await delivery.stop()

    assert await database.read(lambda s: state(s, message)) == "sent"


class FaultyClock:
    """Fails once, as only a fault of ours would."""

    def __init__(self) -> None:
        self.failed = False

    def now(self) -> datetime:
        if not self.failed:
            self.failed = True
            raise ZeroDivisionError
        return datetime.now(UTC)


async def test_a_fault_of_ours_does_not_end_the_delivery(
    sandbox: Sandbox, city: Database, messenger: Messenger
) -> None:
    await _write(city, "C0WG0", "hello")
    delivery = Delivery(city, messenger, 1, "one", clock=FaultyClock())
    delivery.start()

    await sandbox.until(lambda: _texts(sandbox, "C0WG0"), within=5)

    await delivery.stop()
