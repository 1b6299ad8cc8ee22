import pytest
from sqlmodel import select

from bot.domain.errors import DeliveryTrouble, NotAllowedError, NotFoundError
from bot.services import undelivered
from storage import lanes, requests
from storage.database import Database, Session
from storage.tables import OutboxDecision, OutboxMessage, Request
from tests import factories
from tests.factories import Cast
from tests.storage.outboxes import NOW, begin, post, state


@pytest.fixture
def cast(database: Database) -> Cast:
    return database.write_now(factories.cast)


@pytest.fixture
def dead(database: Database, cast: Cast) -> int:
    def work(session: Session) -> int:
        message = post(session, "夜間の鍵\n受け渡し", "C0BOOKING")
        errand = begin(session)
        assert errand is not None
        lanes.settle_dead(session, errand, DeliveryTrouble.NOT_INVITED, "not_in_channel", NOW)
        return message

    return database.write_now(work)


def test_the_office_sees_where_a_message_should_have_gone_and_why_it_did_not(database: Database, dead: int) -> None:
    (shown,) = database.read_now(lambda s: undelivered.list_undelivered(s, 1))

    assert (shown.id, shown.where, shown.text) == (dead, "#wg-facility-booking", "夜間の鍵 受け渡し")
    assert (shown.trouble, shown.error, shown.attempts) == (DeliveryTrouble.NOT_INVITED, "not_in_channel", 1)
    assert database.read_now(lambda s: undelivered.count(s, 1)) == 1
    assert database.read_now(lambda s: undelivered.count(s, 2)) == 0


@pytest.mark.parametrize("decide", [undelivered.retry, undelivered.discard])
@pytest.mark.parametrize("who", ["rana", "leo", "cam", "otto"])
def test_only_the_office_decides(database: Database, cast: Cast, dead: int, decide: object, who: str) -> None:
    assert callable(decide)
    with pytest.raises(NotAllowedError):
        database.write_now(lambda s: decide(s, 1, [dead], NOW, actor=getattr(cast, who)))

    assert database.read_now(lambda s: state(s, dead)) == "dead"


def test_a_decision_of_the_office_is_on_record_with_who_made_it(database: Database, cast: Cast, dead: int) -> None:
    database.write_now(lambda s: undelivered.retry(s, 1, [dead], NOW, actor=cast.aoi))

    (decision,) = database.read_now(lambda s: list(s.exec(select(OutboxDecision))))
    assert (decision.message_id, decision.action, decision.actor_id) == (dead, "retry", cast.aoi.id)
    with pytest.raises(NotFoundError):
        database.write_now(lambda s: undelivered.discard(s, 1, [dead], NOW, actor=cast.aoi))


def test_the_words_about_a_private_item_are_not_listed(database: Database, cast: Cast, dead: int) -> None:
    private = Request(
        workspace_id=1,
        fiscal_year=2026,
        sequence=1,
        kind="proposal",
        title="人事の話",
        body="困っています",
        private=True,
        created_at=NOW,
        updated_at=NOW,
    )

    def tie(session: Session) -> None:
        message = session.get_one(OutboxMessage, dead)
        message.request_id = requests.add(session, private, []).id
        session.add(message)

    database.write_now(tie)
    (shown,) = database.read_now(lambda s: undelivered.list_undelivered(s, 1))
    assert (shown.number, shown.text) == ("R8-0001", "")
