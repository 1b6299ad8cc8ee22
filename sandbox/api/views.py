"""views.*"""

from sandbox import limits
from sandbox.api.call import Call, Handler
from sandbox.arguments import refuse
from sandbox.errors import SlackError
from sandbox.modals import View
from sandbox.model import Json


def _source(call: Call, kind: str = "") -> Json:
    try:
        source = call.args.json("view")
    except ValueError as error:
        raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] view is not JSON"]}) from error
    if source is None:
        refuse("missing required field: view", "view")
    limits.refuse_view(source)
    if not isinstance(source, dict) or (kind and source["type"] != kind):
        refuse(f"must be of type {kind}", "view/type")
        raise AssertionError("unreachable")
    return source


def _answer(call: Call, view: View) -> Json:
    return {"view": call.world.modals.json(view)}


def _open(call: Call) -> Json:
    source, trigger = _source(call, "modal"), call.args.need("trigger_id")
    return _answer(call, call.world.modals.open(trigger, source))


def _push(call: Call) -> Json:
    source, trigger = _source(call, "modal"), call.args.need("trigger_id")
    return _answer(call, call.world.modals.push(trigger, source))


def _update(call: Call) -> Json:
    args, modals = call.args, call.world.modals
    source = _source(call)
    if not args.text("view_id") and not args.text("external_id"):
        refuse("missing required field: view_id", "view_id")
    view = modals.find(args.text("view_id"), args.text("external_id"))
    return _answer(call, modals.update(view, source, args.text("hash")))


def _publish(call: Call) -> Json:
    source, user = _source(call, "home"), call.args.need("user_id")
    call.workspace.user(user)
    if not call.world.manifest.home_tab:
        raise SlackError("not_enabled")
    return _answer(call, call.world.modals.publish(user, source, call.args.text("hash")))


METHODS: dict[str, Handler] = {
    "views.open": _open,
    "views.push": _push,
    "views.update": _update,
    "views.publish": _publish,
}
