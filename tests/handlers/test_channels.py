from bot.services import setup
from storage.database import Session
from storage.tables import Request, WorkingGroup, Workspace
from tests.handlers.town import BOOKING, DOUBTFUL, OFFICE, Town, buttons, words

NEW = "wg-new"


async def test_a_group_without_a_channel_has_its_cards_in_the_office_until_the_bot_is_invited(
    town: Town,
) -> None:
    await without_channel(town)
    await town.post(town.rana)
    waiting = await town.card(OFFICE)
    assert "貸館予約システムWGのチャンネル" in words(waiting)
    assert "/invite @bansou" in words(waiting)

    made = await town.sandbox.ask("channel", {"user": "U0AOI", "deed": "create", "name": NEW}, post=True)
    where = {"user": "U0AOI", "deed": "invite", "channel": made["channel"], "member": "U0BANSOU"}
    await town.sandbox.ask("channel", where, post=True)

    async def moved() -> list[str]:
        return [words(post) for post in await town.posts(made["channel"]) if buttons(post)]

    (card,) = await town.sandbox.until(moved)
    assert "R8-0001" in card
    assert "/invite" not in card
    (left,) = await town.posts(OFFICE)
    assert "に移りました" in words(left)
    assert buttons(left) == ["item_open"]
    await town.press(town.leo, await town.card(made["channel"]), "triage_review")
    assert "検討中" in words(await town.card(made["channel"]))
    assert len(await town.posts(OFFICE)) == 1


async def test_an_item_that_came_before_there_was_an_office_channel_is_a_question_there(town: Town) -> None:
    await town.bot.database.write(lambda s: office(s, town, None))
    await town.post(town.rana, DOUBTFUL)
    assert await town.posts(OFFICE) == []

    def arrive(session: Session) -> None:
        office(session, town, OFFICE)
        setup.post_missing_cards(session, town.bot.city, session.get_one(Workspace, town.cast.workspace.id))

    await town.bot.database.write(arrive)
    assert buttons(await town.card(OFFICE)) == [*["routing_choose"] * 3, "routing_choose_other", "item_open"]


async def test_cards_stay_where_they_are_when_nothing_is_amiss(town: Town) -> None:
    await town.post(town.rana)
    await town.post(town.otto, DOUBTFUL)

    def again(session: Session) -> tuple[int, list[int | None]]:
        posted = setup.post_missing_cards(session, town.bot.city, town.cast.workspace)
        return posted, [session.get_one(Request, number).card_id for number in (1, 2)]

    before = [(await town.item(number)).card_id for number in (1, 2)]
    assert await town.bot.database.write(again) == (0, before)
    assert (len(await town.posts(BOOKING)), len(await town.posts(OFFICE))) == (1, 1)


async def without_channel(town: Town) -> None:
    def change(session: Session) -> None:
        group = session.get_one(WorkingGroup, town.cast.booking.id)
        group.channel, group.channel_name = None, NEW

    await town.bot.database.write(change)


def office(session: Session, town: Town, channel: str | None) -> None:
    session.get_one(Workspace, town.cast.workspace.id).office_channel = channel
