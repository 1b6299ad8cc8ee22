"""The form of a group: opened, filled in with suggestions, stored; then its channel is made and people invited."""

import logging
from dataclasses import replace

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import DeliveryError
from bot.services.groups import editing
from bot.services.groups.editing import Saved
from handlers.groups.chat import tell
from handlers.groups.filled import asked_in, form_of
from handlers.intake.form import handle_department_options
from handlers.pressed import number, value_of
from handlers.services import Actor, Body, Services
from storage import people
from storage.database import Session
from templates import group_form, groups
from templates.blocks import Message
from templates.group_form import GroupAsked

log = logging.getLogger(__name__)


def register(app: AsyncApp) -> None:
    """The button for a new group and the form."""
    app.action(groups.NEW_ID)(handle_new_press)
    app.action(group_form.RELATED_ID)(handle_related_choice)
    app.action(group_form.SUGGEST_ID)(handle_suggestion)
    app.options(group_form.RELATED_ID)(handle_department_options)
    app.view(group_form.SUBMIT_ID)(handle_group_submission)


async def handle_new_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """An empty form."""
    actor = await services.actor(body)
    asked = editing.open_new(actor.person)
    await ack()
    await services.show(body, group_form.group_modal(actor.words, asked))


async def open_form(services: Services, actor: Actor, body: Body, group_id: int) -> None:
    """The form of a group that is there."""
    asked = await services.read(lambda s: editing.open_form(s, services.city, actor.person, group_id))
    await services.show(body, group_form.group_modal(actor.words, asked))


async def handle_related_choice(ack: AsyncAck, body: Body, services: Services) -> None:
    """Offer the people of the departments that are chosen now."""
    await _show_anew(ack, body, services, asked_in(body["view"]))


async def handle_suggestion(ack: AsyncAck, body: Body, services: Services) -> None:
    """Put somebody who was suggested among the members."""
    actor = await services.actor(body)
    asked, person_id = asked_in(body["view"]), number(value_of(body), "person_unknown")
    person = await services.read(lambda s: people.get(s, actor.workspace.id or 0, person_id))
    members = tuple(dict.fromkeys([*asked.fields.members, *([person.chat_id] if person.chat_id else [])]))
    await _show_anew(ack, body, services, replace(asked, fields=replace(asked.fields, members=members)))


async def handle_group_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Store it once; what is left in the chat is done after the form has closed."""
    actor = await services.actor(body)
    asked = asked_in(view)
    form = await form_of(services, actor, asked)

    def store(session: Session) -> Saved:
        if asked.group_id is None:
            return editing.create(session, services.city, actor.workspace, actor.person, form)
        given = (actor.person, asked.group_id, asked.stamp, form)
        return editing.change(session, services.city, actor.workspace, *given)

    saved = await services.write_once(actor, view, store)
    await ack()
    if saved is not None:
        await _settle_in_chat(services, actor, form.name or asked.fields.name, saved)


async def _settle_in_chat(services: Services, actor: Actor, name: str, saved: Saved) -> None:
    """Make the channel, and bring in who is new; without it the group is still stored, and the person is told."""
    channel = saved.channel
    try:
        if saved.new_channel:
            made = await services.messenger.create_channel(saved.new_channel)
            channel = made.id
            await services.write(
                lambda s: editing.tie_channel(s, services.city, actor.workspace, saved.group_id, made.name, made.id)
            )
        if channel and saved.newcomers:
            await services.messenger.invite(channel, saved.newcomers)
    except DeliveryError as error:
        log.info("what is left of a group's change in the chat: %s", error)
        await tell(services, actor, _failed(actor, name, saved, channel, error.reason))


def _failed(actor: Actor, name: str, saved: Saved, channel: str | None, reason: str) -> Message:
    if channel is None:
        return groups.channel_failed(actor.words, name, saved.new_channel, reason)
    return groups.invite_failed(actor.words, name, channel, len(saved.newcomers))


async def _show_anew(ack: AsyncAck, body: Body, services: Services, asked: GroupAsked) -> None:
    actor = await services.actor(body)
    workspace_id = actor.workspace.id or 0
    suggested = await services.read(lambda s: editing.suggest(s, services.city, workspace_id, asked.fields))
    shown = replace(asked, version=asked.version + 1, suggested=suggested)
    await ack()
    await services.messenger.update_view(group_form.group_modal(actor.words, shown), view_id=body["view"]["id"])
