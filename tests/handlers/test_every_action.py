"""Every action of the status table and every deed beside it, tried over the wire by everybody in the city."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.outcomes import parse
from bot.domain.statuses import TRANSITIONS, WITH_A_BUTTON, TriageAction
from storage import people, requests
from storage.database import Session
from storage.tables import Adoption, AuditRow, Campaign, Opinion, Practice, Request, RequestEvent, Score, Scoring
from templates.wording import Wording
from tests.conftest import StillClock
from tests.factories import TOKYO
from tests.handlers.conftest import WORDING, running_town
from tests.handlers.test_permissions import EVERYBODY, PEOPLE, REFUSED, REFUSED_IN_ENGLISH, elsewhere, may
from tests.handlers.test_private import READERS, UNKNOWN
from tests.handlers.town import BOOKING, Town, words
from tests.handlers.ways import APPROVED, BODIES, Way, card_of, choose, fill_in, forge, put
from tests.rights import RIGHTS

APPROVAL = '[[approval]]\nrule = "any"\npeople = ["u0lin@city.example.jp"]\n'
NAMED = {
    "requester": "提案者",
    "member": "グループのメンバー",
    "lead": "担当のリーダー",
    "companion": "伴走役",
    "office": "事務局だけ",  # what everybody is told next is to ask the office
    "approver": "承認をお願いした人",
}
KEPT = (Request, RequestEvent, Opinion, Scoring, Score, AuditRow, Practice, Adoption, Campaign)


@asynccontextmanager
async def city_for(action: TriageAction, url: str, clock: StillClock) -> AsyncIterator[Town]:
    """The small city; where an action is about approval, its decisions need Lin's."""
    wording = Wording(TOKYO, outcomes=parse(APPROVAL)) if action in APPROVED else WORDING
    async with running_town(url, clock, wording, speed=100) as town:
        yield town


def test_every_action_has_its_rights_written_down() -> None:
    assert {action.value for action in TRANSITIONS} <= set(RIGHTS)
    assert {role for roles in RIGHTS.values() for role in roles} <= set(PEOPLE)


@pytest.mark.parametrize("action", list(TRANSITIONS))
async def test_an_action_is_carried_out_for_exactly_those_who_may(
    sqlite_url: str, clock: StillClock, action: TriageAction
) -> None:
    way, allowed = Way(action), sorted(may(action))
    assert allowed, f"nobody in the test's city may {action}"
    async with city_for(action, sqlite_url, clock) as town:
        await town.post(town.rana)
        first = await way.prepare(town, town.sandbox.person(allowed[0]), 1)
        modal = await opened(town, way, allowed[0], first)
        before = await state(town)
        for user in sorted(EVERYBODY - set(allowed)):
            said = await pressed(town, user, action, first)
            assert names_others(said, user), (user, said)
            if modal:
                sent = await town.dispatch({**submission(user), "view": modal})
                assert names_others(words(json.loads(sent.body)["errors"]), user), (user, sent.body)
        await from_another_city(town, action, first, modal)
        assert await state(town) == before
        for place, user in enumerate(allowed):
            await carried_out(town, way, user, place + 2)


@pytest.mark.parametrize("action", list(TRANSITIONS))
async def test_a_private_item_gives_no_sign_of_itself_whatever_is_tried(town: Town, action: TriageAction) -> None:
    way = Way(action)
    await town.post(town.rana, {key: text.format(1) for key, text in BODIES.items()}, private=["yes"])
    await town.bot.database.write(lambda s: put(s, 1, way.source))
    before = await state(town)
    for user in sorted(EVERYBODY - READERS):
        said = await pressed(town, user, action, 1)
        assert any(sentence in said for sentence in UNKNOWN), (user, said)
    assert await state(town) == before


async def carried_out(town: Town, way: Way, user: str, number: int) -> None:
    """Somebody who may acts where the action stands; it is stored, on record, and told."""
    person = town.sandbox.person(user)
    id_ = await way.prepare(town, person, number)
    heard, (_, lines) = len(await town.direct(town.rana)), await kept(town, id_)
    await choose(town, person, id_, way.action)
    answers = await way.answers(town, person)
    await fill_in(person, answers)
    await town.settled()
    item, history = await kept(town, id_)
    assert item.status == way.target, (user, item.status)
    doer = await town.read(lambda s: people.find_by_chat_id(s, item.workspace_id, user))
    line = history[len(lines)]
    assert (line.action, line.actor_id) == (way.line, doer and doer.id), user
    if way.target is not way.source and way.action is not TriageAction.DISAPPROVE:
        card = await card_of(town, id_)
        told = (await town.leo.messages(BOOKING, thread_ts=card["ts"]))[1:] + (await town.direct(town.rana))[heard:]
        assert told, f"nobody was told of {way.action} by {user}"
    assert await town.dead() == []


async def kept(town: Town, id_: int) -> tuple[Request, list[RequestEvent]]:
    """An item and its history as they are stored."""
    return await town.read(lambda s: (s.get_one(Request, id_), requests.list_events(s, id_)))


async def opened(town: Town, way: Way, user: str, id_: int) -> dict[str, Any] | None:
    """The modal that the action asks in, filled in; None for what is done at once."""
    person = town.sandbox.person(user)
    if not way.asks:
        return None
    await choose(town, person, id_, way.action)
    return await forge(person, await way.answers(town, person))


async def pressed(town: Town, user: str, action: TriageAction, id_: int) -> str:
    """What somebody is told who chooses it in a menu, and presses a button, that they were never shown."""
    person = town.sandbox.person(user)
    before = len(await town.direct(person))
    await town.dispatch_press(user, "triage_more", f"{id_}:{action}", "static_select")
    told = (await town.direct(person))[before:]
    if action in WITH_A_BUTTON:
        await town.dispatch_press(user, f"triage_{action}", str(id_))
        again = (await town.direct(person))[before + len(told) :]
        assert [m["text"] for m in again] == [m["text"] for m in told]
    return words(told)


async def from_another_city(town: Town, action: TriageAction, id_: int, modal: dict[str, Any] | None) -> None:
    """The office of another city tries the same."""
    await town.bot.database.write(elsewhere)
    press = {"type": "static_select", "action_id": "triage_more", "block_id": "b"}
    chosen = {**press, "selected_option": {"value": f"{id_}:{action}"}}
    forged = {"team": {"id": "T0OTHER"}, "user": {"id": "U0OUT"}, "trigger_id": "forged"}
    await town.dispatch({**forged, "type": "block_actions", "actions": [chosen]})
    if modal:
        await town.dispatch({**forged, "type": "view_submission", "view": modal})


def submission(user: str) -> dict[str, Any]:
    return {"type": "view_submission", "team": {"id": "T0CITY"}, "user": {"id": user}}


def names_others(said: str, user: str) -> bool:
    """Whether somebody is refused with who may, of whom they are none."""
    own = {name for role, name in NAMED.items() if user in PEOPLE[role]}
    return (REFUSED in said or REFUSED_IN_ENGLISH in said) and not any(name in said for name in own)


async def state(town: Town) -> list[str]:
    """All that is stored about the city's items, as it stands."""

    def rows(session: Session) -> list[str]:
        found = [row for table in KEPT for row in session.exec(select(table))]
        return sorted(repr(row) for row in found if row.workspace_id == town.cast.workspace.id)

    return await town.read(rows)
