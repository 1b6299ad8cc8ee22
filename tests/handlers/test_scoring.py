import contextlib
from typing import Any

import pytest

from bot.services.intake import joining
from sandbox.client import Person
from sandbox.errors import ControlError
from storage import audit, groups, people, scores
from storage.database import Session
from storage.tables import Membership
from tests.handlers.test_permissions import EVERYBODY, FORGED, REFUSED, REFUSED_IN_ENGLISH, may
from tests.handlers.town import BOT, Town, buttons, has_action, words

REVIEWERS = ("U0LEO", "U0MIO", "U0NOA")  # two leads and a member


async def test_the_median_is_shown_when_everybody_has_scored_and_not_before(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "score")
    assert "採点 0/3" in words(await town.card())
    assert "グループの3人に採点を頼みました" in words(await thread_of(town))
    for place, chat_id in enumerate(REVIEWERS[:2]):
        await score(town, chat_id, [place + 3] * 4)
    assert "採点 2/3" in words(await town.card())
    for person in (town.leo, town.aoi, town.rana, town.otto):
        shown = words(await opened(town, person))
        assert "2/3人" in shown
        assert "中央値" not in shown
    await score(town, "U0NOA", [5, 5, 1, 5])
    assert "採点 中央値 4.0" in words(await town.card())
    assert "採点がまとまりました（3/3人）。中央値 *4.0*（3.0〜4.0）" in words(await thread_of(town))
    shown = words(await opened(town, town.leo))
    assert "効果　中央値 *4.0*（3〜5）" in shown
    assert "独創性　中央値 *3.0*（1〜4）" in shown
    assert [event.action for event in await town.history()][-2:] == ["score", "score_closed"]
    rows = await town.read(lambda s: audit.list_rows(s, town.cast.workspace.id or 0, action="score"))
    assert [row.facts["deed"] for row in rows] == ["score", "score_closed"]


async def test_a_lead_closes_before_everybody_has_scored_and_nobody_scores_after(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "score")
    await score(town, "U0NOA", [2, 2, 2, 2])
    await score(town, "U0NOA", [4, 4, 4, 4])  # as long as it is open it can be changed
    assert "採点 1/3" in words(await town.card())
    await opened(town, town.leo)
    await town.leo.press("score_close")
    assert "採点 中央値 4.0" in words(await town.card())
    assert not has_action(await town.leo.view(), "score_close")
    await town.dispatch_press("U0MIO", "score_give", "1")
    assert "もう締め切られています" in words((await town.direct(town.mio))[-1])


async def test_a_scoring_that_is_closed_without_scores_says_so(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "score")
    await opened(town, town.leo)
    await town.leo.press("score_close")
    assert "採点 なし" in words(await town.card())
    assert "数えられる採点がありませんでした" in words(await thread_of(town))


async def test_scores_are_asked_for_once(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "score")
    await town.choose(town.mio, await town.card(), "score")
    assert "もう頼んであります" in words(await town.mio.view())
    assert len([e for e in await town.history() if e.action == "score"]) == 1


async def test_only_who_was_asked_scores_and_only_leads_and_the_office_ask_and_close(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "score")
    for user in sorted(EVERYBODY - set(REVIEWERS)):
        assert await refused(town, user, "score_give"), user
    for user in sorted(EVERYBODY - may("score")):
        assert await refused(town, user, "score_close"), user
        assert await refused(town, user, "triage_score"), user


async def test_points_that_were_forged_or_left_out_are_not_kept(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "score")
    for points in ("0", "6", "x", "１", "", None):
        answer = await town.dispatch(submission("U0NOA", "1", points))
        assert "score_points_0" in str(answer.body), points
    for value in FORGED:
        before = len(await town.direct(town.sandbox.person("U0NOA")))
        await town.dispatch_press("U0NOA", "score_give", value)
        assert len(await town.direct(town.sandbox.person("U0NOA"))) == before + 1, value
    given = await town.read(lambda s: scores.list_scores(s, [1]))
    assert all(row.given_at is None for _, row in given)


async def test_the_requester_does_not_judge_their_own_item(town: Town) -> None:
    await town.bot.database.write(lambda s: join_group(s, town, "U0RANA"))
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "score")
    assert "採点 0/3" in words(await town.card())
    assert await refused(town, "U0RANA", "score_give")


async def test_of_a_blind_item_the_requester_is_asked_like_the_others_and_does_not_count(town: Town) -> None:
    await town.bot.database.write(lambda s: join_group(s, town, "U0RANA"))
    await town.post(town.rana, blind=["yes"])
    await town.choose(town.leo, await town.card(), "score")
    assert "採点 0/4" in words(await town.card())
    await score(town, "U0RANA", [5, 5, 5, 5])
    for chat_id in REVIEWERS:
        await score(town, chat_id, [2, 2, 2, 2])
    assert "採点 中央値 2.0" in words(await town.card())
    shown = [await opened(town, town.leo), await town.card(), await thread_of(town), await town.direct(town.leo)]
    assert "楽名" not in words(shown)
    assert "U0RANA" not in words(shown)
    rows = await town.read(lambda s: audit.list_rows(s, town.cast.workspace.id or 0, action="score"))
    assert "楽名" not in str([(row.actor_name, row.facts) for row in rows])


async def test_a_median_does_not_change_because_a_reviewer_joins_the_item_later(town: Town) -> None:
    await town.post(town.rana)
    await town.choose(town.leo, await town.card(), "score")
    for place, chat_id in enumerate(REVIEWERS):
        await score(town, chat_id, [place + 1] * 4)
    assert "採点 中央値 2.0" in words(await town.card())
    town.clock.advance(minutes=1)

    def join(session: Session) -> None:
        noa = people.find_by_chat_id(session, town.cast.workspace.id or 0, "U0NOA")
        assert noa
        joining.join(session, town.bot.city, town.cast.workspace, noa, 1)

    await town.bot.database.write(join)
    assert "採点 中央値 2.0" in words(await town.card())


@pytest.mark.parametrize("reviewer", ["U0NOA", "U0LEO"])
async def test_of_a_private_item_only_its_leads_are_asked(town: Town, reviewer: str) -> None:
    await town.post(town.rana, private=["yes"])
    conversation = next(im["id"] for im in (await town.leo.sidebar())["ims"] if im["user"] == BOT)
    card = {**(await town.direct(town.leo))[-1], "channel": conversation}
    await town.choose(town.leo, card, "score")
    asked = "score_give" in [a for m in await town.direct(town.sandbox.person(reviewer)) for a in buttons(m)]
    assert asked is (reviewer == "U0LEO")
    given = await town.read(lambda s: scores.list_scores(s, [1]))
    assert len(given) == 2


async def score(town: Town, chat_id: str, points: list[int]) -> None:
    """Press 採点する under the bot's message and fill the modal in."""
    person = town.sandbox.person(chat_id)
    asked = next(m for m in reversed(await town.direct(person)) if "score_give" in buttons(m))
    conversation = next(im["id"] for im in (await person.sidebar())["ims"] if im["user"] == BOT)
    await town.press(person, {**asked, "channel": conversation}, "score_give")
    sent = await person.submit({f"score_points_{n}": {"score_points": str(p)} for n, p in enumerate(points)})
    assert not sent.errors, sent
    await town.settled()
    await person.close()


async def opened(town: Town, person: Person) -> dict[str, Any]:
    with contextlib.suppress(ControlError):  # nothing is open
        await person.close()
    await town.press(person, await town.card(), "item_open")
    return await person.view()


async def thread_of(town: Town) -> list[dict[str, Any]]:
    card = await town.card()
    return (await town.leo.messages(card["channel"], thread_ts=card["ts"]))[1:]


async def refused(town: Town, user: str, deed: str) -> bool:
    person = town.sandbox.person(user)
    before = len(await town.direct(person))
    await town.dispatch_press(user, deed, "1") if deed != "triage_score" else await town.dispatch_press(
        user, "triage_more", "1:score", kind="static_select"
    )
    said = words((await town.direct(person))[before:])
    return REFUSED in said or REFUSED_IN_ENGLISH in said


def join_group(session: Session, town: Town, chat_id: str) -> None:
    here = town.cast.workspace.id or 0
    person = people.find_by_chat_id(session, here, chat_id)
    assert person
    part = Membership(workspace_id=here, group_id=town.cast.booking.id or 0, person_id=person.id or 0, role="member")
    groups.add_membership(session, part)


def submission(user: str, item: str, points: str | None) -> dict[str, Any]:
    """The modal as it would be sent."""
    select = {"type": "static_select", "selected_option": None if points is None else {"value": points}}
    names = [f"score_points_{place}" for place in range(4)]
    return {
        "type": "view_submission",
        "team": {"id": "T0CITY"},
        "user": {"id": user},
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "score_submit",
            "private_metadata": f'{{"item": "{item}"}}',
            "blocks": [{"type": "input", "block_id": name} for name in names],
            "state": {"values": {name: {"score_points": select} for name in names}},
        },
    }
