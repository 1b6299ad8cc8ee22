"""Views: the open modals of each person, the published homes, and the triggers that open them."""

import itertools
import time
import uuid
from dataclasses import dataclass, field

from sandbox import elements
from sandbox.errors import ControlError, SlackError
from sandbox.model import Change, Json
from sandbox.workspace import Workspace

MAX_STACK = 3
TRIGGER_SECONDS = 3.0
KEPT_KEYS = (
    "type", "blocks", "title", "submit", "close", "private_metadata", "callback_id", "external_id",
    "clear_on_close", "notify_on_close", "submit_disabled",
)  # fmt: skip


@dataclass
class View:
    """A view with what a person has put into it."""

    id: str
    user: str
    source: Json
    hash: str = ""
    root_id: str = ""
    previous_id: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    offered: dict[tuple[str, str], list[Json]] = field(default_factory=dict)


@dataclass
class Trigger:
    """A short permission to open a modal for a person."""

    user: str
    until: float
    view_id: str = ""
    used: bool = False


class Modals:
    """Keeps every view and the rules about them."""

    def __init__(self, workspace: Workspace, trigger_seconds: float = TRIGGER_SECONDS) -> None:
        self._workspace = workspace
        self._trigger_seconds = trigger_seconds
        self._views: dict[str, View] = {}
        self._homes: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self._triggers: dict[str, Trigger] = {}
        self._moments = itertools.count(time.time_ns() // 1000)

    # Triggers

    def trigger(self, user: str, view_id: str = "") -> str:
        """Return a trigger that works once within three seconds of real time."""
        now = time.monotonic()
        if len(self._triggers) > 2000:
            self._triggers = {k: t for k, t in self._triggers.items() if t.until > now - 60}
        made = f"{time.time_ns() // 1000}.{self._workspace.team.id}.{uuid.uuid4().hex}"
        self._triggers[made] = Trigger(user, now + self._trigger_seconds, view_id)
        return made

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger up, or refuse with Slack's word for why not."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if trigger.until < time.monotonic():
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    # What the bot does

    def open(self, trigger_id: str, source: Json) -> View:
        """Open a modal; on top of the one the trigger came from, if any."""
        self._check_external_id(source)
        trigger = self.exchange(trigger_id)
        return self._put(trigger.user, source, keep_stack=trigger.view_id in self._views)

    def push(self, trigger_id: str, source: Json) -> View:
        """Put a modal on top of the one the trigger came from."""
        self._check_external_id(source)
        trigger = self.exchange(trigger_id)
        if trigger.view_id not in self._views:
            raise SlackError("not_found")
        return self._put(trigger.user, source, keep_stack=True)

    def push_onto(self, user: str, source: Json) -> View:
        """Put a modal on top of the person's stack (the answer to a submission)."""
        self._check_external_id(source)
        return self._put(user, source, keep_stack=True)

    def _put(self, user: str, source: Json, *, keep_stack: bool) -> View:
        if not keep_stack:
            self._drop(self.stacks.pop(user, []))
        stack = self.stacks.setdefault(user, [])
        if len(stack) >= MAX_STACK:
            raise SlackError("push_limit_reached")
        view = View(self._workspace.new_id("V"), user, {})
        view.root_id = stack[0].id if stack else view.id
        view.previous_id = stack[-1].id if stack else None
        stack.append(view)
        self._views[view.id] = view
        self._fill(view, source)
        self._announce(view)
        return view

    def update(self, view: View, source: Json, expected_hash: str = "") -> View:
        """Replace a view; what was typed stays where block_id and action_id are unchanged."""
        if expected_hash and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        if source["type"] != view.source["type"]:
            raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] view type cannot change"]})
        self._check_external_id(source, view)
        self._fill(view, source)
        self._announce(view)
        return view

    def publish(self, user: str, source: Json, expected_hash: str = "") -> View:
        """Set a person's home."""
        view = self._homes.get(user)
        if view is None:
            view = View(self._workspace.new_id("V"), user, {})
            view.root_id = view.id
        elif expected_hash and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        self._check_external_id(source, view)
        self._homes[user] = self._views[view.id] = view
        self._fill(view, source)
        self._announce(view)
        return view

    def find(self, view_id: str = "", external_id: str = "") -> View:
        """Return a view that is open or published, or refuse with `not_found`."""
        view = self._views.get(view_id)
        if view is None and external_id:
            view = next((v for v in self._views.values() if v.source.get("external_id") == external_id), None)
        if view is None:
            raise SlackError("not_found")
        return view

    def _check_external_id(self, source: Json, view: View | None = None) -> None:
        wanted = source.get("external_id")
        if wanted and any(v is not view and v.source.get("external_id") == wanted for v in self._views.values()):
            raise SlackError("duplicate_external_id")

    def _fill(self, view: View, source: Json) -> None:
        view.source = {key: source[key] for key in KEPT_KEYS if source.get(key) is not None}
        view.source["blocks"] = with_ids(source["blocks"])
        view.hash = f"{int(time.time())}.{uuid.uuid4().hex[:8]}"
        view.values = carried_values(view.source["blocks"], view.values)

    # What a person does

    def home(self, user: str) -> View | None:
        """Return the person's published home."""
        return self._homes.get(user)

    def open_view(self, user: str, view_id: str) -> View:
        """Return a view the person has before their eyes; raises ControlError."""
        view = self._views.get(view_id)
        if view is None or view.user != user:
            raise ControlError("no_such_view", f"{user} has no open view {view_id}.")
        return view

    def shown(self, user: str) -> Json:
        """Return a person's stack, bottom first, with a number that rises from look to look, also over a restart."""
        return {"views": [self.json(v) for v in self.stacks.get(user, [])], "views_at": next(self._moments)}

    def pop(self, view: View) -> None:
        """Close a modal; the one below shows again."""
        stack = self.stacks.get(view.user, [])
        if view in stack:
            above = stack[stack.index(view) :]
            del stack[stack.index(view) :]
            self._drop(above)
            self._announce(view)

    def clear(self, user: str) -> list[View]:
        """Close all modals of a person; returns them, top first."""
        closed = self.stacks.pop(user, [])
        self._drop(closed)
        self._workspace.announce(Change("view", user=user))
        return closed[::-1]

    def _drop(self, views: list[View]) -> None:
        for view in views:
            self._views.pop(view.id, None)

    def _announce(self, view: View) -> None:
        kind = "home" if view.source.get("type") == "home" else "view"
        self._workspace.announce(Change(kind, user=view.user))

    def json(self, view: View) -> Json:
        """Return a view in Slack's shape."""
        workspace, source = self._workspace, view.source
        return {
            "id": view.id,
            "team_id": workspace.team.id,
            "app_id": workspace.bot.app_id,
            "app_installed_team_id": workspace.team.id,
            "bot_id": workspace.bot.bot_id,
            "title": None, "submit": None, "close": None,
            "private_metadata": "", "callback_id": "", "external_id": "",
            "clear_on_close": False, "notify_on_close": False,
            **source,
            "state": {"values": view.values},
            "hash": view.hash,
            "root_view_id": view.root_id,
            "previous_view_id": view.previous_id,
        }  # fmt: skip

    # Restart

    def dump_homes(self) -> list[Json]:
        """Return the homes for the state file."""
        return [{"id": v.id, "user": v.user, "source": v.source} for v in self._homes.values()]

    def load_homes(self, homes: list[Json]) -> None:
        """Put homes from a state file back in place."""
        for saved in homes:
            view = View(saved["id"], saved["user"], {}, root_id=saved["id"])
            self._homes[view.user] = self._views[view.id] = view
            self._fill(view, saved["source"])


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return the blocks with an id for every block and element that came without one."""
    return [_with_ids(block) for block in blocks]


def _with_ids(block: Json) -> Json:
    made = dict(block)
    made["block_id"] = block.get("block_id") or uuid.uuid4().hex[:12]
    for key in ("accessory", "element"):
        if isinstance(made.get(key), dict):
            made[key] = _element_with_id(made[key])
    if block["type"] in ("actions", "context_actions"):
        made["elements"] = [_element_with_id(e) for e in block["elements"]]
    if block["type"] == "carousel":
        made["elements"] = with_ids(block["elements"])
    if block["type"] == "card" and block.get("actions"):
        made["actions"] = [_element_with_id(e) for e in block["actions"]]
    if "child_blocks" in made:
        made["child_blocks"] = with_ids(made["child_blocks"])
    return made


def _element_with_id(element: Json) -> Json:
    interactive = element["type"] in elements.STATEFUL_KINDS | elements.PRESSED_KINDS
    return {**element, "action_id": uuid.uuid4().hex[:12]} if interactive and not element.get("action_id") else element


def carried_values(blocks: list[Json], before: dict[str, dict[str, Json]]) -> dict[str, dict[str, Json]]:
    """Return the state of the blocks, keeping what stood in elements of the same ids and type."""
    values: dict[str, dict[str, Json]] = {}
    for found in elements.walk(blocks):
        if found.element["type"] not in elements.STATEFUL_KINDS:
            continue
        old = before.get(found.block_id, {}).get(found.action_id)
        keep = old is not None and old["type"] == found.element["type"]
        values.setdefault(found.block_id, {})[found.action_id] = (
            old if keep and old is not None else elements.empty_value(found.element)
        )
    return values
