"""The people of the demo's city: staff post what real municipalities' staff once proposed, the office routes it."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.progress import Progress, TaskID

from bot.domain.errors import UserError
from sandbox.client import Answer, Person, Sandbox

_COMMANDS = {"proposal": "/teian", "practice": "/jirei", "consultation": "/soudan"}
_OPENS_AT_MOST = 5
_SENDS_AT_MOST = 3  # the form, what looks like personal data, what is similar
_AT_ONCE = 4
_OFFICE = "事務局"
_LEFT_OPEN = 5
_OFFICE_LOOKS_EVERY_SECONDS = 0.5
_OFFICE_WAITS_SECONDS = 30.0

Item = dict[str, Any]


@dataclass
class Past:
    """The items to play back, and those that were posted in an earlier run."""

    items: list[Item]
    group_names: dict[str, str]
    file: Path
    posted: set[str]

    @property
    def waiting(self) -> list[Item]:
        """What nobody has posted yet."""
        return [item for item in self.items if item["id"] not in self.posted]

    def remember(self, item: Item) -> None:
        """The item is posted."""
        self.posted.add(item["id"])
        self.file.write_text(json.dumps(sorted(self.posted)))


def read_past(city: Path, file: Path) -> Past:
    """The city's items and what an earlier run has posted of them."""
    items = [json.loads(line) for line in (city / "items.jsonl").read_text(encoding="utf-8").splitlines()]
    groups = json.loads((city / "source" / "groups.json").read_text(encoding="utf-8"))
    posted = set(json.loads(file.read_text())) if file.exists() else set()
    return Past(items, {group["slug"]: group["name"] for group in groups}, file, posted)


async def post_items(sandbox: Sandbox, past: Past, progress: Progress, task: TaskID, stop: asyncio.Event) -> None:
    """Let each item's poster post it through the chat, a few at once; several items of one person one by one."""
    users = (await sandbox.workspace())["users"]
    by_email = {user["email"]: user["id"] for user in users if user.get("email")}
    queues: dict[str, list[Item]] = {}
    for item in past.waiting:
        queues.setdefault(by_email[item["poster"]], []).append(item)
    turn = asyncio.Semaphore(_AT_ONCE)

    async def write(user: str, items: list[Item]) -> None:
        async with turn:
            for item in items:
                if not stop.is_set():
                    await _post(sandbox.person(user), item)
                    past.remember(item)
                    progress.advance(task)

    async with asyncio.TaskGroup() as people:
        for user, items in queues.items():
            people.create_task(write(user, items))


async def answer_as_office(sandbox: Sandbox, past: Past) -> None:
    """Let somebody of the office send on what the bot could not decide; a few are left for who tries the demo.

    Where nobody knows the right group, the office takes the bot's first suggestion.
    """
    workspace = await sandbox.workspace()
    channel = next(c["id"] for c in workspace["channels"] if c["name"] == _OFFICE)
    wanted = {item["title"][:80]: past.group_names[item["group"]] for item in past.items if item.get("group")}
    left_open = [item["title"][:80] for item in past.items if not item.get("group")][-_LEFT_OPEN:]
    office = sandbox.person(next(u["id"] for u in workspace["users"] if u["department"] == "DX推進課"))
    async for card in _questions(sandbox, channel):
        heading = card["blocks"][0]["text"]["text"]
        group = next((group for title, group in wanted.items() if f" {title}*" in heading), None)
        # Only what was played back is the office's to decide, never what somebody posts at the page.
        ours = any(f" {item['title'][:80]}*" in heading for item in past.items)
        if ours and (group or not any(f" {title}*" in heading for title in left_open)):
            await _choose(office, channel, card, group)


async def _questions(sandbox: Sandbox, channel: str) -> AsyncIterator[Item]:
    """The office's cards as they come; ends when none has come for a while."""
    seen, quiet = 0, 0.0
    while quiet < _OFFICE_WAITS_SECONDS:
        quiet += _OFFICE_LOOKS_EVERY_SECONDS
        for post in await sandbox.posts(channel=channel, since=seen):
            seen, quiet = post["n"], 0.0
            if any(block["type"] == "divider" for block in post["message"].get("blocks") or ()):
                yield post["message"]
        await asyncio.sleep(_OFFICE_LOOKS_EVERY_SECONDS)


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
        _block(view, "title"): {"intake_typed": item["title"][:80]},
        _block(view, "body"): {"intake_typed": f"{body}\n{source}"},
    }
    for _ in range(_SENDS_AT_MOST):
        answer: Answer = await person.submit(values)
        if answer.views and answer.views[-1]["callback_id"] == "intake_shown":
            break
        values = {}
    await person.close(clear_all=True)


async def _open_form(person: Person, item: Item) -> Item:
    """The form; on a busy machine the bot may be too slow for the chat, and the person tries again."""
    for _ in range(_OPENS_AT_MOST):
        await person.command(_COMMANDS[item["kind"]], item["title"][:80])
        if stack := await person.views():
            return stack[-1]
    raise UserError("demo_silent", title=item["title"])


def _block(view: Item, name: str) -> str:
    return next(str(b["block_id"]) for b in view["blocks"] if b.get("block_id", "").split(":")[0] == name)
