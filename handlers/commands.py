"""/bansou: help, lists and searches, one item with its history, and a look at the digest before it goes out."""

import unicodedata
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import NotFoundError
from bot.services import digest, listing, timeline
from handlers.services import Actor, Body, Services
from templates.blocks import Message, section
from templates.history import item_message
from templates.listing import item_list

Answer = Callable[[Services, Actor, str], Awaitable[Message]]


def register(app: AsyncApp) -> None:
    """The one command with several uses."""
    app.command("/bansou")(handle_bansou_command)


async def handle_bansou_command(ack: AsyncAck, body: Body, services: Services) -> None:
    """Answer to the person alone."""
    actor = await services.actor(body)
    typed = str(body.get("text") or "").strip()
    word, _, rest = typed.partition(" ")
    use = _USES.get(unicodedata.normalize("NFKC", word or "help").lower())
    if use is None:
        raise NotFoundError("command_unknown", typed=typed)
    answer = await use(services, actor, rest.strip())
    await ack(response_type="ephemeral", text=answer.text, blocks=answer.blocks)


async def _help(_services: Services, actor: Actor, _rest: str) -> Message:
    return Message(actor.words.say("help.text"), [section(actor.words.say("help.text"))])


async def _list(services: Services, actor: Actor, _rest: str) -> Message:
    found = await services.read(lambda s: listing.newest(s, services.city, actor.person.workspace_id))
    return item_list(actor.words, found)


async def _search(services: Services, actor: Actor, rest: str) -> Message:
    if not rest:
        return await _list(services, actor, rest)
    found = await services.read(lambda s: listing.find(s, services.city, actor.person.workspace_id, rest))
    return item_list(actor.words, found, rest)


async def _digest(services: Services, actor: Actor, _rest: str) -> Message:
    message = await services.read(lambda s: digest.preview(s, services.city, actor.person))
    if message is None:
        raise NotFoundError("digest_empty")
    return message


async def _show(services: Services, actor: Actor, number: str) -> Message:
    opened = await services.read(lambda s: timeline.open_number(s, services.city, actor.person, number))
    return item_message(actor.words, opened)


_USES: dict[str, Answer] = {
    "help": _help,
    "使い方": _help,
    "list": _list,
    "一覧": _list,
    "search": _search,
    "検索": _search,
    "digest": _digest,
    "週報": _digest,
    "show": _show,
    "見る": _show,
}
