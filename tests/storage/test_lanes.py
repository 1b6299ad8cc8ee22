import threading
from datetime import timedelta

import pytest

from bot.domain.errors import DeliveryTrouble
from storage import lanes, outbox
from storage.database import Database, Session
from storage.lanes import Deed, Errand
from storage.tables import OutboxLane, OutboxMessage
from tests.storage.outboxes import LEASE, NOW, begin, claim, deliver, later, post, state, update, workspace


@pytest.fixture
def outbox_database(database: Database) -> Database:
    database.write_now(workspace)
    return database


def _begin(database: Database, now: float = 0, worker: str = "one") -> Errand:
    errand = database.write_now(lambda s: begin(s, later(now), worker))
    assert errand is not None
    return errand


def test_messages_of_a_channel_go_out_in_the_order_they_were_written(outbox_database: Database) -> None:
    for text in ("first", "second", "third"):
        outbox_database.write_now(lambda s, text=text: post(s, text))

    assert outbox_database.write_now(deliver) == ["first", "second", "third"]
    assert outbox_database.read_now(lambda s: lanes.next_ready_at(s, 1)) is None


def test_a_lane_belongs_to_one_worker_until_its_lease_runs_out(outbox_database: Database) -> None:
    outbox_database.write_now(lambda s: post(s, "hello"))

    assert len(outbox_database.write_now(lambda s: claim(s, "one"))) == 1
    assert outbox_database.write_now(lambda s: claim(s, "two", later(29))) == []
    assert len(outbox_database.write_now(lambda s: claim(s, "two", later(30)))) == 1


def test_workers_that_claim_at_once_share_the_lanes(database_url: str) -> None:
    one, two = Database(database_url), Database(database_url)
    one.write_now(workspace)
    for number in range(12):
        one.write_now(lambda s, number=number: post(s, "hello", f"C{number}"))
    claimed: list[int] = []

    def take(database: Database, worker: str) -> None:
        for _ in range(12):
            found = database.write_now(lambda s: claim(s, worker, limit=2))
            claimed.extend(lane.lane_id for lane in found)

    workers = [threading.Thread(target=take, args=(one, "one")), threading.Thread(target=take, args=(two, "two"))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(claimed) == 12
    assert len(set(claimed)) == 12
    one.close()
    two.close()


def test_another_workspace_is_never_claimed(outbox_database: Database) -> None:
    outbox_database.write_now(lambda s: post(s, "hello"))

    assert outbox_database.write_now(lambda s: lanes.claim(s, 2, "one", NOW, LEASE, 10)) == []
    assert outbox_database.read_now(lambda s: lanes.next_ready_at(s, 2)) is None


def test_a_message_of_a_rehearsed_future_is_ready_in_real_time(outbox_database: Database) -> None:
    future = NOW + timedelta(days=400)
    outbox_database.write_now(lambda s: outbox.post(s, 1, "C0ONE", "hello", [], future) and None)

    assert outbox_database.write_now(deliver) == ["hello"]


def test_a_lane_released_for_later_is_left_alone_until_then(outbox_database: Database) -> None:
    outbox_database.write_now(lambda s: post(s, "hello"))
    errand = _begin(outbox_database)

    outbox_database.write_now(lambda s: lanes.settle_failed(s, errand, "ratelimited", later(7), counts=False))

    assert outbox_database.write_now(lambda s: claim(s, "two", later(6.9))) == []
    assert outbox_database.read_now(lambda s: lanes.next_ready_at(s, 1)) == later(7)
    assert _begin(outbox_database, 7).attempts == 0


def test_a_crash_in_the_middle_of_an_attempt_leaves_a_message_to_look_up(outbox_database: Database) -> None:
    message = outbox_database.write_now(lambda s: post(s, "hello"))
    _begin(outbox_database)

    assert outbox_database.read_now(lambda s: state(s, message)) == "sending"
    found = _begin(outbox_database, 30, "two")
    assert (found.deed, found.message_id, found.attempted_at) == (Deed.LOOK_UP, message, NOW)


def test_an_update_that_crashed_is_simply_made_again(outbox_database: Database) -> None:
    card = outbox_database.write_now(lambda s: post(s, "card"))
    outbox_database.write_now(deliver)
    outbox_database.write_now(lambda s: update(s, card, "accepted"))
    _begin(outbox_database)

    again = _begin(outbox_database, 30, "two")

    assert (again.deed, again.text, again.ts) == (Deed.UPDATE, "accepted", f"{1000 + card}.0")


@pytest.mark.parametrize("settle", ["sent", "failed", "unsure", "dead", "untried"])
def test_a_worker_that_lost_its_lease_settles_nothing(outbox_database: Database, settle: str) -> None:
    message = outbox_database.write_now(lambda s: post(s, "hello"))
    late = _begin(outbox_database)
    _begin(outbox_database, 30, "two")

    def work(session: Session) -> bool:
        if settle == "sent":
            return lanes.settle_sent(session, late, "C0ONE", "1.0", later(31), later(31))
        if settle == "failed":
            return lanes.settle_failed(session, late, "x", later(31))
        if settle == "unsure":
            return lanes.settle_unsure(session, late, "x", later(31))
        if settle == "untried":
            return lanes.settle_untried(session, late, "x", later(31))
        return lanes.settle_dead(session, late, DeliveryTrouble.OTHER, "x", later(31))

    assert not outbox_database.write_now(work)
    assert outbox_database.read_now(lambda s: state(s, message)) == "sending"
    assert outbox_database.write_now(lambda s: claim(s, "three", later(32))) == []


def test_a_worker_that_lost_its_lease_begins_nothing(outbox_database: Database) -> None:
    outbox_database.write_now(lambda s: post(s, "hello"))
    late = _begin(outbox_database)
    _begin(outbox_database, 30, "two")

    assert not outbox_database.write_now(lambda s: lanes.begin_attempt(s, late, later(31), LEASE))


def test_only_the_newest_waiting_state_of_a_post_is_sent(outbox_database: Database) -> None:
    card = outbox_database.write_now(lambda s: post(s, "card"))
    other = outbox_database.write_now(lambda s: post(s, "other"))
    updates = [outbox_database.write_now(lambda s, t=text: update(s, card, t)) for text in ("held", "accepted")]
    lone = outbox_database.write_now(lambda s: update(s, other, "asked"))

    assert outbox_database.write_now(deliver) == ["card", "other", "accepted", "asked"]
    states = [outbox_database.read_now(lambda s, i=i: state(s, i)) for i in [*updates, lone]]
    assert states == ["superseded", "sent", "sent"]


def test_patient_updates_let_the_others_go_first_and_never_bring_back_an_older_state(
    outbox_database: Database,
) -> None:
    cards = [outbox_database.write_now(lambda s, t=text: post(s, t)) for text in ("one", "two", "three")]  # type: ignore[misc]
    outbox_database.write_now(deliver)
    many = [
        outbox_database.write_now(lambda s, c=card: update(s, c, f"{c} of many", patient=True))  # type: ignore[misc]
        for card in cards
    ]
    outbox_database.write_now(lambda s: update(s, cards[1], "pressed"))
    outbox_database.write_now(lambda s: post(s, "four"))

    assert outbox_database.write_now(deliver) == ["pressed", "four", f"{cards[0]} of many", f"{cards[2]} of many"]
    assert [outbox_database.read_now(lambda s, i=i: state(s, i)) for i in many] == ["sent", "superseded", "sent"]


def test_a_reply_goes_into_the_thread_of_the_post_it_names(outbox_database: Database) -> None:
    card = outbox_database.write_now(lambda s: post(s, "card", "U0RANA"))
    outbox_database.write_now(lambda s: post(s, "reply", "D0RANA", thread_id=card))
    first = _begin(outbox_database)
    outbox_database.write_now(lambda s: lanes.settle_sent(s, first, "D0RANA", "5.0", NOW, NOW))

    reply = _begin(outbox_database)

    assert (reply.text, reply.channel, reply.thread_ts) == ("reply", "D0RANA", "5.0")


def test_updates_and_replies_of_a_dead_post_are_held_while_the_lane_goes_on(outbox_database: Database) -> None:
    card = outbox_database.write_now(lambda s: post(s, "card"))
    held = [
        outbox_database.write_now(lambda s: update(s, card, "accepted")),
        outbox_database.write_now(lambda s: post(s, "reply", thread_id=card)),
    ]
    outbox_database.write_now(lambda s: post(s, "next"))
    errand = _begin(outbox_database)
    outbox_database.write_now(lambda s: lanes.settle_dead(s, errand, DeliveryTrouble.NOT_INVITED, "x", NOW))

    assert outbox_database.write_now(deliver) == ["next"]
    assert [outbox_database.read_now(lambda s, i=i: state(s, i)) for i in held] == ["held", "held"]
    assert outbox_database.read_now(lambda s: lanes.next_ready_at(s, 1)) is None


def test_a_direct_message_is_looked_up_where_earlier_ones_went(outbox_database: Database) -> None:
    outbox_database.write_now(lambda s: post(s, "one", "U0RANA"))
    first = _begin(outbox_database)
    outbox_database.write_now(lambda s: lanes.settle_sent(s, first, "D0RANA", "5.0", NOW, NOW))
    outbox_database.write_now(lambda s: post(s, "two", "U0RANA"))
    second = _begin(outbox_database)
    assert second.channel == "U0RANA"
    outbox_database.write_now(lambda s: lanes.settle_unsure(s, second, "TimeoutError", NOW))

    assert _begin(outbox_database).channel == "D0RANA"


def test_attempts_count_unless_the_chat_was_only_busy_or_away(outbox_database: Database) -> None:
    message = outbox_database.write_now(lambda s: post(s, "hello"))
    first = _begin(outbox_database)
    outbox_database.write_now(lambda s: lanes.settle_untried(s, first, "invalid_auth", NOW))
    untried = outbox_database.read_now(lambda s: s.get_one(OutboxMessage, message))
    assert (untried.state, untried.attempts, untried.first_attempted_at) == ("waiting", 0, None)

    second = _begin(outbox_database, 5)
    outbox_database.write_now(lambda s: lanes.settle_failed(s, second, "team_busy", later(5)))
    third = _begin(outbox_database, 6)
    outbox_database.write_now(lambda s: lanes.settle_failed(s, third, "ratelimited", later(6), counts=False))

    failed = outbox_database.read_now(lambda s: s.get_one(OutboxMessage, message))
    assert (failed.state, failed.attempts, failed.first_attempted_at) == ("waiting", 1, later(5))


def test_a_lane_that_miscounted_mends_itself(outbox_database: Database) -> None:
    outbox_database.write_now(lambda s: post(s, "hello"))

    def miscount(session: Session) -> None:
        session.get_one(OutboxLane, 1).waiting = 3
        session.commit()

    outbox_database.write_now(miscount)
    assert outbox_database.write_now(deliver) == ["hello"]
    assert outbox_database.read_now(lambda s: s.get_one(OutboxLane, 1).waiting) == 0
