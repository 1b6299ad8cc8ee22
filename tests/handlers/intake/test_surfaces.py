from typing import Any

import pytest

from tests.handlers.town import (
    ALL,
    BOT,
    CHAT,
    Town,
    block,
    buttons,
    has_action,
    has_block,
    send,
    typed,
    words,
)

WORDS = (
    "公民館の夜の利用のたびに、職員が鍵を開けに行っています。暗証番号で開く鍵にして、予約した人に番号を送りたいです。"
)


def chosen_kind(view: Any) -> str:
    found = block(view, "kind")
    action_id = found["element"]["action_id"]
    return str(view["state"]["values"][found["block_id"]][action_id]["selected_option"]["value"])


@pytest.mark.parametrize(
    ("command", "after", "kind"),
    [
        ("/teian", "", "proposal"),
        ("/soudan", "", "consultation"),
        ("/jirei", "書く", "practice"),
        ("/jirei", "ＷＲＩＴＥ", "practice"),
    ],
)
async def test_a_command_opens_the_form_of_its_kind_when_nothing_follows_it(
    town: Town, command: str, after: str, kind: str
) -> None:
    answer = await town.rana.command(command, after, channel=ALL)
    assert answer.acked
    assert answer.body in (None, {}, "")
    view = await town.rana.view()
    assert chosen_kind(view) == kind
    assert typed(view, "title") == typed(view, "body") == ""


async def test_a_few_words_after_the_command_become_the_title(town: Town) -> None:
    await town.rana.command("/teian", "夜間の鍵の受け渡しをなくしたい")
    assert typed(await town.rana.view(), "title") == "夜間の鍵の受け渡しをなくしたい"


async def test_many_words_after_the_command_become_the_body_titled_by_their_first_sentence(town: Town) -> None:
    await town.rana.command("/teian", WORDS)
    view = await town.rana.view()
    assert typed(view, "body") == WORDS
    assert typed(view, "title") == "公民館の夜の利用のたびに、職員が鍵を開けに行っています"


async def test_the_persons_department_is_filled_in(town: Town) -> None:
    await town.rana.command("/teian")
    department = block(await town.rana.view(), "department")
    assert department["element"]["initial_option"]["text"]["text"] == "生涯学習課"


async def test_the_global_shortcut_opens_an_empty_form(town: Town) -> None:
    assert (await town.rana.shortcut("intake_open")).acked
    assert typed(await town.rana.view(), "title") == ""


async def test_the_message_shortcut_fills_in_the_message_and_keeps_its_address(town: Town) -> None:
    said = await town.leo.say(CHAT, f"{WORDS} <https://example.jp/a?b=1&amp;c=2>")
    assert (await town.rana.shortcut("intake_from_message", channel=CHAT, ts=said.ts)).acked
    assert typed(await town.rana.view(), "body").startswith(WORDS)
    await send(town.rana, {})
    item = await town.item()
    assert (item.source_channel, item.source_ts) == (said.channel, said.ts)
    assert said.ts.replace(".", "") in (item.source_link or "")
    await town.settled()
    shown = words(await town.sandbox.posts())
    assert f"<{item.source_link}|" in shown


@pytest.mark.parametrize("kind", ["proposal", "practice", "consultation"])
async def test_app_homes_button_opens_the_form_of_its_kind(town: Town, kind: str) -> None:
    home = await town.home(town.rana)
    assert (await town.rana.press(f"intake_open_{kind}", view_id=home["id"])).acked
    assert chosen_kind(await town.rana.view()) == kind


async def test_a_mention_is_answered_in_its_thread_with_a_button_to_the_filled_form(town: Town) -> None:
    said = await town.rana.say(CHAT, f"<@{BOT}> {WORDS}")
    answer = await answered(town, CHAT, said.ts)
    assert (await town.rana.press("intake_continue", channel=CHAT, ts=answer["ts"])).acked
    assert typed(await town.rana.view(), "body") == WORDS


async def test_a_direct_message_is_answered_with_a_button_to_the_filled_form(town: Town) -> None:
    said = await town.rana.say(BOT, WORDS)
    answer = await answered(town, said.channel, said.ts)
    assert buttons(answer) == ["intake_continue", "intake_decline"]
    await town.press(town.rana, answer, "intake_continue")
    assert typed(await town.rana.view(), "body") == WORDS


async def test_a_message_is_answered_once_however_often_it_is_delivered(town: Town) -> None:
    await town.sandbox.weather(duplicate_delivery=1.0)
    said = await town.rana.say(CHAT, f"<@{BOT}> {WORDS}")
    await answered(town, CHAT, said.ts)
    await town.sandbox.weather(duplicate_delivery=0.0)
    await town.rana.say(BOT, "もうひとつ、受付の番号札のことで相談があります。")
    await town.sandbox.until(lambda: _count(town, 2))
    assert len(await town.drafts()) == 2


async def test_only_its_author_is_told_when_somebody_else_presses_the_button_of_a_mention(town: Town) -> None:
    said = await town.rana.say(CHAT, f"<@{BOT}> {WORDS}")
    answer = await answered(town, CHAT, said.ts)
    await town.press(town.otto, answer, "intake_continue")
    assert WORDS not in words(await town.otto.views())
    assert "書きかけのものが見つかりません" in words(await town.otto.view())


async def test_nobody_else_can_decline_for_the_author_of_a_mention(town: Town) -> None:
    said = await town.rana.say(CHAT, f"<@{BOT}> {WORDS}")
    answer = await answered(town, CHAT, said.ts)
    await town.press(town.otto, answer, "intake_decline")
    assert len(await town.drafts()) == 1
    assert buttons(await answered(town, CHAT, said.ts)) == ["intake_continue", "intake_decline"]


async def test_a_bulb_asks_the_author_once_and_nobody_else(town: Town) -> None:
    said = await town.rana.say(CHAT, WORDS)
    await town.leo.react(CHAT, said.ts, "bulb")
    asked = await town.sandbox.until(lambda: told(town, "U0RANA", 1))
    assert "田中 玲央さんが" in words(asked)
    assert "> 公民館の夜の利用のたびに、職員が鍵を開けに行っています。" in words(asked)
    assert f"/archives/{CHAT}/p{said.ts.replace('.', '')}|メッセージを開く>" in words(asked)
    await town.cam.react(CHAT, said.ts, "bulb")
    await town.leo.react(CHAT, said.ts, "bulb", remove=True)
    await town.leo.react(CHAT, said.ts, "bulb")
    await said_and_heard(town)
    assert len(await town.direct(town.rana)) == 1
    assert await town.direct(town.leo) == await town.direct(town.cam) == []
    await town.press(town.rana, {**asked[0], "channel": await direct_channel(town)}, "intake_continue")
    assert typed(await town.rana.view(), "body") == WORDS


async def test_the_post_that_is_quoted_to_its_author_has_personal_data_covered(town: Town) -> None:
    said = await town.rana.say(CHAT, f"{WORDS}連絡は 090-1234-5678 へ。")
    await town.leo.react(CHAT, said.ts, "bulb")
    asked = await town.sandbox.until(lambda: told(town, "U0RANA", 1))
    assert "5678" not in words(asked)


@pytest.mark.parametrize("typed", ["使い方", "ヘルプ", " Help ", "ｈｅｌｐ？"])
async def test_the_word_for_help_is_answered_with_the_help(town: Town, typed: str) -> None:
    said = await town.rana.say(BOT, typed)

    async def answered() -> bool:
        return "伴走にできること" in words(await town.rana.messages(BOT, thread_ts=said.ts))

    await town.sandbox.until(answered)
    assert await town.drafts() == []


async def test_another_emoji_asks_nobody(town: Town) -> None:
    said = await town.rana.say(CHAT, WORDS)
    await town.leo.react(CHAT, said.ts, "+1")
    await said_and_heard(town)
    assert await town.direct(town.rana) == []


async def test_a_bulb_on_a_message_of_the_bot_asks_nobody(town: Town) -> None:
    await town.post(town.rana)
    card = await town.card()
    await town.leo.react(card["channel"], card["ts"], "bulb")
    await said_and_heard(town)
    assert [draft.person_id for draft in await town.drafts()] == [town.cast.otto.id]
    assert await town.dead() == []


async def test_a_bulb_on_a_message_that_is_an_item_already_asks_nobody(town: Town) -> None:
    said = await town.rana.say(CHAT, WORDS)
    await town.rana.shortcut("intake_from_message", channel=CHAT, ts=said.ts)
    await send(town.rana, {})
    before = len(await town.direct(town.rana))
    await town.leo.react(CHAT, said.ts, "bulb")
    await said_and_heard(town)
    assert len(await town.direct(town.rana)) == before


async def test_declining_throws_the_draft_away_and_closes_the_question(town: Town) -> None:
    said = await town.rana.say(CHAT, WORDS)
    await town.leo.react(CHAT, said.ts, "bulb")
    (asked,) = await town.sandbox.until(lambda: told(town, "U0RANA", 1))
    await town.press(town.rana, {**asked, "channel": await direct_channel(town)}, "intake_decline")
    (closed,) = await town.direct(town.rana)
    assert "わかりました" in closed["text"]
    assert buttons(closed) == []
    assert await town.drafts() == []


async def test_what_was_typed_is_offered_again_when_the_form_was_closed(town: Town) -> None:
    await town.rana.command("/teian")
    await town.rana.type(
        "intake_typed", "途中まで書いた題名", block_id=block(await town.rana.view(), "title")["block_id"]
    )
    await town.rana.close()
    await town.rana.shortcut("intake_open")
    view = await town.rana.view()
    assert typed(view, "title") == "途中まで書いた題名"
    assert "続きです" in words(view)


async def test_a_draft_that_comes_back_says_that_personal_data_in_it_was_covered(town: Town) -> None:
    await town.rana.command("/teian")
    title = block(await town.rana.view(), "title")["block_id"]
    await town.rana.type("intake_typed", "電話 090-1234-5678 のこと", block_id=title)
    assert "伏せて保存" not in words(await town.rana.view())
    await town.rana.close()
    await town.rana.shortcut("intake_open")
    view = await town.rana.view()
    assert typed(view, "title") == "電話 ●●● のこと"
    assert "●●●で伏せて保存してあります" in words(view)


async def test_the_kind_of_an_unfinished_form_is_kept(town: Town) -> None:
    await town.rana.command("/soudan")
    await town.rana.type(
        "intake_typed", "集計を手伝ってほしい", block_id=block(await town.rana.view(), "title")["block_id"]
    )
    await town.rana.close()
    await town.rana.shortcut("intake_open")
    assert chosen_kind(await town.rana.view()) == "consultation"


async def test_starting_over_empties_every_field(town: Town) -> None:
    await town.rana.command("/teian")
    view = await town.rana.view()
    for name in ("title", "body", "idea"):
        await town.rana.type("intake_typed", f"書きかけの{name}", block_id=block(view, name)["block_id"])
    await town.rana.close()
    await town.rana.command("/teian")
    assert (await town.rana.press("intake_start_over")).acked
    view = await town.rana.view()
    assert [typed(view, name) for name in ("title", "body", "idea")] == ["", "", ""]
    assert not has_action(view, "intake_start_over")
    await send(town.rana, {"title": "新しい題名", "body": "新しい中身"})
    assert (await town.item()).title == "新しい題名"


async def test_a_draft_is_not_offered_any_more_when_it_was_sent(town: Town) -> None:
    await town.post(town.rana)
    await town.rana.close()
    await town.rana.command("/teian")
    view = await town.rana.view()
    assert typed(view, "title") == ""
    assert has_block(view, "body")


async def test_the_form_opens_without_an_address_when_the_chat_does_not_tell_it(town: Town) -> None:
    said = await town.leo.say(CHAT, WORDS)
    await town.sandbox.weather(server_error=1.0, methods=["chat.getPermalink"])
    assert (await town.rana.shortcut("intake_from_message", channel=CHAT, ts=said.ts)).acked
    assert typed(await town.rana.view(), "body") == WORDS


async def test_a_mention_is_answered_when_the_chat_does_not_tell_its_address(town: Town) -> None:
    await town.sandbox.weather(server_error=1.0, methods=["chat.getPermalink"])
    said = await town.rana.say(CHAT, f"<@{BOT}> {WORDS}")
    await answered(town, CHAT, said.ts)


@pytest.mark.parametrize("method", ["server_error", "server_error_after"])
async def test_a_sentence_is_told_when_the_form_cannot_be_opened(town: Town, method: str) -> None:
    await town.sandbox.weather(**{method: 1.0}, methods=["views.open"])
    assert (await town.rana.command("/teian")).acked
    answer = (await town.rana.messages(BOT))[-1]
    assert "うまくいきませんでした" in answer["text"]
    assert (await town.rana.shortcut("intake_open")).acked
    await town.sandbox.until(lambda: told(town, "U0RANA", 2))


async def answered(town: Town, channel: str, ts: str) -> Any:
    """The bot's answer in a thread."""

    async def look() -> Any:
        return [m for m in await town.rana.messages(channel, thread_ts=ts) if m.get("bot_id")]

    found = await town.sandbox.until(look)
    assert len(found) == 1
    return {**found[0], "channel": channel}


async def told(town: Town, user: str, count: int) -> Any:
    """What the bot has told somebody, once it is as much as expected."""
    found = await town.direct(town.sandbox.person(user))
    return found if len(found) >= count else None


async def said_and_heard(town: Town) -> None:
    """The bot has dealt with everything before, since it has answered something said now."""
    said = await town.otto.say(BOT, "聞こえますか、これは相談ではありません。")

    async def look() -> bool:
        return any(m.get("bot_id") for m in await town.otto.messages(BOT, thread_ts=said.ts))

    await town.sandbox.until(look)


async def title_block(town: Town) -> str:
    return str(block(await town.rana.view(), "title")["block_id"])


async def direct_channel(town: Town) -> str:
    return str((await town.rana.sidebar())["ims"][0]["id"])


async def _count(town: Town, count: int) -> bool:
    return len(await town.drafts()) >= count
