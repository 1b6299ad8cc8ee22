"""/skill, and what /bansou says of skills: write, look for, rest, come back, leave."""

import re
import unicodedata
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import NotAllowedError
from bot.services.skills import looking
from handlers.services import Actor, Body, Services
from handlers.skills import offering, resting
from templates import finding
from templates.blocks import Message
from templates.mrkdwn import as_typed

Use = Callable[[Services, Actor, Body, str], Awaitable[Message | None]]
_MENTIONED = re.compile(r"\A\s*<@([A-Z0-9]+)(?:\|[^>]*)?>\s*\Z")


def register(app: AsyncApp) -> None:
    """The command."""
    app.command("/skill")(handle_skill_command)


async def handle_skill_command(ack: AsyncAck, body: Body, services: Services) -> None:
    """Answer to the person alone, or open a form."""
    said = await use(services, await services.actor(body), body, str(body.get("text") or ""))
    await ack(response_type="ephemeral", text=said.text, blocks=said.blocks) if said else await ack()


async def use_after_word(services: Services, actor: Actor, body: Body) -> Message | None:
    """The same after the first word of another command."""
    return await use(services, actor, body, "".join(str(body.get("text") or "").split(None, 1)[1:]))


async def use(services: Services, actor: Actor, body: Body, text: str) -> Message | None:
    """Do what was typed; None where a modal says the rest."""
    if person := _MENTIONED.match(text):
        return await _show(services, actor, person[1])
    typed = as_typed(text)
    word, rest = [*typed.split(None, 1), "", ""][:2]
    known = _USES.get(unicodedata.normalize("NFKC", word).lower())
    if known is not None:
        return await known(services, actor, body, rest)
    return await _find(services, actor, typed)


async def _write(services: Services, actor: Actor, body: Body, _rest: str) -> None:
    await offering.open_form(services, actor, body)


async def _find(services: Services, actor: Actor, typed: str) -> Message:
    await _staff_only(services, actor)
    found = await services.read(lambda s: looking.find(s, services.city, actor.person, typed))
    return finding.found_message(actor.words, found.typed, found.helpers, found.more)


async def _show(services: Services, actor: Actor, chat_id: str) -> Message:
    await _staff_only(services, actor)
    helper = await services.read(lambda s: looking.get(s, services.city, actor.person, chat_id))
    return finding.person_message(actor.words, helper)


async def _staff_only(services: Services, actor: Actor) -> None:
    """Guests of the workspace may post what they have to say, but not read who can do what."""
    if (await services.messenger.person(actor.chat_id)).is_guest:
        raise NotAllowedError("skill_staff_only")


_USES: dict[str, Use] = {
    "": _write,
    **dict.fromkeys(("休む", "お休み", "pause"), resting.pause),
    **dict.fromkeys(("再開", "再開する", "resume"), resting.resume),
    **dict.fromkeys(("やめる", "leave", "stop"), resting.leave),
}
