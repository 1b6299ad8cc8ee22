"""A person who acts through the control API, for tests."""

from dataclasses import dataclass, field
from typing import Protocol

from sandbox.elements import walk
from sandbox.errors import ControlError
from sandbox.model import Json


class Asks(Protocol):
    """What a person needs of a sandbox."""

    async def ask(self, call: str, given: Json | None = None, *, post: bool = False) -> Json:
        """Make a control call."""
        ...


@dataclass(frozen=True)
class Answer:
    """What came of a deed that makes the bot act."""

    acked: bool = False
    body: Json | None = None
    error: str = ""
    waited_ms: int = 0
    dispatched: bool = True
    response_action: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    views: list[Json] = field(default_factory=list)

    @classmethod
    def read(cls, told: Json) -> "Answer":
        """Read the control API's answer."""
        ack = told.get("ack") or {}
        return cls(
            acked=ack.get("acked", False),
            body=ack.get("body"),
            error=ack.get("error", ""),
            waited_ms=ack.get("waited_ms", 0),
            dispatched=told.get("dispatched", True),
            response_action=told.get("response_action", ""),
            errors=told.get("errors", {}),
            views=told.get("views", []),
        )


@dataclass(frozen=True)
class Said:
    """A message a person has posted."""

    ts: str
    channel: str
    message: Json


class Person:
    """Someone in the workspace and what they do."""

    def __init__(self, sandbox: Asks, user: str) -> None:
        self.id = user
        self._sandbox = sandbox

    async def _do(self, call: str, **given: object) -> Json:
        return await self._sandbox.ask(call, {"user": self.id, **given}, post=True)

    async def say(
        self, channel: str, text: str = "", *, thread_ts: str | None = None, files: list[Json] | None = None
    ) -> Said:
        """Post a message; a user id as channel means the direct conversation with them."""
        told = await self._do("say", channel=channel, text=text, thread_ts=thread_ts, files=files)
        return Said(told["ts"], told["channel"], told["message"])

    async def edit(self, channel: str, ts: str, text: str) -> None:
        """Change one's own message."""
        await self._do("edit", channel=channel, ts=ts, text=text)

    async def delete(self, channel: str, ts: str) -> None:
        """Delete one's own message."""
        await self._do("delete", channel=channel, ts=ts)

    async def react(self, channel: str, ts: str, name: str, *, remove: bool = False) -> None:
        """Put an emoji on a message or take it off."""
        await self._do("react", channel=channel, ts=ts, name=name, remove=remove)

    async def status(self, text: str, emoji: str = "", until: int = 0) -> None:
        """Say what one is doing, until a moment in seconds if it has an end."""
        given = {"id": self.id, "status_text": text, "status_emoji": emoji, "status_expiration": until}
        await self._sandbox.ask("person", given, post=True)

    async def command(self, command: str, text: str = "", channel: str | None = None) -> Answer:
        """Run a slash command; in the direct conversation with the bot unless a channel is named."""
        where = channel or (await self._sandbox.ask("workspace"))["bot"]["id"]
        return Answer.read(await self._do("command", command=command, text=text, channel=where))

    async def shortcut(self, callback_id: str, channel: str | None = None, ts: str | None = None) -> Answer:
        """Use a shortcut; a message shortcut needs the message's channel and ts."""
        return Answer.read(await self._do("shortcut", callback_id=callback_id, channel=channel, ts=ts))

    async def press(
        self,
        action_id: str,
        *,
        view_id: str | None = None,
        channel: str | None = None,
        ts: str | None = None,
        block_id: str | None = None,
        value: str | None = None,
        selected: object = None,
    ) -> Answer:
        """Press a button or choose something in a view or message; in the top modal by default."""
        if view_id is None and channel is None:
            view_id = (await self.view())["id"]
        told = await self._do(
            "press", action_id=action_id, view_id=view_id, channel=channel, ts=ts, block_id=block_id,
            value=value, selected=selected,
        )  # fmt: skip
        return Answer.read(told)

    async def type(
        self,
        action_id: str,
        value: object,
        *,
        view_id: str | None = None,
        block_id: str | None = None,
        enter: bool = False,
    ) -> Answer:
        """Put something into an input of a view, the top modal by default; `enter` presses the key."""
        where = view_id or (await self.view())["id"]
        told = await self._do("type", action_id=action_id, view_id=where, block_id=block_id, value=value, enter=enter)
        return Answer.read(told)

    async def options(self, action_id: str, value: str = "", **place: str) -> list[Json]:
        """Return what an external select offers for what was typed, in the top modal by default."""
        if not place:
            place = {"view_id": (await self.view())["id"]}
        told = await self._do("options", action_id=action_id, value=value, **place)
        return [*told["options"], *(option for group in told["option_groups"] for option in group["options"])]

    async def submit(self, values: Json | None = None, view_id: str | None = None) -> Answer:
        """Submit a modal, the top one by default; values by action_id, or by block_id and action_id."""
        view = await self.view(view_id)
        filled: dict[str, Json] = {}
        for key, value in (values or {}).items():
            if isinstance(value, dict):
                filled.setdefault(key, {}).update(value)
            else:
                filled.setdefault(_block_of(view, key), {})[key] = value
        return Answer.read(await self._do("submit", view_id=view["id"], values=filled))

    async def close(self, view_id: str | None = None, *, clear_all: bool = False) -> Answer:
        """Close a modal, the top one by default, or all of them."""
        where = view_id or (await self.view())["id"]
        return Answer.read(await self._do("close", view_id=where, clear_all=clear_all))

    async def home(self, tab: str = "home") -> Json | None:
        """Open the bot's home; return the view that is published at this moment."""
        told = await self._do("home", tab=tab)
        view: Json | None = told["view"]
        return view

    async def views(self) -> list[Json]:
        """Return the open modals, bottom first."""
        told = await self._sandbox.ask("views", {"user": self.id})
        return list(told["views"])

    async def view(self, view_id: str | None = None) -> Json:
        """Return one open modal, the top one by default; raises ControlError when none is open."""
        stack = await self.views()
        for view in reversed(stack):
            if view_id in (None, view["id"]):
                return dict(view)
        raise ControlError("no_such_view", f"{self.id} has no such modal open.")

    async def messages(self, channel: str, *, thread_ts: str | None = None, limit: int = 1000) -> list[Json]:
        """Return what the person sees in a conversation or a thread, oldest first."""
        given = {"user": self.id, "channel": channel, "thread_ts": thread_ts, "limit": limit}
        return list((await self._sandbox.ask("messages", given))["messages"])

    async def sidebar(self) -> Json:
        """Return the conversations the person sees."""
        return await self._sandbox.ask("sidebar", {"user": self.id})


def _block_of(view: Json, action_id: str) -> str:
    for found in walk(view["blocks"]):
        if found.action_id == action_id:
            return found.block_id
    raise ControlError("no_such_element", f"The modal has no input {action_id!r}.")
