"""App Home: shown anew whenever somebody opens it."""

from slack_bolt.async_app import AsyncApp

from bot.services import home, undelivered
from handlers.services import Body, Services
from storage.database import Session
from storage.tables import Person
from templates.home import Home, home_view


def register(app: AsyncApp) -> None:
    """The opening of the tab."""
    app.event("app_home_opened")(handle_home_opened)


async def handle_home_opened(body: Body, event: Body, services: Services) -> None:
    """Publish the person's App Home; the messages tab needs nothing."""
    if event.get("tab", "home") != "home":
        return
    actor = await services.actor(body)

    def look(session: Session) -> Home:
        return home.look(session, services.city, actor.person, _undelivered(session, actor.person))

    shown = await services.read(look)
    await services.messenger.publish_home(actor.chat_id, home_view(actor.words, shown))


def _undelivered(session: Session, person: Person) -> int:
    return undelivered.count(session, person.workspace_id) if person.is_office else 0
