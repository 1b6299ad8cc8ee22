"""response_url: five messages within thirty minutes, even where the bot is not a member."""

import time
import uuid
from dataclasses import dataclass

from sandbox import limits
from sandbox.errors import SlackError
from sandbox.modals import Modals, with_ids
from sandbox.model import Channel, Json
from sandbox.shapes import bot_message
from sandbox.workspace import Workspace

MAX_USES = 5
LIFE_SECONDS = 30 * 60.0


@dataclass
class ResponseUrl:
    """One permission to answer."""

    channel: Channel
    user: str
    message_ts: str = ""
    thread_ts: str = ""
    until: float = 0.0
    uses: int = 0


class ResponseUrls:
    """Makes response urls and carries out what is sent to them."""

    def __init__(self, workspace: Workspace, modals: Modals) -> None:
        self.url = ""
        self._workspace = workspace
        self._modals = modals
        self._made: dict[str, ResponseUrl] = {}

    def make(self, channel: Channel, user: str, message: Json | None = None) -> str:
        """Return a new address to answer to; about a message if there is one."""
        now = time.monotonic()
        key = f"{self._workspace.team.id}/{uuid.uuid4().hex}"
        about = message or {}
        self._made[key] = ResponseUrl(
            channel, user, about.get("ts", ""), about.get("thread_ts", ""), now + LIFE_SECONDS
        )
        return f"{self.url}/response/{key}"

    def use(self, key: str, body: Json) -> Channel:
        """Carry out an answer; raises SlackError when the address is used up or the message is wrong."""
        target = self._made.get(key)
        if target is None:
            raise SlackError("invalid_url")
        if target.until < time.monotonic():
            raise SlackError("expired_url")
        if target.uses >= MAX_USES:
            raise SlackError("used_url")
        self.answer(target, body)
        target.uses += 1
        return target.channel

    def channel_of(self, key: str) -> str:
        """Return the id of the channel an address answers to, for the rate limit."""
        return self._made[key].channel.id if key in self._made else ""

    def answer_directly(self, channel: Channel, user: str, body: Json) -> None:
        """Carry out the answer that came with an ack of a slash command."""
        self.answer(ResponseUrl(channel, user), body)

    def answer(self, target: ResponseUrl, body: Json) -> None:
        """Show, replace or delete a message as the body says."""
        if body.get("delete_original"):
            self._delete(target)
            return
        parts = checked_message(body)
        if body.get("replace_original") and target.message_ts:
            self._replace(target, parts)
            return
        if body.get("thread_ts"):
            parts["thread_ts"] = body["thread_ts"]
        message = bot_message(self._workspace, **parts)
        if body.get("response_type") == "in_channel":
            self._workspace.post(target.channel, message)
        else:
            self._workspace.post_ephemeral(target.channel, target.user, message)

    def _ephemeral(self, target: ResponseUrl) -> Json | None:
        return next((m for m in target.channel.ephemerals if m["ts"] == target.message_ts), None)

    def _delete(self, target: ResponseUrl) -> None:
        shown = self._ephemeral(target)
        if shown is not None:
            self._workspace.hide_ephemeral(target.channel, shown)
        elif target.message_ts in target.channel.messages:
            self._workspace.delete(target.channel, target.message_ts)

    def _replace(self, target: ResponseUrl, parts: Json) -> None:
        shown = self._ephemeral(target)
        changes = {"text": "", "blocks": None, "attachments": None, **parts}
        if shown is not None:
            self._workspace.replace_ephemeral(target.channel, shown, changes)
        else:
            self._workspace.update(target.channel, target.message_ts, changes)


def checked_message(source: Json, *, update: bool = False) -> Json:
    """Return the parts of a message that are kept; raises SlackError saying what is wrong."""
    limits.refuse_message(source, update=update)
    parts: Json = {"text": source.get("text") or ""}
    if source.get("markdown_text"):
        parts["text"] = source["markdown_text"]
        parts["blocks"] = with_ids([{"type": "markdown", "text": source["markdown_text"]}])
    if len(parts["text"]) > limits.MESSAGE["text"]:
        parts["text"] = parts["text"][: limits.MESSAGE["text"]]
    if source.get("blocks"):
        parts["blocks"] = with_ids(source["blocks"])
    if source.get("attachments"):
        parts["attachments"] = [_attachment(a) for a in source["attachments"]]
    return parts


def _attachment(source: Json) -> Json:
    return {**source, "blocks": with_ids(source["blocks"])} if source.get("blocks") else source
