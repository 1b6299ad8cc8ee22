import asyncio
import json
from datetime import date
from typing import Any

import pytest

from sandbox.client import Person
from storage.database import Session
from storage.tables import Request
from tests.handlers.town import BOOKING, Town, buttons, by_block, has_action, typed, words

WHY = "来年度の改修で電子錠を入れる予定のため、<先行導入>はしません。"


async def test_accepting_is_one_press_and_the_requester_is_told_by_whom(town: Town) -> None:
    await town.post(town.rana)
    await town.press(town.leo, await town.card(), "triage_accept")
    assert (await town.item()).status == "accepted"
    told = words((await town.direct(town.rana))[-1]["blocks"])
    assert "R8-0001「公民館の鍵の受け渡しをなくしたい」が採用されました。" in told
    assert "田中 玲央さん（貸館予約システムWG）が判断しました。" in told
    assert buttons(await town.card()) == ["triage_start", "triage_more", "item_open"]


async def test_an_accepted_item_is_started_and_finished(town: Town) -> None:
    await town.post(town.rana)
    for action in ("review", "accept", "start", "finish"):
        await town.press(town.leo, await town.card(), f"triage_{action}")
    assert (await town.item()).status == "done"
    assert "完了しました" in words((await town.direct(town.rana))[-1]["blocks"])
    changes = [(event.before["status"], event.after["status"]) for event in (await town.history())[2:]]
    assert changes == [
        ("received", "reviewing"),
        ("reviewing", "accepted"),
        ("accepted", "in_progress"),
        ("in_progress", "done"),
    ]


async def test_the_words_of_a_declined_item_reach_requester_thread_and_history(town: Town) -> None:
    await town.post(town.rana)
    card = await town.card()
    await town.choose(town.leo, card, "decline")
    sent = await decide(town.leo, decision_words=f"  {WHY}\n")
    assert sent.views == []
    assert (await town.item()).status == "declined"
    shown = WHY.replace("<", "&lt;").replace(">", "&gt;")
    told = words((await town.direct(town.rana))[-1]["blocks"])
    assert "は、今回は見送りになりました。" in told
    assert f"田中 玲央さん（貸館予約システムWG）より：「{shown}」" in told
    (reply,) = await replies(town, card)
    assert f"田中 玲央さんが見送りました：「{shown}」" in words(reply["blocks"])
    declined = (await town.history())[-1]
    assert (declined.action, declined.note, declined.actor_id) == ("decline", WHY, town.cast.leo.id)


async def test_a_decision_without_its_words_or_day_is_not_made(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "hold")
    assert "ここを書いてください" in words(
        (await decide(town.leo, decision_words="　", decision_until="2026-12-20")).errors
    )
    past = await decide(town.leo, decision_words=WHY, decision_until="2026-11-24")
    assert "過ぎた日付です" in words(past.errors)
    slip = await decide(town.leo, decision_words=WHY, decision_until="9999-12-31")
    assert "年を確かめてください" in words(slip.errors)
    assert (await town.item()).status == "received"


async def test_a_held_item_says_until_when_and_can_be_reviewed_again(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "hold")
    await decide(town.leo, decision_words=WHY, decision_until="2027-01-20")
    held = await town.item()
    assert (held.status, held.answer_due_on) == ("held", date(2027, 1, 20))
    assert "1月20日(水)までに、もう一度考えて返事をします。" in words((await town.direct(town.rana))[-1]["blocks"])
    assert "返事は1月20日(水)まで" in words(await town.card())
    await town.press(town.leo, await town.card(), "triage_reopen")
    again = await town.item()
    assert (again.status, again.answer_due_on) == ("reviewing", date(2026, 12, 1))


async def test_a_ready_made_sentence_follows_what_is_typed_and_can_be_changed(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "decline")
    view = await town.leo.view()
    field = next(b["block_id"] for b in view["blocks"] if b["block_id"].startswith("decision_words"))
    await town.leo.type("decision_words", "ありがとうございます。", block_id=field)
    await town.leo.press("triage_decision_ready", view_id=view["id"], selected="1")
    assert (await town.leo.view())["id"] == view["id"]
    assert typed(await town.leo.view(), "decision_words") == (
        "ありがとうございます。\n費用に見合う効果を見込めなかったため、見送ります。"
    )
    await decide(town.leo, decision_words="ありがとうございます。別の案で進めます。")
    assert (await town.history())[-1].note == "ありがとうございます。別の案で進めます。"


async def test_a_question_is_answered_from_the_message_and_comes_back_to_the_lead(town: Town) -> None:
    await town.post(town.rana)
    card = await town.card()
    await town.press(town.cam, card, "triage_ask")
    await decide(town.cam, decision_words="月に何回ですか。")
    asked = await town.item()
    assert (asked.status, asked.answer_due_on) == ("sent_back", None)
    question = await newest_direct(town)
    assert "月に何回ですか。" in words(question["blocks"])
    await town.press(town.rana, question, "triage_answer")
    assert "質問：「月に何回ですか。」" in words(await town.rana.view())
    await decide(town.rana, decision_words="10月は23回でした。")
    assert "質問に答えました「10月は23回でした。」" in words(await town.rana.view())
    answered = await town.item()
    assert (answered.status, answered.answer_due_on) == ("reviewing", date(2026, 12, 1))
    last = (await town.history())[-1]
    assert (last.action, last.note, last.actor_id) == ("answered", "10月は23回でした。", town.cast.rana.id)
    reply = (await replies(town, card))[-1]
    assert "<@U0LEO> <@U0CAM> 楽名 花さんが質問に答えました：「10月は23回でした。」" in words(reply["blocks"])
    assert "検討中" in words(await town.card())


async def test_a_reply_under_the_question_is_its_answer(town: Town) -> None:
    question = await asked(town)
    assert "このメッセージへの返信で答えてください" in words(question["blocks"])
    await town.rana.say(question["channel"], "23回です。", thread_ts=question["ts"])
    await town.sandbox.until(lambda: has_status(town, "reviewing"))
    answered = (await town.history())[-1]
    assert (answered.action, answered.actor_id, answered.note) == ("answered", town.cast.rana.id, "23回です。")
    await town.settled()
    thread = await town.rana.messages(question["channel"], thread_ts=question["ts"])
    assert "答えを貸館予約システムWGに届けました" in words(thread[-1])
    assert await town.drafts() == []


async def test_a_reply_under_a_message_without_a_question_is_offered_the_form(town: Town) -> None:
    await town.post(town.rana)
    received = await newest_direct(town)
    said = await town.rana.say(received["channel"], "ほかにも困っています。", thread_ts=received["ts"])
    assert said.ts

    async def offered() -> bool:
        return any("ほかにも困っています。" in words(draft.answers) for draft in await town.drafts())

    await town.sandbox.until(offered)
    assert (await town.item()).status == "received"


async def test_the_answer_of_a_hidden_requester_names_nobody(town: Town) -> None:
    await town.post(town.rana, blind=["yes"])
    card = await town.card()
    await town.press(town.leo, card, "triage_ask")
    await decide(town.leo, decision_words="月に何回ですか。")
    await town.press(town.rana, await newest_direct(town), "triage_answer")
    await decide(town.rana, decision_words="23回でした。")
    reply = words((await replies(town, card))[-1]["blocks"])
    assert "提案者が質問に答えました：「23回でした。」" in reply
    assert "楽名" not in reply
    shown = words((await town.leo.command("/bansou", "show R8-1")).body)
    assert "提案者：質問に答えました「23回でした。」" in shown
    assert "楽名" not in shown
    assert "楽名 花さん：質問に答えました" in words((await town.rana.command("/bansou", "show R8-1")).body)


async def test_the_requester_withdraws_from_the_item_and_takes_that_back(town: Town) -> None:
    await town.post(town.rana)
    await town.press(town.rana, await newest_direct(town), "item_open")
    view = await town.rana.view()
    await town.rana.press("triage_withdraw", view_id=view["id"])
    assert (await town.item()).status == "withdrawn"
    assert not has_action(await town.rana.view(), "triage_withdraw")
    assert "楽名 花さんが取り下げました" in words((await replies(town, await shown(town)))[-1]["blocks"])
    assert "取り下げを元に戻す" in words(await town.rana.view())
    await town.rana.press("triage_undo", view_id=view["id"])
    assert (await town.item()).status == "received"


async def test_others_see_no_button_to_withdraw(town: Town) -> None:
    await town.post(town.rana)
    await town.press(town.leo, await town.card(), "item_open")
    assert not has_action(await town.leo.view(), "triage_withdraw")


async def test_the_last_decision_is_taken_back_by_who_made_it(town: Town) -> None:
    await town.post(town.rana)
    before = (await town.item()).answer_due_on
    await town.choose(town.leo, await town.card(), "hold")
    await decide(town.leo, decision_words=WHY, decision_until="2027-01-20")
    await town.choose(town.mio, await town.card(), "undo")
    assert "取り消せるのは、その判断をした本人だけです" in words(await town.mio.view())
    town.clock.advance(minutes=10)
    await town.choose(town.leo, await town.card(), "undo")
    undone = await town.item()
    assert (undone.status, undone.answer_due_on) == ("received", before)
    assert [event.action for event in (await town.history())[2:]] == ["hold", "undone"]
    assert "判断「保留」を取り消しました。いまは「受付」です。" in words((await town.direct(town.rana))[-1]["blocks"])
    await town.dispatch_press("U0LEO", "triage_undo", "1")
    assert len(await town.history()) == 4


async def test_after_ten_minutes_a_decision_stands(town: Town) -> None:
    await town.post(town.rana)
    await town.press(town.leo, await town.card(), "triage_accept")
    town.clock.advance(minutes=10, seconds=1)
    await town.choose(town.leo, await town.card(), "undo")
    assert "判断から10分を過ぎた" in words(await town.leo.view())
    assert (await town.item()).status == "accepted"


async def test_who_was_too_late_with_words_is_told_in_the_modal_and_the_card_is_right(town: Town) -> None:
    await town.post(town.rana)
    card = await town.card()
    await town.choose(town.mio, card, "decline")
    await town.press(town.leo, card, "triage_accept")
    late = await decide(town.mio, decision_words=WHY)
    assert "いまは「採用」です" in words(late.errors)
    assert (await town.item()).status == "accepted"
    assert WHY not in words(await town.direct(town.rana))


async def test_a_stale_card_is_brought_up_to_date_by_who_presses_it(town: Town) -> None:
    await town.post(town.rana)
    await town.bot.database.write(accepted_behind_the_bots_back)
    assert "受付" in words(await town.card())
    await town.press(town.leo, await town.card(), "triage_review")
    assert "いまは「採用」です" in words(await town.leo.view())
    assert "採用" in words(await town.card())


async def test_a_lead_decides_from_app_home_with_words(town: Town) -> None:
    await town.post(town.rana)
    home = await town.home(town.leo)
    await town.leo.press("triage_more", view_id=home["id"], selected="1:decline")
    await decide(town.leo, decision_words=WHY)
    assert (await town.item()).status == "declined"

    async def gone() -> bool:
        return "まだ判断していないもの 0件" in words(await town.leo.home("messages"))

    await town.sandbox.until(gone)


async def test_an_item_shows_what_happened_to_it(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "hold")
    await decide(town.leo, decision_words=WHY, decision_until="2027-01-20")
    await town.press(town.otto, await town.card(), "item_open")
    line = "11月24日(火) 10:00　田中 玲央さん：保留にしました（1月20日(水)まで）「来年度の改修で"
    assert line in words(await town.otto.view())
    assert line in words((await town.otto.command("/bansou", "show Ｒ８－００01")).body)
    assert "見つかりません" in words((await town.otto.command("/bansou", "show R8-9")).body)


@pytest.mark.parametrize(
    "kept", ["", "[]", '{"item": 1}', '{"item": 1, "action": "burn"}', '{"item": "x", "action": "hold"}']
)
async def test_a_forged_decision_is_answered_with_a_sentence(town: Town, kept: str) -> None:
    await town.post(town.rana)
    body = submission("U0LEO", "hold")
    body["view"]["private_metadata"] = kept
    assert "番号のものは見つかりません" in words(json.loads((await town.dispatch(body)).body)["errors"])


async def test_two_leads_racing_make_one_decision_each_time(town: Town) -> None:
    rounds = 50
    await town.post(town.rana)
    for number in range(rounds):
        await town.bot.database.write(lambda session: put(session, "reviewing"))
        both = [town.dispatch_press("U0LEO", "triage_accept", "1"), town.dispatch(submission("U0MIO", "decline"))]
        await asyncio.gather(*(both if number % 2 else reversed(both)))
        made = [event for event in await town.history() if event.action in {"accept", "decline"}]
        assert len(made) == number + 1
        assert (await town.item()).status == made[-1].after["status"]


async def asked(town: Town) -> dict[str, Any]:
    """Rana's proposal with a question of its lead, as she reads it."""
    await town.post(town.rana)
    await town.press(town.leo, await town.card(), "triage_ask")
    await decide(town.leo, decision_words="月に何回ですか。")
    return await newest_direct(town)


async def decide(person: Person, **answers: str) -> Any:
    """Fill in the modal of a decision and send it."""
    return await person.submit(by_block(await person.view(), answers))


async def replies(town: Town, card: dict[str, Any]) -> list[dict[str, Any]]:
    await town.settled()
    return (await town.leo.messages(BOOKING, thread_ts=card["ts"]))[1:]


async def has_status(town: Town, status: str) -> bool:
    return (await town.item()).status == status


async def newest_direct(town: Town) -> dict[str, Any]:
    """The last message to Rana, with the channel it is in."""
    message = (await town.direct(town.rana))[-1]
    conversation = next(im["id"] for im in (await town.rana.sidebar())["ims"] if im["user"] == "U0BANSOU")
    return {**message, "channel": conversation}


async def shown(town: Town) -> dict[str, Any]:
    """The card, which a withdrawn item leaves with a single button."""
    return (await town.posts(BOOKING))[0]


def put(session: Session, status: str) -> None:
    item = session.get_one(Request, 1)
    item.status = status
    session.add(item)


def accepted_behind_the_bots_back(session: Session) -> None:
    put(session, "accepted")


def submission(user: str, action: str) -> dict[str, Any]:
    """A decision's modal as it would be sent."""
    return {
        "type": "view_submission",
        "team": {"id": "T0CITY"},
        "user": {"id": user},
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "triage_decision_submit",
            "private_metadata": json.dumps({"item": 1, "action": action}),
            "blocks": [{"type": "input", "block_id": "decision_words:0"}],
            "state": {
                "values": {
                    "decision_words:0": {"decision_words": {"value": WHY}},
                    "decision_until": {"decision_until": {"selected_date": "2027-01-20"}},
                }
            },
        },
    }
