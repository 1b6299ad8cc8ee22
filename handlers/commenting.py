"""Comments for the reviewers alone."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services import commenting
from handlers.chosen import text_in
from handlers.noticing import written_in
from handlers.pressed import item_of, kept_in, number
from handlers.services import Body, Services
from handlers.showing import item_view
from templates import commenting as screens


def register(app: AsyncApp) -> None:
    """The button in the item's modal, and the question what to say."""
    app.action(screens.OPEN_ID)(handle_comment_press)
    app.view(screens.SUBMIT_ID)(handle_comment_submission)


async def handle_comment_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask for the words."""
    actor = await services.actor(body)
    request_id = item_of(body)
    item = await services.read(lambda s: commenting.consider(s, services.city, actor.person, request_id))
    await ack()
    await services.show(body, screens.comment_modal(actor.words, item))


async def handle_comment_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Keep the comment, once who wrote it has decided about personal data in it; then show the item with it."""
    actor = await services.actor(body)
    request_id = number(kept_in(view).get("item"), "request_unknown")
    said = written_in(view, screens.TEXT_BLOCK, text_in(view, screens.TEXT_BLOCK))
    if said.findings:
        item = await services.read(lambda s: commenting.consider(s, services.city, actor.person, request_id))
        await ack(response_action="update", view=screens.comment_modal(actor.words, item, said.findings))
        return
    await services.write(
        lambda s: commenting.comment(s, services.city, actor.person, request_id, said.words, said.decided)
    )
    await ack(response_action="update", view=await item_view(services, actor, request_id))
