import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from storage.tables import InboundReceipt, OutboxMessage
from tests.conftest import StillClock
from tests.handlers.conftest import running_town
from tests.handlers.town import ALL, BOT, CHAT, KEYS, Town, block, by_block, typed, words

PATIENCE_SECONDS = 2.9  # Slack's is 3


@pytest.fixture
async def town_on_either(database_url: str, clock: StillClock) -> AsyncIterator[Town]:
    async with running_town(database_url, clock) as running:
        yield running


async def test_a_submission_is_stored_once_when_it_is_delivered_twice_at_the_same_time(town_on_either: Town) -> None:
    town = town_on_either
    body = await ready_to_send(town)
    answers = await asyncio.gather(town.dispatch(body), town.dispatch(body))
    assert [answer.status for answer in answers] == [200, 200]
    for answer in answers:
        assert "受け付けました：R8-0001" in words(json.loads(answer.body))
    await nothing_is_there_twice(town)


async def test_a_submission_is_answered_the_same_when_it_is_delivered_again_later(town: Town) -> None:
    body = await ready_to_send(town)
    first, second = [json.loads((await town.dispatch(body)).body) for _ in range(2)]
    assert first == second
    assert "受け付けました：R8-0001" in words(second)
    await nothing_is_there_twice(town)


async def test_a_submission_is_stored_once_when_the_chat_delivers_everything_twice(town: Town) -> None:
    await ready_to_send(town)
    await town.sandbox.weather(duplicate_delivery=1.0)
    sent = await town.rana.submit()
    assert sent.response_action == "update"
    assert "受け付けました：R8-0001" in words(await town.rana.view())
    await nothing_is_there_twice(town)


async def test_a_review_pressed_once_is_done_once_when_the_chat_delivers_everything_twice(town: Town) -> None:
    await town.post(town.rana)
    card = await town.card()
    await town.sandbox.weather(duplicate_delivery=1.0)
    await town.press(town.leo, card, "triage_review")
    await town.settled()
    assert [e.action for e in await town.history()].count("review") == 1
    assert "検討中" in words(await town.card())


@pytest.mark.parametrize("trouble", ["locked", "full", "read-only"])
async def test_a_database_that_cannot_write_is_said_in_the_form_and_a_later_press_succeeds(
    town: Town, trouble: str
) -> None:
    await ready_to_send(town, idea="鍵を暗証番号で開くようにします。" * 180)  # more than fits into pages that are there
    with TROUBLES[trouble](town):
        sent = await town.rana.submit()
        assert sent.acked
        assert sent.waited_ms < PATIENCE_SECONDS * 1000
        ((where, sentence),) = sent.errors.items()
        assert where.startswith("title:")
        assert "いま保存できませんでした。書いた内容は残してあります。" in sentence
    assert typed(await town.rana.view(), "body") == KEYS["body"]
    assert await town.items() == []
    assert (await town.rana.submit()).response_action == "update"
    await nothing_is_there_twice(town)


async def test_a_command_says_in_time_that_the_database_is_locked(town: Town) -> None:
    with locked(town):
        answer = await town.rana.command("/teian", channel=ALL, text="公民館の鍵 <と> 夜の仕事")
        assert answer.acked
        told = (await town.rana.messages(ALL))[-1]["text"]
        assert "いま保存できませんでした" in told
        assert "残してあります" not in told  # nothing was stored: what they typed is given back instead
        assert "/teian 公民館の鍵 &lt;と&gt; 夜の仕事" in told


async def test_writing_is_not_interrupted_while_the_draft_cannot_be_kept(
    town: Town,
) -> None:
    await town.rana.command("/teian")
    form = await town.rana.view()
    title = block(form, "title")["block_id"]
    with locked(town):
        assert (await town.rana.type("intake_typed", "公民館の", block_id=title)).acked
        assert (await town.rana.view())["id"] == form["id"]
    assert await town.direct(town.rana) == []
    await town.rana.type("intake_typed", "公民館の鍵", block_id=title)
    assert [draft.answers["title"] for draft in await town.drafts()] == ["公民館の鍵"]


async def test_a_press_says_in_a_modal_that_the_database_is_locked(town: Town) -> None:
    await town.post(town.rana)
    card = await town.card()
    with locked(town):
        await town.press(town.leo, card, "triage_review")
        assert "いま保存できませんでした。まだ何も変わっていません。" in words(await town.leo.view())
    assert (await town.item()).status == "received"


async def test_a_message_that_could_not_be_stored_is_delivered_again_by_the_chat(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    with locked(town):
        said = await town.rana.say(CHAT, f"<@{BOT}> 公民館の鍵のことで提案があります。")
        await town.sandbox.until(lambda: any(r.name == "handlers.errors" for r in caplog.records))
    await town.sandbox.until(lambda: answered(town, said.ts), within=10.0)


@contextmanager
def locked(town: Town) -> Iterator[None]:
    """Another program writes to the database and does not finish."""
    with closing(sqlite3.connect(path_of(town), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full(town: Town) -> Iterator[None]:
    """Not one more page fits on the disk."""

    def shrink(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite takes the present size for it

    def grow(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA max_page_count = 1000000")

    engine = town.bot.database.engine
    event.listen(engine, "checkout", shrink)
    yield
    event.remove(engine, "checkout", shrink)
    event.listen(engine, "checkout", grow)


@contextmanager
def read_only(town: Town) -> Iterator[None]:
    """The disk takes nothing any more."""

    def forbid(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    def allow(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA query_only = OFF")

    engine = town.bot.database.engine
    event.listen(engine, "checkout", forbid)
    yield
    event.remove(engine, "checkout", forbid)
    event.listen(engine, "checkout", allow)


TROUBLES = {"locked": locked, "full": full, "read-only": read_only}


def path_of(town: Town) -> Path:
    return Path(town.bot.database.url.removeprefix("sqlite:///"))


async def ready_to_send(town: Town, **more: str) -> dict[str, Any]:
    """The form, filled in; the submission as the chat would deliver it."""
    await town.rana.command("/teian")
    view = await town.rana.view()
    for block_id, value in by_block(view, {**KEYS, **more}).items():
        ((action_id, text),) = value.items()
        await town.rana.type(action_id, text, block_id=block_id)
    return {
        "type": "view_submission",
        "team": {"id": "T0CITY"},
        "user": {"id": "U0RANA"},
        "view": await town.rana.view(),
    }


async def nothing_is_there_twice(town: Town) -> None:
    await town.settled()
    assert [item.title for item in await town.items()] == [KEYS["title"]]
    assert len(await town.posts("C0BOOKING")) == 1
    assert len(await town.direct(town.rana)) == 1
    assert await town.drafts() == []

    def count(session: Session) -> tuple[int, int]:
        receipts = session.exec(select(InboundReceipt).where(col(InboundReceipt.key).startswith("view:"))).all()
        return len(receipts), len(session.exec(select(OutboxMessage)).all())

    assert await town.read(count) == (1, 2)


async def answered(town: Town, ts: str) -> bool:
    return any(m.get("bot_id") for m in await town.rana.messages(CHAT, thread_ts=ts))
