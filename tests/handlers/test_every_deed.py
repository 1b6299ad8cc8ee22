"""Every deed beside the actions of the status table, tried over the wire by everybody in the city."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.domain.permissions import Deed
from bot.domain.statuses import Status, TriageAction
from sandbox.client import Person
from storage import opinions, practices, requests
from storage.database import Session
from tests.handlers.intake.test_join import AGAIN, edited
from tests.handlers.rollout.test_adopting import post_practice
from tests.handlers.test_every_action import kept, names_others, state, submission
from tests.handlers.test_permissions import EVERYBODY, may
from tests.handlers.test_private import READERS, SECRET, opened_by, unknown
from tests.handlers.test_scoring import REVIEWERS
from tests.handlers.town import BOT, Town, buttons, by_block, has_action, words
from tests.handlers.ways import WHY, Way, card_of, choose, fill_in, forge, put

NAME = "楽名 花"
Json = dict[str, Any]


@dataclass(frozen=True)
class Trial:
    """A deed that changes something: its item and the value of its button, the button, the answers, who, the line."""

    begin: Callable[[Town], Awaitable[str]]
    button: str
    answers: list[Json]
    people: frozenset[str]
    line: str = ""


async def ordinary(town: Town) -> str:
    return str((await town.post(town.rana)).id)


async def blind(town: Town) -> str:
    return str((await town.post(town.rana, blind=["yes"])).id)


async def asked_otto(town: Town) -> str:
    item = await town.post(town.rana)
    consult = Way(TriageAction.CONSULT)
    await choose(town, town.leo, item.id or 0, consult.action)
    await fill_in(town.leo, await consult.answers(town, town.leo))
    (row,) = await town.read(lambda s: opinions.list_of_request(s, item.id or 0))
    return str(row.id)


async def scored(town: Town) -> str:
    item = await town.post(town.rana)
    await choose(town, town.leo, item.id or 0, TriageAction.SCORE)
    return str(item.id)


async def rewritten(town: Town) -> str:
    said, _ = await edited(town, f"{WHY}夜は二人で行っています。")
    return f"1:{said}"


async def shared(town: Town) -> str:
    return str((await post_practice(town)).id)


async def under_review(town: Town) -> str:
    id_ = await shared(town)
    await town.bot.database.write(lambda s: wait_for_review(s, int(id_)))
    return id_


async def done(town: Town) -> str:
    id_ = await ordinary(town)
    await town.bot.database.write(lambda s: put(s, int(id_), Status.DONE))
    return id_


def wait_for_review(session: Session, id_: int) -> None:
    practice = practices.find(session, id_)
    assert practice
    practice.state = "under_review"
    session.add(practice)


POINTS = {f"score_points_{place}": {"score_points": "4"} for place in range(4)}
OPINION = {"opinion_verdict": {"opinion_verdict": "difficult"}, "opinion_words": {"opinion_words": WHY}}
CHANGING = {
    Deed.REVEAL: Trial(blind, "reveal_open", [{"reveal_reason": WHY}], may("reveal"), "revealed"),
    Deed.COMMENT: Trial(ordinary, "comment_open", [{"comment_text": WHY}], may("comment")),
    Deed.PULL_IN: Trial(rewritten, "item_pull_in", [], may("pull_in"), "edited"),
    # Of the departments' people and the reviewers, those who were asked.
    Deed.GIVE_OPINION: Trial(asked_otto, "opinion_answer", [OPINION], frozenset({"U0OTTO"}), "opinion_given"),
    Deed.GIVE_SCORE: Trial(scored, "score_give", [POINTS], frozenset(REVIEWERS)),
}
# Buttons of practices: what they do is told in tests/handlers/practices and rollout, who may is told here.
PRACTICES = {
    Deed.TAKE_UP: (shared, "adoption_open"),
    Deed.PLAN_ROLLOUT: (shared, "adoption_plan_open"),
    Deed.CAMPAIGN: (shared, "campaign_begin"),
    Deed.REVIEW_PRACTICE: (under_review, "practice_publish"),
    Deed.KEEP_PRACTICE: (shared, "practice_archive"),
    Deed.MAKE_PRACTICE: (done, "practice_make"),
}
REFUSALS = ("だけができます", "だけです。", "Only ")
LOOKING = {Deed.SEE, Deed.SEE_PRIVATE, Deed.SEE_REQUESTER, Deed.JOIN}  # tried below, one by one


def test_every_deed_is_tried() -> None:
    assert CHANGING.keys() | PRACTICES.keys() | LOOKING == set(Deed)


@pytest.mark.parametrize("deed", CHANGING)
async def test_a_deed_is_carried_out_for_exactly_those_who_may(town: Town, deed: Deed) -> None:
    trial = CHANGING[deed]
    assert trial.people <= may(deed)
    value = await trial.begin(town)
    await town.settled()
    modal = await opened(town, trial, min(trial.people), value)
    before = await state(town)
    for user in sorted(EVERYBODY - trial.people):
        person = town.sandbox.person(user)
        heard = len(await town.direct(person))
        await town.dispatch_press(user, trial.button, value)
        said = words((await town.direct(person))[heard:])
        assert refused(said, user, deed), (user, said)
        if modal:
            sent = await town.dispatch({**submission(user), "view": modal})
            assert refused(words(json.loads(sent.body)["errors"]), user, deed), (user, sent.body)
    assert await state(town) == before
    for user in sorted(trial.people):
        before = await state(town)
        await press(town, town.sandbox.person(user), trial, value)
        await fill_in(town.sandbox.person(user), trial.answers)
        await town.settled()
        assert await state(town) != before, user
    if trial.line:
        assert (await kept(town, 1))[1][-1].action == trial.line


@pytest.mark.parametrize("deed", PRACTICES)
async def test_a_button_of_a_practice_is_refused_to_everybody_who_may_not(town: Town, deed: Deed) -> None:
    begin, button = PRACTICES[deed]
    value = await begin(town)
    await town.settled()
    before, told = await state(town), set()
    for user in sorted(EVERYBODY, key=lambda user: (user in may(deed), user)):
        person = town.sandbox.person(user)
        heard = len(await town.direct(person))
        assert (await town.dispatch_press(user, button, value)).status == 200
        said = words((await town.direct(person))[heard:])
        assert "うまくいきません" not in said or user in may(deed), (user, said)
        if any(refusal in said for refusal in REFUSALS):
            told.add(user)
            assert await state(town) == before
    assert told == EVERYBODY - may(deed)


async def test_an_item_is_seen_by_everybody_and_names_its_requester(town: Town) -> None:
    await town.post(town.rana)
    assert may("see") == EVERYBODY
    for user in sorted(EVERYBODY):
        assert NAME in words(await looked_at(town, user)), user
    await town.post(town.rana, {**AGAIN, "title": "夜の鍵のこと"}, blind=["yes"])
    named = {user for user in EVERYBODY if NAME in words(await looked_at(town, user, 2))}
    assert named == may("see_requester")


async def test_a_private_item_is_seen_by_its_readers(town: Town) -> None:
    await town.post(town.rana, SECRET, private=["yes"])
    seen = {user for user in EVERYBODY if not unknown(await opened_by(town, town.sandbox.person(user)))}
    assert seen == READERS == may("see_private") - may("approve")


async def test_everybody_can_join_an_item_that_says_the_same(town: Town) -> None:
    await town.post(town.rana)
    assert may("join") == EVERYBODY
    for place, user in enumerate(sorted(EVERYBODY - {"U0RANA"})):
        person = town.sandbox.person(user)
        await person.command("/teian")
        await person.submit(by_block(await person.view(), AGAIN))
        await person.press("intake_join")
        joined = await town.read(lambda s: requests.list_requesters(s, 1))
        assert [one.chat_id for one in joined][place + 1 :] == [user]


async def looked_at(town: Town, user: str, id_: int = 1) -> Json:
    """An item as somebody sees it who opens it from its card."""
    person = town.sandbox.person(user)
    await town.press(person, await card_of(town, id_), "item_open")
    view = await person.view()
    await person.close()
    return view


async def press(town: Town, person: Person, trial: Trial, value: str) -> None:
    """Press the button where it stands: in the item, or under the bot's question."""
    await town.press(person, await card_of(town, 1), "item_open")
    if has_action(await person.view(), trial.button):
        await person.press(trial.button)
    else:
        asked = next(m for m in reversed(await town.direct(person)) if trial.button in buttons(m))
        conversation = next(im["id"] for im in (await person.sidebar())["ims"] if im["user"] == BOT)
        await town.press(person, {**asked, "channel": conversation}, trial.button, value=value)


async def opened(town: Town, trial: Trial, user: str, value: str) -> Json | None:
    """The modal that the deed asks in, filled in; None for what is done at once."""
    if not trial.answers:
        return None
    person = town.sandbox.person(user)
    await press(town, person, trial, value)
    modal = await forge(person, trial.answers)
    await person.close(clear_all=True)
    return modal


def refused(said: str, user: str, deed: Deed) -> bool:
    """Whether somebody is told who may; a role alone is not enough where somebody is asked by name."""
    return names_others(said, user) and ("頼まれた人" in said or "聞かれた人" in said or user not in may(deed))
