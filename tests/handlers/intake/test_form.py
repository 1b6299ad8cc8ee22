import base64
import json

import pytest

from tests.handlers.town import (
    BOOKING,
    KEYS,
    OFFICE,
    Town,
    block,
    by_block,
    fill_in,
    has_block,
    send,
    typed,
    words,
)

PHOTO = {"name": "鍵箱.png", "mimetype": "image/png", "content_base64": base64.b64encode(b"picture").decode()}


async def test_sending_stores_the_item_and_says_where_it_went_before_the_modal_changes(town: Town) -> None:
    item = await town.post(town.rana, idea="暗証番号で開く鍵にする", effect="月に20回の鍵開けがなくなります")
    assert (item.title, item.body, item.status) == (KEYS["title"], KEYS["body"], "received")
    assert item.answers == {"idea": "暗証番号で開く鍵にする", "effect": "月に20回の鍵開けがなくなります"}
    assert item.group_id == town.cast.booking.id
    assert item.companion_id == town.cast.cam.id
    shown = words(await town.rana.view())
    for expected in ("R8-0001", "貸館予約システムWG", "田中 玲央", "佐藤 香夢", "12月1日(火)"):
        assert expected in shown
    assert [event.action for event in await town.history()] == ["posted", "routed"]


async def test_the_requester_is_told_by_direct_message_with_a_button_to_the_item(town: Town) -> None:
    await town.post(town.rana)
    (told,) = await town.direct(town.rana)
    assert "受け付けました：R8-0001" in words(told)
    channel = (await town.rana.sidebar())["ims"][0]["id"]
    await town.press(town.rana, {**told, "channel": channel}, "item_open")
    assert KEYS["body"] in words(await town.rana.view())


@pytest.mark.parametrize("missing", ["title", "body"])
async def test_a_required_field_that_is_blank_is_said_under_it(town: Town, missing: str) -> None:
    sent = await fill_in(town.rana, {**KEYS, missing: "　 "})
    (where,) = sent.errors
    assert where.startswith(f"{missing}:")
    assert sent.errors[where] == "ここを書いてください。"
    assert await town.items() == []


async def test_what_is_too_long_is_said_under_it_with_the_number_of_letters(town: Town) -> None:
    await town.rana.command("/teian")
    view = await town.rana.view()
    too_long = {**KEYS, "title": "長" * 90}
    sent = await submitted_past_the_client(town, view, too_long)
    ((where, sentence),) = sent["errors"].items()
    assert where.startswith("title:")
    assert sentence.startswith("10文字多いです")
    assert await town.items() == []


async def test_a_day_that_has_passed_is_said_under_it(town: Town) -> None:
    sent = await fill_in(town.rana, {**KEYS, "wanted_by": "2026-11-23"}, "/soudan")
    ((where, sentence),) = sent.errors.items()
    assert where.startswith("wanted_by:")
    assert "過ぎた日付です" in sentence
    assert (await send(town.rana, {"wanted_by": "2026-11-24"})).response_action == "update"
    assert (await town.item()).answers == {"wanted_by": "2026-11-24", "hours": "2"}


async def test_switching_the_kind_keeps_what_was_typed_and_brings_back_what_the_other_kind_asked(town: Town) -> None:
    await town.rana.command("/teian")
    for name in ("title", "body", "idea"):
        await town.rana.type("intake_typed", f"{name}です", block_id=await block_id(town, name))
    await town.rana.type("intake_answer", ["U0OTTO"], block_id=await block_id(town, "together_with"))
    await town.rana.type("intake_kind", "practice")
    view = await town.rana.view()
    assert (typed(view, "title"), typed(view, "body")) == ("titleです", "bodyです")
    assert has_block(view, "watch")
    assert not has_block(view, "idea")
    await town.rana.type("intake_kind", "proposal")
    assert typed(await town.rana.view(), "idea") == "ideaです"
    await send(town.rana, {})
    assert len((await town.item()).answers) == 1
    await town.settled()
    assert len(await town.direct(town.otto)) == 1


async def test_departments_are_offered_by_what_was_typed(town: Town) -> None:
    await town.rana.command("/teian")
    offered = await town.rana.options("intake_department", "DX")
    assert [option["text"]["text"] for option in offered] == ["DX推進課"]
    await town.rana.type("intake_department", offered[0]["value"], block_id=await block_id(town, "department"))
    await send(town.rana, KEYS)
    assert (await town.item()).department_id == int(offered[0]["value"])


async def test_a_department_that_does_not_exist_is_refused_with_a_sentence(town: Town) -> None:
    await town.rana.command("/teian")
    view = await town.rana.view()
    for forged in ("999999", "99999999999999999999999", "x"):
        sent = await submitted_past_the_client(town, view, KEYS, department=forged)
        assert list(sent["errors"]) == [await block_id(town, "department")]
    assert await town.items() == []


async def test_those_who_post_together_are_told_and_stand_behind_the_item(town: Town) -> None:
    await town.post(town.rana, together_with=["U0OTTO", "U0EMI", "U0RANA"])
    assert "楽名 花さんが、あなたと一緒に R8-0001" in words(await town.direct(town.otto))
    assert "楽名 花 posted R8-0001" in words(await town.direct(town.emi))
    assert len(await town.direct(town.rana)) == 1
    assert "楽名 花さんほか2人" in words(await town.card())


async def test_blind_hides_name_and_department_wherever_reviewers_look(town: Town) -> None:
    await town.post(town.rana, blind=["yes"], files=[PHOTO])
    hidden = ("楽名", "生涯学習課", "U0RANA", "files-pri")
    for place in (await town.posts(BOOKING), await town.home(town.leo), await town.home(town.cam)):
        assert "R8-0001" in words(place)
        assert not [secret for secret in hidden if secret in words(place)]
    card = await town.card()
    await town.press(town.leo, card, "item_open")
    assert not [secret for secret in hidden if secret in words(await town.leo.views())]
    await town.press(town.otto, card, "item_open")
    assert not [secret for secret in hidden if secret in words(await town.otto.views())]


async def test_blind_hides_name_and_department_from_the_offices_question(town: Town) -> None:
    doubtful = {"title": "連絡をまとめたい", "body": "ばらばらに動いています。"}
    await town.post(town.rana, {**doubtful, "blind": ["yes"]})
    for place in (await town.posts(OFFICE), await town.home(town.aoi)):
        assert "R8-0001" in words(place)
        assert "楽名" not in words(place)
        assert "生涯学習課" not in words(place)


async def test_blind_hides_the_one_who_joins(town: Town) -> None:
    await town.post(town.rana, blind=["yes"])
    await town.otto.command("/teian")
    await town.otto.submit(by_block(await town.otto.view(), KEYS))
    await town.otto.press("intake_join")
    assert "外山" not in words(await town.posts(BOOKING))
    assert "1人が加わりました" in words(await town.posts(BOOKING))


async def test_files_are_kept_with_the_item_and_shown_on_its_card(town: Town) -> None:
    item = await town.post(town.rana, files=[PHOTO])
    (kept,) = item.files
    assert kept["name"] == "鍵箱.png"
    assert f"<{kept['link']}|鍵箱.png>" in words(await town.card())


async def test_an_english_speaker_reads_english_while_the_channel_reads_japanese(town: Town) -> None:
    await town.emi.command("/teian")
    modal = await town.emi.view()
    assert modal["submit"]["text"] == "Send"
    await town.post(town.emi)
    assert "Received: R8-0001" in words(await town.direct(town.emi))
    assert "Received: R8-0001" in words(await town.emi.view())
    assert "受付" in words(await town.card())


async def test_what_was_sent_is_not_kept_as_a_draft_by_a_keystroke_that_comes_late(town: Town) -> None:
    await town.rana.command("/teian")
    view = await town.rana.view()
    await send(town.rana, KEYS)
    late = {
        "type": "block_actions",
        "team": {"id": "T0CITY"},
        "user": {"id": "U0RANA"},
        "view": {**view, "state": {"values": {}}},
        "actions": [{"type": "plain_text_input", "action_id": "intake_typed", "block_id": "title:1", "value": "あ"}],
    }
    assert (await town.dispatch(late)).status == 200
    assert await town.drafts() == []


async def test_a_form_whose_draft_is_named_by_somebody_else_touches_nothing_of_theirs(town: Town) -> None:
    await town.rana.command("/teian", "楽名の題名")
    await town.otto.command("/teian", "外山の題名")
    view = await town.otto.view()
    kept = json.loads(view["private_metadata"])
    view["private_metadata"] = json.dumps({**kept, "draft": 1})
    body = {
        "type": "block_actions",
        "team": {"id": "T0CITY"},
        "user": {"id": "U0OTTO"},
        "view": view,
        "actions": [{"type": "plain_text_input", "action_id": "intake_typed", "block_id": "title:1", "value": "x"}],
    }
    assert (await town.dispatch(body)).status == 200
    assert [draft.answers["title"] for draft in await town.drafts()] == ["楽名の題名", "外山の題名"]


async def block_id(town: Town, name: str) -> str:
    return str(block(await town.rana.view(), name)["block_id"])


async def submitted_past_the_client(
    town: Town, view: dict[str, object], answers: dict[str, str], department: str | None = None
) -> dict[str, dict[str, str]]:
    """A submission that a real client would not let through; what the bot answers."""
    state = view["state"]["values"]  # type: ignore[index]
    for name, value in answers.items():
        state[block(view, name)["block_id"]]["intake_typed"]["value"] = value
    if department is not None:
        option = {"text": {"type": "plain_text", "text": "どこか"}, "value": department}
        state[block(view, "department")["block_id"]]["intake_department"]["selected_option"] = option
    body = {"type": "view_submission", "team": {"id": "T0CITY"}, "user": {"id": "U0RANA"}, "view": view}
    answer = await town.dispatch(body)
    assert answer.status == 200
    found: dict[str, dict[str, str]] = json.loads(answer.body)
    return found


async def test_a_hidden_requester_is_told_until_when_they_are_hidden(town: Town) -> None:
    await town.post(town.rana, blind=["yes"])
    hidden = "判断が終わるまで、お名前と所属は審査する人に見えません。"
    assert hidden in words(await town.rana.view())
    assert hidden in words((await town.direct(town.rana))[-1])
    await town.post(town.otto)
    assert hidden not in words(await town.direct(town.otto))
