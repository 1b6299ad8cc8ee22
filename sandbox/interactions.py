"""What people do with the bot's things: commands, shortcuts, presses, typing, as Slack's payloads."""

from dataclasses import dataclass

from sandbox import elements
from sandbox.delivery import Ack, Delivery
from sandbox.elements import Found
from sandbox.errors import ControlError, SlackError
from sandbox.events import EventRouter
from sandbox.manifest import Manifest
from sandbox.modals import Modals, View, carried_values
from sandbox.model import Channel, Json
from sandbox.responses import ResponseUrls
from sandbox.shapes import message_json
from sandbox.workspace import Workspace


@dataclass
class Place:
    """Where an element stands: in a view or in a message."""

    user: str
    blocks: list[Json]
    values: dict[str, dict[str, Json]]
    offered: dict[tuple[str, str], list[Json]]
    view: View | None = None
    channel: Channel | None = None
    message: Json | None = None


class Interactions:
    """Builds interaction payloads, sends them and says what came of it."""

    def __init__(
        self,
        workspace: Workspace,
        manifest: Manifest,
        modals: Modals,
        responses: ResponseUrls,
        delivery: Delivery,
        events: EventRouter,
    ) -> None:
        self._workspace = workspace
        self._manifest = manifest
        self._modals = modals
        self._responses = responses
        self._delivery = delivery
        self._events = events
        self._in_messages: dict[tuple[str, str, str], Place] = {}

    async def command(self, user: str, channel: Channel, name: str, text: str) -> Ack:
        """Run a slash command as a person; an answer in the ack is shown to them."""
        if self._manifest.command(name) is None:
            known = ", ".join(c["command"] for c in self._manifest.commands)
            raise ControlError("no_such_command", f"No app has the command {name}; there are {known}.")
        self._need_scope("commands")
        workspace = self._workspace
        payload = {
            "token": "sandbox-verification-token",
            "team_id": workspace.team.id,
            "team_domain": workspace.team.domain,
            "channel_id": channel.id,
            "channel_name": {"im": "directmessage", "group": "privategroup"}.get(channel.type, channel.name),
            "user_id": user,
            "user_name": workspace.users[user].name,
            "command": name,
            "text": text,
            "api_app_id": workspace.bot.app_id,
            "is_enterprise_install": "false",
            "response_url": self._responses.make(channel, user),
            "trigger_id": self._modals.trigger(user),
        }
        ack = await self._delivery.ask("slash_commands", payload, accepts_response=True)
        if ack.acked and ack.body:
            try:
                self._responses.answer_directly(channel, user, ack.body)
            except SlackError as error:
                ack.error, ack.detail = error.error, "The answer of the command cannot be shown."
        return ack

    async def shortcut(self, user: str, callback_id: str, channel: Channel | None, ts: str) -> Ack:
        """Use a global or message shortcut as a person."""
        shortcut = self._manifest.shortcut(callback_id)
        if shortcut is None:
            known = ", ".join(s["callback_id"] for s in self._manifest.shortcuts)
            raise ControlError("no_such_shortcut", f"There is no shortcut {callback_id}; there are {known}.")
        self._need_scope("commands")
        payload = self._base("shortcut", user) | {
            "callback_id": callback_id,
            "trigger_id": self._modals.trigger(user),
        }
        if shortcut["type"] == "message":
            if channel is None or not ts:
                raise ControlError("no_message", f"{callback_id} is used on a message; name its channel and ts.")
            message = self._workspace.message(channel, ts)
            payload |= {
                "type": "message_action",
                "message_ts": ts,
                "message": message_json(message),
                "channel": {"id": channel.id, "name": _channel_name(channel)},
                "response_url": self._responses.make(channel, user, message),
            }
        return await self._delivery.ask("interactive", payload)

    def place(self, user: str, view_id: str, channel: Channel | None, ts: str) -> Place:
        """Return what the person looks at: a view by its id or a message by channel and ts."""
        if view_id:
            view = self._modals.open_view(user, view_id)
            return Place(user, view.source["blocks"], view.values, view.offered, view=view)
        if channel is None:
            raise ControlError("no_place", "Name a view_id, or a channel and ts.")
        message = channel.messages.get(ts) or next(
            (m for m in channel.ephemerals if m["ts"] == ts and m["ephemeral_to"] == user), None
        )
        if message is None:
            raise ControlError("no_such_message", f"{user} sees no message {ts} in {channel.id}.")
        place = self._in_messages.setdefault((channel.id, ts, user), Place(user, [], {}, {}))
        place.channel, place.message = channel, message
        place.blocks = [*message.get("blocks", []), *_attached_blocks(message)]
        values = carried_values(place.blocks, place.values)
        place.values.clear()
        place.values.update(values)
        return place

    def put(self, place: Place, found: Found, plain: object) -> Json:
        """Store what a person puts into an element and return its state entry."""
        offered = place.offered.get((found.block_id, found.action_id), [])
        value = elements.filled_value(found.element, plain, offered)
        self._check_exists(value)
        place.values.setdefault(found.block_id, {})[found.action_id] = value
        return value

    def _check_exists(self, value: Json) -> None:
        people, places = set(self._workspace.users), set(self._workspace.channels)
        for key, chosen in value.items():
            known = people if "_user" in key else places if "_channel" in key or "_conversation" in key else None
            several = chosen if isinstance(chosen, list) else [chosen]
            if known is not None and chosen and not known.issuperset(several):
                raise ControlError("no_such_choice", f"{chosen} is not in this workspace.")

    async def press(self, place: Place, found: Found, chosen: object, value: str | None) -> Ack:
        """Press a button or choose in an element, as Slack's block_actions."""
        kind = found.element["type"]
        action: Json = {"type": kind, "action_id": found.action_id, "block_id": found.block_id}
        if kind == "overflow":
            action["selected_option"] = elements.filled_value(found.element, chosen, [])["selected_option"]
            if action["selected_option"] is None:
                raise ControlError("nothing_selected", "Say which option of the menu is meant in `selected`.")
        elif kind in elements.PRESSED_KINDS:
            action |= {key: found.element[key] for key in ("text", "value", "style") if key in found.element}
            if kind == "feedback_buttons" or value is not None:
                action["value"] = value
        else:
            action |= self.put(place, found, chosen)
        return await self.dispatch(place, found, action)

    async def dispatch(self, place: Place, found: Found, action: Json) -> Ack:
        """Send block_actions about one element."""
        if not self._manifest.interactive:
            raise ControlError("not_interactive", "The manifest switches interactivity off.")
        action = {**action, "action_ts": self._workspace.clock.ts()}
        if found.element.get("placeholder"):
            action["placeholder"] = found.element["placeholder"]
        payload = self._base("block_actions", place.user, action_ts=None) | {"actions": [action]}
        if place.view is not None:
            view = place.view
            payload |= {
                "trigger_id": self._modals.trigger(place.user, view.id),
                "container": {"type": "view", "view_id": view.id},
                "view": self._modals.json(view),
            }
        else:
            payload |= self._in_message(place)
        return await self._delivery.ask("interactive", payload)

    def _in_message(self, place: Place) -> Json:
        channel, message = place.channel, place.message
        if channel is None or message is None:
            raise ControlError("no_place", "Name a view_id, or a channel and ts.")
        container: Json = {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel.id,
            "is_ephemeral": bool(message.get("is_ephemeral")),
        }
        if message.get("thread_ts"):
            container["thread_ts"] = message["thread_ts"]
        payload: Json = {
            "trigger_id": self._modals.trigger(place.user),
            "container": container,
            "channel": {"id": channel.id, "name": _channel_name(channel)},
            "state": {"values": place.values},
            "response_url": self._responses.make(channel, place.user, message),
        }
        if not message.get("is_ephemeral"):
            payload["message"] = message_json(message, metadata=True)
        return payload

    async def options(self, place: Place, found: Found, typed: str) -> Ack:
        """Ask the bot for the options of an external select and remember what it offered."""
        if found.element["type"] not in ("external_select", "multi_external_select"):
            raise ControlError("not_external", f"{found.action_id} is no external select.")
        payload = self._base("block_suggestion", place.user) | {
            "action_id": found.action_id,
            "block_id": found.block_id,
            "value": typed,
        }
        if place.view is not None:
            payload |= {
                "container": {"type": "view", "view_id": place.view.id},
                "view": self._modals.json(place.view),
            }
        else:
            inside = self._in_message(place)
            payload |= {key: inside[key] for key in ("container", "channel", "message") if key in inside}
        ack = await self._delivery.ask("interactive", payload, accepts_response=True)
        if ack.acked:
            body = ack.body or {}
            groups = body.get("option_groups", [])
            offered = [*body.get("options", []), *(o for g in groups for o in g["options"])]
            known = place.offered.setdefault((found.block_id, found.action_id), [])
            known[:] = [*offered, *(o for o in known if o not in offered)]
        return ack

    async def view_payload(self, kind: str, view: View, **more: object) -> Ack:
        """Send view_submission or view_closed about a view."""
        shown, is_submission = self._modals.json(view), kind == "view_submission"
        payload = self._base(kind, view.user, action_ts=None) | {"view": shown, **more}
        if is_submission:
            payload["trigger_id"] = self._modals.trigger(view.user, view.id)
        else:
            shown["state"] = {"values": {}}  # Slack does not tell what was typed into a view that is closed
        return await self._delivery.ask("interactive", payload, accepts_response=is_submission)

    def home_opened(self, user: str, tab: str) -> None:
        """Tell the bot that a person looks at its home."""
        direct = self._workspace.open_direct([user, self._workspace.bot.id])
        event: Json = {"type": "app_home_opened", "user": user, "channel": direct.id, "tab": tab}
        view = self._modals.home(user)
        if view is not None and tab == "home":
            event["view"] = self._modals.json(view)
        self._events.emit(event)

    def _need_scope(self, scope: str) -> None:
        if scope not in self._manifest.scopes:
            raise ControlError("missing_scope", f"The manifest lacks the scope {scope}.")

    def _base(self, kind: str, user: str, action_ts: str | None = "") -> Json:
        workspace = self._workspace
        payload: Json = {
            "type": kind,
            "token": "sandbox-verification-token",
            "team": {"id": workspace.team.id, "domain": workspace.team.domain},
            "user": {
                "id": user,
                "username": workspace.users[user].name,
                "name": workspace.users[user].name,
                "team_id": workspace.team.id,
            },
            "api_app_id": workspace.bot.app_id,
            "is_enterprise_install": False,
            "enterprise": None,
        }
        return payload if action_ts is None else payload | {"action_ts": workspace.clock.ts()}


def _channel_name(channel: Channel) -> str:
    return {"im": "directmessage", "group": "privategroup"}.get(channel.type, channel.name)


def _attached_blocks(message: Json) -> list[Json]:
    return [block for attachment in message.get("attachments", []) for block in attachment.get("blocks", [])]
