"""Who takes over from somebody who has left: the office decides."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services import handover
from bot.services.handover import Successors
from handlers.chosen import chosen_in, person_of
from handlers.pressed import kept_in, number, value_of
from handlers.services import Body, Services
from templates import handing


def register(app: AsyncApp) -> None:
    """The button under the office's list, and its modal."""
    app.action(handing.OPEN_ID)(handle_handover_press)
    app.view(handing.SUBMIT_ID)(handle_handover_submission)


async def handle_handover_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask who takes over."""
    actor = await services.actor(body)
    person_id = number(value_of(body), "person_unknown")
    held = await services.read(lambda s: handover.consider(s, services.city, actor.person, person_id))
    await services.show(body, handing.handover_modal(actor.words, held))
    await ack()


async def handle_handover_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Hand over to whoever was chosen."""
    actor = await services.actor(body)
    person_id = number(kept_in(view).get("person"), "person_unknown")
    leads, given = {}, None
    for name in view["state"]["values"]:
        chat_id = chosen_in(view, name)
        field, _, group = name.partition(":")
        if chat_id and field in {handing.LEAD_BLOCK, handing.ITEMS_BLOCK}:
            person = await person_of(services, actor, chat_id, name)
            if field == handing.LEAD_BLOCK:
                leads[number(group, "group_unknown")] = person.id or 0
            else:
                given = person.id
    chosen = Successors(leads, given)
    await services.write(
        lambda s: handover.hand_over(s, services.city, actor.workspace, actor.person, person_id, chosen)
    )
    await ack()
