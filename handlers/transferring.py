"""/bansou handover: the office hands over everything of one person, in a modal."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import NotAllowedError
from bot.services.transfers import passing
from handlers.chosen import chosen_in, person_of
from handlers.services import Actor, Body, Services
from templates import transferring
from templates.blocks import Message


def register(app: AsyncApp) -> None:
    """The modal that the command opens."""
    app.view(transferring.SUBMIT_ID)(handle_transfer_submission)


async def ask_transfer(services: Services, actor: Actor, body: Body) -> Message | None:
    """Ask whose tasks pass on, and to whom."""
    if not actor.person.is_office:
        raise NotAllowedError("office_only")
    await services.show(body, transferring.transfer_modal(actor.words))
    return None


async def handle_transfer_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Hand everything over; nobody chosen means the office."""
    actor = await services.actor(body)
    person = await person_of(services, actor, chosen_in(view, transferring.PERSON_BLOCK), transferring.PERSON_BLOCK)
    chosen = chosen_in(view, transferring.SUCCESSOR_BLOCK)
    successor = await person_of(services, actor, chosen, transferring.SUCCESSOR_BLOCK) if chosen else None
    new = successor.id if successor else None
    await services.write(
        lambda s: passing.hand_over_by_office(s, services.city, actor.workspace, actor.person, person.id or 0, new)
    )
    await ack()
