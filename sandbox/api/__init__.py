"""The Web API methods, by name."""

from sandbox.api import channels, chat, history, others, people, views
from sandbox.api.call import Handler

METHODS: dict[str, Handler] = {
    **chat.METHODS,
    **channels.METHODS,
    **history.METHODS,
    **people.METHODS,
    **views.METHODS,
    **others.METHODS,
}
APP_TOKEN_METHODS = {"apps.connections.open"}
FORM_ONLY = {"bots.info", "files.info", "team.info", "users.info", "users.lookupByEmail"}
