"""A reply that seemed to hold personal data: its writer says whether it is covered or sent as it is."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import NotFoundError
from bot.services import answering
from handlers.pressed import item_of, value_of
from handlers.services import Body, Services
from templates import deciding
from templates.mrkdwn import as_typed


def register(app: AsyncApp) -> None:
    """The two buttons under such a reply."""
    app.action(deciding.REPLY_MASK_ID)(handle_reply_choice)
    app.action(deciding.REPLY_KEEP_ID)(handle_reply_choice)


async def handle_reply_choice(ack: AsyncAck, body: Body, services: Services) -> None:
    """Read the reply anew, since only the chat has kept it, and hand it on."""
    actor = await services.actor(body)
    request_id = item_of(body)
    _, ts, types = [*value_of(body).split(":"), "", ""][:3]
    noticed = types.split(",") if body["actions"][0]["action_id"] == deciding.REPLY_KEEP_ID else None
    channel = body["channel"]["id"]
    reply = await services.messenger.message(channel, ts)
    if reply is None or reply.user != actor.chat_id:
        raise NotFoundError("reply_gone")
    text = as_typed(reply.text)
    item = await services.write(
        lambda s: answering.take_noticed(s, services.city, actor.workspace, actor.person, request_id, text, noticed)
    )
    await ack()
    taken = deciding.answer_taken(actor.words, item)
    await services.messenger.update(channel, body["message"]["ts"], taken.text, taken.blocks)
