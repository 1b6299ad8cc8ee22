from collections.abc import Callable

import pytest
from sqlmodel import select

from bot.domain.errors import DeliveryTrouble
from storage import lanes, outbox
from storage.database import Database, Session
from storage.lanes import Deed
from storage.tables import OutboxDecision
from tests.storage.outboxes import NOW, begin, deliver, later, post, state, update, workspace


@pytest.fixture
def outbox_database(database: Database) -> Database:
    database.write_now(workspace)
    return database


def _kill(database: Database, trouble: DeliveryTrouble = DeliveryTrouble.NOT_INVITED) -> int:
    """The message at the head of the lane cannot be delivered."""

    def work(session: Session) -> int:
        errand = begin(session)
        assert errand is not None
        lanes.settle_dead(session, errand, trouble, "not_in_channel", NOW)
        return errand.message_id

    return database.write_now(work)


def test_a_message_is_only_sent_when_its_transaction_commits(outbox_database: Database) -> None:
    def work(session: Session) -> None:
        post(session, "never")
        raise LookupError

    with pytest.raises(LookupError):
        outbox_database.write_now(work)

    assert outbox_database.write_now(deliver) == []


def test_a_dead_message_is_listed_and_counted_beside_those_on_their_way(outbox_database: Database) -> None:
    outbox_database.write_now(lambda s: post(s, "lost"))
    dead = _kill(outbox_database)
    outbox_database.write_now(lambda s: post(s, "waiting"))

    listed = outbox_database.read_now(lambda s: outbox.list_dead(s, 1))

    assert [(m.id, m.text, m.trouble, m.error) for m in listed] == [(dead, "lost", "not_invited", "not_in_channel")]
    assert outbox_database.read_now(lambda s: outbox.counts(s, 1)) == outbox.OutboxCounts(1, 1, None)
    assert outbox_database.read_now(lambda s: outbox.list_dead(s, 2)) == []


def test_a_retried_message_takes_along_what_was_held_for_it(outbox_database: Database) -> None:
    card = outbox_database.write_now(lambda s: post(s, "card"))
    reply = outbox_database.write_now(lambda s: post(s, "reply", thread_id=card))
    outbox_database.write_now(lambda s: update(s, reply, "reply, mended"))
    for text in ("held", "accepted"):
        outbox_database.write_now(lambda s, text=text: update(s, card, text))
    _kill(outbox_database)
    assert outbox_database.write_now(deliver) == []

    retried = outbox_database.write_now(lambda s: outbox.retry(s, 1, [card], later(60)))

    assert retried == [card]
    assert outbox_database.write_now(deliver) == ["card", "reply", "reply, mended", "accepted"]


def test_a_message_that_may_have_been_posted_is_looked_up_when_retried(outbox_database: Database) -> None:
    outbox_database.write_now(lambda s: post(s, "hello"))
    dead = _kill(outbox_database, DeliveryTrouble.UNCONFIRMED)
    outbox_database.write_now(lambda s: outbox.retry(s, 1, [dead], later(60)))

    errand = outbox_database.write_now(lambda s: begin(s, later(60)))

    assert errand is not None
    assert (errand.deed, errand.attempts, errand.first_attempted_at) == (Deed.LOOK_UP, 0, NOW)


def test_a_message_that_a_person_knows_to_be_absent_is_sent_again(outbox_database: Database) -> None:
    outbox_database.write_now(lambda s: post(s, "hello"))
    dead = _kill(outbox_database, DeliveryTrouble.UNCONFIRMED)
    outbox_database.write_now(lambda s: outbox.retry(s, 1, [dead], later(60), absent=True))

    errand = outbox_database.write_now(lambda s: begin(s, later(60)))

    assert errand is not None
    assert errand.deed is Deed.POST


def test_a_discarded_message_takes_its_updates_along_and_shows_its_replies(outbox_database: Database) -> None:
    card = outbox_database.write_now(lambda s: post(s, "card"))
    state_update = outbox_database.write_now(lambda s: update(s, card, "accepted"))
    reply = outbox_database.write_now(lambda s: post(s, "reply", thread_id=card))
    _kill(outbox_database)
    outbox_database.write_now(deliver)

    assert outbox_database.write_now(lambda s: outbox.discard(s, 1, [card], later(60))) == [card]

    assert outbox_database.write_now(deliver) == []
    assert outbox_database.read_now(lambda s: state(s, state_update)) == "superseded"
    assert [m.id for m in outbox_database.read_now(lambda s: outbox.list_dead(s, 1))] == [reply]
    assert outbox_database.read_now(lambda s: outbox.counts(s, 1)).waiting == 0


@pytest.mark.parametrize("decide", [outbox.retry, outbox.discard])
def test_only_dead_messages_of_the_workspace_are_decided_on(
    outbox_database: Database, decide: Callable[..., list[int]]
) -> None:
    outbox_database.write_now(lambda s: post(s, "lost"))
    dead = _kill(outbox_database)
    waiting = outbox_database.write_now(lambda s: post(s, "waiting"))

    assert outbox_database.write_now(lambda s: decide(s, 2, [dead], NOW)) == []
    assert outbox_database.write_now(lambda s: decide(s, 1, [waiting, 4711], NOW)) == []
    assert outbox_database.write_now(lambda s: decide(s, 1, [dead], NOW)) == [dead]
    assert outbox_database.write_now(lambda s: decide(s, 1, [dead], NOW)) == []


def test_every_decision_is_on_record(outbox_database: Database) -> None:
    outbox_database.write_now(lambda s: post(s, "lost"))
    dead = _kill(outbox_database)
    outbox_database.write_now(lambda s: outbox.retry(s, 1, [dead], later(60)))
    _kill(outbox_database)
    outbox_database.write_now(lambda s: outbox.discard(s, 1, [dead], later(120)))

    decisions = outbox_database.read_now(lambda s: list(s.exec(select(OutboxDecision))))

    assert [(d.message_id, d.action, d.error, d.at) for d in decisions] == [
        (dead, "retry", "not_in_channel", later(60)),
        (dead, "discard", "not_in_channel", later(120)),
    ]


def test_the_messages_of_one_channel_are_told_from_others(outbox_database: Database) -> None:
    there = outbox_database.write_now(lambda s: post(s, "鍵", "C0OFFICE"))
    elsewhere = outbox_database.write_now(lambda s: post(s, "鍵", "C0BOOKING"))

    assert outbox_database.read_now(lambda s: outbox.find_in(s, 1, "C0OFFICE", [there, elsewhere])) == {there}
    assert outbox_database.read_now(lambda s: outbox.find_in(s, 1, "C0OFFICE", [elsewhere])) == set()
