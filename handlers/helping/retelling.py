"""A solved consultation becomes a practice."""

import logging

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import DeliveryError
from bot.services.helping import retelling
from bot.services.helping.retelling import Said, Talk
from handlers.intake.surfaces import open_form
from handlers.pressed import item_of
from handlers.services import Body, Services
from templates import retelling as screens
from templates.mrkdwn import as_typed

log = logging.getLogger(__name__)


def register(app: AsyncApp) -> None:
    """The helper's button, and the answers of who asked privately."""
    app.action(screens.RETELL_ID)(handle_retell_press)
    app.action(screens.AGREE_ID)(handle_consent_press)
    app.action(screens.DECLINE_ID)(handle_consent_press)


async def handle_retell_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Open the form of a practice with what was said, or ask who asked first."""
    actor, request_id = await services.actor(body), item_of(body)
    wish = await services.write(lambda s: retelling.wish(s, services.city, actor.person, request_id))
    if not wish.may_begin:
        await services.show(body, screens.waiting_modal(actor.words, wish.item))
        await ack()
        return
    said = await _said(services, wish.talk) if wish.talk else []
    start = await services.read(lambda s: retelling.draft(s, services.city, actor.person, request_id, said))
    await open_form(services, actor, body, start)
    await ack()


async def handle_consent_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Who asked privately lets it be told, or does not."""
    actor, request_id = await services.actor(body), item_of(body)
    agreed = body["actions"][0]["action_id"] == screens.AGREE_ID
    item = await services.write(lambda s: retelling.agree(s, services.city, actor.person, request_id, agreed=agreed))
    await ack()
    shown = screens.answered(actor.words, item, agreed=agreed)
    await services.messenger.update(body["channel"]["id"], body["message"]["ts"], shown.text, shown.blocks)


async def _said(services: Services, talk: Talk) -> list[Said]:
    """What the two wrote; nothing when the chat does not let it be read: the form opens all the same."""
    try:
        found = await services.messenger.conversation(talk.channel, talk.ts)
    except DeliveryError as error:
        log.info("a conversation cannot be read: %s", error)
        return []
    return [Said(one.user or "", as_typed(one.text)) for one in found]
