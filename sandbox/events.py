"""From changes in the workspace to the events the bot has subscribed to and may see."""

import uuid
from collections.abc import Callable

from sandbox.delivery import Delivery
from sandbox.manifest import Manifest
from sandbox.model import Change, Channel, Json, is_notice
from sandbox.scopes import event_scope
from sandbox.shapes import channel_json, message_json, status_json, user_json
from sandbox.workspace import Workspace

SUBSCRIPTIONS = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


class EventRouter:
    """Listens to the workspace and sends the bot what it is entitled to."""

    def __init__(self, workspace: Workspace, manifest: Manifest, delivery: Delivery) -> None:
        self._workspace = workspace
        self._manifest = manifest
        self._delivery = delivery
        self._handlers: dict[str, Callable[[Change], None]] = {
            "message": self._on_message,
            "message_changed": self._on_message_changed,
            "message_deleted": self._on_message_deleted,
            "reaction": self._on_reaction,
            "member_joined_channel": self._on_member_joined,
            "member_left_channel": self._on_member_left,
            "team_join": self._on_person,
            "user_change": self._on_person,
            "user_status_changed": self._on_status,
        }

    def __call__(self, change: Change) -> None:
        """Turn one change into events."""
        handler = self._handlers.get(change.kind)
        if handler is not None:
            handler(change)
        elif change.kind.startswith("channel_"):
            self._on_channel(change)

    def emit(self, event: Json, channel: Channel | None = None, subscription: str = "") -> None:
        """Send an event if the manifest subscribes to it and its scope is granted."""
        kind = subscription or event["type"]
        scope = event_scope(event["type"], channel)
        if kind != "function_executed" and kind not in self._manifest.events:
            return
        if scope is not None and scope not in self._manifest.scopes:
            return
        workspace = self._workspace
        event.setdefault("event_ts", workspace.clock.ts())
        self._delivery.event(
            {
                "token": "sandbox-verification-token",
                "team_id": workspace.team.id,
                "context_team_id": workspace.team.id,
                "context_enterprise_id": None,
                "api_app_id": workspace.bot.app_id,
                "event": event,
                "type": "event_callback",
                "event_id": f"Ev{uuid.uuid4().hex[:12].upper()}",
                "event_time": int(float(event["event_ts"])),
                "authorizations": [
                    {
                        "enterprise_id": None,
                        "team_id": workspace.team.id,
                        "user_id": workspace.bot.id,
                        "is_bot": True,
                        "is_enterprise_install": False,
                    }
                ],
                "is_ext_shared_channel": False,
                "event_context": uuid.uuid4().hex,
            }
        )

    def _hears(self, channel: Channel | None) -> bool:
        return channel is not None and self._workspace.bot.id in channel.members

    def _emit_message(self, channel: Channel, event: Json) -> None:
        placed = {"channel": channel.id, "channel_type": channel.type, **event}
        self.emit(placed, channel, SUBSCRIPTIONS[channel.type])

    def _on_message(self, change: Change) -> None:
        channel, message = change.channel, change.message
        if channel is None or not self._hears(channel):
            return
        may_read = "metadata.message:read" in self._manifest.scopes
        self._emit_message(channel, {**message_json(message, metadata=may_read), "event_ts": message["ts"]})
        mentioned = f"<@{self._workspace.bot.id}>" in message.get("text", "")
        if mentioned and channel.kind != "im" and "bot_id" not in message and not is_notice(message):
            mention = {**message_json(message), "type": "app_mention", "channel": channel.id}
            mention.pop("subtype", None)
            self.emit({**mention, "event_ts": message["ts"]}, channel)

    def _on_message_changed(self, change: Change) -> None:
        if change.channel is not None and self._hears(change.channel):
            event = {
                "type": "message",
                "subtype": "message_changed",
                "hidden": True,
                "message": message_json(change.message),
                "previous_message": message_json(change.previous),
                "ts": self._workspace.clock.ts(),
            }
            self._emit_message(change.channel, event)

    def _on_message_deleted(self, change: Change) -> None:
        if change.channel is not None and self._hears(change.channel):
            event = {
                "type": "message",
                "subtype": "message_deleted",
                "hidden": True,
                "deleted_ts": change.message["ts"],
                "previous_message": message_json(change.previous),
                "ts": self._workspace.clock.ts(),
            }
            self._emit_message(change.channel, event)

    def _on_reaction(self, change: Change) -> None:
        if change.channel is None or not self._hears(change.channel):
            return
        event = {
            "type": "reaction_added" if change.data["added"] else "reaction_removed",
            "user": change.user,
            "reaction": change.data["name"],
            "item": {"type": "message", "channel": change.channel.id, "ts": change.message["ts"]},
            "item_user": change.message["user"],
        }
        self.emit(event, change.channel)

    def _on_member_joined(self, change: Change) -> None:
        if change.channel is not None and self._hears(change.channel):
            self.emit(self._membership(change) | change.data, change.channel)

    def _on_member_left(self, change: Change) -> None:
        channel = change.channel
        if channel is None:
            return
        if change.user == self._workspace.bot.id:
            self.emit({"type": f"{channel.type}_left", "channel": channel.id, "actor_id": change.user}, channel)
        elif self._hears(channel):
            self.emit(self._membership(change), channel)

    def _membership(self, change: Change) -> Json:
        channel = change.channel
        return {
            "type": change.kind,
            "user": change.user,
            "channel": channel.id if channel else "",
            "channel_type": "G" if channel and channel.is_private else "C",
            "team": self._workspace.team.id,
        }

    def _on_person(self, change: Change) -> None:
        may_mail = "users:read.email" in self._manifest.scopes
        person = user_json(self._workspace, self._workspace.users[change.user], email=may_mail, locale=True)
        self.emit({"type": change.kind, "user": person, "cache_ts": person["updated"]})

    def _on_status(self, change: Change) -> None:
        person = status_json(self._workspace, self._workspace.users[change.user])
        self.emit({"type": change.kind, "user": person, "cache_ts": person["updated"]})

    def _on_channel(self, change: Change) -> None:
        channel = change.channel
        if channel is None or (channel.is_private and not self._hears(channel)):
            return
        kind = change.kind.replace("channel", channel.type, 1)
        full = change.kind in ("channel_created", "channel_rename")
        subject = channel_json(self._workspace, channel, self._workspace.bot.id) if full else channel.id
        self.emit({"type": kind, "channel": subject, "user": change.user}, channel)
