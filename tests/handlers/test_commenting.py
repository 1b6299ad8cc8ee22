import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.services import digest
from sandbox.client import Person
from sandbox.errors import ControlError
from storage import audit, groups, notes, people
from storage.database import Session
from storage.tables import Membership
from tests.handlers.test_permissions import EVERYBODY, REFUSED, REFUSED_IN_ENGLISH, may
from tests.handlers.town import Town, has_action, has_block, words

SECRET = "前の年度にも似た話があり、費用で止まりました。"


async def test_reviewers_read_a_comment_and_nobody_else_does(town: Town) -> None:
    await town.post(town.rana)
    await comment(town, town.leo, SECRET)
    assert f"田中 玲央さん「{SECRET}」" in words(await town.leo.view())
    for user in sorted(EVERYBODY):
        person = town.sandbox.person(user)
        shown = await opened(town, person)
        assert (SECRET in words(shown)) == (user in may("comment")), user
        assert has_action(shown, "comment_open") == (user in may("comment")), user
        told = [(await person.command("/bansou", "show R8-1")).body, await town.home(person), await town.direct(person)]
        assert SECRET not in words(told), user
    assert SECRET not in words(await town.card())
    assert SECRET not in str([(event.note, event.after) for event in await town.history()])


async def test_a_comment_stands_in_no_digest_and_on_record_without_its_words(town: Town) -> None:
    await town.post(town.rana)
    await comment(town, town.cam, SECRET)
    town.clock.to(datetime(2026, 11, 30, 1, 0, tzinfo=UTC))

    def everything(session: Session) -> str:
        audience = digest.get_audience(session, town.cast.workspace, "all")
        return str(digest.preview_for(session, town.bot.city, town.cast.workspace.id or 0, audience))

    issue = await town.read(everything)
    assert "R8-0001" in issue
    assert SECRET not in issue
    (row,) = await town.read(lambda s: audit.list_rows(s, town.cast.workspace.id or 0, action="comment"))
    assert (row.subject, row.actor_name, row.reason) == ("R8-0001", "佐藤 香夢", "")
    assert SECRET not in str(row.facts)


async def test_a_requester_reads_no_comments_although_they_are_of_the_group(town: Town) -> None:
    await town.bot.database.write(lambda s: join_group(s, town, "U0RANA"))
    await town.post(town.rana)
    await comment(town, town.leo, SECRET)
    shown = await opened(town, town.rana)
    assert SECRET not in words(shown)
    assert not has_action(shown, "comment_open")
    assert await refused(town, "U0RANA")


async def test_only_reviewers_comment(town: Town) -> None:
    await town.post(town.rana)
    for user in sorted(EVERYBODY - may("comment")):
        assert await refused(town, user), user
        errors = words(json.loads((await town.dispatch(submission(user, "1", SECRET))).body)["errors"])
        assert REFUSED in errors or REFUSED_IN_ENGLISH in errors, user
    assert await town.read(lambda s: notes.list_of_request(s, 1)) == []


@pytest.mark.parametrize("typed", ["", "  \n", "あ" * 1001])
async def test_a_comment_without_words_or_too_long_is_not_kept(town: Town, typed: str) -> None:
    await town.post(town.rana)
    errors = json.loads((await town.dispatch(submission("U0LEO", "1", typed))).body)["errors"]
    assert "comment_text" in errors
    assert await town.read(lambda s: notes.list_of_request(s, 1)) == []


async def test_personal_data_in_a_comment_is_decided_on_first(town: Town) -> None:
    await town.post(town.rana)
    await comment(town, town.leo, "電話は090-1234-5678です。")
    assert has_block(await town.leo.view(), "intake_personal_data")
    assert await town.read(lambda s: notes.list_of_request(s, 1)) == []
    await town.leo.submit()
    (note,) = await town.read(lambda s: notes.list_of_request(s, 1))
    assert "090" not in note.text


@pytest.mark.parametrize("item", ["", "x", "0", "999", "-1"])
async def test_a_forged_item_is_answered_with_a_sentence(town: Town, item: str) -> None:
    await town.post(town.rana)
    errors = words(json.loads((await town.dispatch(submission("U0LEO", item, SECRET))).body)["errors"])
    assert "見つかりません" in errors


async def comment(town: Town, person: Person, text: str) -> None:
    await opened(town, person)
    await person.press("comment_open")
    await person.submit({"comment_text": {"comment_text": text}})
    await town.settled()


async def opened(town: Town, person: Person) -> dict[str, Any]:
    with contextlib.suppress(ControlError):  # nothing is open
        await person.close()
    await town.press(person, await town.card(), "item_open")
    return await person.view()


async def refused(town: Town, user: str) -> bool:
    person = town.sandbox.person(user)
    before = len(await town.direct(person))
    await town.dispatch_press(user, "comment_open", "1")
    said = words((await town.direct(person))[before:])
    return REFUSED in said or REFUSED_IN_ENGLISH in said


def join_group(session: Session, town: Town, chat_id: str) -> None:
    here = town.cast.workspace.id or 0
    person = people.find_by_chat_id(session, here, chat_id)
    assert person
    part = Membership(workspace_id=here, group_id=town.cast.booking.id or 0, person_id=person.id or 0, role="member")
    groups.add_membership(session, part)


def submission(user: str, item: str, text: str) -> dict[str, Any]:
    """The modal as it would be sent."""
    return {
        "type": "view_submission",
        "team": {"id": "T0CITY"},
        "user": {"id": user},
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "comment_submit",
            "private_metadata": json.dumps({"item": item}),
            "blocks": [{"type": "input", "block_id": "comment_text"}],
            "state": {"values": {"comment_text": {"comment_text": {"type": "plain_text_input", "value": text}}}},
        },
    }
