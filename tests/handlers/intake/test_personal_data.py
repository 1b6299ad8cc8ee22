import logging

import pytest

from bot.cli.run import quieten
from tests.handlers.town import BOT, CHAT, KEYS, Town, block, by_block, has_block, typed, words

PHONE = "090-1234-5678"
BODY = f"{KEYS['body']}住民の方の連絡先は {PHONE} です。"
COVERED = BODY.replace(PHONE, "●●●")
CANARY = "カナリア7f3a"


async def test_personal_data_is_pointed_out_and_nothing_is_stored_before_the_person_decides(town: Town) -> None:
    sent = await first_sent(town)
    assert sent.response_action == "update"
    shown = words((await town.rana.view())["blocks"][0])
    assert "090-…-5678" in shown
    assert "電話番号" in shown
    assert PHONE not in shown
    assert await town.items() == []
    assert PHONE not in str(await town.drafts())


async def test_masking_covers_it_everywhere(town: Town) -> None:
    await first_sent(town)
    await choose(town, "mask")
    item = await town.item()
    assert item.body == COVERED
    assert (await town.history())[0].after["personal_data"] == "masked"
    await town.settled()
    assert PHONE not in words(await town.sandbox.posts())


async def test_keeping_it_stores_what_was_written_and_that_the_person_said_so(town: Town) -> None:
    await first_sent(town)
    await choose(town, "keep")
    assert (await town.item()).body == BODY
    assert (await town.history())[0].after["personal_data"] == "kept"


async def test_a_decision_to_keep_holds_only_for_what_was_shown(town: Town) -> None:
    await first_sent(town)
    view = await town.rana.view()
    more = f"{BODY}ご家族は 080-9999-1111 です。"
    await town.rana.submit(by_block(view, {"body": more, "intake_personal_data": "keep"}))
    assert await town.items() == []
    assert "080-…-1111" in words((await town.rana.view())["blocks"][0])
    await choose(town, "keep")
    assert (await town.item()).body == more


async def test_removing_it_by_hand_sends_the_form_without_another_question(town: Town) -> None:
    await first_sent(town)
    await town.rana.submit(by_block(await town.rana.view(), {"body": KEYS["body"]}))
    assert (await town.item()).body == KEYS["body"]


async def test_what_is_typed_is_kept_only_masked(town: Town) -> None:
    await town.rana.command("/teian")
    await town.rana.type("intake_typed", BODY, block_id=block(await town.rana.view(), "body")["block_id"])
    assert [draft.answers["body"] for draft in await town.drafts()] == [COVERED]


async def test_words_after_a_command_are_kept_only_masked_but_shown_as_typed(town: Town) -> None:
    await town.rana.command("/teian", BODY)
    assert typed(await town.rana.view(), "body") == BODY
    assert PHONE not in str(await town.drafts())


async def test_a_message_taken_over_by_shortcut_is_kept_only_masked(town: Town) -> None:
    said = await town.leo.say(CHAT, BODY)
    await town.rana.shortcut("intake_from_message", channel=CHAT, ts=said.ts)
    assert typed(await town.rana.view(), "body") == BODY
    assert PHONE not in str(await town.drafts())


async def test_a_message_to_the_bot_is_kept_only_masked(town: Town) -> None:
    await town.rana.say(BOT, BODY)
    await town.sandbox.until(lambda: some_draft(town))
    assert [draft.answers["body"] for draft in await town.drafts()] == [COVERED]


async def test_nothing_that_was_written_is_in_the_log_when_everything_goes_well(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    listen(caplog)
    await write_everywhere(town)
    assert spoken(caplog) == []


async def test_nothing_that_was_written_is_in_the_log_when_the_database_fails(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await town.rana.command("/teian")
    listen(caplog)
    with town.engine() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER broken BEFORE INSERT ON request BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )
    sent = await town.rana.submit(by_block(await town.rana.view(), {**KEYS, "body": f"{KEYS['body']}{CANARY}"}))
    assert "うまくいきませんでした" in words(sent.errors)
    assert any(record.levelno >= logging.ERROR for record in caplog.records)
    assert spoken(caplog) == []


def listen(caplog: pytest.LogCaptureFixture) -> None:
    quieten(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    caplog.clear()


def spoken(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the bot's side has logged with the words in it; the sandbox is Slack and may know them."""
    heard = [record for record in caplog.records if not record.name.startswith("sandbox")]
    text = [caplog.handler.format(record) for record in heard]
    assert text
    return [line for line in text if CANARY in line or PHONE in line]


async def write_everywhere(town: Town) -> None:
    body = f"{BODY}{CANARY}"
    said = await town.rana.say(CHAT, f"<@{BOT}> {body}")
    await town.rana.say(BOT, body)
    await town.leo.react(CHAT, said.ts, "bulb")
    await town.rana.command("/bansou", body)
    await town.rana.command("/teian", body)
    await town.rana.type("intake_typed", body, block_id=block(await town.rana.view(), "idea")["block_id"])
    await town.rana.submit(by_block(await town.rana.view(), {"title": f"鍵{CANARY}", "body": body}))
    await choose(town, "keep")
    assert CANARY in (await town.item()).body
    await town.rana.edit(CHAT, said.ts, f"{body}なおし")
    await town.settled()


async def some_draft(town: Town) -> bool:
    return bool(await town.drafts())


async def first_sent(town: Town) -> object:
    await town.rana.command("/teian")
    return await town.rana.submit(by_block(await town.rana.view(), {**KEYS, "body": BODY}))


async def choose(town: Town, choice: str) -> None:
    view = await town.rana.view()
    assert has_block(view, "intake_personal_data")
    await town.rana.submit({"intake_personal_data": {"intake_answer": choice}})
