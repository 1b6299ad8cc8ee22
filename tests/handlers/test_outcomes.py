from collections.abc import AsyncIterator

import pytest

from bot.domain.outcomes import parse
from sandbox.elements import walk
from templates.wording import Wording
from tests.bot.domain.test_outcomes import CITY
from tests.conftest import StillClock
from tests.factories import TOKYO
from tests.handlers.conftest import running_town
from tests.handlers.town import Town, by_block, words

WORDING = Wording(TOKYO, outcomes=parse(CITY))


@pytest.fixture
async def city(sqlite_url: str, clock: StillClock) -> AsyncIterator[Town]:
    async with running_town(sqlite_url, clock, WORDING) as running:
        yield running


async def test_a_citys_word_stands_on_the_button_the_card_and_in_what_is_told(city: Town) -> None:
    await city.post(city.rana)
    assert "実施を指示する" in words(await city.card())
    await city.press(city.leo, await city.card(), "triage_accept")
    assert (await city.item()).status == "received"  # a reason is asked for first
    await city.leo.submit(by_block(await city.leo.view(), {"decision_words": "来年度の予算で行います。"}))
    assert (await city.item()).status == "accepted"
    card = words(await city.card())
    assert "実施指示" in card
    told = words((await city.direct(city.rana))[-1]["blocks"])
    assert "R8-0001「公民館の鍵の受け渡しをなくしたい」は「実施指示」になりました。" in told
    assert "来年度の予算で行います。" in told
    assert "「実施指示」になりました" in words(await city.home(city.rana))
    assert "「実施指示」にしました" in words((await city.leo.command("/bansou", "show R8-1")).body)
    city.clock.advance(hours=1)
    digest = words((await city.leo.command("/bansou", "digest")).body)
    assert "は「実施指示」になりました。" in digest
    english = words((await city.emi.command("/bansou", "list")).body)
    assert "To be carried out" in english


async def test_what_needs_no_reason_is_decided_at_once_and_stands_first(city: Town) -> None:
    await city.post(city.rana)
    menu = next(found.element for found in walk((await city.card())["blocks"]) if found.action_id == "triage_more")
    offered = [option["value"].partition(":")[2] for option in menu["options"]]
    assert [action for action in offered if action in {"hold", "decline"}] == ["decline", "hold"]
    await city.choose(city.leo, await city.card(), "decline")
    assert (await city.item()).status == "declined"
    assert "採用見送り" in words((await city.direct(city.rana))[-1])
