"""A helper rests, comes back, or leaves: by a word after the command, and by the buttons of App Home."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services.skills import keeping, leaving, resting
from handlers.chosen import day_in
from handlers.home import refresh_home
from handlers.pressed import day
from handlers.services import Actor, Body, Services
from templates import resting as screens
from templates import upkeep as upkeep_screens
from templates.blocks import Message


def register(app: AsyncApp) -> None:
    """The buttons and the two questions."""
    app.action(screens.PAUSE_ID)(handle_pause_press)
    app.action(screens.RESUME_ID)(handle_resume_press)
    app.action(screens.LEAVE_ID)(handle_leave_press)
    app.action(upkeep_screens.STILL_ID)(handle_still_press)
    app.view(screens.PAUSE_SUBMIT_ID)(handle_pause_submission)
    app.view(screens.LEAVE_SUBMIT_ID)(handle_leave_submission)


async def pause(services: Services, actor: Actor, body: Body, typed: str) -> Message | None:
    """Rest until the day that was typed; without one it is asked for."""
    if (until := day(typed.strip())) is None:
        await services.read(lambda s: resting.own(s, actor.person))
        await services.show(body, screens.pause_modal(actor.words))
        return None
    sheet = await services.write(lambda s: resting.pause(s, services.city, actor.person, until))
    return screens.rested(actor.words, sheet)


async def resume(services: Services, actor: Actor, _body: Body, _typed: str) -> Message | None:
    """Come back."""
    sheet = await services.write(lambda s: resting.resume(s, services.city, actor.person))
    return screens.rested(actor.words, sheet)


async def leave(services: Services, actor: Actor, body: Body, _typed: str) -> Message | None:
    """Show what goes and what stays, and ask."""
    remains = await services.read(lambda s: leaving.consider(s, actor.person))
    await services.show(body, screens.leave_modal(actor.words, remains))
    return None


async def handle_pause_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask until when."""
    await pause(services, await services.actor(body), body, "")
    await ack()


async def handle_resume_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """They are back."""
    actor = await services.actor(body)
    await resume(services, actor, body, "")
    await ack()
    await refresh_home(services, actor)


async def handle_leave_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Show what goes and what stays, and ask."""
    await leave(services, await services.actor(body), body, "")
    await ack()


async def handle_still_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """What they offer is still true; the question becomes thanks."""
    actor = await services.actor(body)
    await services.write(lambda s: keeping.confirm(s, services.city, actor.person))
    await ack()
    said = upkeep_screens.confirmed(actor.words)
    await services.messenger.update(body["channel"]["id"], body["message"]["ts"], said.text, said.blocks)


async def handle_pause_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """They rest."""
    actor, until = await services.actor(body), day(day_in(view, screens.UNTIL))
    sheet = await services.write(lambda s: resting.pause(s, services.city, actor.person, until))
    await ack(response_action="update", view=screens.rested_modal(actor.words, sheet))
    await refresh_home(services, actor)


async def handle_leave_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:  # noqa: ARG001
    """They leave; what remains is shown again."""
    actor = await services.actor(body)
    remains = await services.write(lambda s: leaving.leave(s, services.city, actor.person))
    await ack(response_action="update", view=screens.left_modal(actor.words, remains))
    await refresh_home(services, actor)
