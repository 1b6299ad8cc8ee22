import json
from typing import Any

from sandbox.client import Person
from storage import groups, people
from storage.database import Session
from storage.tables import Membership
from tests.handlers.test_assigning import assign
from tests.handlers.test_permissions import EVERYBODY
from tests.handlers.town import OFFICE, Town, buttons, words


async def deactivate(town: Town, chat_id: str, *, deleted: bool = True) -> None:
    """An administrator deactivates somebody; the bot hears of it and ticks."""
    await town.sandbox.ask("person", {"id": chat_id, "deleted": deleted}, post=True)

    async def noticed() -> bool:
        with town.engine() as connection:
            row = connection.exec_driver_sql(f"SELECT active FROM person WHERE chat_id = '{chat_id}'").one()
        return bool(row[0]) != deleted

    await town.sandbox.until(noticed)
    await town.bot.clockwork.tick()
    town.bot.delivery.wake()
    await town.settled()


async def leads(town: Town) -> list[int]:
    group_id = town.cast.booking.id or 0
    return [part.person_id for part, _ in await town.read(lambda s: groups.list_members(s, group_id, "lead"))]


async def test_what_a_lead_who_left_answers_for_is_handed_over_by_the_office(town: Town) -> None:
    await town.post(town.rana)
    await assign(town, town.leo, "U0LEO", "2026-12-11")
    await deactivate(town, "U0LEO")
    (offer,) = await town.posts(OFFICE)
    said = words(offer["blocks"])
    assert "田中 玲央さんがいなくなりました" in said
    assert "貸館予約システムWGのリーダー" in said
    assert "ミライズWGのリーダー" in said
    assert "担当 R8-0001「公民館の鍵の受け渡しをなくしたい」（12月11日(金)まで）" in said
    await town.press(town.aoi, offer, "handover_open")
    await town.aoi.submit(await chosen(town.aoi, lead="U0OTTO", items="U0LIN"))
    await town.settled()
    assert town.cast.otto.id in await leads(town)
    assert "リーダーを、田中 玲央さんから引き継ぎました" in words(await town.direct(town.otto))
    assert "担当をお願いします。期限は12月11日(金)です" in words(await town.direct(town.lin))
    (settled,) = await town.posts(OFFICE)
    assert "引き継ぎが終わりました。事務 葵さんが決めました" in words(settled["blocks"])
    assert buttons(settled) == []
    await town.press(town.otto, await town.card(), "triage_accept")
    assert (await town.item()).status == "accepted"


async def test_the_second_of_two_who_hand_over_at_once_reads_who_leads_now(town: Town) -> None:
    await town.post(town.rana)
    await assign(town, town.leo, "U0LEO")
    await town.bot.database.write(lambda s: make_office(s, town.cast.workspace.id or 0, "U0LIN"))
    await deactivate(town, "U0LEO")
    (offer,) = await town.posts(OFFICE)
    for person in (town.aoi, town.lin):
        await town.press(person, offer, "handover_open")
    late = await chosen(town.lin, lead="U0EMI", items="U0EMI")
    await town.aoi.submit(await chosen(town.aoi, lead="U0OTTO"))
    before = await leads(town)
    refused = await town.lin.submit(late)
    assert sorted(refused.errors) == [block for block in sorted(late) if block.startswith("handover_lead")][:1]
    assert "いまのリーダーは" in words(refused.errors)
    assert "外山 音人" in words(refused.errors)
    assert await leads(town) == before
    assert (await town.item()).assignee_id == town.cast.leo.id
    await town.lin.close()
    await town.press(town.lin, (await town.posts(OFFICE))[0], "handover_open")
    assert (await town.lin.submit(await chosen(town.lin, items="U0OTTO"))).acked
    assert (await town.item()).assignee_id == town.cast.otto.id


def make_office(session: Session, workspace_id: int, chat_id: str) -> None:
    person = people.find_by_chat_id(session, workspace_id, chat_id)
    assert person is not None
    person.is_office = True
    people.add(session, person)


async def test_what_is_left_open_stays_on_the_offices_list(town: Town) -> None:
    await town.post(town.rana)
    await assign(town, town.leo, "U0LEO")
    await deactivate(town, "U0LEO")
    (offer,) = await town.posts(OFFICE)
    await town.press(town.aoi, offer, "handover_open")
    await town.aoi.submit(await chosen(town.aoi, items="U0LIN"))
    (left,) = await town.posts(OFFICE)
    assert "リーダー" in words(left["blocks"])
    assert "担当 R8-0001" not in words(left["blocks"])
    assert buttons(left) == ["handover_open"]


async def test_a_new_companion_is_chosen_at_once_and_told(town: Town) -> None:
    await town.bot.database.write(
        lambda s: groups.add_membership(
            s,
            Membership(
                workspace_id=town.cast.workspace.id or 0,
                group_id=town.cast.booking.id or 0,
                person_id=town.cast.otto.id or 0,
                role="companion",
            ),
        )
    )
    await town.post(town.rana)
    assert (await town.item()).companion_id == town.cast.cam.id
    await deactivate(town, "U0CAM")
    assert (await town.item()).companion_id == town.cast.otto.id
    assert "伴走役 <@U0OTTO>" in words(await town.card())
    assert "伴走役を引き継ぎました" in words(await town.direct(town.otto))
    assert (await town.history())[-1].action == "companion_changed"
    (note,) = await town.posts(OFFICE)
    assert "伴走していた1件は、1件に新しい伴走役を選びました" in words(note["blocks"])
    assert buttons(note) == []


async def test_who_comes_back_and_leaves_again_is_offered_again_but_nobody_twice(town: Town) -> None:
    await deactivate(town, "U0LEO")
    await town.bot.clockwork.tick()
    assert len(await town.posts(OFFICE)) == 1
    await deactivate(town, "U0LEO", deleted=False)
    await deactivate(town, "U0LEO")
    assert len(await town.posts(OFFICE)) == 2


async def test_somebody_who_answers_for_nothing_leaves_without_a_word(town: Town) -> None:
    await deactivate(town, "U0OTTO")
    assert await town.posts(OFFICE) == []


async def test_only_the_office_hands_over(town: Town) -> None:
    await deactivate(town, "U0LEO")
    leo = town.cast.leo.id or 0
    for user in sorted(EVERYBODY - {"U0AOI", "U0LEO"}):
        person = town.sandbox.person(user)
        await town.dispatch_press(user, "handover_open", str(leo))
        assert "事務局だけ" in words(said := (await town.direct(person))[-1]) or "Only the office" in words(said)
        errors = json.loads((await town.dispatch(submission(user, leo, user))).body)["errors"]
        assert "事務局だけ" in words(errors) or "Only the office" in words(errors)
    assert leo not in await leads(town)
    nobody = json.loads((await town.dispatch(submission("U0AOI", leo, None))).body)["errors"]
    assert "後任を一人は選んでください" in words(nobody)


async def chosen(person: Person, **successors: str) -> dict[str, Any]:
    """The modal's fields by what they ask for: `lead` for every group, `items` for what was assigned."""
    view = await person.view()
    fields = [(b["block_id"], b["element"]["action_id"]) for b in view["blocks"] if b["type"] == "input"]
    names = {"handover_lead": successors.get("lead"), "handover_items": successors.get("items")}
    return {block: {action: names[action]} for block, action in fields if names[action]}


def submission(user: str, person_id: int, successor: str | None) -> dict[str, Any]:
    """The modal as it would be sent."""
    field = {"handover_lead": {"type": "users_select", "selected_user": successor}}
    return {
        "type": "view_submission",
        "team": {"id": "T0CITY"},
        "user": {"id": user},
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "handover_submit",
            "private_metadata": json.dumps({"person": person_id}),
            "blocks": [{"type": "input", "block_id": "handover_lead:1"}],
            "state": {"values": {"handover_lead:1": field}},
        },
    }
