"""Merging an item into another: the question into which one, and the answer."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.statuses import TriageAction
from bot.services import decisions, merge_choices
from bot.services.decisions import Decision
from handlers.chosen import text_in
from handlers.home import refresh_home
from handlers.noticing import written_in
from handlers.pressed import in_home, kept_in, number
from handlers.services import Actor, Body, Services
from templates import merging
from templates.merging import NOTE_BLOCK


def register(app: AsyncApp) -> None:
    """The modal and its menu; it is opened from the menu of decisions."""
    app.view(merging.SUBMIT_ID)(handle_merge_submission)
    app.options(merging.INTO_BLOCK)(handle_merge_options)


async def ask_item(services: Services, actor: Actor, body: Body, request_id: int, _action: TriageAction) -> None:
    """Ask for the item."""
    item = await services.read(
        lambda s: merge_choices.consider(s, services.city, actor.workspace, actor.person, request_id)
    )
    await services.show(body, merging.merge_modal(actor.words, item, in_home=in_home(body)))


async def handle_merge_options(ack: AsyncAck, body: Body, services: Services) -> None:
    """The items that fit what was typed, the similar ones before anything is."""
    actor = await services.actor(body)
    request_id = number(kept_in(body["view"]).get("item"), "request_unknown")
    typed = str(body.get("value") or "")
    found = await services.read(
        lambda s: merge_choices.choices(s, services.city, actor.workspace, actor.person, request_id, typed)
    )
    await ack(options=merging.choice_options(actor.words, found))


async def handle_merge_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Merge the item, once who wrote the words has decided about personal data in them."""
    actor = await services.actor(body)
    values = view["state"]["values"]
    chosen = values[merging.INTO_BLOCK][merging.INTO_BLOCK].get("selected_option") or {}
    request_id = number(kept_in(view).get("item"), "request_unknown")
    to_home, note = bool(kept_in(view).get("in_home")), written_in(view, NOTE_BLOCK, text_in(view, NOTE_BLOCK))
    if note.findings:
        item = await services.read(
            lambda s: merge_choices.consider(s, services.city, actor.workspace, actor.person, request_id)
        )
        modal = merging.merge_modal(actor.words, item, in_home=to_home, findings=note.findings)
        await ack(response_action="update", view=modal)
        return
    into = number(chosen.get("value"), "request_unknown")
    made = Decision(TriageAction.MERGE, note.words, personal_data=note.decided, into=into)
    await services.write(lambda s: decisions.decide(s, services.city, actor.workspace, actor.person, request_id, made))
    await ack(response_action="clear")
    if to_home:
        await refresh_home(services, actor)
