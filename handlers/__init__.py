"""What the chat sends in, by user flow; `register` tells everything the bot answers to."""

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncApp

from handlers import (
    absence,
    assigning,
    channels,
    commands,
    commenting,
    consulting,
    conversation,
    decisions,
    groups,
    handover,
    helping,
    home,
    intake,
    merging,
    practices,
    reminding,
    replies,
    revealing,
    rollout,
    scoring,
    searching,
    skills,
    staff,
    transferring,
    triage,
)
from handlers.errors import handle_error
from handlers.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Connect every listener; the most used come first, since they are matched in this order."""

    @app.middleware
    async def provide_services(context: dict[str, object], next_: Callable[[], Awaitable[None]]) -> None:
        context["services"] = services
        await next_()

    app.error(handle_error)
    intake.register(app)
    decisions.register(app)
    triage.register(app)
    replies.register(app)
    assigning.register(app)
    merging.register(app)
    consulting.register(app)
    scoring.register(app)
    helping.register(app)
    commenting.register(app)
    reminding.register(app)
    absence.register(app)
    handover.register(app)
    transferring.register(app)
    revealing.register(app)
    rollout.register(app)
    home.register(app)
    groups.register(app)
    searching.register(app)
    skills.register(app)
    practices.register(app)
    commands.register(app)
    conversation.register(app)
    staff.register(app)
    channels.register(app)
