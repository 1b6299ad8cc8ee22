"""auth.test, api.test, apps.connections.open, reactions.*, files.info and functions.*"""

import re

from sandbox.api.call import Call, Handler
from sandbox.errors import SlackError
from sandbox.model import Channel, Json
from sandbox.shapes import message_json

EMOJI = re.compile(r"[a-z0-9_'+\-]+(::skin-tone-[2-6])?")


def _auth_test(call: Call) -> Json:
    team, bot = call.workspace.team, call.workspace.bot
    return {
        "url": f"{call.world.url}/",
        "team": team.name,
        "user": bot.name,
        "team_id": team.id,
        "user_id": bot.id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


def _api_test(call: Call) -> Json:
    if error := call.args.text("error"):
        raise SlackError(error, args=call.args.given)
    return {"args": call.args.given}


def _connections_open(call: Call) -> Json:
    address = call.world.url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={call.world.hub.ticket()}&app_id={call.workspace.bot.app_id}"}


def _item(call: Call) -> tuple[Channel, Json]:
    if not call.args.text("channel") or not call.args.text("timestamp"):
        raise SlackError("no_item_specified")
    channel = call.known_channel()
    return channel, call.workspace.message(channel, call.args.text("timestamp"))


def _react(call: Call, *, remove: bool) -> Json:
    name = call.args.text("name").strip(":")
    if not EMOJI.fullmatch(name):
        raise SlackError("invalid_name")
    channel, message = _item(call)
    if call.me not in channel.members:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    call.workspace.react(channel, message["ts"], call.me, name, remove=remove)
    return {}


def _add(call: Call) -> Json:
    return _react(call, remove=False)


def _remove(call: Call) -> Json:
    return _react(call, remove=True)


def _get(call: Call) -> Json:
    channel, message = _item(call)
    return {"type": "message", "channel": channel.id, "message": message_json(message)}


def _file_info(call: Call) -> Json:
    file = call.workspace.files.get(call.args.need("file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": {key: value for key, value in file.items() if key != "content"}, "comments": []}


def _complete_success(call: Call) -> Json:
    outputs = call.args.json("outputs")
    if not isinstance(outputs, dict):
        raise SlackError("parameter_validation_failed", response_metadata={"messages": ["outputs must be an object"]})
    call.world.functions.complete(call.args.need("function_execution_id"), outputs)
    return {}


def _complete_error(call: Call) -> Json:
    call.world.functions.fail(call.args.need("function_execution_id"), call.args.need("error"))
    return {}


METHODS: dict[str, Handler] = {
    "api.test": _api_test,
    "auth.test": _auth_test,
    "apps.connections.open": _connections_open,
    "reactions.add": _add,
    "reactions.remove": _remove,
    "reactions.get": _get,
    "files.info": _file_info,
    "functions.completeSuccess": _complete_success,
    "functions.completeError": _complete_error,
}
