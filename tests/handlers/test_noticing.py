"""Personal data in the words of leads and in answers is pointed out before anything of it is kept."""

import logging
from typing import Any

import pytest

from bot.cli.run import quieten
from storage.database import Session
from tests.handlers.test_decisions import asked, decide, has_status, newest_direct, replies
from tests.handlers.town import BOOKING, Town, by_block, has_block, words

PHONE = "090-1234-5678"
WHY = f"来年度に考えます。住民の方の連絡先は {PHONE} です。"
COVERED = WHY.replace(PHONE, "●●●")


@pytest.mark.parametrize(("choice", "stored", "kept"), [("mask", COVERED, "masked"), ("keep", WHY, "kept")])
async def test_a_leads_words_are_sent_as_the_lead_chose(town: Town, choice: str, stored: str, kept: str) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "decline")

    sent = await decide(town.leo, decision_words=WHY)

    view = await town.leo.view()
    assert sent.response_action == "update"
    assert "090-…-5678" in words(view["blocks"][0])
    assert "もう一度「見送る」を押してください" in words(view["blocks"][0])
    assert (await town.item()).status == "received"
    assert not await holds(town, PHONE)
    await town.leo.submit({"intake_personal_data": {"intake_answer": choice}})
    last = (await town.history())[-1]
    assert (last.action, last.note, last.after["personal_data"]) == ("decline", stored, kept)
    assert stored in words(await newest_direct(town))


async def test_a_choice_to_keep_holds_only_for_the_words_that_were_shown(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "decline")
    await decide(town.leo, decision_words=WHY)
    other = WHY.replace("5678", "9999")
    await town.leo.submit(by_block(await town.leo.view(), {"decision_words": other, "intake_personal_data": "keep"}))
    assert (await town.item()).status == "received"
    assert has_block(await town.leo.view(), "intake_personal_data")


async def test_words_that_were_mended_are_sent_without_another_question(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "decline")
    await decide(town.leo, decision_words=WHY)
    await decide(town.leo, decision_words="来年度に考えます。")
    last = (await town.history())[-1]
    assert (last.note, "personal_data" in last.after) == ("来年度に考えます。", False)


@pytest.mark.parametrize(("choice", "stored"), [("mask", COVERED), ("keep", WHY)])
async def test_the_note_at_a_move_is_sent_as_its_writer_chose(town: Town, choice: str, stored: str) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "move")
    answers = {"move_group": str(town.cast.counter.id), "move_note": WHY}

    await town.leo.submit(by_block(await town.leo.view(), answers))

    assert (await town.item()).group_id == town.cast.booking.id
    assert not await holds(town, PHONE)
    await town.leo.submit({"intake_personal_data": {"intake_answer": choice}})
    assert (await town.item()).group_id == town.cast.counter.id
    told = words(await newest_direct(town))
    assert "田中 玲央さんが、R8-0001" in told
    assert f"田中 玲央さんより：「{stored}」" in told


async def test_an_answer_in_the_modal_is_sent_as_its_writer_chose(town: Town) -> None:
    question = await asked(town)
    await town.press(town.rana, question, "triage_answer")
    await decide(town.rana, decision_words=WHY)
    assert "質問：「月に何回ですか。」" in words(await town.rana.view())
    assert (await town.item()).status == "sent_back"
    await town.rana.submit({"intake_personal_data": {"intake_answer": "keep"}})
    assert (await town.history())[-1].note == WHY


@pytest.mark.parametrize(("button", "stored"), [("answer_mask", COVERED), ("answer_keep", WHY)])
async def test_a_reply_with_personal_data_waits_in_the_chat_for_its_writers_choice(
    town: Town, caplog: pytest.LogCaptureFixture, button: str, stored: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        quieten(logging.DEBUG)
        question = await asked(town)
        notice = await noticed(town, question, WHY)
        assert "個人の情報らしいもの（電話番号）があります。まだ、だれにも届けていません。" in words(notice["blocks"])
        assert (await town.item()).status == "sent_back"
        assert not await holds(town, "1234-5678", "12345678")
        await town.press(town.rana, {**notice, "channel": question["channel"]}, button)
        await town.sandbox.until(lambda: has_status(town, "reviewing"))
    assert (await town.history())[-1].note == stored
    thread = await town.rana.messages(question["channel"], thread_ts=question["ts"])
    assert "答えを貸館予約システムWGに届けました" in words(thread[-1])
    assert stored in words((await replies(town, await town.card()))[-1])
    assert PHONE not in caplog.text


async def test_a_reply_that_was_mended_is_taken_without_a_question(town: Town) -> None:
    question = await asked(town)
    await noticed(town, question, WHY)
    await town.rana.say(question["channel"], "23回です。", thread_ts=question["ts"])
    await town.sandbox.until(lambda: has_status(town, "reviewing"))
    assert (await town.history())[-1].note == "23回です。"


async def test_a_reply_that_was_rewritten_is_not_kept_with_what_was_not_shown(town: Town) -> None:
    question = await asked(town)
    notice = await noticed(town, question, WHY)
    reply = (await town.rana.messages(question["channel"], thread_ts=question["ts"]))[-2]
    await town.rana.edit(
        question["channel"], reply["ts"], f"{WHY}口座は普通 1234567、連絡先は tanaka@example.jp です。"
    )
    await town.press(town.rana, {**notice, "channel": question["channel"]}, "answer_keep")
    assert "書き直されて" in words(await town.rana.view())
    assert (await town.item()).status == "sent_back"


async def test_a_forged_reply_of_somebody_else_is_refused(town: Town) -> None:
    await asked(town)
    said = await town.leo.say(BOOKING, "23回だと思います。")
    await town.dispatch_press("U0RANA", "answer_mask", f"1:{said.ts}:phone", channel={"id": BOOKING, "name": "x"})
    assert (await town.item()).status == "sent_back"


async def noticed(town: Town, question: dict[str, Any], text: str) -> dict[str, Any]:
    """What the bot says under a reply with personal data."""
    await town.rana.say(question["channel"], text, thread_ts=question["ts"])

    async def told() -> bool:
        thread = await town.rana.messages(question["channel"], thread_ts=question["ts"])
        return "個人の情報らしいもの" in words(thread[-1])

    await town.sandbox.until(told)
    await town.settled()
    return (await town.rana.messages(question["channel"], thread_ts=question["ts"]))[-1]


async def holds(town: Town, *secrets: str) -> bool:
    """Whether any table holds any of these."""

    def look(session: Session) -> str:
        connection = session.connection()
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        return str([connection.exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in names])

    stored = await town.read(look)
    return any(secret in stored for secret in secrets)
