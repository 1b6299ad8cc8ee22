"""What is due: the list on demand, and the buttons that put a reminder off."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services import overdue, reminders
from handlers.pressed import item_of, number, value_of
from handlers.services import Actor, Body, Services
from templates import reminding
from templates.blocks import Message


def register(app: AsyncApp) -> None:
    """The menu of each item."""
    app.action(reminding.SNOOZE_ID)(handle_snooze)


async def handle_snooze(ack: AsyncAck, body: Body, services: Services) -> None:
    """Do not remind the person of the item for a while; the message says so."""
    actor = await services.actor(body)
    request_id = item_of(body)
    days = number(value_of(body).partition(":")[2], "request_unknown")
    await services.write(lambda s: reminders.snooze(s, services.city, actor.person, request_id, days))
    await ack()


async def list_overdue(services: Services, actor: Actor, _typed: str) -> Message:
    """What is due of what the person answers for."""
    found = await services.read(lambda s: overdue.list_for(s, services.city, actor.person))
    return reminding.overdue_list(actor.words, found)
