import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sandbox.client import Person
from tests.handlers.test_permissions import EVERYBODY, REFUSED, REFUSED_IN_ENGLISH, may
from tests.handlers.town import BOOKING, Town, words


async def assign(town: Town, person: Person, to: str, until: str | None = None) -> Any:
    """Choose 担当と期限 in the card's menu and fill the modal in."""
    await town.choose(person, await town.card(), "assign")
    answers: dict[str, Any] = {"assign_person": {"assign_person": to}}
    if until:
        answers["assign_until"] = {"assign_until": until}
    sent = await person.submit(answers)
    await town.settled()
    return sent


async def test_who_is_given_an_item_is_told_and_stands_on_the_card_and_in_the_history(town: Town) -> None:
    await town.post(town.rana)
    sent = await assign(town, town.leo, "U0OTTO", "2026-12-11")
    assert sent.views == []
    item = await town.item()
    assert (item.status, item.assigned_until) == ("received", date(2026, 12, 11))
    assert "担当 <@U0OTTO>（12月11日(金)まで）" in words(await town.card())
    told = words((await town.direct(town.otto))[-1]["blocks"])
    assert "R8-0001「公民館の鍵の受け渡しをなくしたい」の担当をお願いします。期限は12月11日(金)です。" in told
    heard = words((await town.direct(town.rana))[-1]["blocks"])
    assert "の担当が、外山 音人さんに決まりました。12月11日(金)までに進めます。" in heard
    event = (await town.history())[-1]
    assert (event.action, event.before) == ("assign", {"assignee": None, "assigned_until": None})
    shown = words((await town.leo.command("/bansou", "show R8-1")).body)
    assert "田中 玲央さん：担当を決めました（外山 音人さん）（12月11日(金)まで）" in shown


async def test_app_home_lists_what_one_was_given(town: Town) -> None:
    await town.post(town.rana)
    assert "担当している案件" not in words(await town.home(town.otto))
    await assign(town, town.cam, "U0OTTO", "2026-12-11")
    home = words(await town.home(town.otto))
    assert "担当している案件" in home
    assert "期限は12月11日(金)" in home


async def test_an_item_given_to_another_person_is_told_to_both(town: Town) -> None:
    await town.post(town.rana)
    await assign(town, town.leo, "U0OTTO", "2026-12-11")
    await assign(town, town.aoi, "U0LIN")
    assert "ほかの人に替わりました" in words((await town.direct(town.otto))[-1]["blocks"])
    assert "担当をお願いします" in words((await town.direct(town.lin))[-1]["blocks"])
    assert (await town.item()).assigned_until == date(2026, 12, 11)  # the day stood in the modal already


async def test_the_same_again_changes_nothing(town: Town) -> None:
    await town.post(town.rana)
    await assign(town, town.leo, "U0OTTO", "2026-12-11")
    before = len(await town.history()), len(await town.direct(town.otto))
    await assign(town, town.leo, "U0OTTO", "2026-12-11")
    assert (len(await town.history()), len(await town.direct(town.otto))) == before


async def test_the_assignee_is_reminded_on_the_day(town: Town) -> None:
    await town.post(town.rana)
    await town.press(town.leo, await town.card(), "triage_accept")
    await assign(town, town.leo, "U0OTTO", "2026-12-11")
    town.clock.to(datetime(2026, 12, 11, 0, 0, tzinfo=UTC))
    await town.bot.clockwork.tick()
    town.bot.delivery.wake()
    assert "実施の開始：今日が期限です" in words((await town.direct(town.otto))[-1]["blocks"])
    assert await town.direct(town.leo) == []


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"assign_person": "U0OTTO", "assign_until": "2026-11-23"}, "過ぎた日付です"),
        ({"assign_person": "U0OTTO", "assign_until": "9999-12-31"}, "年を確かめてください"),
        ({"assign_person": None}, "ここを書いてください"),
        ({"assign_person": "U0BANSOU"}, "ボットは選べません"),
    ],
)
async def test_what_cannot_be_is_said_at_its_field(town: Town, answers: dict[str, str | None], said: str) -> None:
    await town.post(town.rana)
    sent = json.loads((await town.dispatch(submission("U0LEO", answers))).body)
    assert said in words(sent["errors"])
    assert (await town.item()).assignee_id is None


async def test_only_the_groups_people_and_the_office_can_send_the_modal(town: Town) -> None:
    await town.post(town.rana)
    for user in sorted(EVERYBODY - may("assign")):
        errors = words(json.loads((await town.dispatch(submission(user, {"assign_person": user}))).body)["errors"])
        assert REFUSED in errors or REFUSED_IN_ENGLISH in errors
    assert (await town.item()).assignee_id is None
    for user in sorted(may("assign")):
        await town.dispatch(submission(user, {"assign_person": user}))
    assert len([event for event in await town.history() if event.action == "assign"]) == len(may("assign"))
    assert len(await town.posts(BOOKING)) == 1


def submission(user: str, answers: dict[str, str | None]) -> dict[str, Any]:
    """The modal as it would be sent."""
    kinds = {"assign_person": "selected_user", "assign_until": "selected_date"}
    return {
        "type": "view_submission",
        "team": {"id": "T0CITY"},
        "user": {"id": user},
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "triage_assign_submit",
            "private_metadata": json.dumps({"item": 1}),
            "blocks": [{"type": "input", "block_id": name} for name in kinds],
            "state": {"values": {name: {name: {kinds[name]: value}} for name, value in answers.items()}},
        },
    }
