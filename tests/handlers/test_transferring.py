from storage import groups
from tests.handlers.test_assigning import assign
from tests.handlers.town import OFFICE, Town, has_block, words


async def ask(town: Town, person: str, successor: str | None) -> None:
    """The office fills the modal in."""
    answer = await town.aoi.command("/bansou", "handover")
    assert answer.acked
    view = await town.aoi.view()
    values = {"transfer_person": person, "transfer_successor": successor}
    chosen = {
        block["block_id"]: {block["element"]["action_id"]: value}
        for block in view["blocks"]
        if block["type"] == "input" and (value := values[block["block_id"].split(":")[0]])
    }
    sent = await town.aoi.submit(chosen)
    assert sent.acked, sent
    await town.settled()


async def leads(town: Town) -> list[int]:
    group_id = town.cast.booking.id or 0
    return [part.person_id for part, _ in await town.read(lambda s: groups.list_members(s, group_id, "lead"))]


async def test_the_office_hands_everything_of_a_person_over_in_one_action(town: Town) -> None:
    await town.post(town.rana)
    await assign(town, town.leo, "U0LEO", "2026-12-11")
    await ask(town, "U0LEO", "U0LIN")
    assert town.cast.leo.id not in await leads(town)
    for person, said in (
        (town.leo, "引き継ぎました。これまで"),
        (town.lin, "田中 玲央さんから、次のものを引き継ぎました"),
    ):
        sheet = words(await town.direct(person))
        assert said in sheet
        assert "貸館予約システムWGのリーダー" in sheet
        assert "R8-0001「公民館の鍵の受け渡しをなくしたい」" in sheet
    assert "U0LIN" in words((await town.card())["blocks"])
    await town.press(town.lin, await town.card(), "triage_accept")
    assert (await town.item()).status == "accepted"


async def test_the_office_keeps_what_nobody_takes_over(town: Town) -> None:
    await town.post(town.rana)
    await ask(town, "U0CAM", None)
    assert any("事務局で預かりました" in words(post) for post in await town.posts(OFFICE))
    assert (await town.item()).companion_id != town.cast.cam.id


async def test_nobody_but_the_office_may_hand_over(town: Town) -> None:
    answer = await town.leo.command("/bansou", "handover")
    assert "事務局だけができます" in str(answer)
    await town.aoi.command("/bansou", "handover")
    view = await town.aoi.view()
    assert has_block(view, "transfer_person")
    state = {"transfer_person": {"transfer_person": {"type": "users_select", "selected_user": "U0CAM"}}}
    forged = {**view, "state": {"values": state}}
    await town.dispatch({"type": "view_submission", "team": {"id": "T0CITY"}, "user": {"id": "U0LEO"}, "view": forged})
    members = await town.read(lambda s: groups.list_members(s, town.cast.booking.id or 0, "companion"))
    assert town.cast.cam.id in [part.person_id for part, _ in members]


async def test_the_modal_says_so_when_there_is_nothing_to_hand_over(town: Town) -> None:
    await town.aoi.command("/bansou", "handover")
    view = await town.aoi.view()
    (block,) = [b for b in view["blocks"] if b["block_id"].split(":")[0] == "transfer_person"]
    sent = await town.aoi.submit({block["block_id"]: {block["element"]["action_id"]: "U0RANA"}})
    assert "引き継ぐものは、もうありません" in str(sent)
