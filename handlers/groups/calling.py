"""Calls for members: posted and ended by who answers for the group, joined by anybody, answered by the lead."""

import logging
from dataclasses import replace

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.calls import CallForm
from bot.domain.errors import DeliveryError
from bot.services.groups import applying, calling
from bot.services.groups.applying import Taken
from handlers.chosen import text_in
from handlers.groups.chat import tell
from handlers.groups.filled import seen_channel
from handlers.noticing import written_in
from handlers.pressed import day, kept_in, number, value_of
from handlers.services import Actor, Body, Services
from templates import calls, groups

log = logging.getLogger(__name__)


def register(app: AsyncApp) -> None:
    """The buttons under calls and wishes, and their two forms."""
    app.view(calls.CALL_SUBMIT_ID)(handle_call_submission)
    app.action(calls.JOIN_ID)(handle_join_press)
    app.action(calls.WITHDRAW_ID)(handle_withdraw_press)
    app.action(calls.APPROVE_ID)(handle_approve_press)
    app.action(calls.DECLINE_ID)(handle_decline_press)
    app.view(calls.DECLINE_SUBMIT_ID)(handle_decline_submission)


async def ask_call(services: Services, actor: Actor, body: Body, group_id: int) -> None:
    """The form of a call."""
    given = await services.read(lambda s: calling.consider(s, services.city, actor.workspace, actor.person, group_id))
    await services.show(body, calls.call_modal(actor.words, group_id, *given))


async def end_call(services: Services, actor: Actor, _body: Body, group_id: int) -> None:
    """End a call before its day."""
    await services.write(lambda s: calling.end(s, services.city, actor.workspace, actor.person, group_id))


async def handle_call_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Post the call once, when who posts has decided about personal data in their words."""
    actor = await services.actor(body)
    group_id, form = number(kept_in(view).get("group"), "group_unknown"), _form(view)
    said = written_in(view, calls.NOTE, form.note)
    if said.findings:
        given = await services.read(
            lambda s: calling.consider(s, services.city, actor.workspace, actor.person, group_id)
        )
        await ack(response_action="update", view=calls.call_modal(actor.words, group_id, *given, said.findings))
        return
    form = replace(form, note=said.words)
    await seen_channel(services, form.channel, calls.CHANNEL)
    await services.write_once(
        actor, view, lambda s: calling.post(s, services.city, actor.workspace, actor.person, group_id, form)
    )
    await ack()


async def handle_join_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Somebody wants to join; the receipt comes as a message."""
    actor, call_id = await services.actor(body), number(value_of(body), "call_unknown")
    await services.write(lambda s: applying.ask(s, services.city, actor.workspace, actor.person, call_id))
    await ack()


async def handle_withdraw_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """They do not want to after all."""
    actor, applicant_id = await services.actor(body), number(value_of(body), "call_unknown")
    await services.write(lambda s: applying.withdraw(s, services.city, actor.workspace, actor.person, applicant_id))
    await ack()


async def handle_approve_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """They are a member from now on, and come into the channel if the bot may bring them."""
    actor, applicant_id = await services.actor(body), number(value_of(body), "call_unknown")
    taken = await services.write(
        lambda s: applying.approve(s, services.city, actor.workspace, actor.person, applicant_id)
    )
    await ack()
    await bring_in(services, actor, taken)


async def handle_decline_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Nobody is told no without words: ask for them."""
    actor, applicant_id = await services.actor(body), number(value_of(body), "call_unknown")
    asked = await services.read(lambda s: applying.consider_decline(s, services.city, actor.person, applicant_id))
    await services.show(body, calls.decline_modal(actor.words, asked))
    await ack()


async def handle_decline_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Tell them with the words given, when who answers has decided about personal data in them."""
    actor, applicant_id = await services.actor(body), number(kept_in(view).get("applicant"), "call_unknown")
    said = written_in(view, calls.WORDS, text_in(view, calls.WORDS))
    if said.findings:
        asked = await services.read(lambda s: applying.consider_decline(s, services.city, actor.person, applicant_id))
        await ack(response_action="update", view=calls.decline_modal(actor.words, asked, said.findings))
        return
    await services.write(
        lambda s: applying.decline(s, services.city, actor.workspace, actor.person, applicant_id, said.words)
    )
    await ack()


async def bring_in(services: Services, actor: Actor, taken: Taken) -> None:
    """Invite a new member; when the bot may not, who took them in is told to do it."""
    if not taken.channel or not taken.chat_id:
        return
    try:
        await services.messenger.invite(taken.channel, [taken.chat_id])
    except DeliveryError as error:
        log.info("a new member could not be invited: %s", error)
        await tell(services, actor, groups.invite_failed(actor.words, taken.group, taken.channel, 1))


def _form(view: Body) -> CallForm:
    return CallForm(
        note=str(_given(view, calls.NOTE).get("value") or "").strip(),
        places=_whole(_given(view, calls.PLACES).get("value")),
        slots=_whole((_given(view, calls.CALL_SLOTS).get("selected_option") or {}).get("value")),
        closes_on=day(_given(view, calls.CLOSES).get("selected_date")),
        channel=_given(view, calls.CHANNEL).get("selected_conversation"),
    )


def _given(view: Body, name: str) -> Body:
    found: Body = view["state"]["values"].get(name, {}).get(name) or {}
    return found


def _whole(value: object) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
