"""A practice spreads: departments take it up, tick off what is to be done, and are asked in campaigns."""

from slack_bolt.async_app import AsyncApp

from handlers.rollout import adopting, campaigning, looking, progressing


def register(app: AsyncApp) -> None:
    """Everything about adoptions and campaigns."""
    adopting.register(app)
    progressing.register(app)
    looking.register(app)
    campaigning.register(app)
