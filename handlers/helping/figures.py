"""How well consultations find help, for the office."""

from bot.services.helping import figures
from handlers.services import Actor, Services
from templates.blocks import Message
from templates.help_figures import figures_message


async def show_figures(services: Services, actor: Actor, _rest: str) -> Message:
    """This fiscal year's figures, to the office alone."""
    return figures_message(
        actor.words, await services.read(lambda s: figures.for_office(s, services.city, actor.person))
    )
