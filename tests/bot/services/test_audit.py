import threading
from dataclasses import replace
from datetime import time

import pytest

from bot.domain.errors import StorageError
from bot.domain.statuses import TriageAction
from bot.services import audit as service
from bot.services import decisions, triage
from bot.services.audit_check import verify
from bot.services.city import City
from bot.services.decisions import Decision
from storage import audit, outbox, requests
from storage.database import Database, Session
from storage.tables import AuditRow, Request
from tests.conftest import StillClock
from tests.factories import LONG_AGO, Cast, cast, city

WHY = "来年度の予算が決まってから考えます。"


@pytest.fixture
def here(clock: StillClock) -> City:
    return city(clock)


def item(session: Session, people: Cast, number: int, **more: object) -> int:
    """An item with its card in the group's channel."""
    workspace_id = people.workspace.id or 0
    request = Request(
        workspace_id=workspace_id,
        fiscal_year=2026,
        sequence=number,
        kind="proposal",
        title="秘密の題",
        body="秘密の文",
        group_id=people.booking.id,
        companion_id=people.cam.id,
        created_at=LONG_AGO,
        updated_at=LONG_AGO,
        **more,
    )
    requests.add(session, request, [people.rana.id or 0])
    card = outbox.post(session, workspace_id, "C0BOOKING", "card", [], LONG_AGO, request_id=request.id)
    requests.set_card(session, request, card)
    return request.id or 0


def rows(database: Database, people: Cast) -> list[AuditRow]:
    return database.read_now(lambda s: audit.list_rows(s, people.workspace.id or 0))


def test_decisions_and_moves_are_on_record_with_their_reason_and_no_other_words(database: Database, here: City) -> None:
    people = database.write_now(cast)
    number = database.write_now(lambda s: item(s, people, 1))

    def decide(session: Session, action: TriageAction, person: object, words: str = "") -> None:
        decision = Decision(action, words)
        decisions.decide(session, here, people.workspace, person, number, decision)  # type: ignore[arg-type]

    database.write_now(lambda s: decide(s, TriageAction.ASK, people.leo, "月に何回ですか。"))
    database.write_now(lambda s: decide(s, TriageAction.ANSWER, people.rana, "秘密の答え"))
    moved = people.counter.id or 0
    database.write_now(lambda s: triage.move(s, here, people.workspace, people.cam, number, moved, "窓口の話です。"))
    database.write_now(lambda s: decide(s, TriageAction.DECLINE, people.leo, WHY))
    database.write_now(lambda s: decisions.undo(s, here, people.workspace, people.leo, number))
    told = [(row.actor_name, row.action, row.facts["deed"], row.reason) for row in rows(database, people)]
    assert told == [
        ("田中 玲央", "decision", "ask", "月に何回ですか。"),
        ("楽名 花", "decision", "answered", ""),
        ("佐藤 香夢", "routing", "routed", "窓口の話です。"),
        ("田中 玲央", "decision", "decline", WHY),
        ("田中 玲央", "decision", "undone", ""),
    ]
    assert rows(database, people)[2].facts["group"] == ["facility-booking", "mirise"]
    assert "秘密" not in str([row.model_dump() for row in rows(database, people)])
    assert {row.subject for row in rows(database, people)} == {"R8-0001"}


def test_the_settings_are_on_record_once_and_again_when_they_change(database: Database, here: City) -> None:
    people = database.write_now(cast)
    database.write_now(lambda s: service.record_settings(s, here, people.workspace))
    first = len(rows(database, people))
    assert first == 14
    database.write_now(lambda s: service.record_settings(s, here, people.workspace))
    assert len(rows(database, people)) == first
    later = replace(here, answer_within=7, digest_time=time(8, 30))
    database.write_now(lambda s: service.record_settings(s, later, people.workspace))
    changed = {row.subject: (row.facts["before"], row.facts["after"]) for row in rows(database, people)[first:]}
    assert changed == {"BANSOU_ANSWER_WITHIN": (5, 7), "BANSOU_DIGEST_TIME": ("09:00", "08:30")}


def test_many_decisions_at_once_are_all_made_and_stand_in_one_chain(database: Database, here: City) -> None:
    people = database.write_now(cast)
    numbers = database.write_now(lambda s: [item(s, people, number) for number in range(1, 25)])
    together, failed = threading.Barrier(4), list[StorageError]()

    def accept(mine: list[int]) -> None:
        together.wait(10)
        for number in mine:
            try:
                accept_one(number)
            except StorageError as error:
                failed.append(error)

    def accept_one(number: int) -> None:
        accepted = Decision(TriageAction.ACCEPT)
        database.write_now(lambda s: decisions.decide(s, here, people.workspace, people.leo, number, accepted))

    threads = [threading.Thread(target=accept, args=(numbers[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert sorted(row.subject for row in rows(database, people)) == [f"R8-{number:04d}" for number in range(1, 25)]
    verdict = database.read_now(lambda s: verify(s, people.workspace.id or 0))
    assert (verdict.count, verdict.broken) == (24, None)
