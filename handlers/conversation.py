"""Messages the bot can read: direct ones are answered, edits of messages behind items are offered to be taken over."""

from slack_bolt.async_app import AsyncApp

from bot.services import answering
from bot.services.intake import joining
from handlers.intake.surfaces import offer_form
from handlers.practices.mentioning import point_out
from handlers.services import Body, Services, team_of
from templates.mrkdwn import as_typed


def register(app: AsyncApp) -> None:
    """The one listener for messages; what none of its cases takes is not for the bot."""
    app.event("message")(handle_message)


async def handle_message(body: Body, event: Body, services: Services) -> None:
    """Tell what kind of message it is, and leave the rest alone."""
    subtype = event.get("subtype")
    if subtype == "message_changed":
        await _offer_edit(body, event, services)
        return
    to_the_bot = event.get("channel_type") == "im" and subtype in {None, "file_share"} and not event.get("bot_id")
    if event.get("channel_type") in {"channel", "group"}:
        await point_out(body, event, services)
    if to_the_bot and not await _is_answer(body, event, services):
        await offer_form(body, event, services)


async def _is_answer(body: Body, event: Body, services: Services) -> bool:
    thread_ts, text = event.get("thread_ts"), as_typed(event.get("text", ""))
    if not thread_ts:
        return False
    actor = await services.actor(body)
    return await services.write(
        lambda s: answering.take_reply(s, services.city, actor.workspace, actor.person, thread_ts, event["ts"], text)
    )


async def _offer_edit(body: Body, event: Body, services: Services) -> None:
    new, old = event["message"], event.get("previous_message") or {}
    if new.get("bot_id") or new.get("text") == old.get("text"):
        return
    channel, ts, text = event["channel"], new["ts"], as_typed(new.get("text", ""))
    team_id, event_id = team_of(body), str(body.get("event_id"))
    await services.write(lambda s: joining.notice_edit(s, services.city, team_id, channel, ts, text, event_id))
