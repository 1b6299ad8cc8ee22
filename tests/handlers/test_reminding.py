from datetime import UTC, datetime

import pytest

from tests.handlers.test_permissions import FORGED
from tests.handlers.town import Town, buttons, has_action, words

DUE = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)  # a Tuesday, 9:00 in Tokyo; five business days after the posting


async def remind(town: Town, moment: datetime = DUE) -> None:
    town.clock.to(moment)
    await town.bot.clockwork.tick()
    town.bot.delivery.wake()


async def test_the_lead_reads_what_is_due_with_a_way_to_the_card_and_buttons(town: Town) -> None:
    await town.post(town.rana)
    card = await town.card()
    await remind(town)
    (message,) = await town.direct(town.leo)
    said = words(message["blocks"])
    assert "期限が来ているものが1件あります" in said
    assert "公民館の鍵の受け渡しをなくしたい" in said
    assert "最初の返事：今日が期限です" in said
    assert f"/archives/{card['channel']}/p{card['ts'].replace('.', '')}|R8-0001>" in said
    assert buttons(message) == ["item_open", "reminder_snooze"]
    assert await town.direct(town.cam) == []


async def test_a_reminder_opens_the_item_and_can_be_put_off(town: Town) -> None:
    await town.post(town.rana)
    await remind(town)
    (message,) = await town.direct(town.leo)
    await town.press(town.leo, {**message, "channel": "U0BANSOU"}, "item_open")
    assert has_action(await town.leo.view(), "item_open") is False
    await town.leo.close()
    await town.press(
        town.leo, {**message, "channel": "U0BANSOU"}, "reminder_snooze", selected=f"{(await town.item()).id}:3"
    )
    (shown,) = await town.direct(town.leo)
    assert "12月7日(月)まで知らせません" in words(shown["blocks"])
    assert buttons(shown) == ["item_open"]


async def test_what_is_answered_is_not_told_any_more(town: Town) -> None:
    await town.post(town.rana)
    await town.press(town.leo, await town.card(), "triage_accept")
    await remind(town)
    assert await town.direct(town.leo) == []


async def test_a_question_that_waits_is_told_to_the_requester(town: Town) -> None:
    await town.post(town.rana)
    await town.press(town.leo, await town.card(), "triage_ask")
    view = await town.leo.view()
    block = next(b["block_id"] for b in view["blocks"] if b["block_id"].startswith("decision_words"))
    await town.leo.submit({block: {"decision_words": "月に何回くらいですか。"}})
    await remind(town)
    assert "質問への答え：今日が期限です" in words((await town.direct(town.rana))[-1]["blocks"])


async def test_the_list_of_what_is_overdue_shows_each_what_they_answer_for(town: Town) -> None:
    await town.post(town.rana)
    town.clock.to(datetime(2026, 12, 3, 0, 0, tzinfo=UTC))
    for person, typed in ((town.leo, "overdue"), (town.cam, "滞留"), (town.aoi, "overdue")):
        said = words((await person.command("/bansou", typed)).body)
        assert "12月1日(火)が期限でした。2営業日過ぎています" in said
    assert "期限が来ているものはありません" in words((await town.otto.command("/bansou", "overdue")).body)
    assert "Nothing is overdue." in words((await town.emi.command("/bansou", "overdue")).body)


async def test_only_who_is_reminded_can_put_off_and_forged_values_are_answered_with_a_sentence(town: Town) -> None:
    await town.post(town.rana)
    await remind(town)
    await town.dispatch_press("U0OTTO", "reminder_snooze", "1:1")
    assert "期限の来ているものではありません" in words((await town.direct(town.otto))[-1])
    for value in FORGED:
        before = len(await town.direct(town.leo))
        assert (await town.dispatch_press("U0LEO", "reminder_snooze", f"{value}:1")).status == 200
        told = await town.direct(town.leo)
        assert len(told) == before + 1, value
        assert "うまくいきませんでした" not in told[-1]["text"]


@pytest.mark.parametrize("person", ["leo", "mio"])
async def test_both_leads_of_a_group_are_reminded(town: Town, person: str) -> None:
    await town.post(town.rana)
    await remind(town)
    assert len(await town.direct(getattr(town, person))) == 1
