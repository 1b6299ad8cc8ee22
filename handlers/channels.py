"""The bot is invited to a channel: from then on the channel's group works there."""

from slack_bolt.async_app import AsyncApp

from bot.services import setup
from handlers.services import Body, Services, team_of
from storage import workspaces
from storage.database import Session


def register(app: AsyncApp) -> None:
    """Arrivals in channels; those of people need nothing."""
    app.event("member_joined_channel")(handle_arrival)


async def handle_arrival(body: Body, event: Body, context: Body, services: Services) -> None:
    """Tie channels to groups anew, and post the cards of items that waited for one."""
    if event.get("user") != context.get("bot_user_id"):
        return
    channels = {channel.name: channel.id for channel in await services.messenger.channels()}

    def tie(session: Session) -> None:
        workspace = workspaces.find_by_team(session, team_of(body))
        if workspace is not None:
            setup.tie_channels(session, services.city, workspace, channels)
            setup.post_missing_cards(session, services.city, workspace)

    await services.write(tie)
