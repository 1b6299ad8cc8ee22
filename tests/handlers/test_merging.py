import json
from typing import Any

import pytest

from sandbox.client import Person
from tests.handlers.test_permissions import EVERYBODY, REFUSED, REFUSED_IN_ENGLISH, may
from tests.handlers.town import BOOKING, Town, buttons, words

SECOND = {
    "title": "体育館の鍵を夜に渡すのをやめたい",
    "body": "体育館の予約がある夜は、鍵の受け渡しのために職員が残っています。抽選も窓口です。",
}
WHY = "同じ願いの提案が先に進んでいるので、一緒に進めます。"


async def two(town: Town, **more: object) -> None:
    """Rana's proposal, and Otto's that wishes for the same, which is number 2."""
    await town.post(town.rana)
    await town.post(town.otto, SECOND, **more)


async def merge(town: Town, person: Person, into: str = "1", note: str = WHY) -> Any:
    """Choose 統合 in the menu of the newest card and fill the modal in."""
    await town.choose(person, (await cards(town))[1], "merge", 2)
    await person.options("merge_into")
    answers: dict[str, Any] = {"merge_into": {"merge_into": into}, "merge_note": {"merge_note": note}}
    sent = await person.submit(answers)
    await town.settled()
    return sent


async def cards(town: Town) -> tuple[dict[str, Any], dict[str, Any]]:
    first, second = (post for post in await town.posts(BOOKING) if post.get("thread_ts", post["ts"]) == post["ts"])
    return first, second


async def thread(town: Town, card: dict[str, Any]) -> str:
    return words((await town.leo.messages(BOOKING, thread_ts=card["ts"]))[1:])


async def test_a_lead_merges_an_item_and_everybody_reads_where_it_goes_on(town: Town) -> None:
    await two(town)
    await merge(town, town.leo)
    assert [(item.status, item.merged_into_id) for item in await town.items()] == [("received", None), ("merged", 1)]
    told = words((await town.direct(town.otto))[-1]["blocks"])
    assert "R8-0002「体育館の鍵を夜に渡すのをやめたい」は、R8-0001「公民館の鍵の受け渡しをなくしたい」と一緒に" in told
    assert WHY in told
    assert "同じ願いの人が増えました" in words((await town.direct(town.rana))[-1]["blocks"])
    first, second = await cards(town)
    assert "R8-0001「公民館の鍵の受け渡しをなくしたい」に統合しました" in words(second)
    assert {"triage_unmerge", "triage_more"} <= set(buttons(second))
    assert "ここに統合したもの：R8-0002「体育館" in words(first)
    assert "楽名 花さんほか1人" in words(first)
    assert f"に統合しました：「{WHY}」" in await thread(town, second)
    assert f"をここに統合しました：「{WHY}」" in await thread(town, first)


async def test_the_pointer_stands_in_the_history_in_lists_in_app_home_and_in_the_search(town: Town) -> None:
    await two(town)
    await merge(town, town.leo)
    shown = words((await town.leo.command("/bansou", "show R8-2")).body)
    assert f"田中 玲央さん：ほかのものに統合しました（R8-0001）「{WHY}」" in shown
    assert "これからの動きは R8-0001 にあります" in shown
    other = words((await town.leo.command("/bansou", "show R8-1")).body)
    assert "田中 玲央さん：ほかのものを、ここに統合しました（R8-0002）" in other
    assert "R8-0001 と一緒に進めています" in words(await town.home(town.otto))
    found = words((await town.leo.command("/bansou", "search 体育館")).body)
    assert "統合（R8-0001 へ）" in found
    assert "公民館の鍵" in found


async def test_the_menu_offers_similar_items_before_anything_is_typed_and_finds_numbers(town: Town) -> None:
    await two(town)
    await town.choose(town.leo, await town.card(), "merge", 2)
    (offered,) = await town.leo.options("merge_into")
    assert offered["text"]["text"] == "R8-0001 公民館の鍵の受け渡しをなくしたい"
    assert offered["description"]["text"] == "受付 · 貸館予約システムWG"
    assert [o["value"] for o in await town.leo.options("merge_into", "R8-1")] == ["1"]
    assert await town.leo.options("merge_into", "R8-2") == []


async def test_a_merge_is_taken_back_by_undo_and_later_by_the_button(town: Town) -> None:
    await two(town)
    await merge(town, town.leo)
    await town.choose(town.leo, (await cards(town))[1], "undo", 2)
    assert (await town.item(2)).status == "received"
    await merge(town, town.leo)
    town.clock.advance(hours=30)
    await town.press(town.mio, (await cards(town))[1], "triage_unmerge")
    assert ((await town.item(2)).status, (await town.item(2)).merged_into_id) == ("received", None)
    first, second = await cards(town)
    assert "ここに統合したもの" not in words(first)
    assert "triage_accept" in buttons(second)
    assert "水野 澪さんが、R8-0002「体育館の鍵を夜に渡すのをやめたい」を R8-0001 と分けました" in words(
        (await town.direct(town.otto))[-1]
    )
    assert "そのまま進みます" in words((await town.direct(town.rana))[-1])
    assert [event.action for event in await town.history(1)][-4:] == ["took_in", "gave_back"] * 2


async def test_the_requester_of_a_merged_item_hears_of_the_decision_on_the_other(town: Town) -> None:
    await two(town)
    await merge(town, town.leo)
    await town.press(town.leo, (await cards(town))[0], "triage_accept")
    for person in (town.rana, town.otto):
        assert "R8-0001「公民館の鍵の受け渡しをなくしたい」が採用されました" in words(
            (await town.direct(person))[-1]["blocks"]
        )


async def test_a_hidden_name_is_nowhere_in_the_channel_after_a_merge(town: Town) -> None:
    await two(town, blind=["yes"])
    await merge(town, town.leo)
    assert (await town.item(2)).status == "merged"
    everything = words(await town.posts(BOOKING)) + "".join([await thread(town, card) for card in await cards(town)])
    assert "外山" not in everything
    assert "外山" not in words(await town.direct(town.rana))
    assert "伏せています" in words((await cards(town))[0])
    shown = words((await town.leo.command("/bansou", "show R8-1")).body)
    assert "外山" not in shown


async def test_personal_data_in_the_words_is_shown_before_they_are_sent(town: Town) -> None:
    await two(town)
    sent = await merge(town, town.leo, note="くわしくは 090-1234-5678 まで。")
    assert sent.response_action == "update"
    assert (await town.item(2)).status == "received"
    await town.leo.submit()
    assert (await town.item(2)).status == "merged"
    assert "090-1234" not in words(await town.direct(town.otto))


async def test_only_leads_and_the_office_can_send_the_modal_or_take_an_item_out(town: Town) -> None:
    await two(town)
    for user in sorted(EVERYBODY - may("merge")):
        errors = words(json.loads((await town.dispatch(submission(user))).body)["errors"])
        assert REFUSED in errors or REFUSED_IN_ENGLISH in errors
    for user in sorted(may("merge")):
        await town.dispatch(submission(user))
        assert (await town.item(2)).status == "merged"
        await town.dispatch_press(user, "triage_unmerge", "2")
        assert (await town.item(2)).status == "received"


@pytest.mark.parametrize(
    ("into", "said"),
    [("2", "自分自身には統合できません"), ("999", "番号のものは見つかりません"), ("x", "番号のものは見つかりません")],
)
async def test_a_forged_choice_is_answered_with_a_sentence(town: Town, into: str, said: str) -> None:
    await two(town)
    errors = json.loads((await town.dispatch(submission("U0LEO", into))).body)["errors"]
    assert said in words(errors)
    assert (await town.item(2)).status == "received"


async def test_a_decisions_modal_cannot_be_made_to_merge(town: Town) -> None:
    await two(town)
    body = submission("U0LEO")
    body["view"] |= {
        "callback_id": "triage_decision_submit",
        "private_metadata": json.dumps({"item": 2, "action": "merge"}),
    }
    body["view"]["state"]["values"] = {"decision_words:0": {"decision_words": {"value": WHY}}}
    assert "ここを書いてください" in words(json.loads((await town.dispatch(body)).body)["errors"])
    assert (await town.item(2)).status == "received"


async def test_the_digest_tells_a_merge_with_the_other_number(town: Town) -> None:
    await two(town)
    await town.bot.clockwork.tick()
    await merge(town, town.leo)
    town.clock.advance(hours=1)
    told = words((await town.leo.command("/bansou", "digest")).body)
    assert "R8-0001 と一つになりました" in told
    assert "が加わりました" not in told


def submission(user: str, into: str = "1") -> dict[str, Any]:
    """The modal as it would be sent for number 2."""
    chosen = {"type": "external_select", "selected_option": {"value": into}}
    return {
        "type": "view_submission",
        "team": {"id": "T0CITY"},
        "user": {"id": user},
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "triage_merge_submit",
            "private_metadata": json.dumps({"item": 2}),
            "blocks": [{"type": "input", "block_id": "merge_into"}, {"type": "input", "block_id": "merge_note"}],
            "state": {"values": {"merge_into": {"merge_into": chosen}, "merge_note": {"merge_note": {}}}},
        },
    }
