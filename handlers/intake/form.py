"""The form while it is open: what is typed is kept, and sending it stores the item before the modal changes."""

import logging
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import StorageError
from bot.domain.items import Item
from bot.domain.kinds import FORMS, FieldType
from bot.domain.practices import TagKind
from bot.services.intake import drafts, review, submit
from bot.services.intake.submit import Form, Plan
from bot.services.practices import tags
from handlers.errors import sentence
from handlers.intake.answers import Filled, read
from handlers.services import Actor, Body, Services
from storage.database import Session
from storage.tables import Draft
from templates import intake
from templates.blocks import option

log = logging.getLogger(__name__)


def register(app: AsyncApp) -> None:
    """The form's own buttons and fields."""
    app.view(intake.SUBMIT_ID)(handle_form_submission)
    for action_id in (intake.TYPED_ID, intake.ANSWER_ID, intake.DEPARTMENT_ID, intake.TAGS_ID):
        app.action(action_id)(handle_form_typing)
    app.action(intake.KIND_ID)(handle_form_kind)
    app.options(intake.DEPARTMENT_ID)(handle_department_options)
    app.options(intake.TAGS_ID)(handle_tag_options)
    app.view_closed(intake.SUBMIT_ID)(handle_form_closed)


async def handle_form_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Check, ask where something was noticed, store, and only then say so."""
    filled = read(view)
    errors = review.check(filled.kind, filled.answers, services.city.today())
    if errors:
        words = (await services.actor(body)).words
        marked = {intake.block_id(e.field, filled.draft_id): sentence(words, e) for e in errors}
        await ack(response_action="errors", errors=marked)
        return
    key = f"view:{filled.view_id}"

    def look(session: Session, actor: Actor) -> Item | intake.FormState | tuple[Form, Plan]:
        # A submission that is delivered again would find itself.
        if (sent := submit.find_sent(session, services.city, actor.workspace, key)) is not None:
            return sent
        # Long texts take some 20 ms to be read: not where everybody else waits.
        findings = filled.choice.undecided(filled.answers)
        form = _form(session, actor, filled, filled.choice.carried_out(filled.answers))
        plan = submit.prepare(session, services.city, actor.person.workspace_id, form)
        similar = [] if filled.similar_seen else review.similar_items(session, actor.person, plan.near)
        if findings or similar:
            return replace(_state(filled), findings=findings, similar=similar)
        return form, plan

    actor, found = await services.look(body, look)
    match found:
        case intake.FormState():
            await ack(response_action="update", view=intake.intake_modal(actor.words, found))
            return
        case Item():
            item = found
        case form, plan:
            done = await services.write(
                lambda s: submit.submit(s, services.city, actor.workspace, actor.person, form, plan, key)
            )
            item = done.item
    await ack(response_action="update", view=intake.received_modal(actor.words, item))


async def handle_form_typing(ack: AsyncAck, body: Body, services: Services) -> None:
    """Keep what has been typed so far; when that cannot be done, sending it will say so, not every pause."""
    actor = await services.actor(body)
    try:
        await _keep(services, actor, read(body["view"]))
    except StorageError as error:
        log.warning("a draft could not be kept: %s", error)
    await ack()


async def handle_form_kind(ack: AsyncAck, body: Body, services: Services) -> None:
    """Show the questions of the other kind, with everything typed still there."""
    actor = await services.actor(body)
    filled = read(body["view"])
    kept = await _keep(services, actor, filled)
    # Answers to questions that this kind does not ask come back from the draft when the kind comes back.
    earlier = kept.answers if kept else {}
    state = replace(_state(filled), answers={**earlier, **_typed(filled)})
    await ack()
    await services.messenger.update_view(
        intake.intake_modal(actor.words, state), view_id=filled.view_id, hash=body["view"].get("hash")
    )


async def handle_form_closed(ack: AsyncAck) -> None:
    """The draft was kept while typing; a closed modal brings nothing new."""
    await ack()


async def handle_department_options(ack: AsyncAck, body: Body, services: Services) -> None:
    """Departments whose name holds what was typed."""
    actor = await services.actor(body)
    typed = str(body.get("value") or "")
    found = await services.read(lambda s: drafts.department_choices(s, actor.person.workspace_id, typed))
    await ack(options=[option(name, str(id_)) for id_, name in found])


async def handle_tag_options(ack: AsyncAck, body: Body, services: Services) -> None:
    """Tags that are known already, and what was typed as a new one."""
    actor, typed = await services.actor(body), str(body.get("value") or "")
    name = str(body.get("block_id") or "").partition(":")[0]
    kind = TagKind(name) if name in set(TagKind) else TagKind.TOOLS
    found = await services.read(lambda s: tags.suggestions(s, actor.person.workspace_id, kind, typed))
    await ack(options=intake.tag_options(actor.words, found))


async def _keep(services: Services, actor: Actor, filled: Filled) -> Draft | None:
    return await services.write(
        lambda s: drafts.keep(s, services.city, actor.person, filled.draft_id, filled.kind, _typed(filled))
    )


def _form(session: Session, actor: Actor, filled: Filled, answers: dict[str, Any]) -> Form:
    source = drafts.source(session, actor.person, filled.draft_id)
    return Form(filled.kind, answers, filled.draft_id, **source, personal_data=filled.choice.decided(filled.answers))


def _typed(filled: Filled) -> dict[str, Any]:
    """Answers without files, which the chat keeps in the modal and nowhere else."""
    files = {question.name for question in FORMS[filled.kind] if question.type is FieldType.FILES}
    return {name: answer for name, answer in filled.answers.items() if name not in files}


def _state(filled: Filled) -> intake.FormState:
    return intake.FormState(
        filled.draft_id, filled.kind, filled.answers, filled.department, similar_seen=filled.similar_seen
    )
