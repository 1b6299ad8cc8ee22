import json
import re
from collections import Counter
from datetime import datetime

from sqlmodel import select

from bot.services import digest
from bot.services.city import City
from storage.tables import OutboxMessage
from tests.bot.services.digest.stories import Town
from tests.conftest import StillClock
from tests.factories import TOKYO

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=TOKYO)


def test_what_an_issue_has_no_room_for_goes_into_its_thread_once(town: Town, here: City, clock: StillClock) -> None:
    town.database.write_now(lambda s: digest.run_due(s, here))
    for n in range(40):
        town.post(clock.now(), f"提案{n}", group=town.cast.booking)
    clock.to(MONDAY)
    for _ in range(2):
        town.database.write_now(lambda s: digest.run_due(s, here))

    sent = town.database.read_now(lambda s: list(s.exec(select(OutboxMessage).order_by("id"))))
    issues = [message for message in sent if message.thread_id is None]
    assert len(issues) == 2  # everybody's and the group's
    for issue in issues:
        replies = [message for message in sent if message.thread_id == issue.id]
        assert [reply.lane_id for reply in replies] == [issue.lane_id]
        said = json.dumps([issue.blocks, *(reply.blocks for reply in replies)], ensure_ascii=False)
        assert Counter(re.findall(r"「提案(\d+)」", said.split("新しく届いた", 1)[1])).keys() == {
            str(n) for n in range(40)
        }


def test_an_issue_that_tells_everything_has_no_thread(town: Town, here: City, clock: StillClock) -> None:
    town.database.write_now(lambda s: digest.run_due(s, here))
    for n in range(3):
        town.post(clock.now(), f"提案{n}", group=town.cast.booking)
    clock.to(MONDAY)
    town.database.write_now(lambda s: digest.run_due(s, here))

    sent = town.database.read_now(lambda s: list(s.exec(select(OutboxMessage))))
    assert [message.thread_id for message in sent] == [None, None]
