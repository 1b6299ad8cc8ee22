import json
import logging
from typing import Any

import pytest

from storage import requests, workspaces
from storage.database import Session
from storage.tables import Request, Workspace
from tests.factories import LONG_AGO
from tests.handlers.town import CHAT, DOUBTFUL, KEYS, SEED, Town, send, words
from tests.rights import RIGHTS

EVERYBODY = frozenset(user["id"] for user in SEED["users"])
PEOPLE = {
    "requester": {"U0RANA"},
    "member": {"U0NOA"},
    "lead": {"U0LEO", "U0MIO"},
    "companion": {"U0CAM"},
    "department": {"U0OTTO"},
    "office": {"U0AOI"},
    "approver": {"U0LIN"},
    "reader": {"U0EMI", "U0LIN", "U0GUEST"},
    "outsider": set(),
}


def may(action: str) -> frozenset[str]:
    """The people of the city who hold a role that may do it."""
    return frozenset(user for role in RIGHTS[action] for user in PEOPLE[role])


MAY: dict[str, frozenset[str]] = {
    "triage_review": may("review"),
    "triage_move": may("move"),
    "item_pull_in": may("pull_in"),
    "item_open": may("see"),
    "reveal_open": may("reveal"),
}
REFUSED = "この操作は"
REFUSED_IN_ENGLISH = "Only the "
FORGED = ["", "x", "-1", "1.5", "0", "999999", "9" * 30, "１", "2", "[]"]
PRESSES = [
    "triage_review",
    "triage_move",
    "routing_choose",
    "routing_choose_other",
    "item_open",
    "item_pull_in",
    "reveal_open",
    "intake_continue",
    "intake_decline",
]


@pytest.mark.parametrize("action_id", MAY)
async def test_a_press_on_a_routed_item_is_allowed_to_exactly_those_who_may(town: Town, action_id: str) -> None:
    await item_of_a_message(town, blind=["yes"] if action_id == "reveal_open" else [])
    assert await refused(town, action_id, "1") == EVERYBODY - MAY[action_id]


@pytest.mark.parametrize("action_id", ["routing_choose", "routing_choose_other"])
async def test_only_the_office_can_choose_where_an_unrouted_item_goes(town: Town, action_id: str) -> None:
    await town.post(town.rana, DOUBTFUL)
    kind = "button" if action_id == "routing_choose" else "static_select"
    others = EVERYBODY - {"U0AOI"}
    assert await refused(town, action_id, "1:2", others, kind) == others
    assert (await town.item()).group_id is None
    assert await refused(town, action_id, "1:2", frozenset({"U0AOI"}), kind) == frozenset()
    assert (await town.item()).group_id == 2


async def test_only_the_groups_people_and_the_office_can_send_the_move_modal(town: Town) -> None:
    await town.post(town.rana)
    for user in sorted(EVERYBODY - MAY["triage_move"]):
        answer = await town.dispatch(move(user, "1", "2"))
        sentence = json.loads(answer.body)["errors"]["move_group"]
        assert REFUSED in sentence or REFUSED_IN_ENGLISH in sentence
        assert (await town.item()).group_id == town.cast.booking.id
    for user, group in (("U0CAM", "2"), ("U0LEO", "1"), ("U0AOI", "2")):
        assert (await town.dispatch(move(user, "1", group))).body in ("", "{}")
        assert (await town.item()).group_id == int(group)


async def test_a_draft_opens_and_closes_only_for_who_writes_it(town: Town) -> None:
    await town.rana.command("/teian", "楽名の題名")
    for action_id in ("intake_continue", "intake_decline", "intake_start_over"):
        for user in sorted(EVERYBODY - {"U0RANA"}):
            view = {"id": "V1", "type": "modal"}
            assert (await town.dispatch_press(user, action_id, "1", view=view)).status == 200
    drafts = await town.drafts()
    assert drafts[0].answers["title"] == "楽名の題名"
    assert "楽名の題名" not in str([draft.answers for draft in drafts[1:]])
    assert "楽名の題名" not in words((await town.sandbox.calls("views.open"))[1:])


@pytest.mark.parametrize("action_id", PRESSES)
async def test_a_forged_value_is_answered_with_a_sentence_and_no_trace_in_the_log(
    town: Town, caplog: pytest.LogCaptureFixture, action_id: str
) -> None:
    await town.post(town.rana)
    other = await town.bot.database.write(elsewhere)
    for value in [*FORGED, str(other), f"{other}:1"]:
        forged = f"{value}:1" if action_id.startswith("routing") else value
        kind = "static_select" if action_id == "routing_choose_other" else "button"
        before = len(await town.direct(town.aoi))
        assert (await town.dispatch_press("U0AOI", action_id, forged, kind)).status == 200
        told = await town.direct(town.aoi)
        assert len(told) == before + 1, (value, told)
        assert "うまくいきませんでした" not in told[-1]["text"], value
    assert untouched(await town.items())
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("group", ["x", "999999", "9" * 30, ""])
async def test_a_forged_group_is_answered_with_a_sentence(town: Town, group: str) -> None:
    await town.post(town.rana)
    errors = json.loads((await town.dispatch(move("U0AOI", "1", group))).body)["errors"]
    assert "そのグループは見つかりません" in errors["move_group"]
    await town.dispatch_press("U0AOI", "routing_choose", f"1:{group}")
    assert "そのグループは見つかりません" in (await town.direct(town.aoi))[-1]["text"]


@pytest.mark.parametrize("kept", ["", "x", "[]", "{}", '{"item": null}', '{"item": 999999}', '{"item": "1; DROP"}'])
async def test_a_forged_private_metadata_is_answered_with_a_sentence(town: Town, kept: str) -> None:
    await town.post(town.rana)
    body = move("U0AOI", "1", "2")
    body["view"]["private_metadata"] = kept
    errors = json.loads((await town.dispatch(body)).body)["errors"]
    assert "その番号のものは見つかりません" in errors["move_group"]
    await town.otto.command("/teian")
    view = {**await town.otto.view(), "private_metadata": kept}
    form = {"type": "view_submission", "team": {"id": "T0CITY"}, "user": {"id": "U0OTTO"}, "view": view}
    sentence = words(json.loads((await town.dispatch(form)).body)["errors"])
    assert "書きかけのものが見つかりません" in sentence
    assert len(await town.items()) == 1


async def test_a_press_from_a_workspace_that_is_not_ours_is_answered_with_a_sentence(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await town.post(town.rana)
    body = {
        "type": "block_actions",
        "team": {"id": "T0FOREIGN"},
        "user": {"id": "U0AOI"},
        "trigger_id": "forged",
        "actions": [{"type": "button", "action_id": "triage_review", "block_id": "b", "value": "1"}],
    }
    assert (await town.dispatch(body)).status == 200
    assert untouched(await town.items())
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def untouched(items: list[Request]) -> bool:
    return [(item.status, item.group_id) for item in items] == [("received", 1)]


def elsewhere(session: Session) -> int:
    """An item of another city."""
    other = workspaces.add(session, Workspace(team_id="T0OTHER", created_at=LONG_AGO))
    request = Request(
        workspace_id=other.id or 0,
        fiscal_year=2026,
        sequence=1,
        kind="proposal",
        title="よその市の提案",
        body="よその市の話です。",
        created_at=LONG_AGO,
        updated_at=LONG_AGO,
    )
    return requests.add(session, request, []).id or 0


def move(user: str, item: str, group: str) -> dict[str, Any]:
    """The move modal as it would be sent."""
    select = {"type": "static_select", "selected_option": {"value": group}}
    return {
        "type": "view_submission",
        "team": {"id": "T0CITY"},
        "user": {"id": user},
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "triage_move_submit",
            "private_metadata": json.dumps({"item": item}),
            "blocks": [{"type": "input", "block_id": "move_group"}, {"type": "input", "block_id": "move_note"}],
            "state": {"values": {"move_group": {"move_group": select}, "move_note": {"move_note": {}}}},
        },
    }


async def item_of_a_message(town: Town, **more: object) -> None:
    said = await town.rana.say(CHAT, KEYS["body"])
    await town.rana.shortcut("intake_from_message", channel=CHAT, ts=said.ts)
    await send(town.rana, {"title": KEYS["title"], **more})
    await town.settled()


async def refused(
    town: Town, action_id: str, value: str, people: frozenset[str] = EVERYBODY, kind: str = "button"
) -> frozenset[str]:
    """Who is told that they may not do this; whoever may comes last, so that nothing has changed before."""
    told: set[str] = set()
    for user in sorted(people, key=lambda user: (user in MAY.get(action_id, ()), user)):
        person = town.sandbox.person(user)
        before = len(await town.direct(person))
        assert (await town.dispatch_press(user, action_id, value, kind)).status == 200
        said = words((await town.direct(person))[before:])
        if REFUSED in said or REFUSED_IN_ENGLISH in said:
            told.add(user)
    return frozenset(told)
