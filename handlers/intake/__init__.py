"""Intake: from wherever a person is to the form, and from the form to the working group."""

from slack_bolt.async_app import AsyncApp

from handlers.intake import form, join, surfaces


def register(app: AsyncApp) -> None:
    """Everything that leads to an item."""
    form.register(app)
    join.register(app)
    surfaces.register(app)
