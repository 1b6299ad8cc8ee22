"""The people of the demo's city: staff post what real municipalities' staff once proposed, the office routes it."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.cli.demo_tags import told
from bot.domain.errors import UserError
from sandbox.client import Answer, Person, Sandbox
from storage import outbox, requests
from storage.database import Database

_COMMANDS = {"proposal": ("/teian", ""), "practice": ("/jirei", "書く "), "consultation": ("/soudan", "")}
_OPENS_AT_MOST = 5
_SENDS_AT_MOST = 3  # the form, what looks like personal data, what is similar
_OFFICE = "事務局"
_OFFICE_DEPARTMENT = "DX推進課"
_LEFT_OPEN = 5
_LOOKS_EVERY_SECONDS = 0.5
_OFFICE_WAITS_SECONDS = 30.0
_DELIVERED_WITHIN_SECONDS = 120.0

Item = dict[str, Any]


@dataclass(frozen=True)
class Past:
    """The items to play back; the bot's own records tell how far an earlier start has come."""

    items: list[Item]
    group_names: dict[str, str]
    database: Database
    workspace_id: int

    def is_behind(self) -> bool:
        """Whether an item waits to be posted or sent on."""
        return bool(self.waiting()) or self.undecided()

    def waiting(self) -> list[Item]:
        """What nobody has posted yet."""
        stored = self._stored()
        return [item for item in self.items if _title(item) not in stored]

    def undecided(self) -> bool:
        """Whether an item that is not left for the visitor has no group yet."""
        stored = self._stored()
        mine = {_title(item) for item in self.items} - self.left_open()
        return any(stored.get(title) is None for title in mine)

    def arrived(self, items: list[Item]) -> tuple[int, int]:
        """How many of these items have a group by now, and how many wait for the office to choose one."""
        stored = self._stored()
        groups = [stored[title] for title in map(_title, items) if title in stored]
        return sum(group is not None for group in groups), groups.count(None)

    async def until_delivered(self) -> None:
        """Wait until the outbox is empty, but no longer than somebody would who looks on."""
        deadline = time.monotonic() + _DELIVERED_WITHIN_SECONDS
        while time.monotonic() < deadline:
            if not self.database.read_now(lambda s: outbox.counts(s, self.workspace_id)).waiting:
                return
            await asyncio.sleep(_LOOKS_EVERY_SECONDS)

    def group_of(self, title: str) -> str | None:
        """The group that the city's data name; None where nobody knows."""
        found = next((item["group"] for item in self.items if _title(item) == title), None)
        return self.group_names[found] if found else None

    def left_open(self) -> set[str]:
        """The few items that are left for who tries the demo, unless the bot itself is sure."""
        return {_title(item) for item in [item for item in self.items if not item["group"]][-_LEFT_OPEN:]}

    def _stored(self) -> dict[str, int | None]:
        rows = self.database.read_now(lambda session: requests.list_requests(session, self.workspace_id))
        return {row.title: row.group_id for row in rows}


def read_past(city: Path, database: Database, workspace_id: int) -> Past:
    """The city's items."""
    items = [json.loads(line) for line in (city / "items.jsonl").read_text(encoding="utf-8").splitlines()]
    groups = json.loads((city / "source" / "groups.json").read_text(encoding="utf-8"))
    return Past(items, {group["slug"]: group["name"] for group in groups}, database, workspace_id)


async def post_items(sandbox: Sandbox, items: list[Item], office: "Office", tell: Callable[[], None]) -> None:
    """Let each item's poster post it through the chat, one after the other: nobody at the page waits behind them."""
    users = {user["email"]: user["id"] for user in (await sandbox.workspace())["users"] if user.get("email")}
    queue = deque(items)
    while queue:
        item = queue.popleft()
        person = sandbox.person(users[item["poster"]])
        if await person.views():  # the visitor is writing in this person's name
            queue.append(item)
            await asyncio.sleep(_LOOKS_EVERY_SECONDS)
            continue
        await _post(person, item)
        tell()
        await office.look()


class Office:
    """Somebody of the office sends on what the bot could not decide.

    Where nobody knows the right group, the office takes the bot's first suggestion.
    """

    def __init__(self, sandbox: Sandbox, past: Past, workspace: Item) -> None:
        self._sandbox = sandbox
        self._past = past
        # Only what was played back is the office's to decide, never what somebody posts at the page.
        self._ours = {_title(item) for item in past.items} - past.left_open()
        self._channel = next(c["id"] for c in workspace["channels"] if c["name"] == _OFFICE)
        self._person = sandbox.person(
            next(u["id"] for u in workspace["users"] if u["department"] == _OFFICE_DEPARTMENT)
        )
        self._seen = 0

    async def look(self) -> bool:
        """Answer the questions that have come since the last look; whether any has."""
        posts = await self._sandbox.posts(channel=self._channel, since=self._seen)
        for post in posts:
            self._seen = post["n"]
            card = post["message"]
            if any(block["type"] == "divider" for block in card.get("blocks") or ()):
                heading = card["blocks"][0]["text"]["text"]
                title = next((title for title in self._ours if f" {title}*" in heading), None)
                if title is not None:
                    await _choose(self._person, self._channel, card, self._past.group_of(title))
        return bool(posts)

    async def finish(self) -> None:
        """Go on until everything is sent on, or nothing has come for a while."""
        quiet = 0.0
        while quiet < _OFFICE_WAITS_SECONDS and self._past.undecided():
            quiet = 0.0 if await self.look() else quiet + _LOOKS_EVERY_SECONDS
            await asyncio.sleep(_LOOKS_EVERY_SECONDS)


async def _choose(office: Person, channel: str, card: Item, group: str | None) -> None:
    for block in card["blocks"]:
        button = block.get("accessory") or {}
        if button.get("action_id") == "routing_choose" and (group is None or group in button["text"]["text"]):
            await office.press("routing_choose", channel=channel, ts=card["ts"], value=button["value"])
            return
    menus = [element for block in card["blocks"] for element in block.get("elements", ()) if "options" in element]
    for menu in menus:
        for option in menu["options"]:
            if option["text"]["text"] == group:
                await office.press(menu["action_id"], channel=channel, ts=card["ts"], selected=option["value"])
                return


async def _post(person: Person, item: Item) -> None:
    view = await _open_form(person, item)
    body = item["description"] or item["title"]
    source = f"出典：{item['municipality']} {item['year']} {item['source']}"
    values: dict[str, Any] = {
        _block(view, "title"): {"intake_typed": _title(item)},
        _block(view, "body"): {"intake_typed": f"{body}\n{source}"},
    }
    if item["kind"] == "practice":
        values |= await _practice(person, view, item)
    for _ in range(_SENDS_AT_MOST):
        answer: Answer = await person.submit(values)
        if answer.views and answer.views[-1]["callback_id"] == "intake_shown":
            break
        values = {}
    await person.close(clear_all=True)


async def _practice(person: Person, view: Item, item: Item) -> Item:
    """What a practice was done with and for, as far as it was published; each tag is looked up first, as people do."""
    tags, effect = told(item)
    values: Item = {_block(view, "effect"): {"intake_typed": effect}} if effect else {}
    for name, chosen in tags.items():
        field = _block(view, name)
        for tag in chosen:
            await person.options("intake_tags", tag, view_id=view["id"], block_id=field)
        values[field] = {"intake_tags": chosen}
    return values


async def _open_form(person: Person, item: Item) -> Item:
    """The form; on a busy machine the bot may be too slow for the chat, and the person tries again."""
    command, before = _COMMANDS[item["kind"]]
    for _ in range(_OPENS_AT_MOST):
        await person.command(command, before + _title(item))
        if stack := await person.views():
            return stack[-1]
    raise UserError("demo_silent", title=item["title"])


def _title(item: Item) -> str:
    return str(item["title"][:80])


def _block(view: Item, name: str) -> str:
    return next(str(b["block_id"]) for b in view["blocks"] if b.get("block_id", "").split(":")[0] == name)
