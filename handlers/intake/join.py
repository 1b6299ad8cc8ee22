"""Joining somebody else's item instead of sending one's own, and looking at an item."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services.intake import joining
from handlers.intake.answers import read
from handlers.pressed import item_of
from handlers.services import Body, Services
from handlers.showing import item_view
from templates import direct, intake
from templates.mrkdwn import as_typed


def register(app: AsyncApp) -> None:
    """The buttons beside items."""
    app.action("intake_join")(handle_join_press)
    app.action("item_open")(handle_item_press)
    app.action("item_pull_in")(handle_pull_in_press)


async def handle_join_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Become a requester of an item that says the same."""
    actor = await services.actor(body)
    filled = read(body["view"])
    request_id = item_of(body)
    item = await services.write(
        lambda s: joining.join(s, services.city, actor.workspace, actor.person, request_id, filled.draft_id)
    )
    await ack()
    await services.messenger.update_view(intake.joined_modal(actor.words, item), view_id=filled.view_id)


async def handle_item_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Show the whole item."""
    actor = await services.actor(body)
    request_id = item_of(body)
    view = await item_view(services, actor, request_id)
    await ack()
    await services.show(body, view)


async def handle_pull_in_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Take the new wording of the original message into the item."""
    actor = await services.actor(body)
    request_id = item_of(body)
    source = await services.read(lambda s: joining.source_of(s, actor.person, request_id))
    message = await services.messenger.message(*source)
    text = as_typed(message.text) if message else ""
    item = await services.write(
        lambda s: joining.pull_in(s, services.city, actor.workspace, actor.person, request_id, text)
    )
    await ack()
    done = direct.pulled_in(actor.words, item)
    await services.messenger.update(body["channel"]["id"], body["message"]["ts"], done.text, done.blocks)
