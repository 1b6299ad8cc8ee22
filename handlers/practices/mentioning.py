"""Messages in channels that name a practice; `handlers.conversation` hears them."""

from bot.services.practices import mentioning
from bot.services.practices.mentioning import Mention
from handlers.services import Body, Services
from templates.mrkdwn import as_typed

_BY_PEOPLE = frozenset({None, "file_share", "thread_broadcast"})


async def point_out(body: Body, event: Body, services: Services) -> None:
    """Answer for staff alone: not to apps, not where other organisations read along, not when the bot is spoken to."""
    if not services.city.practice_links or event.get("subtype") not in _BY_PEOPLE or event.get("bot_id"):
        return
    typed = str(event.get("text") or "")
    speaks_to_bot = any(f"<@{one.get('user_id')}" in typed for one in body.get("authorizations") or ())
    text = as_typed(typed)
    if body.get("is_ext_shared_channel") or speaks_to_bot or not mentioning.may_name_one(text):
        return
    actor = await services.actor(body)
    said = Mention(event["channel"], event["ts"], text, event.get("thread_ts"))
    await services.write(lambda s: mentioning.point_out(s, services.city, actor.person, said))
