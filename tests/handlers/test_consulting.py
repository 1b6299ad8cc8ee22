import contextlib
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.domain.nominations import is_head
from sandbox.client import Person
from sandbox.errors import ControlError
from storage import audit, opinions, people
from storage.database import Session
from storage.tables import Opinion
from tests.handlers.test_permissions import EVERYBODY, FORGED, REFUSED, REFUSED_IN_ENGLISH, may
from tests.handlers.test_private_reach import go_away
from tests.handlers.test_reminding import remind
from tests.handlers.town import BOT, Town, buttons, has_action, has_block, words

QUESTION = "夜間の受け渡しをやめたとき、困ることはありますか。"
UNTIL = "2026-12-03"


async def test_a_department_is_asked_answers_and_the_item_collects_it(town: Town) -> None:
    await town.post(town.rana)
    await consult(town, {"生涯学習課": "U0OTTO", "DX推進課": "U0EMI"})
    assert "照会 0/2" in words(await town.card())
    thread = words(await thread_of(town))
    assert "田中 玲央さんが、生涯学習課、DX推進課に意見を聞いています。12月3日(木)までに" in thread
    asked = (await town.direct(town.otto))[-1]
    said = words(asked["blocks"])
    assert "生涯学習課の意見を聞かせてください" in said
    assert QUESTION in said
    assert "利用のたびに職員が鍵を開けに行っています" in said
    await reply(town, town.otto, "conditional", "貸し出す鍵を減らせるなら。")
    assert "照会 1/2" in words(await town.card())
    assert "*生涯学習課*（外山 音人さん）　*条件付き*「貸し出す鍵を減らせるなら。」" in words(await thread_of(town))
    settled = (await town.direct(town.otto))[-1]
    assert "opinion_answer" not in buttons(settled)
    assert "そろいました" not in words(await town.direct(town.leo))
    await reply(town, town.emi, "possible", "")
    assert "聞いた2課の意見がそろいました" in words((await town.direct(town.leo))[-1]["blocks"])
    shown = await opened(town, town.leo)
    assert "*所管課の意見*" in words(shown)
    assert "貸し出す鍵を減らせるなら。" in words(shown)
    assert "所管課に意見を聞きました（生涯学習課、DX推進課）（12月3日(木)まで）" in words(shown)
    assert [event.action for event in await town.history()][-3:] == ["consult", "opinion_given", "opinion_given"]
    rows = await town.read(lambda s: audit.list_rows(s, town.cast.workspace.id or 0, action="opinion"))
    assert [row.facts["deed"] for row in rows] == ["consult", "opinion_given", "opinion_given"]
    assert all(row.reason == "" for row in rows)


async def test_who_answers_is_proposed_the_departments_head_and_next_time_who_was_chosen(town: Town) -> None:
    await town.bot.database.write(lambda s: entitle(s, town, {"U0MIO": "課長", "U0OTTO": "課長補佐"}))
    await town.post(town.rana)
    view = await ask(town, ["生涯学習課"], town.leo)
    assert person_field(view)["element"].get("initial_user") is None  # Mio works in another department here
    await town.leo.close()
    await town.bot.database.write(lambda s: entitle(s, town, {"U0LEO": "課長"}))
    view = await ask(town, ["生涯学習課"], town.cam)
    assert person_field(view)["element"]["initial_user"] == "U0LEO"
    await town.cam.close()
    await consult(town, {"生涯学習課": "U0OTTO"})
    await town.post(town.otto, {"title": "二つ目", "body": "図書館の話です。公民館の予約の抽選も。"})
    view = await ask(town, ["生涯学習課"], town.aoi, number=2)
    assert person_field(view)["element"]["initial_user"] == "U0OTTO"


@pytest.mark.parametrize(
    ("title", "heads"),
    [("課長", True), ("生涯学習課長", True), ("室長", True), ("課長補佐", False), ("副課長", False), ("係長", False)],
)
def test_a_department_head_is_known_by_the_title(title: str, heads: bool) -> None:
    assert is_head(title) is heads


async def test_what_looks_like_personal_data_is_decided_on_before_it_is_sent(town: Town) -> None:
    await town.post(town.rana)
    view = await ask(town, ["生涯学習課"], town.leo, question="090-1234-5678の人はどう思いますか。")
    assert has_block(view, "intake_personal_data")
    assert await opinions_of(town) == []
    await town.leo.submit({person_field(view)["block_id"]: {"opinion_person": "U0OTTO"}})
    await town.settled()
    (row,) = await opinions_of(town)
    assert "090" not in row.question
    await press_answer(town, town.otto)
    await town.otto.submit(answered("difficult", "電話は090-1234-5678です。"))
    assert has_block(await town.otto.view(), "intake_personal_data")
    assert (await opinions_of(town))[0].verdict is None
    await town.otto.submit()
    (row,) = await opinions_of(town)
    assert (row.verdict, "090" in row.words) == ("difficult", False)
    assert (await town.history())[-1].after["personal_data"] == "masked"


async def test_a_difficult_answer_needs_words(town: Town) -> None:
    await town.post(town.rana)
    await consult(town, {"生涯学習課": "U0OTTO"})
    await press_answer(town, town.otto)
    sent = await town.otto.submit(answered("difficult", "  "))
    assert "opinion_words" in sent.errors
    assert (await opinions_of(town))[0].verdict is None


async def test_only_who_was_asked_answers_and_they_can_do_nothing_else(town: Town) -> None:
    await town.post(town.rana)
    await consult(town, {"生涯学習課": "U0OTTO"})
    for user in sorted(EVERYBODY - {"U0OTTO"}):
        assert await refused(town, user, "opinion_answer"), user
    for deed in ("triage_accept", "triage_move", "opinion_withdraw", "opinion_extend"):
        assert await refused(town, "U0OTTO", deed), deed
    assert not has_action(await opened(town, town.otto), "opinion_withdraw")
    assert has_action(await opened(town, town.otto), "opinion_answer")
    assert not has_action(await opened(town, town.emi), "opinion_answer")


@pytest.mark.parametrize("deed", ["opinion_withdraw", "opinion_extend"])
async def test_only_the_groups_people_and_the_office_change_a_question(town: Town, deed: str) -> None:
    await town.post(town.rana)
    await consult(town, {"生涯学習課": "U0OTTO"})
    for user in sorted(EVERYBODY - may("consult")):
        assert await refused(town, user, deed), user
    assert (await opinions_of(town))[0].withdrawn_at is None


async def test_a_question_is_put_off_and_withdrawn_and_who_was_asked_is_told(town: Town) -> None:
    await town.post(town.rana)
    await consult(town, {"生涯学習課": "U0OTTO"})
    await opened(town, town.leo)
    await town.leo.press("opinion_extend")
    assert "12月10日(木)まで待ちます" in words((await town.direct(town.otto))[-1]["blocks"])
    assert (await opinions_of(town))[0].due_on == date(2026, 12, 10)
    await town.leo.press("opinion_withdraw")
    told = await town.direct(town.otto)
    assert "取り下げになりました。回答は要りません" in words(told[-1]["blocks"])
    assert "opinion_answer" not in [action for message in told for action in buttons(message)]
    assert "照会" not in words((await town.card())["blocks"][1])
    assert not has_action(await town.leo.view(), "opinion_withdraw")
    await town.dispatch_press("U0OTTO", "opinion_answer", "1")
    assert "もう回答できません" in words((await town.direct(town.otto))[-1])


async def test_who_was_asked_is_reminded_on_the_day_and_the_lead_the_day_after(town: Town) -> None:
    await town.post(town.rana)
    await consult(town, {"DX推進課": "U0LIN"}, until="2026-11-26")
    await remind(town, datetime(2026, 11, 26, 0, 0, tzinfo=UTC))
    assert "所管課の意見（DX推進課）：今日が期限です" in words((await town.direct(town.lin))[-1]["blocks"])
    assert await town.direct(town.leo) == []
    await remind(town, datetime(2026, 11, 27, 0, 0, tzinfo=UTC))
    assert "所管課の意見（DX推進課）：11月26日(木)が期限でした" in words((await town.direct(town.leo))[-1]["blocks"])
    assert "所管課の意見（DX推進課）" in words((await town.lin.command("/bansou", "overdue")).body)
    await reply(town, town.lin, "possible", "")
    assert "所管課の意見" not in words((await town.lin.command("/bansou", "overdue")).body)


async def test_who_stands_in_answers_for_who_was_asked(town: Town) -> None:
    await town.post(town.rana)
    await consult(town, {"生涯学習課": "U0OTTO"})
    await go_away(town, "U0OTTO", deputy="U0LIN")
    await opened(town, town.lin)
    await town.lin.press("opinion_answer")
    await town.lin.submit(answered("possible", ""))
    await town.settled()
    event = (await town.history())[-1]
    assert (event.action, event.after["in_place_of"]) == ("opinion_given", town.cast.otto.id)


async def test_a_blind_items_requester_is_not_named_to_a_department(town: Town) -> None:
    await town.post(town.rana, blind=["yes"])
    await consult(town, {"DX推進課": "U0EMI"})
    await reply(town, town.emi, "possible", "")
    shown = [await town.direct(town.emi), await opened(town, town.emi), await thread_of(town), await town.card()]
    assert "楽名" not in words(shown)
    assert "U0RANA" not in words(shown)


async def test_departments_are_not_asked_about_a_private_item(town: Town) -> None:
    await town.post(town.rana, private=["yes"])
    before = len(await town.direct(town.leo))
    await town.dispatch_press("U0LEO", "triage_more", "1:consult", kind="static_select")
    assert "所管課に聞けません" in words((await town.direct(town.leo))[before:])
    assert await opinions_of(town) == []


async def test_the_same_department_is_not_asked_twice_at_once(town: Town) -> None:
    await town.post(town.rana)
    await consult(town, {"生涯学習課": "U0OTTO"})
    sent = await consult(town, {"生涯学習課": "U0LIN"})
    assert "もう聞いています" in words(sent.errors)
    assert len(await opinions_of(town)) == 1


async def test_a_forged_opinion_is_answered_with_a_sentence(town: Town) -> None:
    await town.post(town.rana)
    for deed in ("opinion_answer", "opinion_withdraw", "opinion_extend"):
        for value in FORGED:
            before = len(await town.direct(town.aoi))
            await town.dispatch_press("U0AOI", deed, value)
            told = await town.direct(town.aoi)
            assert len(told) == before + 1, (deed, value)
            assert "見つかりません" in words(told[-1]), (deed, value)


async def test_a_forged_question_is_answered_with_a_sentence(town: Town) -> None:
    await town.post(town.rana)
    for user in sorted(EVERYBODY - may("consult")):
        errors = words(json.loads((await town.dispatch(submission(user, "1", "1"))).body)["errors"])
        assert REFUSED in errors or REFUSED_IN_ENGLISH in errors, user
    for department in ("0", "999", "x", ""):
        errors = words(json.loads((await town.dispatch(submission("U0LEO", "1", department))).body)["errors"])
        assert "見つかりません" in errors, department
    assert await opinions_of(town) == []


async def ask(town: Town, departments: list[str], person: Person, number: int = 1, **more: str) -> dict[str, Any]:
    """Fill in the first step; what is shown then."""
    await town.choose(person, await town.card(), "consult", number)
    ids = await town.read(
        lambda s: {d.name: str(d.id) for d in people.list_departments(s, town.cast.workspace.id or 0)}
    )
    await person.options("opinion_departments", "")
    answers = {
        "opinion_departments": {"opinion_departments": [ids[name] for name in departments]},
        "opinion_question": {"opinion_question": more.get("question", QUESTION)},
        "opinion_until": {"opinion_until": more.get("until", UNTIL)},
    }
    sent = await person.submit(answers)
    assert sent.response_action == "update", sent
    return await person.view()


async def consult(town: Town, asked: dict[str, str], **more: str) -> Any:
    """Leo asks departments, and for each the person given."""
    view = await ask(town, list(asked), town.leo, **more)
    fields = [b["block_id"] for b in view["blocks"] if b["block_id"].startswith("opinion_person:")]
    chosen = dict(zip(fields, asked.values(), strict=True))
    sent = await town.leo.submit({field: {"opinion_person": who} for field, who in chosen.items()})
    await town.settled()
    return sent


async def press_answer(town: Town, person: Person) -> None:
    asked = next(m for m in reversed(await town.direct(person)) if "opinion_answer" in buttons(m))
    conversation = next(im["id"] for im in (await person.sidebar())["ims"] if im["user"] == BOT)
    await town.press(person, {**asked, "channel": conversation}, "opinion_answer")


def answered(verdict: str, said: str) -> dict[str, Any]:
    return {"opinion_verdict": {"opinion_verdict": verdict}, "opinion_words": {"opinion_words": said}}


async def reply(town: Town, person: Person, verdict: str, said: str) -> None:
    await press_answer(town, person)
    sent = await person.submit(answered(verdict, said))
    assert not sent.errors, sent
    await town.settled()


async def opened(town: Town, person: Person) -> dict[str, Any]:
    with contextlib.suppress(ControlError):  # nothing is open
        await person.close()
    await town.press(person, await town.card(), "item_open")
    return await person.view()


async def opinions_of(town: Town) -> list[Opinion]:
    return await town.read(lambda s: opinions.list_of_request(s, 1))


async def thread_of(town: Town) -> list[dict[str, Any]]:
    card = await town.card()
    return (await town.leo.messages(card["channel"], thread_ts=card["ts"]))[1:]


async def refused(town: Town, user: str, deed: str) -> bool:
    person = town.sandbox.person(user)
    before = len(await town.direct(person))
    await town.dispatch_press(user, deed, "1")
    said = words((await town.direct(person))[before:])
    return REFUSED in said or REFUSED_IN_ENGLISH in said


def person_field(view: dict[str, Any]) -> dict[str, Any]:
    return next(b for b in view["blocks"] if b["block_id"].startswith("opinion_person:"))


def entitle(session: Session, town: Town, titles: dict[str, str]) -> None:
    for chat_id, title in titles.items():
        person = people.find_by_chat_id(session, town.cast.workspace.id or 0, chat_id)
        assert person
        person.title = title
        people.add(session, person)


def submission(user: str, item: str, department: str) -> dict[str, Any]:
    """The second step as it would be sent."""
    select = {"type": "multi_external_select", "selected_options": [{"value": department}]}
    values = {
        "opinion_departments": {"opinion_departments": select},
        f"opinion_person:{department}": {"opinion_person": {"type": "users_select", "selected_user": "U0OTTO"}},
        "opinion_question": {"opinion_question": {"type": "plain_text_input", "value": QUESTION}},
        "opinion_until": {"opinion_until": {"type": "datepicker", "selected_date": UNTIL}},
    }
    return {
        "type": "view_submission",
        "team": {"id": "T0CITY"},
        "user": {"id": user},
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "opinion_ask_submit",
            "private_metadata": json.dumps({"item": item}),
            "blocks": [{"type": "input", "block_id": name} for name in values],
            "state": {"values": values},
        },
    }
