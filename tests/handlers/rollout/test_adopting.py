from typing import Any

from sandbox.client import Person
from storage import adoptions
from storage.tables import Adoption, Request
from tests.factories import add_department
from tests.handlers.town import BOOKING, Json, Town, buttons, has_action, send, words

PRACTICE = {
    "title": "公民館の予約の申込みを一枚の様式に",
    "body": "公民館と体育館の予約の様式を一枚にまとめ、窓口での書き間違いがほとんどなくなりました。",
    "effect": "年およそ95時間",
}
WORDS = "来年度の受付に間に合わせたいです。"


async def test_a_department_that_raises_its_hand_is_stored_and_everybody_concerned_is_told(town: Town) -> None:
    practice = await post_practice(town)
    sent = await adopt(town, town.lin, practice, adoption_words=WORDS, adoption_target="2026-12-18")
    assert sent.response_action == "update"
    assert "*DX推進課* は R8-0001「公民館の予約の申込みを一枚の様式に」を「準備中」として載せました" in words(
        await town.lin.view()
    )
    (row,) = await rows(town)
    assert (row.department, row.state, str(row.target_on), row.words) == (
        "DX推進課",
        "preparing",
        "2026-12-18",
        WORDS,
    )
    (card,) = await cards(town, town.lin)
    assert "準備中 · 担当 林 鈴さん · 目標 12月18日(金)" in words(card["blocks"])
    assert "・ ライセンス・費用の確認" in words(card["blocks"])
    for person in (town.rana, town.cam):
        told = words((await town.direct(person))[-1]["blocks"])
        assert "*DX推進課* が、R8-0001「公民館の予約の申込みを一枚の様式に」に「うちでもやる」と手を挙げました" in told
        assert WORDS in told
    (line,) = [event for event in await town.history() if event.action == "adopt_preparing"]
    assert (line.after["departments"], line.note) == (["DX推進課"], WORDS)
    await town.lin.press("adoption_matrix", view_id=(await town.lin.view())["id"])
    shown = words(await town.lin.view())
    assert "*DX推進課*　準備中 · 林 鈴さん · 手順 0/6 · 12月18日(金)まで" in shown
    assert "横展開：実施 0課 · 準備・検討 1課" in words(await town.posts(BOOKING))


async def test_a_form_sent_twice_is_stored_once(town: Town) -> None:
    practice = await post_practice(town)
    view = await open_form(town, town.lin, practice)
    assert (await town.lin.submit()).acked
    submission = {"type": "view_submission", "team": {"id": "T0CITY"}, "user": {"id": "U0LIN"}, "view": view}
    assert (await town.dispatch(submission)).status == 200
    assert len(await rows(town)) == 1
    assert len(await cards(town, town.lin)) == 1


async def test_the_second_of_a_department_reads_that_it_is_at_it_already(town: Town) -> None:
    practice = await post_practice(town)
    await adopt(town, town.lin, practice)
    noa = town.sandbox.person("U0NOA")
    await press(town, noa, practice, "adoption_open")
    assert "DX推進課では、もう取り組んでいます" in words(await noa.view())
    assert len(await rows(town)) == 1


async def test_two_of_a_department_who_have_the_form_open_at_once_adopt_once(town: Town) -> None:
    practice = await post_practice(town)
    await open_form(town, town.lin, practice)
    await open_form(town, town.cam, practice)
    assert (await town.lin.submit()).acked
    late = await town.cam.submit()
    assert "DX推進課では、もう取り組んでいます" in words(late.errors)
    assert len(await rows(town)) == 1


async def test_the_department_of_the_practice_does_not_take_up_its_own(town: Town) -> None:
    practice = await post_practice(town)
    await press(town, town.otto, practice, "adoption_open")
    assert "事例を出した課です" in words(await town.otto.view())
    assert await rows(town) == []


async def test_nobody_raises_the_hand_for_a_department_that_is_not_theirs_but_the_office_does(town: Town) -> None:
    practice = await post_practice(town)
    other = await town.bot.database.write(lambda s: add_department(s, town.cast.workspace.id or 0, "税務課", 3).id or 0)
    await open_form(town, town.lin, practice)
    await town.lin.options("adoption_department", "税")
    refused = await town.lin.submit({"adoption_department": str(other)})
    assert "自分の課を選んでください" in words(refused.errors)
    await open_form(town, town.aoi, practice)
    await town.aoi.options("adoption_department", "税")
    sent = await town.aoi.submit({"adoption_department": str(other), "adoption_person": "U0LIN"})
    assert sent.acked, sent
    (row,) = await rows(town)
    assert row.department == "税務課"
    assert "担当 林 鈴さん" in words((await cards(town, town.lin))[-1]["blocks"])


async def test_a_department_for_which_it_does_not_fit_says_why_and_may_change_its_mind(town: Town) -> None:
    practice = await post_practice(town)
    await press(town, town.lin, practice, "adoption_unfit")
    nothing = await town.lin.submit({"adoption_reason": "other"})
    assert "adoption_why" in nothing.errors
    sent = await town.lin.submit({"adoption_reason": "licence", "adoption_why": "来年度までありません。"})
    assert sent.acked
    (row,) = await rows(town)
    assert (row.state, row.reason, row.why) == ("not_fitting", "licence", "来年度までありません。")
    told = words((await town.direct(town.rana))[-1]["blocks"])
    assert "合わないとのことです（林 鈴さん）" in told
    assert "理由：ライセンス" in told
    assert await cards(town, town.lin) == []
    await adopt(town, town.lin, practice)
    (row,) = await rows(town)
    assert (row.state, row.reason) == ("preparing", None)
    assert len(await cards(town, town.lin)) == 1


async def test_personal_data_in_the_words_is_decided_on_before_anything_is_stored(town: Town) -> None:
    practice = await post_practice(town)
    await open_form(town, town.lin, practice)
    asked = await town.lin.submit({"adoption_words": "連絡は 090-1234-5678 の山田さんへ"})
    assert asked.response_action == "update"
    assert await rows(town) == []
    assert (await town.lin.submit()).acked
    (row,) = await rows(town)
    assert "090-1234-5678" not in row.words


async def test_what_is_no_practice_or_was_withdrawn_is_not_taken_up(town: Town) -> None:
    await town.post(town.rana)
    assert not has_action(await town.card(), "adoption_open")
    assert (await town.dispatch_press("U0LIN", "adoption_open", "1")).status == 200
    assert "横展開できるのは、だれでも読める好事例だけです" in words((await town.direct(town.lin))[-1])
    practice = await post_practice(town, number=2)
    await town.dispatch_press("U0RANA", "triage_withdraw", str(practice.id))
    assert (await town.dispatch_press("U0LIN", "adoption_open", str(practice.id))).status == 200
    assert "横展開できるのは" in words((await town.direct(town.lin))[-1])


async def post_practice(town: Town, number: int = 1, **more: Any) -> Request:
    """Rana's practice, in the hands of a group that Leo leads and Cam goes along with."""
    assert (await town.rana.command("/jirei", "書く")).acked
    await send(town.rana, {**PRACTICE, **more})
    practice = (await town.items())[number - 1]
    if practice.group_id is None:
        await town.dispatch_press("U0AOI", "routing_choose", f"{practice.id}:1")
    await town.settled()
    return await town.item(number)


async def press(town: Town, person: Person, practice: Request, action_id: str) -> None:
    """A button under the practice's card, which everybody of the city can see."""
    await town.press(person, await card_of(town, practice), action_id)


async def card_of(town: Town, practice: Request) -> Json:
    number = f"R8-{practice.sequence:04d}"
    return next(post for post in reversed(await town.posts(BOOKING)) if number in words(post) and buttons(post))


async def open_form(town: Town, person: Person, practice: Request) -> Json:
    await press(town, person, practice, "adoption_open")
    view: Json = await person.view()
    return view


async def adopt(town: Town, person: Person, practice: Request, **answers: str) -> Any:
    await open_form(town, person, practice)
    sent = await person.submit(dict(answers))
    assert sent.acked, sent
    await town.settled()
    return sent


async def cards(town: Town, person: Person) -> list[Json]:
    """The cards of what somebody is in charge of."""
    return [m for m in await town.direct(person) if "adoption_progress" in buttons(m)]


async def rows(town: Town) -> list[Adoption]:
    workspace_id = town.cast.workspace.id or 0
    return [row for row, _ in await town.read(lambda s: adoptions.list_all(s, workspace_id))]
