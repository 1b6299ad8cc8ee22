"""How a consultation finds a colleague who helps."""

from slack_bolt.async_app import AsyncApp

from handlers.helping import answering, asking, following, retelling


def register(app: AsyncApp) -> None:
    """The asker's and the companion's presses, and those of who is asked."""
    asking.register(app)
    answering.register(app)
    following.register(app)
    retelling.register(app)
