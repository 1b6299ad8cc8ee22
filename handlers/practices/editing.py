"""Writing a practice anew, and making one of an item that is done."""

from dataclasses import replace

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.practices import PracticeDeed
from bot.services.practices import drafting, editing
from handlers.errors import sentence
from handlers.intake.answers import read
from handlers.intake.surfaces import open_form
from handlers.pressed import item_of
from handlers.services import Body, Services
from handlers.showing import item_view
from templates import intake, keeping, rewriting


def register(app: AsyncApp) -> None:
    """The two buttons and the form of the first."""
    app.action(keeping.deed_id(PracticeDeed.EDIT))(handle_edit_press)
    app.view(rewriting.SUBMIT_ID)(handle_edit_submission)
    app.action(keeping.MAKE_ID)(handle_make_press)


async def handle_edit_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """The form with what stands there now."""
    actor, request_id = await services.actor(body), item_of(body)
    item, state = await services.write(lambda s: editing.begin(s, services.city, actor.person, request_id))
    await services.show(body, rewriting.rewriting_modal(actor.words, item, state))
    await ack()


async def handle_edit_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Store it, once it is complete and decided on what looks like personal data; then show the practice."""
    actor, filled = await services.actor(body), read(view)
    request_id, answers = filled.draft_id, filled.answers
    if errors := editing.check(answers, services.city):
        marked = {intake.block_id(e.field, request_id): sentence(actor.words, e) for e in errors}
        await ack(response_action="errors", errors=marked)
        return
    if findings := filled.choice.undecided(answers):
        item, state = await services.write(lambda s: editing.begin(s, services.city, actor.person, request_id))
        noticed = replace(state, answers=answers, findings=findings)
        await ack(response_action="update", view=rewriting.rewriting_modal(actor.words, item, noticed))
        return
    stored, decided = filled.choice.carried_out(answers), filled.choice.decided(answers)
    await services.write_once(
        actor,
        view,
        lambda s: editing.edit(s, services.city, actor.workspace, actor.person, request_id, stored, decided),
    )
    await ack(response_action="update", view=await item_view(services, actor, request_id))


async def handle_make_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """The form of a practice, filled in from the item."""
    actor, request_id = await services.actor(body), item_of(body)
    start = await services.read(lambda s: drafting.draft_of(s, actor.person, request_id))
    await open_form(services, actor, body, start)
    await ack()
