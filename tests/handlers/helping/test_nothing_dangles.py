from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlmodel import col, select

from bot.domain.skills import ConsentRule
from bot.services.helping import ending
from storage import people, requests, skills
from storage.database import Session
from storage.tables import Consultation, Helper, HelpOffer, OutboxMessage, Person, Request
from tests.conftest import StillClock
from tests.handlers.conftest import running_town
from tests.handlers.helping.village import EXCEL, consult, has, newest, offer_help, offers, press, search, talk, tick
from tests.handlers.town import BOOKING, Town, fill_in, words


def leave(session: Session, person: Person, helper: Helper) -> None:
    skills.save_helper(session, helper, [])
    session.delete(helper)


def pause(_session: Session, _person: Person, helper: Helper) -> None:
    helper.paused = True


def refuse(_session: Session, _person: Person, helper: Helper) -> None:
    helper.consent = "refused"


def deactivate(session: Session, person: Person, _helper: Helper) -> None:
    person.active = False


def transfer(session: Session, person: Person, _helper: Helper) -> None:
    others = (row.id for row in people.list_departments(session, person.workspace_id) if row.name == "DX推進課")
    person.department_id = next(others)


Deed = Callable[[Session, Person, Helper], None]
DEEDS: list[Deed] = [leave, pause, deactivate, transfer]


async def lose(town: Town, deed: Deed) -> None:
    def work(session: Session) -> None:
        otto = people.get(session, town.cast.workspace.id or 0, town.cast.otto.id or 0)
        helper = skills.find_helper(session, otto.workspace_id, otto.id or 0)
        assert helper
        deed(session, otto, helper)

    await town.bot.database.write(work)


@pytest.mark.parametrize("deed", DEEDS)
async def test_when_who_was_asked_is_lost_the_next_is_asked_at_once(town: Town, deed: Deed) -> None:
    await offer_help(town, "U0OTTO", "U0LIN")
    await consult(town)
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    await lose(town, deed)
    await tick(town)
    await tick(town)
    assert await offers(town) == {"外山 音人": "withdrawn", "林 鈴": "asked"}
    assert "続けて、ほかの方を探します" in words(await town.direct(town.rana))


async def test_when_the_boss_takes_consent_back_the_next_is_asked(sqlite_url: str, clock: StillClock) -> None:
    async with running_town(sqlite_url, clock, help_consent=ConsentRule.BOSS) as strict:
        await offer_help(strict, "U0OTTO", "U0LIN", consent="given")
        await consult(strict)
        await press(strict, strict.rana, "help_pick", value=f"1:{strict.cast.otto.id}")
        await lose(strict, refuse)
        await tick(strict)
        assert await offers(strict) == {"外山 音人": "withdrawn", "林 鈴": "asked"}


@pytest.mark.parametrize("deed", [pause, refuse])
async def test_who_pauses_or_loses_the_consent_goes_on_with_what_they_took_on(town: Town, deed: Deed) -> None:
    await offer_help(town, "U0OTTO", "U0LIN")
    await consult(town)
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    await press(town, town.otto, "help_yes")
    await lose(town, deed)
    await tick(town)
    assert await offers(town) == {"外山 音人": "yes"}
    assert (await search(town)).state == "helping"


async def test_a_transfer_of_a_helper_in_the_middle_of_three_consultations_leaves_nothing_dangling(town: Town) -> None:
    await offer_help(town, "U0OTTO", hours_per_week=7.0)
    for number, asker in enumerate((town.rana, town.leo, town.mio), 1):
        await fill_in(asker, {**EXCEL, "hours": "2"}, "/soudan")
        await town.dispatch_press(asker.id, "help_in_turn", str(number))
    for offer in ("1", "2"):  # of the third he has not said anything
        await town.dispatch_press("U0OTTO", "help_yes", offer)
    assert [item.status for item in await town.items()] == ["in_progress", "in_progress", "received"]
    await offer_help(town, "U0LIN", hours_per_week=7.0)
    await lose(town, transfer)
    for _ in range(2):
        await town.bot.clockwork.tick()
    assert [await offers(town, n) for n in (1, 2, 3)] == [{"外山 音人": "withdrawn", "林 鈴": "asked"}] * 3
    assert [item.status for item in await town.items()] == ["reviewing", "reviewing", "received"]
    assert {item.answer_due_on for item in await town.items()} == {date(2026, 12, 1)}

    def told(session: Session) -> list[str]:
        lost = select(OutboxMessage.channel).where(col(OutboxMessage.text).contains("続けて、ほかの方を探します"))
        return sorted(session.exec(lost))

    assert await town.read(told) == ["U0LEO", "U0MIO", "U0RANA"]


async def test_who_cannot_go_on_says_so_with_one_press_and_another_is_asked(town: Town) -> None:
    await offer_help(town, "U0OTTO", "U0LIN")
    await consult(town)
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    await press(town, town.otto, "help_yes")
    (first,) = await talk(town)
    await town.press(town.rana, first, "help_step_back")
    assert (await search(town)).state == "helping"
    await town.press(town.otto, first, "help_step_back")
    await town.settled()
    assert await offers(town) == {"外山 音人": "no", "林 鈴": "asked"}
    assert "外山 音人さんが" in words(await town.direct(town.rana))
    assert (await town.item()).status == "reviewing"


@pytest.mark.parametrize("way", ["withdraw", "decline"])
async def test_an_item_that_is_settled_otherwise_ends_its_search_and_the_asked_need_not_answer(
    town: Town, way: str
) -> None:
    await offer_help(town, "U0OTTO", "U0LIN")
    await consult(town)
    await press(town, town.rana, "help_in_turn")
    (name,) = await offers(town)
    asked = {"外山 音人": town.otto, "林 鈴": town.lin}[name]
    if way == "withdraw":
        opened = await newest(town, town.rana, "item_open")
        await town.press(town.rana, opened, "item_open")
        view = await town.rana.view()
        assert (await town.rana.press("triage_withdraw", view_id=view["id"])).acked
    else:
        await town.choose(town.leo, await town.card(BOOKING), "decline")
        assert (await town.leo.submit({"decision_words": "研修で扱います。"})).acked
    stale = await newest(town, asked, "help_yes")
    await town.press(asked, stale, "help_yes")
    assert "もう終わっています" in words(await asked.view())
    town.clock.advance(hours=12)  # at night, too: it follows from what somebody did
    await tick(town)
    assert (await search(town)).state == "closed"
    assert await offers(town) == {name: "withdrawn"}
    assert "お返事は、もう要りません" in words((await town.direct(asked))[-1])
    assert not await has(town, asked, "help_yes")


@pytest.mark.parametrize("helps", [False, True])
async def test_when_whoever_asked_has_left_nobody_is_looked_for_any_more(town: Town, helps: bool) -> None:
    await offer_help(town, "U0OTTO", "U0LIN")
    await consult(town)
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    if helps:
        await press(town, town.otto, "help_yes")
    await go(town, town.cast.rana)
    for _ in range(3):
        await tick(town)
        town.clock.advance(days=7)
    assert (await search(town)).state == "resting"
    assert await offers(town) == {"外山 音人": "done" if helps else "withdrawn"}
    told = [m["text"] for m in await town.direct(town.otto) if "チャットから離れた" in m["text"]]
    assert len(told) == 1
    assert not await has(town, town.otto, "help_yes")
    assert [event.action for event in await town.history()].count("help_askers_left") == 1
    assert (await town.item()).status == ("reviewing" if helps else "received")
    taken = await town.read(lambda s: skills.list_taken_hours(s, town.cast.workspace.id or 0))
    assert not any(taken.values())


async def test_the_search_goes_on_while_one_of_those_who_asked_is_there(town: Town) -> None:
    await offer_help(town, "U0OTTO")
    await consult(town, together_with=["U0MIO"])
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    await go(town, town.cast.rana)
    await tick(town)
    assert ((await search(town)).state, await offers(town)) == ("asking", {"外山 音人": "asked"})


async def go(town: Town, person: Person) -> None:
    """Somebody leaves the city."""

    def work(session: Session) -> None:
        people.get(session, town.cast.workspace.id or 0, person.id or 0).active = False

    await town.bot.database.write(work)


async def test_what_both_call_solved_is_done_and_history_tells_it(town: Town) -> None:
    await offer_help(town, "U0OTTO")
    await consult(town)
    await press(town, town.rana, "help_in_turn")
    await press(town, town.otto, "help_yes")
    await town.bot.database.write(lambda s: ending.solve(s, town.bot.city, town.cast.workspace, _item(s, town)))
    assert ((await town.item()).status, (await search(town)).state) == ("done", "solved")
    assert await offers(town) == {"外山 音人": "done"}
    states = [(e.action, e.after.get("status")) for e in await town.history() if "status" in e.after]
    assert states == [("posted", "received"), ("help_taken_on", "in_progress"), ("help_solved", "done")]


async def test_what_is_not_solved_goes_on_with_the_next_and_three_more_may_be_asked(town: Town) -> None:
    await offer_help(town, "U0OTTO", "U0LIN")
    await consult(town)
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    await press(town, town.otto, "help_yes")
    await town.bot.database.write(lambda s: ending.go_on(s, town.bot.city, town.cast.workspace, _item(s, town)))
    assert await offers(town) == {"外山 音人": "done", "林 鈴": "asked"}
    assert (await town.item()).status == "reviewing"


async def test_a_lead_who_finishes_the_item_ends_the_search_as_solved(town: Town) -> None:
    await offer_help(town, "U0OTTO")
    await consult(town)
    await press(town, town.rana, "help_in_turn")
    await press(town, town.otto, "help_yes")
    await town.press(town.leo, await town.card(BOOKING), "triage_finish")
    town.clock.to(datetime(2026, 11, 25, 1, 0, tzinfo=UTC))
    await tick(town)
    assert (await search(town)).state == "solved"
    assert await offers(town) == {"外山 音人": "done"}
    with town.engine() as connection:
        left = connection.execute(
            HelpOffer.__table__.select().where(HelpOffer.__table__.c.state.in_(["asked", "yes"]))  # type: ignore[attr-defined]
        )
        assert left.all() == []


def _item(session: Session, town: Town) -> Request:
    found = session.get_one(Consultation, 1)
    return requests.get(session, town.cast.workspace.id or 0, found.request_id)
