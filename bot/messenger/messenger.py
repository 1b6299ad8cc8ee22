"""Everything the bot says to Slack and asks of it, as typed methods."""

from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import DeliveryError, DeliveryTrouble
from bot.messenger import answers, failures
from bot.messenger.answers import ChatChannel, ChatMessage, ChatPerson, Identity, Json, Posted, part, parts, word
from bot.messenger.caller import SLACK_API_URL, Caller

DELIVERY_EVENT = "bansou_delivery"
_METADATA_SCOPE = "metadata.message:read"
_HISTORY_PAGES = 5
_HISTORY_PAGE = 200
_LIST_PAGE = 500
_PATIENCE = 3

Blocks = list[dict[str, Any]]
View = dict[str, Any]


class Messenger:
    """The bot's voice. Every failure is a DeliveryError, its subclasses tell what to do about it.

    Build it inside a running event loop; `async with` or `close` ends its connections.
    """

    def __init__(self, token: str, base_url: str = SLACK_API_URL, timeout: float = 10.0) -> None:
        self._caller = Caller(token, base_url, timeout)

    async def __aenter__(self) -> "Messenger":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def client(self) -> AsyncWebClient:
        """The SDK's client with our session, for Bolt to work with."""
        return self._caller.client

    async def close(self) -> None:
        """Close the connections."""
        await self._caller.close()

    async def post(
        self, channel: str, text: str, blocks: Blocks, thread_ts: str | None = None, delivery_id: str | None = None
    ) -> Posted:
        """Post to a channel, a person, or several together (ids with commas between them).

        `delivery_id` goes along unseen, for `find_posted`.
        """
        if "," in channel:
            channel = await self.open_direct(channel)
        metadata = {"event_type": DELIVERY_EVENT, "event_payload": {"delivery_id": delivery_id}}
        answer = await self._caller.write(
            "chat.postMessage",
            channel,
            channel=channel,
            text=text,
            blocks=blocks or None,
            thread_ts=thread_ts,
            metadata=metadata if delivery_id else None,
            unfurl_links=False,
            unfurl_media=False,
        )
        posted = Posted(word(answer, "channel") or channel, word(answer, "ts"))
        if not posted.ts:
            raise failures.ambiguous(channel, "no_ts")
        return posted

    async def update(self, channel: str, ts: str, text: str, blocks: Blocks) -> None:
        """Give a message of the bot a new content; the same again changes nothing."""
        await self._caller.write("chat.update", channel, channel=channel, ts=ts, text=text, blocks=blocks)

    async def find_posted(
        self, channel: str, delivery_id: str, since: datetime, thread_ts: str | None = None
    ) -> Posted | None:
        """The message that was posted with this delivery id, or None if it certainly is not there.

        Raises DeliveryError, too, when the history is too long or shows too little to be sure.
        """
        where = channel if channel[:1] not in "UW" else await self.open_direct(channel)
        cursor: str | None = None
        for _ in range(_HISTORY_PAGES):
            answer, headers = await self._caller.read_with_headers(
                "conversations.replies" if thread_ts else "conversations.history",
                channel,
                channel=where,
                ts=thread_ts,
                oldest=f"{since.timestamp():.6f}",
                limit=_HISTORY_PAGE,
                cursor=cursor,
                include_all_metadata=True,
            )
            for found in parts(answer, "messages"):
                if _delivery_id(found) == delivery_id:
                    return Posted(where, word(found, "ts"))
            _need_metadata(channel, headers)
            cursor = word(part(answer, "response_metadata"), "next_cursor") or None
            if cursor is None:
                return None
        raise DeliveryError(channel, "history_too_long", permanent=True, trouble=DeliveryTrouble.UNCONFIRMED)

    async def post_ephemeral(
        self, channel: str, user: str, text: str, blocks: Blocks, thread_ts: str | None = None
    ) -> None:
        """Show one person in a channel a message that nobody else sees and nothing keeps."""
        await self._caller.write(
            "chat.postEphemeral",
            channel,
            channel=channel,
            user=user,
            text=text,
            blocks=blocks or None,
            thread_ts=thread_ts,
        )

    async def open_view(self, trigger_id: str, view: View) -> str:
        """Open a modal within three seconds of what the person did; returns its id."""
        return _view_id(await self._caller.write("views.open", trigger_id=trigger_id, view=view))

    async def push_view(self, trigger_id: str, view: View) -> str:
        """Lay a modal over the one that is open; returns its id."""
        return _view_id(await self._caller.write("views.push", trigger_id=trigger_id, view=view))

    async def update_view(
        self,
        view: View,
        *,
        view_id: str | None = None,
        external_id: str | None = None,
        hash: str | None = None,  # noqa: A002 - Slack's word
    ) -> None:
        """Change an open modal; with `hash` only if nobody changed it in between."""
        await self._caller.write("views.update", view=view, view_id=view_id, external_id=external_id, hash=hash)

    async def publish_home(
        self,
        user: str,
        view: View,
        hash: str | None = None,  # noqa: A002 - Slack's word
    ) -> str:
        """Show a person's App Home, with `hash` only if it still is what that stands for; returns its own."""
        answer = await self._caller.write("views.publish", user, user_id=user, view=view, hash=hash)
        return word(part(answer, "view"), "hash")

    async def permalink(self, channel: str, ts: str) -> str:
        """The address of a message."""
        answer = await self._caller.read("chat.getPermalink", channel, channel=channel, message_ts=ts)
        return word(answer, "permalink")

    async def message(self, channel: str, ts: str) -> ChatMessage | None:
        """One message, in the channel or in a thread of it; None if it is gone."""
        span = {"oldest": ts, "latest": ts, "inclusive": True, "limit": 1}
        answer = await self._caller.read("conversations.history", channel, channel=channel, **span)
        found = _with_ts(answer, ts)
        if found is None:
            try:
                answer = await self._caller.read("conversations.replies", channel, channel=channel, ts=ts, **span)
            except DeliveryError as error:
                if error.trouble is DeliveryTrouble.MESSAGE_GONE:
                    return None
                raise
            found = _with_ts(answer, ts)
        return None if found is None else answers.message(channel, found)

    async def conversation(self, channel: str, ts: str) -> list[ChatMessage]:
        """What people wrote in a conversation after a message, and below it in its thread, oldest first.

        At most two hundred of each; what bots said is left out.
        """
        found: dict[str, ChatMessage] = {}
        for method, where in (("conversations.history", {"oldest": ts}), ("conversations.replies", {"ts": ts})):
            answer = await self._caller.read(method, channel, channel=channel, limit=_HISTORY_PAGE, **where)
            for one in parts(answer, "messages"):
                message = answers.message(channel, one)
                if message.user and not message.by_bot and not word(one, "subtype"):
                    found[message.ts] = message
        return [found[ts] for ts in sorted(found)]

    async def person(self, chat_id: str) -> ChatPerson:
        """A person by their id in the chat."""
        answer = await self._caller.read("users.info", chat_id, user=chat_id, include_locale=True)
        return answers.person(part(answer, "user"))

    async def people(self) -> list[ChatPerson]:
        """Everybody in the workspace, bots and people who left too."""
        pages = self._caller.pages("users.list", "members", "", _PATIENCE, include_locale=True, limit=_LIST_PAGE)
        return [answers.person(user) async for page in pages for user in page]

    async def channels(self, *, archived: bool = False) -> list[ChatChannel]:
        """The public channels and the private ones the bot is in."""
        pages = self._caller.pages(
            "conversations.list",
            "channels",
            "",
            _PATIENCE,
            types="public_channel,private_channel",
            exclude_archived=not archived,
            limit=_LIST_PAGE,
        )
        return [answers.channel(found) async for page in pages for found in page]

    async def join(self, channel: str) -> None:
        """Become a member of a public channel."""
        await self._caller.write("conversations.join", channel, channel=channel)

    async def channel(self, channel: str) -> ChatChannel:
        """A channel by its id, if the bot can see it."""
        answer = await self._caller.read("conversations.info", channel, channel=channel)
        return answers.channel(part(answer, "channel"))

    async def create_channel(self, name: str) -> ChatChannel:
        """Make a public channel, which the bot is then in; fails with `name_taken` when there is one."""
        answer = await self._caller.write("conversations.create", name, name=name)
        return answers.channel(part(answer, "channel"))

    async def invite(self, channel: str, chat_ids: Sequence[str]) -> None:
        """Bring people into a channel the bot is in; who is there already stays."""
        try:
            await self._caller.write("conversations.invite", channel, channel=channel, users=",".join(chat_ids))
        except DeliveryError as error:
            if error.reason != "already_in_channel":
                raise
            if len(chat_ids) > 1:  # one of them keeps all the others out
                for chat_id in chat_ids:
                    await self.invite(channel, [chat_id])

    async def open_direct(self, chat_id: str) -> str:
        """The id of the direct message between the bot and a person, or several (ids with commas between them)."""
        answer = await self._caller.write("conversations.open", chat_id, users=chat_id)
        direct = word(part(answer, "channel"), "id")
        if not direct:
            raise failures.ambiguous(chat_id, "no_channel")
        return direct

    async def who_am_i(self) -> Identity:
        """The bot, the workspace its token belongs to, and what the token may do."""
        answer, headers = await self._caller.read_with_headers("auth.test")
        return answers.identity(answer, _scopes(headers))

    async def server_date(self) -> str:
        """The chat's own time, as its HTTP `Date` header says it; empty when it does not."""
        _, headers = await self._caller.read_with_headers("auth.test")
        return headers.get("date", "")


def _delivery_id(found: Json) -> str:
    metadata = part(found, "metadata")
    if word(metadata, "event_type") != DELIVERY_EVENT:
        return ""
    return word(part(metadata, "event_payload"), "delivery_id")


def _scopes(headers: dict[str, str]) -> frozenset[str]:
    told = headers.get("x-oauth-scopes", "")
    return frozenset(scope.strip() for scope in told.split(",") if scope.strip())


def _need_metadata(channel: str, headers: dict[str, str]) -> None:
    """Without this scope the history comes without metadata, and every message seems to be absent."""
    scopes = _scopes(headers)
    if scopes and _METADATA_SCOPE not in scopes:
        raise DeliveryError(channel, "missing_scope", permanent=True, trouble=DeliveryTrouble.UNCONFIRMED)


def _with_ts(answer: Json, ts: str) -> Json | None:
    return next((found for found in parts(answer, "messages") if word(found, "ts") == ts), None)


def _view_id(answer: Json) -> str:
    return word(part(answer, "view"), "id")
