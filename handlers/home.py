"""App Home: shown anew whenever somebody opens it or presses something in it."""

import logging
from dataclasses import replace

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import BotError
from bot.domain.finding import Order, Query
from bot.domain.homes import HomePart, HomeState
from bot.domain.statuses import WAITING, Status
from bot.services import home
from handlers.pressed import number, value_of
from handlers.searching import names_of, query_in
from handlers.services import Actor, Body, Services
from templates import searching
from templates.home import BACK_ID, FILTER_ID, NEXT_ID, PREVIOUS_ID, UNFILTER_ID, go_id

log = logging.getLogger(__name__)
_UNFILTERED = Query(order=Order.DUE)


def register(app: AsyncApp) -> None:
    """The opening of the tab, its parts and pages, and what a queue is narrowed down to."""
    app.event("app_home_opened")(handle_home_opened)
    for part in HomePart:
        if part is not HomePart.TOP:
            app.action(go_id(part))(handle_part_press)
    app.action(BACK_ID)(handle_part_press)
    for action_id in (PREVIOUS_ID, NEXT_ID):
        app.action(action_id)(handle_page_press)
    app.action(FILTER_ID)(handle_filter_press)
    app.action(UNFILTER_ID)(handle_unfilter_press)
    app.view(searching.FILTER_ID)(handle_filter_submission)


async def handle_home_opened(body: Body, event: Body, services: Services) -> None:
    """Publish the person's App Home from its first page; the messages tab needs nothing."""
    if event.get("tab", "home") == "home":
        actor = await services.actor(body)
        await services.homes.show(actor.person, lambda state: HomeState(query=state.query))


async def refresh_home(services: Services, actor: Actor) -> None:
    """Bring an App Home up to date after something was done there; without it that is still done."""
    try:
        await services.homes.show(actor.person, lambda state: state)
    except BotError as error:
        log.info("App Home stays as it was: %s", error)


async def handle_part_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """All of one part, or back to the first page."""
    actor, value = await services.actor(body), value_of(body)
    part = HomePart(value) if value in set(HomePart) else HomePart.TOP
    await ack()
    await services.homes.show(actor.person, lambda state: replace(state, part=part, start=0))


async def handle_page_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """The page before or after."""
    actor, start = await services.actor(body), number(value_of(body), "request_unknown")
    await ack()
    await services.homes.show(actor.person, lambda state: replace(state, start=start))


async def handle_filter_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask what the queue is to be narrowed down to."""
    actor = await services.actor(body)
    query, names = await services.read(lambda s: (home.state_of(s, actor.person).query, names_of(s, services, actor)))
    statuses = [status for status in Status if status in WAITING]
    await services.show(body, searching.filter_modal(actor.words, query, statuses, *names))
    await ack()


async def handle_filter_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Show the queue narrowed down, now and whenever its owner comes back."""
    actor = await services.actor(body)
    query = await query_in(ack, services, actor, view)
    if query is not None:
        await ack()
        await services.homes.show(actor.person, lambda state: replace(state, start=0, query=query))


async def handle_unfilter_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """The whole queue again."""
    actor = await services.actor(body)
    await ack()
    await services.homes.show(actor.person, lambda state: replace(state, start=0, query=_UNFILTERED))
