"""Good practices: the library, and what is done with what stands in it."""

from slack_bolt.async_app import AsyncApp

from handlers.practices import editing, keeping, library


def register(app: AsyncApp) -> None:
    """Everything about good practices but their form, which is an item's."""
    library.register(app)
    keeping.register(app)
    editing.register(app)
