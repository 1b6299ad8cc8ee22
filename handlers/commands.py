"""/bansou: help, and a look at the digest before it goes out."""

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import NotFoundError
from bot.services import digest
from handlers.services import Actor, Body, Services
from templates.blocks import Message, section

Answer = Callable[[Services, Actor], Awaitable[Message]]


def register(app: AsyncApp) -> None:
    """The one command with several uses."""
    app.command("/bansou")(handle_bansou_command)


async def handle_bansou_command(ack: AsyncAck, body: Body, services: Services) -> None:
    """Answer to the person alone."""
    actor = await services.actor(body)
    typed = str(body.get("text") or "").strip()
    use = _USES.get((typed.split() or ["help"])[0].lower())
    if use is None:
        raise NotFoundError("command_unknown", typed=typed)
    answer = await use(services, actor)
    await ack(response_type="ephemeral", text=answer.text, blocks=answer.blocks)


async def _help(_services: Services, actor: Actor) -> Message:
    return Message(actor.words.plain("help.text"), [section(actor.words.say("help.text"))])


async def _digest(services: Services, actor: Actor) -> Message:
    message = await services.read(lambda s: digest.preview(s, services.city, actor.person))
    if message is None:
        raise NotFoundError("digest_empty")
    return message


_USES: dict[str, Answer] = {"help": _help, "使い方": _help, "digest": _digest, "週報": _digest}
