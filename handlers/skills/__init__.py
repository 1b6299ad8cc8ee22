"""What staff can help with: written down, looked up, agreed to and taken back."""

from slack_bolt.async_app import AsyncApp

from handlers.skills import agreeing, command, offering, resting


def register(app: AsyncApp) -> None:
    """Everything about skills but what /bansou says of them."""
    offering.register(app)
    agreeing.register(app)
    command.register(app)
    resting.register(app)
