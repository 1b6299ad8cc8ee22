"""Who is asked says yes or not this time; who helps chooses a time with the asker, or hands it back."""

import re

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services.helping import answering, talking
from handlers.pressed import item_of, number, value_of
from handlers.services import Body, Services
from templates import helping as screens

_OFFERED = {screens.YES_ID: answering.accept, screens.NO_ID: answering.refuse}
_OF_ITEM = {screens.VOLUNTEER_ID: answering.volunteer, screens.STEP_BACK_ID: answering.step_back}


def register(app: AsyncApp) -> None:
    """The buttons in the question, under the open post, and where helper and asker talk."""
    for action_id in _OFFERED:
        app.action(action_id)(handle_answer_press)
    for action_id in _OF_ITEM:
        app.action(action_id)(handle_helper_press)
    app.action(re.compile(rf"^{screens.TIME_ID}_\d$"))(handle_time_press)


async def handle_answer_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Yes, or not this time."""
    actor, offer_id = await services.actor(body), number(value_of(body), "help_unknown")
    deed = _OFFERED[body["actions"][0]["action_id"]]
    await services.write(lambda s: deed(s, services.city, actor.workspace, actor.person, offer_id))
    await ack()


async def handle_helper_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """A hand goes up, or somebody cannot go on."""
    actor, request_id = await services.actor(body), item_of(body)
    deed = _OF_ITEM[body["actions"][0]["action_id"]]
    await services.write(lambda s: deed(s, services.city, actor.workspace, actor.person, request_id))
    await ack()


async def handle_time_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """They have chosen when to talk."""
    actor, request_id = await services.actor(body), item_of(body)
    typed = value_of(body).partition(":")[2]
    await services.write(
        lambda s: talking.choose_time(s, services.city, actor.workspace, actor.person, request_id, typed)
    )
    await ack()
