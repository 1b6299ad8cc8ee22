"""App Home: shown anew whenever somebody opens it."""

import logging

from slack_bolt.async_app import AsyncApp

from bot.domain.errors import BotError
from bot.services import home, undelivered
from handlers.services import Actor, Body, Services
from storage.database import Session
from storage.tables import Person
from templates.home import Home, home_view

log = logging.getLogger(__name__)


def register(app: AsyncApp) -> None:
    """The opening of the tab."""
    app.event("app_home_opened")(handle_home_opened)


async def handle_home_opened(body: Body, event: Body, services: Services) -> None:
    """Publish the person's App Home; the messages tab needs nothing."""
    if event.get("tab", "home") == "home":
        await _publish(services, await services.actor(body))


async def refresh_home(services: Services, actor: Actor) -> None:
    """Bring an App Home up to date after something was done there; without it that is still done."""
    try:
        await _publish(services, actor)
    except BotError as error:
        log.info("App Home stays as it was: %s", error)


async def _publish(services: Services, actor: Actor) -> None:
    def look(session: Session) -> Home:
        return home.look(session, services.city, actor.person, _undelivered(session, actor.person))

    shown = await services.read(look)
    await services.messenger.publish_home(actor.chat_id, home_view(actor.words, shown))


def _undelivered(session: Session, person: Person) -> int:
    return undelivered.count(session, person.workspace_id) if person.is_office else 0
