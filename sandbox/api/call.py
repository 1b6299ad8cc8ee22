"""One Web API call and what its handler may ask of it."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.arguments import Args
from sandbox.errors import SlackError
from sandbox.model import Channel, Json
from sandbox.workspace import Workspace
from sandbox.world import World


@dataclass
class Call:
    """A call of the bot."""

    world: World
    method: str
    args: Args

    @property
    def workspace(self) -> Workspace:
        """Return the workspace."""
        return self.world.workspace

    @property
    def me(self) -> str:
        """Return the bot's user id."""
        return self.world.workspace.bot.id

    def has(self, scope: str) -> bool:
        """Tell whether the manifest grants the scope."""
        return scope in self.world.manifest.scopes

    def need_scope(self, scope: str) -> None:
        """Refuse with `missing_scope` when the manifest does not grant it."""
        if not self.has(scope):
            provided = ",".join(sorted(self.world.manifest.scopes))
            raise SlackError("missing_scope", needed=scope, provided=provided)

    def known_channel(self) -> Channel:
        """Return the channel named by id if the bot may know of it."""
        channel_id = self.args.need("channel")
        channel = self.workspace.channels.get(channel_id)
        if channel is None or not channel.is_visible_to(self.me):
            raise SlackError("channel_not_found")
        return channel

    def own_channel(self) -> Channel:
        """Return the channel if the bot is a member."""
        channel = self.known_channel()
        if self.me not in channel.members:
            raise SlackError("not_in_channel")
        return channel


Handler = Callable[[Call], Json]
