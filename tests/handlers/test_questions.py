"""What stands in the message of a question once nobody need answer it any more."""

from typing import Any

from sandbox.client import Person
from tests.handlers.test_decisions import asked, decide, newest_direct
from tests.handlers.town import BOOKING, BOT, Town, buttons, words

OVER = "もう答えていただかなくてかまいません"


async def test_an_answered_question_says_who_answered_and_has_no_button(town: Town) -> None:
    question = await asked(town)
    await town.press(town.rana, question, "triage_answer")
    await decide(town.rana, decision_words="10月は<23回>でした。")
    now = await present(town, town.rana, question)
    assert "月に何回ですか。" in words(now["blocks"])
    assert "11月24日(火)に楽名 花さんが答えました：「10月は&lt;23回&gt;でした。」" in words(now["blocks"])
    assert "このメッセージへの返信" not in words(now["blocks"])
    assert buttons(now) == ["item_open"]


async def test_a_question_answered_by_a_reply_has_no_button_either(town: Town) -> None:
    question = await asked(town)
    await town.rana.say(question["channel"], "23回です。", thread_ts=question["ts"])

    async def answered() -> bool:
        return (await town.item()).status == "reviewing"

    await town.sandbox.until(answered)
    now = await present(town, town.rana, question)
    assert "楽名 花さんが答えました：「23回です。」" in words(now["blocks"])
    assert buttons(now) == ["item_open"]


async def test_a_question_that_a_decision_overtook_need_not_be_answered(town: Town) -> None:
    question = await asked(town)
    await town.press(town.leo, await town.card(), "triage_accept")
    over = await present(town, town.rana, question)
    assert f"いまは「採用」です。{OVER}。" in words(over["blocks"])
    assert buttons(over) == ["item_open"]
    await town.choose(town.leo, await town.card(), "undo")
    again = await present(town, town.rana, question)
    assert words(again["blocks"]) == words(question["blocks"])
    assert buttons(again) == ["triage_answer", "item_open"]


async def test_a_question_that_was_taken_back_need_not_be_answered(town: Town) -> None:
    question = await asked(town)
    await town.choose(town.leo, await town.card(), "undo")
    over = await present(town, town.rana, question)
    assert f"いまは「受付」です。{OVER}。" in words(over["blocks"])
    assert buttons(over) == ["item_open"]


async def test_the_question_on_a_withdrawn_item_need_not_be_answered(town: Town) -> None:
    question = await asked(town)
    await town.press(town.rana, question, "item_open")
    await town.rana.press("triage_withdraw", view_id=(await town.rana.view())["id"])
    over = await present(town, town.rana, question)
    assert f"いまは「取り下げ」です。{OVER}。" in words(over["blocks"])
    assert buttons(over) == ["item_open"]


async def test_only_the_question_that_is_open_can_be_answered(town: Town) -> None:
    first = await asked(town)
    await town.press(town.rana, first, "triage_answer")
    await decide(town.rana, decision_words="23回です。")
    await town.press(town.leo, await town.card(), "triage_ask")
    await decide(town.leo, decision_words="だれが行きますか。")
    second = await newest_direct(town)
    assert buttons(await present(town, town.rana, first)) == ["item_open"]
    assert buttons(second) == ["triage_answer", "item_open"]
    await town.press(town.rana, second, "triage_answer")
    await decide(town.rana, decision_words="係長です。")
    assert "「23回です。」" in words(await present(town, town.rana, first))
    assert "「係長です。」" in words(await present(town, town.rana, second))


async def test_a_merged_items_question_is_over_until_it_comes_out_again(town: Town) -> None:
    question = await asked(town)
    await town.post(town.rana, title="公民館の鍵を電子錠にしたい")
    await town.choose(town.leo, (await town.posts(BOOKING))[0], "merge")
    await town.leo.options("merge_into")
    await town.leo.submit({"merge_into": {"merge_into": "2"}, "merge_note": {"merge_note": ""}})
    over = await present(town, town.rana, question)
    assert f"いまは「統合」です。{OVER}。" in words(over["blocks"])
    assert buttons(over) == ["item_open"]
    await town.press(town.leo, (await town.posts(BOOKING))[0], "triage_unmerge")
    assert buttons(await present(town, town.rana, question)) == ["triage_answer", "item_open"]


async def present(town: Town, person: Person, message: dict[str, Any]) -> dict[str, Any]:
    """A direct message as it stands now."""
    await town.settled()
    return next(m for m in await person.messages(BOT) if m["ts"] == message["ts"])
