"""The ways to the form: commands, shortcuts, buttons, a mention, a direct message, a 💡 on somebody's message."""

import re
from dataclasses import replace

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.kinds import RequestKind
from bot.services.intake import drafts, invite
from bot.services.intake.drafts import Start
from handlers.intake.answers import read
from handlers.pressed import draft_of
from handlers.services import Actor, Body, Services
from storage.database import Session
from storage.tables import Draft
from templates import intake
from templates.mrkdwn import as_typed

COMMANDS = {
    "/teian": RequestKind.PROPOSAL,
    "/soudan": RequestKind.CONSULTATION,
}
FROM_MESSAGE = {"intake_from_message": RequestKind.PROPOSAL, "consult_from_message": RequestKind.CONSULTATION}
IDEA_EMOJI = "bulb"


def register(app: AsyncApp) -> None:
    """Everything that opens the form or offers to."""
    for command in COMMANDS:
        app.command(command)(handle_post_command)
    app.shortcut(re.compile("^intake_open(_consultation)?$"))(handle_post_shortcut)
    for kind in RequestKind:
        app.action(f"intake_open_{kind}")(handle_post_shortcut)
    app.shortcut({"type": "message_action", "callback_id": re.compile("_from_message$")})(handle_message_shortcut)
    app.action("intake_continue")(handle_continue_press)
    app.action("intake_start_over")(handle_start_over_press)
    app.action("intake_decline")(handle_decline_press)
    app.event("app_mention")(handle_mention)
    app.event("reaction_added")(handle_reaction)


async def handle_post_command(ack: AsyncAck, body: Body, services: Services) -> None:
    """/teian and /soudan, with or without a few words."""
    actor = await services.actor(body)
    start = drafts.start_from(COMMANDS[body["command"]], body.get("text", ""))
    await open_form(services, actor, body, start)
    await ack()


async def handle_post_shortcut(ack: AsyncAck, body: Body, services: Services) -> None:
    """The global shortcuts and App Home's buttons."""
    actor = await services.actor(body)
    named = body.get("callback_id", "").removeprefix("intake_open").removeprefix("_")
    pressed = (body.get("actions") or [{}])[0].get("value") or named
    await open_form(services, actor, body, Start(RequestKind(pressed)) if pressed else Start(any_kind=True))
    await ack()


async def handle_message_shortcut(ack: AsyncAck, body: Body, services: Services) -> None:
    """Somebody's message becomes the beginning of an item; its address is kept."""
    actor = await services.actor(body)
    channel, ts = body["channel"]["id"], body["message"]["ts"]
    link = await services.find_link(channel, ts)
    start = drafts.start_from(FROM_MESSAGE[body["callback_id"]], as_typed(body["message"].get("text", "")))
    author = body["message"].get("user")
    credit = {"together_with": [author]} if author and author != actor.chat_id else {}
    await open_form(services, actor, body, Start(start.kind, {**start.answers, **credit}, channel, ts, link))
    await ack()


async def handle_continue_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Open a form that was prepared from a message."""
    actor = await services.actor(body)
    draft_id = draft_of(body)
    draft = await services.read(lambda s: drafts.resume(s, actor.person, draft_id))
    state = await _state(services, draft)
    await services.messenger.open_view(body["trigger_id"], intake.intake_modal(actor.words, state))
    await ack()


async def handle_start_over_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Throw the unfinished form away and begin with an empty one, in the same modal."""
    actor = await services.actor(body)
    draft_id, view = draft_of(body), body["view"]
    kind = read(view).kind

    def anew(session: Session) -> Draft:
        drafts.discard(session, actor.person, draft_id)
        return drafts.fresh(session, services.city, actor.person, Start(kind))

    draft = await services.write(anew)
    state = await _state(services, draft)
    await services.messenger.update_view(intake.intake_modal(actor.words, state), view_id=view["id"])
    await ack()


async def handle_decline_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Not this time: the prepared draft is thrown away and the question is closed."""
    actor = await services.actor(body)
    draft_id = draft_of(body)
    channel, ts = body["channel"]["id"], body["message"]["ts"]
    await services.read(lambda s: drafts.resume(s, actor.person, draft_id))  # only who was asked can decline
    await services.write(lambda s: drafts.discard(s, actor.person, draft_id))
    await ack()
    await services.messenger.update(channel, ts, actor.words.plain("direct.thanked"), [])


async def handle_mention(body: Body, event: Body, services: Services) -> None:
    """Somebody speaks to the bot: offer the form, filled in as far as they wrote."""
    if not event.get("bot_id"):
        await offer_form(body, event, services)


async def offer_form(body: Body, event: Body, services: Services) -> None:
    """Answer a message to the bot with a button that opens the form; the same message only once."""
    actor = await services.actor(body)
    link = await services.find_link(event["channel"], event["ts"])
    message = invite.Message(
        event["channel"], event["ts"], as_typed(event.get("text", "")), link, event.get("thread_ts")
    )
    await services.write(lambda s: invite.answer_message(s, services.city, actor.person, message))


async def handle_reaction(body: Body, event: Body, services: Services) -> None:
    """A 💡 on a message: its author is asked whether to send it on."""
    author, item = event.get("item_user"), event["item"]
    if event["reaction"] != IDEA_EMOJI or not author or item.get("type") != "message":
        return
    message = await services.messenger.message(item["channel"], item["ts"])
    if message is None or message.user != author or message.by_bot:
        return
    link = await services.find_link(item["channel"], item["ts"])
    reactor = await services.actor(body)
    writer = await services.actor({"team_id": reactor.workspace.team_id, "user_id": author})
    found = invite.Message(item["channel"], item["ts"], as_typed(message.text), link)
    await services.write(lambda s: invite.ask_author(s, services.city, reactor.person, writer.person, found))


async def open_form(services: Services, actor: Actor, body: Body, start: Start) -> None:
    """Show the form, over what they are looking at; an unfinished one goes on when nothing else was asked for."""
    draft, resumed = await services.write(lambda s: drafts.begin(s, services.city, actor.person, start))
    state = await _state(services, draft, resumed=resumed)
    # On their own screen people see what they wrote; the draft holds it masked.
    state = replace(state, answers={**state.answers, **start.answers}, covered=state.covered and not start.answers)
    await services.show(body, intake.intake_modal(actor.words, state))


async def _state(services: Services, draft: Draft, *, resumed: bool = False) -> intake.FormState:
    return await services.read(lambda s: drafts.form_state(s, draft, resumed=resumed))
