"""Working groups in the chat: the list, the form, calls for members, nominations, reorganisations."""

from slack_bolt.async_app import AsyncApp

from handlers.groups import calling, choosing, editing, listing, nominating, reorganising


def register(app: AsyncApp) -> None:
    """Everything about groups but the command itself."""
    listing.register(app)
    editing.register(app)
    calling.register(app)
    nominating.register(app)
    reorganising.register(app)
    choosing.register(app)
