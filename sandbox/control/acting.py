"""What people do with the bot's commands, buttons, modals and home."""

from sandbox import elements
from sandbox.control.deed import Deed, Handler
from sandbox.elements import Found
from sandbox.errors import BadRequestError
from sandbox.interactions import Place
from sandbox.modals import View
from sandbox.model import Json
from sandbox.uploads import upload


async def _command(deed: Deed) -> Json:
    name = "/" + deed.need("command").removeprefix("/")
    ack = await deed.world.interactions.command(deed.user, deed.own_channel(), name, deed.text("text"))
    return {"ack": ack.json()}


async def _shortcut(deed: Deed) -> Json:
    ack = await deed.world.interactions.shortcut(
        deed.user, deed.need("callback_id"), deed.channel_or_none(), deed.text("ts")
    )
    return {"ack": ack.json()}


def _place(deed: Deed) -> tuple[Place, Found]:
    place = deed.world.interactions.place(deed.user, deed.text("view_id"), deed.channel_or_none(), deed.text("ts"))
    return place, elements.find(place.blocks, deed.need("action_id"), deed.text("block_id"))


async def _press(deed: Deed) -> Json:
    place, found = _place(deed)
    value = deed.text("value") if deed.given.get("value") is not None else None
    ack = await deed.world.interactions.press(place, found, deed.given.get("selected"), value)
    return {"ack": ack.json()}


async def _type(deed: Deed) -> Json:
    place, found = _place(deed)
    value = _put(deed, place, found, deed.given.get("value"))
    if not _dispatches(deed, found):
        return {"ack": None, "dispatched": False}
    action = {"action_id": found.action_id, "block_id": found.block_id, **value}
    ack = await deed.world.interactions.dispatch(place, found, action)
    return {"ack": ack.json(), "dispatched": True}


def _dispatches(deed: Deed, found: Found) -> bool:
    """Tell whether this keystroke or choice goes to the bot at once."""
    if not found.dispatches:
        return False
    if found.element["type"] not in elements.TEXT_KINDS:
        return found.element["type"] != "rich_text_input" or deed.flag("enter")
    config = found.element.get("dispatch_action_config") or {}
    triggers = config.get("trigger_actions_on", ["on_enter_pressed"])
    return "on_character_entered" in triggers or ("on_enter_pressed" in triggers and deed.flag("enter"))


def _put(deed: Deed, place: Place, found: Found, plain: object) -> Json:
    if found.element["type"] != "file_input":
        return deed.world.interactions.put(place, found, plain)
    files = [
        f if "content_base64" not in f else upload(deed.workspace, deed.world.url, deed.user, f)
        for f in (plain if isinstance(plain, list) else [])
    ]
    value = {"type": "file_input", "files": files}
    place.values.setdefault(found.block_id, {})[found.action_id] = value
    return value


async def _options(deed: Deed) -> Json:
    place, found = _place(deed)
    ack = await deed.world.interactions.options(place, found, deed.text("value"))
    body = ack.body or {}
    return {
        "ack": ack.json(),
        "options": body.get("options", []),
        "option_groups": body.get("option_groups", []),
    }


def _view(deed: Deed) -> View:
    return deed.world.modals.open_view(deed.user, deed.need("view_id"))


def _stack(deed: Deed) -> Json:
    return deed.world.modals.shown(deed.user)


async def _submit(deed: Deed) -> Json:
    view = _view(deed)
    values = deed.given.get("values") or {}
    if not isinstance(values, dict) or not all(isinstance(v, dict) for v in values.values()):
        raise BadRequestError("values must be {block_id: {action_id: value}}.")
    place = deed.world.interactions.place(deed.user, view.id, None, "")
    for block_id, inputs in values.items():
        for action_id, plain in inputs.items():
            _put(deed, place, elements.find(place.blocks, action_id, block_id), plain)
    outcome = await deed.world.submitting.submit(view)
    return {
        "ack": outcome.ack.json() if outcome.ack else None,
        "response_action": outcome.response_action,
        "errors": outcome.errors,
        **_stack(deed),
    }


async def _close(deed: Deed) -> Json:
    view = _view(deed)
    submitting = deed.world.submitting
    ack = await (submitting.close_all(deed.user) if deed.flag("clear_all") else submitting.close(view))
    return {"ack": ack.json() if ack else None, **_stack(deed)}


async def _views(deed: Deed) -> Json:
    return _stack(deed)


async def _home(deed: Deed) -> Json:
    user, tab = deed.user, deed.text("tab") or "home"
    if tab not in ("home", "messages", "about"):
        raise BadRequestError("tab must be home, messages or about.")
    deed.world.interactions.home_opened(user, tab)
    return {"view": deed.world.home_json(user)}


async def _run_workflow(deed: Deed) -> Json:
    inputs = deed.given.get("inputs") or {}
    return {"execution_id": deed.world.functions.run(deed.need("function"), inputs).id}


async def _workflow(deed: Deed) -> Json:
    execution = deed.world.functions.get(deed.need("id"))
    return {"state": execution.state, "outputs": execution.outputs, "error": execution.error}


ROUTES: list[tuple[str, str, Handler]] = [
    ("POST", "command", _command),
    ("POST", "shortcut", _shortcut),
    ("POST", "press", _press),
    ("POST", "type", _type),
    ("POST", "options", _options),
    ("POST", "submit", _submit),
    ("POST", "close", _close),
    ("GET", "views", _views),
    ("POST", "home", _home),
    ("POST", "workflow", _run_workflow),
    ("GET", "workflow/{id}", _workflow),
]
