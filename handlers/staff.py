"""People come, change and leave: the chat says so."""

from slack_bolt.async_app import AsyncApp

from bot.services import people
from handlers.services import Body, Services, team_of
from storage import workspaces
from storage.database import Session


def register(app: AsyncApp) -> None:
    """New people and changed profiles."""
    app.event("team_join")(handle_person_change)
    app.event("user_change")(handle_person_change)


async def handle_person_change(body: Body, event: Body, services: Services) -> None:
    """Match the person with the office's list; the event itself does not carry the e-mail address reliably."""
    seen = await services.messenger.person(event["user"]["id"])
    if seen.is_bot:
        return

    def note(session: Session) -> None:
        workspace = workspaces.find_by_team(session, team_of(body))
        if workspace is not None and workspace.id is not None:
            people.meet(session, services.city, workspace.id, seen)

    await services.write(note)
