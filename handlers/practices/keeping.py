"""The buttons of a practice: in its item, on its card, in the yearly question."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import NotFoundError
from bot.domain.practices import PracticeDeed
from bot.services.practices import keeping
from handlers.chosen import text_in
from handlers.home import refresh_home
from handlers.noticing import written_in
from handlers.pressed import item_of, kept_in, number
from handlers.services import Actor, Body, Services
from handlers.showing import item_view
from templates import keeping as screens


def register(app: AsyncApp) -> None:
    """One listener for every deed but editing, and the question why."""
    for deed in PracticeDeed:
        if deed is not PracticeDeed.EDIT:
            app.action(screens.deed_id(deed))(handle_deed_press)
    app.view(screens.WORDS_ID)(handle_words_submission)


async def handle_deed_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Do it, or ask for the words that it needs."""
    actor, request_id = await services.actor(body), item_of(body)
    deed = PracticeDeed(body["actions"][0]["action_id"].removeprefix("practice_"))
    if screens.needs_words(deed):
        item = await services.write(lambda s: keeping.consider(s, services.city, actor.person, request_id, deed))
        await services.show(body, screens.words_modal(actor.words, item, deed))
        await ack()
        return
    item = await services.write(
        lambda s: keeping.carry_out(s, services.city, actor.workspace, actor.person, request_id, deed)
    )
    await ack()
    if (body.get("view") or {}).get("type") == "home":
        await refresh_home(services, actor)
    elif body.get("view"):
        await services.messenger.update_view(await item_view(services, actor, request_id), view_id=body["view"]["id"])
    elif deed is PracticeDeed.CONFIRM:
        done = screens.confirmed(actor.words, item)
        await services.messenger.update(body["channel"]["id"], body["message"]["ts"], done.text, done.blocks)


async def handle_words_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Do it with its reason, once who wrote that has decided about personal data in it."""
    actor, kept = await services.actor(body), kept_in(view)
    request_id, deed = number(kept.get("item"), "request_unknown"), _deed(kept.get("deed"))
    said = written_in(view, screens.WORDS_BLOCK, text_in(view, screens.WORDS_BLOCK))
    if said.findings:
        item = await services.write(lambda s: keeping.consider(s, services.city, actor.person, request_id, deed))
        await ack(response_action="update", view=screens.words_modal(actor.words, item, deed, said.findings))
        return
    await _carry_out(services, actor, view, request_id, deed, said.words, said.decided)
    await ack(response_action="update", view=await item_view(services, actor, request_id))


async def _carry_out(
    services: Services, actor: Actor, view: Body, request_id: int, deed: PracticeDeed, words: str, decided: str
) -> None:
    await services.write_once(
        actor,
        view,
        lambda s: keeping.carry_out(s, services.city, actor.workspace, actor.person, request_id, deed, words, decided),
    )


def _deed(value: object) -> PracticeDeed:
    try:
        return PracticeDeed(str(value))
    except ValueError:
        raise NotFoundError("request_unknown") from None
