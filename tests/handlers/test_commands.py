import re
from collections import Counter
from typing import Any

from bot.language import text
from storage import requests, search
from storage.database import Session
from storage.tables import Request
from tests.factories import LONG_AGO, Cast
from tests.handlers.town import ALL, Town, words


async def test_help_is_shown_to_the_person_alone(town: Town) -> None:
    for typed in ("", "help", "使い方", "ヘルプ"):
        answer = await town.rana.command("/bansou", typed, channel=ALL)
        assert answer.body
        assert answer.body["response_type"] == "ephemeral"
        assert "/teian" in words(answer.body)
    assert await town.otto.messages(ALL) == []


async def test_a_use_that_does_not_exist_is_said_with_a_way_on(town: Town) -> None:
    answer = await town.rana.command("/bansou", "おしゃべり", channel=ALL)
    assert answer.body
    assert answer.body["text"] == "「おしゃべり」という使い方はありません。/bansou help で使い方を見られます。"


async def test_a_number_alone_shows_the_item(town: Town) -> None:
    await town.post(town.rana)
    for typed in ("R8-0001", "ｒ８－１"):
        shown = words((await town.otto.command("/bansou", typed, channel=ALL)).body)
        assert "公民館の鍵の受け渡しをなくしたい" in shown


async def test_a_list_of_something_else_is_refused_with_a_sentence(town: Town) -> None:
    answer = await town.rana.command("/bansou", "list mine", channel=ALL)
    assert "「list mine」という使い方はありません" in words(answer.body)


async def test_what_was_typed_after_the_command_calls_nobody(town: Town) -> None:
    answer = await town.rana.command("/bansou", "&lt;!channel&gt; &amp; &lt;@U0LEO&gt;", channel=ALL)
    assert answer.body
    assert "&lt;!channel&gt; &amp; &lt;@U0LEO&gt;" in answer.body["text"]


async def test_a_long_list_goes_on_page_by_page_and_shows_everything_once(town: Town) -> None:
    await town.bot.database.write(lambda session: fill(session, town.cast, 25))
    seen: list[str] = []
    for typed in ("list", "search 提案の題名"):
        shown = (await town.otto.command("/bansou", typed, channel=ALL)).body
        for rest in (15, 5, 0):
            seen += re.findall(r"R8-\d{4}", words(shown))
            assert ("続きを見る" in words(shown)) == bool(rest)
            if rest:
                shown = await next_page(town)
    assert Counter(seen) == Counter({f"R8-{number:04d}": 2 for number in range(1, 26)})


async def test_an_english_speaker_is_answered_in_english(town: Town) -> None:
    assert "/teian" in words((await town.emi.command("/bansou", "help")).body)
    assert "/bansou help" in words((await town.emi.command("/bansou", "chat")).body)
    assert "使い方" not in words((await town.emi.command("/bansou", "chat")).body)


async def test_the_digest_says_that_there_is_nothing_when_nothing_happened(town: Town) -> None:
    assert "まだ何もありません" in words((await town.otto.command("/bansou", "digest")).body)


async def test_the_digest_is_shown_before_it_goes_out_and_names_nobody_who_is_blind(town: Town) -> None:
    await town.post(town.rana, blind=["yes"])
    town.clock.advance(minutes=1)
    shown = words((await town.otto.command("/bansou", "digest")).body)
    assert re.search(r"/archives/C0BOOKING/p\d+\|R8-0001>", shown)
    assert "楽名" not in shown
    assert "生涯学習課" not in shown


async def next_page(town: Town) -> Any:
    """What comes when the button under the newest list is pressed."""
    before = [message["ts"] for message in await town.otto.messages(ALL)]
    assert (await town.otto.press("listing_more", channel=ALL, ts=before[-1])).acked

    async def came() -> Any:
        return [message for message in await town.otto.messages(ALL) if message["ts"] not in before]

    return (await town.sandbox.until(came))[-1]


def fill(session: Session, cast: Cast, count: int) -> None:
    for n in range(count):
        number = requests.next_number(session, cast.workspace.id or 0, 2026)
        item = Request(
            workspace_id=cast.workspace.id or 0,
            fiscal_year=number.fiscal_year,
            sequence=number.sequence,
            kind="proposal",
            title=f"提案の題名 {n}",
            body="",
            created_at=LONG_AGO,
            updated_at=LONG_AGO,
        )
        requests.add(session, item, [cast.rana.id or 0])
        search.index(session, item.id or 0, text.bigrams(item.title))
