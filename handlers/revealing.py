"""The office finds out who stands behind a blind item."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services import revealing
from handlers.pressed import item_of, kept_in, number
from handlers.services import Body, Services
from handlers.showing import item_view
from templates import revealing as screens


def register(app: AsyncApp) -> None:
    """The button in the item's modal and the question why."""
    app.action(screens.OPEN_ID)(handle_reveal_press)
    app.view(screens.SUBMIT_ID)(handle_reveal_submission)


async def handle_reveal_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask why."""
    actor = await services.actor(body)
    request_id = item_of(body)
    item = await services.read(lambda s: revealing.consider(s, services.city, actor.person, request_id))
    await ack()
    await services.show(body, screens.reveal_modal(actor.words, item))


async def handle_reveal_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Record it, and only then show who it is."""
    actor = await services.actor(body)
    request_id = number(kept_in(view).get("item"), "request_unknown")
    reason = view["state"]["values"][screens.REASON_BLOCK][screens.REASON_BLOCK].get("value") or ""
    await services.write(lambda s: revealing.reveal(s, services.city, actor.person, request_id, reason))
    await ack(response_action="update", view=await item_view(services, actor, request_id))
