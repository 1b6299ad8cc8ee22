"""The asker chooses whom to ask; the companion names somebody or asks everybody."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services.helping import asking, widening
from handlers.chosen import chosen_in, person_of
from handlers.pressed import item_of, kept_in, number, value_of
from handlers.services import Body, Services
from templates import helping as screens

_DEEDS = {
    screens.IN_TURN_ID: asking.in_turn,
    screens.STOP_ID: asking.stop,
    screens.CHOOSE_ID: asking.choose,
    screens.SHORTEN_ID: asking.shorten,
    screens.TO_COMPANION_ID: widening.to_companion,
    screens.CALL_ID: widening.call,
}


def register(app: AsyncApp) -> None:
    """The buttons in the asker's and the companion's message, and the companion's modal."""
    app.action(screens.PICK_ID)(handle_pick_press)
    for action_id in _DEEDS:
        app.action(action_id)(handle_search_press)
    app.action(screens.NAME_ID)(handle_name_press)
    app.view(screens.NAME_SUBMIT_ID)(handle_name_submission)


async def handle_pick_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask the one who was picked, if they may still be asked."""
    actor, request_id = await services.actor(body), item_of(body)
    helper_id = number(value_of(body).partition(":")[2], "person_unknown")
    await services.write(lambda s: asking.pick(s, services.city, actor.workspace, actor.person, request_id, helper_id))
    await ack()


async def handle_search_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Let the search go on, or stop, as the button says."""
    actor, request_id = await services.actor(body), item_of(body)
    deed = _DEEDS[body["actions"][0]["action_id"]]
    await services.write(lambda s: deed(s, services.city, actor.workspace, actor.person, request_id))
    await ack()


async def handle_name_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask whom the companion knows."""
    actor, request_id = await services.actor(body), item_of(body)
    seeking = await services.read(lambda s: widening.consider_name(s, services.city, actor.person, request_id))
    await services.show(body, screens.name_modal(actor.words, seeking))
    await ack()


async def handle_name_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Ask whom the companion has named."""
    actor, request_id = await services.actor(body), number(kept_in(view).get("item"), "request_unknown")
    named = await person_of(services, actor, chosen_in(view, screens.NAMED), screens.NAMED)
    await services.write(
        lambda s: widening.name(s, services.city, actor.workspace, actor.person, request_id, named.id or 0)
    )
    await ack()
