"""The whole item with its history, for who looks at it."""

from bot.services import timeline
from handlers.services import Actor, Body, Services
from templates import intake


async def item_view(services: Services, actor: Actor, request_id: int) -> Body:
    """The modal of an item."""
    opened = await services.read(lambda s: timeline.open_item(s, services.city, actor.person, request_id))
    return intake.item_modal(actor.words, opened)
