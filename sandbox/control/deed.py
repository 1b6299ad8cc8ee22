"""One control request: who does what, where."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.errors import BadRequestError, ControlError, SlackError
from sandbox.model import Channel, Json
from sandbox.workspace import Workspace
from sandbox.world import World


@dataclass
class Deed:
    """The values of a request and what they mean in the workspace."""

    world: World
    given: Json

    @property
    def workspace(self) -> Workspace:
        """Return the workspace."""
        return self.world.workspace

    def text(self, name: str) -> str:
        """Return a string, empty when it is not given."""
        value = self.given.get(name)
        if isinstance(value, dict | list):
            raise BadRequestError(f"{name} must be a string.")
        return "" if value is None else str(value)

    def need(self, name: str) -> str:
        """Return a string that must be given."""
        if not self.text(name):
            raise BadRequestError(f"{name} is missing.")
        return self.text(name)

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        value = self.text(name)
        if value and not value.lstrip("-").isdigit():
            raise BadRequestError(f"{name} must be a whole number.")
        return int(value) if value else default

    def flag(self, name: str) -> bool:
        """Return a boolean."""
        return self.text(name).lower() in ("true", "1")

    @property
    def user(self) -> str:
        """Return the id of the person who acts."""
        user = self.need("user")
        if user not in self.workspace.users or self.workspace.users[user].is_bot:
            raise ControlError("no_such_user", f"There is no person {user}.")
        return user

    def channel(self) -> Channel:
        """Return the conversation named; a user id means the direct one with them."""
        channel = self.channel_or_none()
        if channel is None:
            raise BadRequestError("channel is missing.")
        return channel

    def channel_or_none(self) -> Channel | None:
        """Return the conversation if one is named."""
        reference = self.text("channel")
        if not reference:
            return None
        if reference in self.workspace.users:
            return self.workspace.open_direct([reference, self.user])
        try:
            channel = self.workspace.channel(reference)
        except SlackError as error:
            raise ControlError("channel_not_found", f"There is no channel {reference}.") from error
        if self.text("user") and not channel.is_visible_to(self.user):
            raise ControlError("channel_not_found", f"{self.user} cannot see {reference}.")
        return channel

    def own_channel(self) -> Channel:
        """Return the conversation if the person is a member of it."""
        channel = self.channel()
        if self.user not in channel.members:
            raise ControlError("not_in_channel", f"{self.user} is not a member of {channel.name or channel.id}.")
        if channel.is_archived:
            raise ControlError("is_archived", f"{channel.name} is archived.")
        return channel


Handler = Callable[[Deed], Awaitable[Json]]
