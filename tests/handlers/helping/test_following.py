import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from storage.database import Session
from storage.tables import FollowUp
from tests.handlers.helping.village import consult, has, newest, offer_help, offers, pass_time, press, search, talk
from tests.handlers.town import ALL, Town, buttons, words

MORE = {"follow_minutes": "30", "follow_times": "12", "follow_basis": "毎月の集計", "follow_thanks": "助かりました。"}
TWO_WEEKS_LATER = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
A_WEEK_AFTER_THAT = datetime(2026, 12, 15, 1, 0, tzinfo=UTC)
TWO_WEEKS_AFTER_THAT = datetime(2026, 12, 22, 1, 0, tzinfo=UTC)


async def helped(town: Town, *others: str, **more: object) -> None:
    """Rana asks, Otto helps, and two weeks pass."""
    await offer_help(town, "U0OTTO", *others)
    await consult(town, **more)
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    await press(town, town.otto, "help_yes")


async def rows(town: Town) -> dict[str, FollowUp]:
    def look(session: Session) -> dict[str, FollowUp]:
        return {row.part: row for row in session.exec(select(FollowUp).order_by(col(FollowUp.id)))}

    return await town.read(look)


def fields(**answers: str) -> dict[str, Any]:
    return {name: {name: value} for name, value in answers.items()}


async def asked(town: Town, name: str) -> int:
    """How many questions somebody has got."""
    person = town.rana if name == "rana" else town.otto
    return sum("その後いかがですか" in m["text"] for m in await town.direct(person))


async def test_both_sides_are_asked_once_two_weeks_after_the_yes_and_not_at_night(town: Town) -> None:
    await helped(town)
    await pass_time(town, datetime(2026, 12, 7, 1, 0, tzinfo=UTC))
    assert (await asked(town, "rana"), await asked(town, "otto")) == (0, 0)
    await pass_time(town, datetime(2026, 12, 7, 15, 30, tzinfo=UTC))  # the 8th, half past midnight
    assert (await asked(town, "rana"), await asked(town, "otto")) == (0, 0)
    for _ in range(2):
        await pass_time(town, TWO_WEEKS_LATER)
        assert (await asked(town, "rana"), await asked(town, "otto")) == (1, 1)
    assert "手伝ったのは 外山 音人さんです" in words(await newest(town, town.rana, "follow_yes"))
    assert "相談したのは 楽名 花さんです" in words(await newest(town, town.otto, "follow_yes"))


async def test_the_asker_says_it_is_solved_and_the_consultation_ends_with_hours_and_thanks(town: Town) -> None:
    await helped(town)
    await pass_time(town, TWO_WEEKS_LATER)
    await press(town, town.rana, "follow_yes")
    assert ((await search(town)).state, (await town.item()).status) == ("solved", "done")
    assert await offers(town) == {"外山 音人": "done"}
    sent = await town.rana.submit(fields(**MORE))
    assert sent.acked, sent
    row = (await rows(town))["asker"]
    assert (row.solved, row.state, row.hours_saved) == ("yes", "answered", 6.0)
    assert row.basis == "30分 × 年12回 ÷ 60 ＝ 6時間 毎月の集計"
    told = words([m["blocks"] for m in await town.direct(town.otto)])
    assert "楽名 花さんから、*R8-0001「公民館の予約の集計をExcelで楽にしたい」* のお礼が届きました" in told
    assert "助かりました。" in told
    shown = words((await town.rana.command("/bansou", "show R8-1")).body)
    assert "楽名 花さん：「解決した」と答えました" in shown
    assert "30分 × 年12回" in shown
    assert not await has(town, town.rana, "follow_yes")
    assert "減った時間：年 6時間" in words((await newest(town, town.rana, "follow_more"))["blocks"])


async def test_what_takes_longer_than_before_is_kept_as_it_is(town: Town) -> None:
    await helped(town)
    await pass_time(town, TWO_WEEKS_LATER)
    await press(town, town.rana, "follow_partly")
    await town.rana.submit(fields(follow_minutes="-15", follow_times="4"))
    assert (await rows(town))["asker"].hours_saved == -1.0
    assert (await search(town)).state == "solved"


async def test_not_yet_goes_on_with_the_next_who_is_asked_after_two_weeks_of_their_own(town: Town) -> None:
    await helped(town, "U0LIN")
    await pass_time(town, TWO_WEEKS_LATER)
    await press(town, town.rana, "follow_no")
    assert await offers(town) == {"外山 音人": "done", "林 鈴": "asked"}
    await press(town, town.lin, "help_yes")
    await pass_time(town, TWO_WEEKS_AFTER_THAT)
    assert await asked(town, "rana") == 1
    assert "手伝ったのは 林 鈴さんです" in words(await newest(town, town.rana, "follow_yes"))
    await press(town, town.rana, "follow_yes")
    assert (await search(town)).state == "solved"
    said = [event.action for event in await town.history()]
    assert said.index("followed_no") < said.index("followed_yes")


async def test_the_word_of_the_helper_alone_ends_nothing_while_the_asker_may_answer(town: Town) -> None:
    await helped(town)
    await pass_time(town, TWO_WEEKS_LATER)
    await press(town, town.otto, "follow_yes")
    assert (await search(town)).state == "helping"


async def test_who_stays_silent_is_reminded_once_and_then_left_alone(town: Town) -> None:
    await helped(town)
    await pass_time(town, TWO_WEEKS_LATER)
    first = len(await town.direct(town.rana))
    for moment, more in (
        (A_WEEK_AFTER_THAT, 1),
        (TWO_WEEKS_AFTER_THAT, 1),
        (datetime(2027, 1, 12, 1, 0, tzinfo=UTC), 1),
    ):
        await pass_time(town, moment)
        assert len(await town.direct(town.rana)) == first + more
        assert await asked(town, "rana") == 1  # the earlier message only points to the later one
    assert "先週うかがった件です" in words(await newest(town, town.rana, "follow_yes"))
    assert {row.state for row in (await rows(town)).values()} == {"dropped"}
    assert (await search(town)).state == "helping"
    with_buttons = [m for m in await town.direct(town.rana) if "follow_yes" in buttons(m)]
    assert len(with_buttons) == 1
    await press(town, town.rana, "follow_yes")  # late is better than never
    assert (await search(town)).state == "solved"


async def test_the_word_of_the_helper_counts_when_the_asker_was_left_alone(town: Town) -> None:
    await helped(town)
    await pass_time(town, TWO_WEEKS_LATER)
    await press(town, town.otto, "follow_yes")
    await pass_time(town, A_WEEK_AFTER_THAT)
    assert (await search(town)).state == "helping"
    await pass_time(town, TWO_WEEKS_AFTER_THAT)
    assert (await search(town)).state == "solved"


@pytest.mark.parametrize(("by", "state"), [("rana", "solved"), ("otto", "helping")])
async def test_either_may_say_earlier_that_it_is_solved_and_both_are_asked_then(
    town: Town, by: str, state: str
) -> None:
    await helped(town)
    (first,) = await talk(town)
    person, other = (town.rana, town.otto) if by == "rana" else (town.otto, town.rana)
    await town.press(person, first, "follow_solved")
    await town.settled()
    assert (await search(town)).state == state
    assert await has(town, other, "follow_yes")
    assert not await has(town, person, "follow_yes")
    await pass_time(town, TWO_WEEKS_LATER)
    assert sum("その後いかがですか" in m["text"] for m in await town.direct(other)) <= 2


async def test_nobody_else_can_answer_or_end_it(town: Town) -> None:
    await helped(town)
    await pass_time(town, TWO_WEEKS_LATER)
    asker = (await rows(town))["asker"]
    for action_id, value in (("follow_no", str(asker.id)), ("follow_more", str(asker.id)), ("follow_yes", "99")):
        await town.dispatch_press("U0OTTO", action_id, value)
    await town.dispatch_press("U0LIN", "follow_solved", "1")
    await town.settled()
    assert {row.solved for row in (await rows(town)).values()} == {None}
    assert (await search(town)).state == "helping"


async def test_an_answer_is_given_once(town: Town) -> None:
    await helped(town)
    await pass_time(town, TWO_WEEKS_LATER)
    asker = (await rows(town))["asker"]
    await press(town, town.rana, "follow_yes")
    await town.dispatch_press("U0RANA", "follow_no", str(asker.id))
    assert (await rows(town))["asker"].solved == "yes"
    assert (await search(town)).state == "solved"


async def test_personal_data_in_the_words_is_asked_about_before_anything_is_kept(town: Town) -> None:
    await helped(town)
    await pass_time(town, TWO_WEEKS_LATER)
    await press(town, town.rana, "follow_yes")
    await town.rana.submit(fields(follow_thanks="090-1234-5678に電話をもらい助かりました"))
    assert (await rows(town))["asker"].thanks == ""
    await town.rana.submit({"intake_personal_data": {"intake_answer": "mask"}})
    thanks = (await rows(town))["asker"].thanks
    assert "1234" not in thanks
    assert "助かりました" in thanks


@pytest.mark.parametrize("typed", ["1e99", "nan", "x"])
async def test_a_forged_number_is_refused_at_its_field(town: Town, typed: str) -> None:
    await helped(town)
    await pass_time(town, TWO_WEEKS_LATER)
    await press(town, town.rana, "follow_yes")
    row = (await rows(town))["asker"]
    body = {
        "type": "view_submission",
        "team": {"id": "T0CITY"},
        "user": {"id": "U0RANA"},
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "follow_submit",
            "private_metadata": json.dumps({"follow_up": row.id}),
            "blocks": [{"type": "input", "block_id": "follow_minutes"}],
            "state": {"values": {"follow_minutes": {"follow_minutes": {"type": "number_input", "value": typed}}}},
        },
    }
    assert "数で書いてください" in words(json.loads((await town.dispatch(body)).body)["errors"])
    assert (await rows(town))["asker"].hours_saved is None


async def digest_of(town: Town) -> str:
    await pass_time(town, datetime(2026, 12, 14, 0, 0, tzinfo=UTC))
    return words([post["blocks"] for post in await town.posts(ALL)])


@pytest.mark.parametrize(
    ("agreed", "private"), [(("rana", "otto"), False), (("rana",), False), (("rana", "otto"), True)]
)
async def test_the_digest_tells_the_thanks_when_both_agree_and_nothing_private(
    town: Town, agreed: tuple[str, ...], private: bool
) -> None:
    await helped(town, **({"private": ["yes"]} if private else {}))
    await pass_time(town, TWO_WEEKS_LATER)
    await press(town, town.rana, "follow_yes")
    await agree(town, town.rana, told="rana" in agreed and not private, follow_thanks="教え方がていねいでした。")
    await press(town, town.otto, "follow_yes")
    await agree(town, town.otto, told="otto" in agreed and not private)
    said = await digest_of(town)
    assert ("教え方がていねいでした。" in said) == (agreed == ("rana", "otto") and not private)
    if agreed == ("rana", "otto") and not private:
        assert "外山 音人さんが、楽名 花さんの" in said


async def agree(town: Town, person: Any, *, told: bool, **more: str) -> None:
    answers = fields(**more)
    if not (await town.item()).private:
        answers["follow_told"] = {"follow_told": ["yes"] if told else []}
    sent = await person.submit(answers)
    assert sent.acked, sent
    await town.settled()


async def test_who_takes_their_agreement_back_is_not_told_of(town: Town) -> None:
    await helped(town)
    await pass_time(town, TWO_WEEKS_LATER)
    await press(town, town.rana, "follow_yes")
    await agree(town, town.rana, told=True, follow_thanks="教え方がていねいでした。")
    await press(town, town.otto, "follow_yes")
    await agree(town, town.otto, told=True)
    await press(town, town.otto, "follow_more")
    await agree(town, town.otto, told=False)
    assert "教え方がていねいでした。" not in await digest_of(town)
