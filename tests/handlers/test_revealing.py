import json
from typing import Any

import pytest

from sandbox.client import Person
from storage import audit
from storage.tables import AuditRow
from tests.handlers.test_permissions import EVERYBODY
from tests.handlers.town import BOOKING, Json, Town, by_block, has_action, words

NAME, DEPARTMENT = "楽名", "生涯学習課"
WHY = "同じ課からの提案が重なっていないか確かめます。"
REFUSED = ("事務局だけができます", "Only the office can do this")


async def test_the_office_sees_who_proposed_after_saying_why_and_everybody_reads_that_it_did(town: Town) -> None:
    await town.post(town.rana, blind=["yes"])
    await town.press(town.aoi, await town.card(), "item_open")
    assert NAME not in words(await town.aoi.view())
    await press_reveal(town)
    assert "あなただけです" in words(await town.aoi.view())
    assert "ここを書いてください" in words((await submit(town, "　")).errors)
    await submit(town, WHY)
    seen = words(await town.aoi.view())
    assert "楽名 花さん" in seen
    assert DEPARTMENT in seen
    line = f"事務 葵さん：提案者を確認しました「{WHY}」"
    assert line in seen
    for reader in (town.leo, town.otto):
        await town.press(reader, await town.card(), "item_open")
        shown = words(await reader.view())
        assert line in shown
        assert NAME not in shown
        assert DEPARTMENT not in shown
    assert NAME not in words(await town.posts(BOOKING))
    assert NAME not in words((await town.leo.command("/bansou", "show R8-1")).body)
    await town.press(town.aoi, await town.card(), "item_open")
    again = await town.aoi.view()
    assert "楽名 花さん" in words(again)
    assert not has_action(again, "reveal_open")


async def test_a_reveal_is_in_the_audit_log_without_the_name_even_when_the_reason_holds_it(town: Town) -> None:
    await town.post(town.rana, blind=["yes"])
    await town.press(town.aoi, await town.card(), "item_open")
    await press_reveal(town)
    await submit(town, "楽名 花さん（楽名さん）に電話するため")
    (row,) = await recorded(town, "reveal")
    assert (row.actor_name, row.actor_id, row.subject) == ("事務 葵", town.cast.aoi.id, "R8-0001")
    assert row.reason == "●●●さん（●●●さん）に電話するため"
    assert NAME not in words([event.note for event in await town.history()])


async def test_the_names_show_once_it_is_decided_and_stay_hidden_when_it_is_withdrawn(town: Town) -> None:
    await town.post(town.rana, blind=["yes"])
    await town.press(town.leo, await town.card(), "triage_review")
    assert NAME not in words(await town.card())
    await town.press(town.leo, await town.card(), "triage_accept")
    card = words(await town.card())
    assert "楽名 花さん" in card
    assert DEPARTMENT in card
    await town.press(town.leo, await town.card(), "item_open")
    assert "楽名 花さん：投稿しました" in words(await town.leo.view())
    second = {"title": "夜の会議をやめたい", "body": "夜の会議が月に三回あり、帰りが遅くなります。"}
    await town.post(town.rana, second, blind=["yes"])
    await town.dispatch_press("U0RANA", "triage_withdraw", "2")
    await town.press(town.leo, (await town.posts(BOOKING))[0], "item_open")
    assert NAME not in words((await town.leo.command("/bansou", "show R8-2")).body)
    await town.dispatch_press("U0AOI", "reveal_open", "1")
    assert "もう伏せていません" in words(await town.direct(town.aoi))


@pytest.mark.parametrize("way", ["press", "submission"])
async def test_nobody_but_the_office_can_reveal_whatever_they_send(town: Town, way: str) -> None:
    await town.post(town.rana, blind=["yes"])
    for user in sorted(EVERYBODY - {"U0AOI"}):
        if way == "press":
            person = town.sandbox.person(user)
            before = len(await town.direct(person))
            await town.dispatch_press(user, "reveal_open", "1")
            said = words((await town.direct(person))[before:])
        else:
            said = words(json.loads((await town.dispatch(submission(user, 1))).body)["errors"])
        assert any(refusal in said for refusal in REFUSED), (user, said)
    assert [event.action for event in await town.history()] == ["posted", "routed"]
    forged = json.loads((await town.dispatch(submission("U0AOI", "x"))).body)["errors"]
    assert "番号のものは見つかりません" in words(forged)


async def test_decisions_are_on_record_without_naming_who_proposed(town: Town) -> None:
    await town.post(town.rana, blind=["yes"])
    await town.press(town.leo, await town.card(), "triage_review")
    await town.dispatch_press("U0RANA", "triage_withdraw", "1")
    rows = await recorded(town, "decision")
    assert [(row.actor_name, row.facts["deed"], row.facts["status"]) for row in rows] == [
        ("田中 玲央", "review", ["received", "reviewing"]),
        ("", "withdraw", ["reviewing", "withdrawn"]),
    ]
    assert (rows[1].actor_id, rows[1].facts["by"]) == (None, "requester")


async def press_reveal(town: Town) -> None:
    view = await town.aoi.view()
    assert has_action(view, "reveal_open")
    await town.aoi.press("reveal_open", view_id=view["id"])


async def submit(town: Town, reason: str) -> Any:
    return await town.aoi.submit(by_block(await town.aoi.view(), {"reveal_reason": reason}))


async def recorded(town: Town, action: str) -> list[AuditRow]:
    workspace_id = town.cast.workspace.id or 0
    return await town.read(lambda s: audit.list_rows(s, workspace_id, action=action))


def submission(user: str, item: object) -> dict[str, Any]:
    """The question why as it would be sent."""
    return {
        "type": "view_submission",
        "team": {"id": "T0CITY"},
        "user": {"id": user},
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "reveal_submit",
            "private_metadata": json.dumps({"item": item}),
            "blocks": [{"type": "input", "block_id": "reveal_reason"}],
            "state": {"values": {"reveal_reason": {"reveal_reason": {"value": WHY}}}},
        },
    }


async def test_a_hidden_requester_who_leads_the_group_is_not_given_away_by_deciding(town: Town) -> None:
    await town.post(town.leo, blind=["yes"])
    await town.press(town.leo, await town.card(), "triage_review")
    shown = words((await town.otto.command("/bansou", "show R8-1")).body)
    assert "田中 玲央さん：検討を始めました" in shown
    assert "提案者：検討を始めました" not in shown
    await town.choose(town.leo, await town.card(), "undo")
    shown = words((await town.otto.command("/bansou", "show R8-1")).body)
    assert "田中 玲央さん：直前の判断を取り消しました" in shown
    rows = await town.read(lambda s: audit.list_rows(s, 1, action="decision"))
    assert [(row.actor_name, row.facts.get("by")) for row in rows[-2:]] == [("田中 玲央", None)] * 2


async def test_who_withdraws_a_hidden_item_and_takes_that_back_stays_unnamed(town: Town) -> None:
    await town.post(town.leo, blind=["yes"])
    view = await opened(town, town.leo)
    await town.leo.press("triage_withdraw", view_id=view["id"])
    await town.leo.press("triage_undo", view_id=view["id"])
    shown = words((await town.otto.command("/bansou", "show R8-1")).body)
    assert "提案者：取り下げました" in shown
    assert "提案者：直前の判断を取り消しました" in shown
    assert "田中 玲央さん：" not in shown
    rows = await town.read(lambda s: audit.list_rows(s, 1, action="decision"))
    assert [(row.actor_name, row.facts.get("by")) for row in rows[-2:]] == [("", "requester")] * 2


async def opened(town: Town, person: Person) -> Json:
    """The item as its requester opens it."""
    await town.press(person, await town.card(), "item_open")
    return await person.view()
