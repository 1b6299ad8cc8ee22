"""Who has taken a practice up, page by page; and what one person has to do with practices that spread."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services.rollout import matrix, mine
from handlers.pressed import item_of, kept_in, number, value_of
from handlers.services import Body, Services
from templates import spread, taking_up
from templates.campaigns import mine_modal


def register(app: AsyncApp) -> None:
    """The button wherever a practice is shown, and the pages."""
    app.action(taking_up.MATRIX_ID)(handle_matrix_press)
    for action_id in (spread.PREVIOUS_ID, spread.NEXT_ID):
        app.action(action_id)(handle_page_press)
    app.action(taking_up.MINE_ID)(handle_mine_press)


async def handle_matrix_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Department by department."""
    actor, request_id = await services.actor(body), item_of(body)
    found = await services.read(lambda s: matrix.spread_of(s, services.city, actor.person, request_id))
    await services.show(body, spread.spread_modal(actor.words, found))
    await ack()


async def handle_page_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """The page before or after."""
    actor, start = await services.actor(body), number(value_of(body), "request_unknown")
    request_id = number(kept_in(body["view"]).get("item"), "request_unknown")
    found = await services.read(lambda s: matrix.spread_of(s, services.city, actor.person, request_id))
    await ack()
    await services.messenger.update_view(spread.spread_modal(actor.words, found, start), view_id=body["view"]["id"])


async def handle_mine_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """What is to be done, over App Home."""
    actor = await services.actor(body)
    found = await services.read(lambda s: mine.look(s, services.city, actor.person))
    await services.show(body, mine_modal(actor.words, found.adoptions, found.asked, found.campaigns))
    await ack()
