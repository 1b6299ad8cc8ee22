import json
from typing import Any

from bot.services import digest, setup
from sandbox.client import Person
from sandbox.elements import walk
from storage import audit, groups
from storage.database import Session
from storage.tables import Membership
from tests.handlers.test_permissions import EVERYBODY, move
from tests.handlers.town import ALL, BOOKING, BOT, COUNTER, DOUBTFUL, KEYS, OFFICE, Town, buttons, by_block, words

SECRET = {
    "title": "予約係の上司の言葉がつらい",
    "body": "公民館の予約と鍵の受け渡しのことで、体育館の窓口で毎日どなられています。",
}
READERS = frozenset({"U0RANA", "U0LEO", "U0MIO", "U0CAM", "U0AOI"})
UNKNOWN = ("番号のものは見つかりません", "There is nothing with that number")
PLACES = (ALL, OFFICE, BOOKING, COUNTER, "C0BPR", "C0DATA")


async def test_a_private_item_reaches_leads_and_companion_alone_and_they_decide_from_there(town: Town) -> None:
    item = await town.post(town.rana, SECRET, private=["yes"])
    assert (item.private, item.group_id) == (True, town.cast.booking.id)
    for reader in (town.leo, town.mio, town.cam):
        card = await newest(town, reader)
        assert "限られた人だけが読めます" in words(card)
        assert SECRET["title"] in words(card)
        assert "triage_accept" in buttons(card)
    for other in (town.otto, town.emi, town.lin, town.aoi):
        assert SECRET["title"] not in words(await town.direct(other))
    await town.press(town.leo, await newest(town, town.leo), "triage_review")
    assert (await town.item()).status == "reviewing"
    for reader in (town.leo, town.mio, town.cam):
        assert "検討中" in words(await newest(town, reader))
    assert "検討が始まりました" in words((await town.direct(town.rana))[-1])
    for place in PLACES:
        assert SECRET["title"] not in words(await town.posts(place))


async def test_a_private_card_does_not_offer_to_ask_departments(town: Town) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    card = await newest(town, town.leo)
    (menu,) = [found.element for found in walk(card["blocks"]) if found.action_id == "triage_more"]
    offered = [option["value"].partition(":")[2] for option in menu["options"]]
    assert "score" in offered
    assert "consult" not in offered


async def test_the_receipt_of_a_private_item_says_who_alone_can_read_it(town: Town) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    for receipt in (await town.rana.view(), (await town.direct(town.rana))[-1]):
        assert "読めるのは、届け先のリーダーと伴走役、事務局の担当者、提案者だけです" in words(receipt)
    await town.post(town.rana, {**SECRET, **DOUBTFUL}, private=["yes"])
    assert "事務局の担当者だけが内容を読んで決めます" in words(await town.rana.view())


async def test_what_is_said_about_a_private_item_stands_under_each_readers_card(town: Town) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    card = await newest(town, town.leo)
    await town.choose(town.leo, card, "decline")
    await town.leo.submit(by_block(await town.leo.view(), {"decision_words": "人事課の相談窓口に引き継ぎます。"}))
    await town.settled()
    replies = (await town.mio.messages(BOT, thread_ts=(await newest(town, town.mio))["ts"]))[1:]
    assert "人事課の相談窓口に引き継ぎます。" in words(replies)
    (row,) = await town.read(lambda s: audit.list_rows(s, town.cast.workspace.id or 0, action="decision"))
    assert (row.subject, row.reason) == ("R8-0001", "")


async def test_a_private_item_without_a_group_is_asked_of_the_offices_people_and_then_moves_on(town: Town) -> None:
    await town.post(town.rana, {**SECRET, **DOUBTFUL}, private=["yes"])
    question = await newest(town, town.aoi)
    assert "routing_choose_other" in buttons(question)
    assert not await town.posts(OFFICE)
    await town.dispatch_press("U0AOI", "routing_choose", f"1:{town.cast.counter.id}")
    assert "ミライズWG" in words(await newest(town, town.aoi))
    assert "ミライズWGに移りました" in words(await newest(town, town.aoi))
    assert DOUBTFUL["title"] in words(await newest(town, town.leo))
    assert not await town.posts(COUNTER)


async def test_who_loses_the_item_loses_the_card_and_who_gets_it_gets_one(town: Town) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    await town.dispatch(move("U0CAM", "1", "4"))  # Lin leads there, Leo, Mio and Cam have no part in it
    for former in (town.leo, town.mio, town.cam):
        card = await newest(town, former)
        assert "担当が変わりました" in words(card)
        assert SECRET["title"] not in words(card)
        assert buttons(card) == []
        assert unknown(await opened_by(town, former))
    assert SECRET["title"] in words(await newest(town, town.lin))


async def test_nobody_else_finds_out_that_a_private_item_exists(town: Town) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    await town.post(town.otto, KEYS)
    for user in sorted(EVERYBODY):
        person = town.sandbox.person(user)
        assert SECRET["title"] not in words((await person.command("/bansou", "digest")).body)
        for typed in ("list", "search 予約", "search R8-1"):
            found = SECRET["title"] in words((await person.command("/bansou", typed)).body)
            assert found == (user in READERS), (user, typed)
        home, shown = words(await town.home(person)), words((await person.command("/bansou", "show R8-1")).body)
        if user in READERS:
            assert SECRET["title"] in shown
        else:
            assert SECRET["title"] not in home
            assert unknown(shown)
        assert (SECRET["title"] in home) == (user in READERS - {"U0AOI"})
    town.clock.advance(minutes=1)
    issue = await town.read(lambda s: preview_text(town, s))
    assert "R8-0002" in issue
    assert "R8-0001" not in issue


async def test_nobody_is_offered_a_private_item_as_similar_nor_told_of_it_as_a_reason(town: Town) -> None:
    await town.post(town.rana, {**SECRET, "body": KEYS["body"]}, private=["yes"])
    await town.otto.command("/teian")
    sent = await town.otto.submit(by_block(await town.otto.view(), KEYS))
    shown = words(await town.otto.view())
    assert sent.acked
    assert "受け付けました" in shown
    assert "R8-0001" not in shown
    assert "R8-0001" not in words(await town.card())


async def test_a_press_or_a_modal_that_was_forged_gives_nothing_away(town: Town) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    deeds = ("item_open", "triage_review", "triage_undo", "triage_move", "item_pull_in", "reveal_open")
    for user in sorted(EVERYBODY - READERS):
        person = town.sandbox.person(user)
        for deed in deeds:
            before = len(await town.direct(person))
            await town.dispatch_press(user, deed, "1")
            said = words((await town.direct(person))[before:])
            assert unknown(said), (user, deed, said)
        errors = json.loads((await town.dispatch(move(user, "1", "2"))).body)["errors"]
        assert unknown(words(errors))
        await person.command("/teian")
        view = {**await person.view(), "type": "modal"}
        before = len(await town.direct(person))
        await town.dispatch_press(user, "intake_join", "1", view=view)
        assert unknown(words((await town.direct(person))[before:])), user
    assert len(await town.history()) == 2


async def test_a_private_item_goes_to_the_new_lead_when_the_groups_people_change(town: Town) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    await town.bot.database.write(lambda s: hand_over(s, town))
    await town.bot.database.write(lambda s: setup.post_missing_cards(s, town.bot.city, town.cast.workspace))
    town.bot.delivery.wake()
    assert SECRET["title"] in words(await newest(town, town.lin))
    assert "担当が変わりました" in words(await newest(town, town.leo))


def unknown(said: str) -> bool:
    """Whether somebody was told that there is no such item, as if there were none."""
    return any(sentence in said for sentence in UNKNOWN)


def hand_over(session: Session, town: Town) -> None:
    """Lin takes over from both leads."""
    here = town.cast.booking.id or 0
    groups.remove_memberships(session, [part for part, _ in groups.list_members(session, here, "lead")])
    lin = next(p for p in groups.list_members(session, 4, "lead"))[1]
    part = Membership(workspace_id=town.cast.workspace.id or 0, group_id=here, person_id=lin.id or 0, role="lead")
    groups.add_membership(session, part)


def preview_text(town: Town, session: Session) -> str:
    audience = digest.get_audience(session, town.cast.workspace, "all")
    return str(digest.preview_for(session, town.bot.city, town.cast.workspace.id or 0, audience))


async def newest(town: Town, person: Person) -> dict[str, Any]:
    """The person's card: the first of the bot's messages to them that is about the item, as it stands now."""
    messages = [
        m for m in await town.direct(person) if "R8-0001" in words(m) and m.get("thread_ts", m["ts"]) == m["ts"]
    ]
    conversation = next(im["id"] for im in (await person.sidebar())["ims"] if im["user"] == BOT)
    return {**messages[-1], "channel": conversation}


async def opened_by(town: Town, person: Person) -> str:
    before = len(await town.direct(person))
    await town.dispatch_press(person.id, "item_open", "1")
    return words((await town.direct(person))[before:])
