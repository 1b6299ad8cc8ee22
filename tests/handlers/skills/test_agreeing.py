from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.client import Person
from storage import audit
from storage.database import Session
from tests.handlers.skills.test_offering import BOSS_FIELD, HOURS, helper, offers, opened
from tests.handlers.town import BOT, Town, buttons, words

AGREE, REFUSE, WITHDRAW = "consent_agree", "consent_refuse", "consent_withdraw"


async def wishes(town: Town, person: Person, boss: str = "U0LEO", **changes: Any) -> None:
    """Somebody writes what they can help with and names their boss."""
    await offers(town, person, **{BOSS_FIELD: boss, **changes})


async def question(town: Town, boss: Person) -> dict[str, Any]:
    """The newest message to a boss that is about consent."""
    found = [post for post in await town.direct(boss) if "手伝いたいと考えています" in words(post)][-1]
    return {**found, "channel": await conversation(boss)}


async def conversation(person: Person) -> str:
    """Where the bot and a person talk."""
    return next((str(im["id"]) for im in (await person.sidebar())["ims"] if im["user"] == BOT), "")


async def consent(town: Town, person: Person) -> str:
    found = await helper(town, person)
    assert found is not None
    return found.consent.value


async def takes(town: Town, person: Person) -> bool:
    found = await helper(town, person)
    assert found is not None
    return found.takes(1)


async def recorded(town: Town) -> list[tuple[str, str]]:
    """Who did what about consent, in the audit log."""

    def read(session: Session) -> list[tuple[str, str]]:
        rows = audit.list_rows(session, town.cast.workspace.id or 0)
        return [(row.actor_name, row.facts["state"]) for row in rows if row.action == "consent"]

    return await town.read(read)


async def test_a_boss_is_asked_and_agrees(strict: Town) -> None:
    await wishes(strict, strict.otto)
    assert "田中" not in words(await strict.otto.view())  # a mention, not a name
    assert "<@U0LEO>さんの同意を待っています" in words(await strict.otto.view())
    asked = await question(strict, strict.leo)
    assert "<@U0OTTO>さん（生涯学習課）が、ほかの課の相談を *週2時間まで* 手伝いたい" in words(asked)
    assert "*RPA*（教えられます）" in words(asked)
    assert not await takes(strict, strict.otto)

    await strict.press(strict.leo, asked, AGREE)

    assert await takes(strict, strict.otto)
    assert "<@U0LEO>さんが、ほかの課の相談を週2時間まで手伝うことに同意しました" in words(
        (await strict.direct(strict.otto))[-1]
    )
    after = await question(strict, strict.leo)
    assert buttons(after) == [WITHDRAW]
    assert await recorded(strict) == [("外山 音人", "asked"), ("田中 玲央", "given")]
    assert "週2時間までの手伝いに同意しています" in words(await strict.home(strict.otto))


async def test_a_boss_who_does_not_answer_is_asked_anew_twice_and_their_deputy_while_they_are_away(
    strict: Town,
) -> None:
    await wishes(strict, strict.otto)
    first = await question(strict, strict.leo)
    for day in (26, 27, 27, 30):  # the third business day is a Friday
        await tick(strict, datetime(2026, 11, day, 1, 0, tzinfo=UTC))
    asked = [post for post in await strict.direct(strict.leo) if AGREE in buttons(post)]
    assert len(asked) == 1
    assert asked[0]["ts"] != first["ts"]
    assert "新しいメッセージでお答えください" in words(await strict.direct(strict.leo))

    assert (await strict.leo.command("/bansou", "away 2026-12-01 2026-12-11 <@U0CAM>")).acked
    for day in (3, 4, 4, 7, 16):
        await tick(strict, datetime(2026, 12, day, 1, 0, tzinfo=UTC))
    assert [post for post in await strict.direct(strict.leo) if AGREE in buttons(post)] == []
    (last,) = [post for post in await strict.direct(strict.cam) if AGREE in buttons(post)]
    assert "田中 玲央さんが不在のため" in words(last)
    strict.clock.to(datetime(2026, 12, 7, 1, 0, tzinfo=UTC))
    await strict.press(strict.cam, {**last, "channel": await conversation(strict.cam)}, AGREE)
    assert await takes(strict, strict.otto)


async def tick(town: Town, moment: datetime) -> None:
    town.clock.to(moment)
    await town.bot.clockwork.tick()
    town.bot.delivery.wake()
    await town.settled()


@pytest.mark.parametrize("said", ["決算が終わる7月からなら、ぜひ。", ""])
async def test_a_boss_says_no_with_words_or_without(strict: Town, said: str) -> None:
    await wishes(strict, strict.otto)
    await strict.press(strict.leo, await question(strict, strict.leo), REFUSE)
    await strict.leo.submit({"consent_words": said} if said else {})
    assert await consent(strict, strict.otto) == "refused"
    told = words((await strict.direct(strict.otto))[-1])
    assert "今回は見送りました" in told
    assert said in told
    await strict.press(strict.leo, await question(strict, strict.leo), AGREE)
    assert await takes(strict, strict.otto)


async def test_personal_data_in_a_bosss_words_is_asked_about(strict: Town) -> None:
    await wishes(strict, strict.otto)
    await strict.press(strict.leo, await question(strict, strict.leo), REFUSE)
    await strict.leo.submit({"consent_words": "私の 090-1234-5678 にどうぞ。"})
    assert await consent(strict, strict.otto) == "asked"
    await strict.leo.submit({"intake_personal_data": {"intake_answer": "mask"}})
    assert "私の ●●● にどうぞ。" in words((await strict.direct(strict.otto))[-1])


async def test_a_consent_can_be_taken_back(strict: Town) -> None:
    await wishes(strict, strict.otto)
    await strict.press(strict.leo, await question(strict, strict.leo), AGREE)
    await strict.press(strict.leo, await question(strict, strict.leo), WITHDRAW)
    assert not await takes(strict, strict.otto)
    assert "同意を取り消しました" in words((await strict.direct(strict.otto))[-1])
    assert [state for _, state in await recorded(strict)] == ["asked", "given", "withdrawn"]


async def test_only_more_hours_or_another_boss_are_asked_about_anew(strict: Town) -> None:
    await wishes(strict, strict.otto)
    await strict.press(strict.leo, await question(strict, strict.leo), AGREE)
    await wishes(strict, strict.otto, **{HOURS: "1"})
    assert await takes(strict, strict.otto)

    first = await question(strict, strict.leo)
    await wishes(strict, strict.otto, **{HOURS: "4"})
    assert await consent(strict, strict.otto) == "asked"
    newer = await question(strict, strict.leo)
    assert newer["ts"] != first["ts"]
    assert "この依頼は終わりました" in words(await strict.direct(strict.leo))

    await wishes(strict, strict.otto, boss="U0CAM", **{HOURS: "4"})
    assert buttons(await question(strict, strict.cam)) == [AGREE, REFUSE]
    assert buttons(await question(strict, strict.leo)) == []
    await strict.dispatch_press("U0LEO", AGREE, "2")
    assert "この依頼は、もう終わっています" in words((await strict.direct(strict.leo))[-1])
    assert await consent(strict, strict.otto) == "asked"


async def test_a_no_is_not_asked_about_again_soon(strict: Town) -> None:
    await wishes(strict, strict.otto)
    await strict.press(strict.leo, await question(strict, strict.leo), REFUSE)
    await strict.leo.submit({})
    before = len(await strict.direct(strict.leo))
    await wishes(strict, strict.otto)
    assert (await consent(strict, strict.otto), len(await strict.direct(strict.leo))) == ("refused", before)
    await wishes(strict, strict.otto, **{HOURS: "1"})
    assert await consent(strict, strict.otto) == "asked"
    await strict.press(strict.leo, await question(strict, strict.leo), REFUSE)
    await strict.leo.submit({})
    strict.clock.advance(days=31)
    await wishes(strict, strict.otto, **{HOURS: "1"})
    assert await consent(strict, strict.otto) == "asked"


@pytest.mark.parametrize(("boss", "said"), [("U0OTTO", "自分は選べません"), ("U0BANSOU", "ボットは選べません")])
async def test_a_boss_who_cannot_be_is_refused_at_the_field(strict: Town, boss: str, said: str) -> None:
    await opened(strict.otto)
    await strict.otto.options("skill_tags", "RPA")
    sent = await strict.otto.submit({"skill_tags": ["RPA"], BOSS_FIELD: boss})
    assert said in sent.errors[BOSS_FIELD]
    assert await helper(strict, strict.otto) is None


@pytest.mark.parametrize("action", [AGREE, REFUSE, WITHDRAW])
async def test_nobody_but_the_boss_who_was_asked_answers(strict: Town, action: str) -> None:
    await wishes(strict, strict.otto)
    for user, value in (("U0OTTO", "1"), ("U0AOI", "1"), ("U0LEO", "99"), ("U0LEO", "x")):
        await strict.dispatch_press(user, action, value)
    assert await consent(strict, strict.otto) == "asked"
    assert "答えられるのは、依頼を受けた人だけです" in words(await strict.direct(strict.aoi))


async def away(boss: Person, deputy: str) -> None:
    assert (await boss.command("/bansou", f"away 2026-11-24 2026-12-04 <@{deputy}>")).acked


async def test_while_the_boss_is_away_their_deputy_answers_in_their_place(strict: Town) -> None:
    await away(strict.leo, "U0CAM")
    await wishes(strict, strict.otto)
    assert "手伝いたいと考えています" not in words(await strict.direct(strict.leo))
    asked = await question(strict, strict.cam)
    assert "田中 玲央さんが不在のため、代理のあなたに聞いています" in words(asked)

    await strict.press(strict.cam, asked, AGREE)

    assert await takes(strict, strict.otto)
    assert "<@U0CAM>さん（田中 玲央さんの代理）が、ほかの課の相談を週2時間まで" in words(
        (await strict.direct(strict.otto))[-1]
    )
    assert await recorded(strict) == [("外山 音人", "asked"), ("佐藤 香夢", "given")]
    assert buttons(await question(strict, strict.cam)) == [WITHDRAW]
    strict.clock.advance(days=14)  # the boss is back: it is theirs again
    await strict.dispatch_press("U0CAM", WITHDRAW, "1")
    assert await takes(strict, strict.otto)
    await strict.dispatch_press("U0LEO", WITHDRAW, "1")
    assert await consent(strict, strict.otto) == "refused"


async def test_nobody_agrees_to_their_own_help_as_a_deputy(strict: Town) -> None:
    await away(strict.leo, "U0OTTO")
    await wishes(strict, strict.otto)
    assert buttons(await question(strict, strict.leo)) == [AGREE, REFUSE]
    await strict.dispatch_press("U0OTTO", AGREE, "1")
    assert await consent(strict, strict.otto) == "asked"


async def test_no_boss_is_asked_where_the_rule_does_not_want_it(town: Town) -> None:
    await offers(town, town.otto)
    assert await takes(town, town.otto)
    assert await town.direct(town.leo) == []
    assert await recorded(town) == []
