"""What may be done with a practice, tried over the wire by everybody in the city."""

import pytest

from storage import practices
from storage.database import Session
from storage.tables import Practice
from tests.handlers.practices.shelf import KEYPADS, share
from tests.handlers.test_permissions import EVERYBODY, may
from tests.handlers.town import Town


async def put(town: Town, state: str) -> None:
    """Have the first item stand in the library like this."""

    def work(session: Session) -> None:
        practices.lock(session, 1, 1).state = state

    await town.bot.database.write(work)


async def stands(town: Town) -> Practice:
    found = await town.read(lambda s: practices.find(s, 1))
    assert found
    return found


@pytest.mark.parametrize(
    ("button", "before", "after", "right"),
    [
        ("practice_publish", "under_review", "published", "review_practice"),
        ("practice_restore", "archived", "published", "keep_practice"),
    ],
)
async def test_a_practice_is_moved_by_exactly_those_who_may(
    town: Town, button: str, before: str, after: str, right: str
) -> None:
    await share(town, town.rana, KEYPADS)
    moved = set()
    for user in sorted(EVERYBODY):
        await put(town, before)
        await town.dispatch_press(user, button, "1", channel={"id": user, "name": "dm"})
        if (await stands(town)).state == after:
            moved.add(user)
    assert moved == may(right)


async def test_its_contact_keeps_a_practice_beside_those_who_may(town: Town) -> None:
    await share(town, town.rana, {**KEYPADS, "contact": "U0EMI"})
    moved = set()
    for user in sorted(EVERYBODY):
        await put(town, "archived")
        await town.dispatch_press(user, "practice_restore", "1")
        if (await stands(town)).state == "published":
            moved.add(user)
    assert moved == may("keep_practice") | {"U0EMI"}


async def test_the_form_of_a_practice_opens_for_exactly_those_who_had_to_do_with_the_item(town: Town) -> None:
    await town.post(town.rana)
    card = await town.card()
    for deed in ("triage_accept", "triage_start", "triage_finish"):
        await town.press(town.leo, card, deed)
        await town.settled()
    opened = set()
    for user in sorted(EVERYBODY):
        person = town.sandbox.person(user)
        await town.press(person, card, "item_open")
        offered = "practice_make" in str(await person.view())
        before = len(await town.drafts())
        await town.dispatch_press(user, "practice_make", "1")
        assert (len(await town.drafts()) > before) == offered
        opened |= {user} if offered else set()
    assert opened == may("make_practice")


@pytest.mark.parametrize("button", ["practice_publish", "practice_confirm", "practice_edit", "practice_make"])
@pytest.mark.parametrize("value", ["0", "999", "x", "99999999999999999999"])
async def test_a_forged_number_does_nothing(town: Town, button: str, value: str) -> None:
    await share(town, town.rana, KEYPADS)
    before = await town.history()
    await town.dispatch_press("U0AOI", button, value)
    assert await town.history() == before
    assert await town.drafts() == []
