"""The people of the demo's city, posting what real municipalities' staff once proposed, through the chat."""

import asyncio
import json
from pathlib import Path
from typing import Any

from rich.progress import Progress

from sandbox.client import Answer, Person, Sandbox
from templates.wording import Words

_COMMANDS = {"proposal": "/teian", "practice": "/jirei", "consultation": "/soudan"}
_SENDS_AT_MOST = 3  # the form, what looks like personal data, what is similar


async def post_items(
    sandbox: Sandbox, city: Path, posted_file: Path, progress: Progress, words: Words, stop: asyncio.Event
) -> None:
    """Let each item's poster post it; those that were posted before are left out."""
    items = [json.loads(line) for line in (city / "items.jsonl").read_text(encoding="utf-8").splitlines()]
    posted = set(json.loads(posted_file.read_text())) if posted_file.exists() else set()
    waiting = [item for item in items if item["id"] not in posted]
    if not waiting:
        return
    by_email = {user["email"]: user["id"] for user in (await sandbox.workspace())["users"] if user.get("email")}
    task = progress.add_task(words.plain("demo.posting"), total=len(waiting))
    # Three years of proposals within seconds: the chat's patience is lifted while the past is played back.
    await sandbox.weather(rate_limits=False)
    try:
        for item in waiting:
            if stop.is_set():
                return
            await _post(sandbox.person(by_email[item["poster"]]), item)
            posted.add(item["id"])
            posted_file.write_text(json.dumps(sorted(posted)))
            progress.advance(task)
    finally:
        await sandbox.weather(rate_limits=True)


async def _post(person: Person, item: dict[str, Any]) -> None:
    await person.command(_COMMANDS[item["kind"]], item["title"][:80])
    view = await person.view()
    body = item["description"] or item["title"]
    values: dict[str, Any] = {
        _block(view, "title"): {"intake_typed": item["title"][:80]},
        _block(view, "body"): {"intake_typed": f"{body}\n（{item['municipality']} {item['year']}）{item['source']}"},
    }
    for _ in range(_SENDS_AT_MOST):
        answer: Answer = await person.submit(values)
        if answer.views and answer.views[-1]["callback_id"] == "intake_shown":
            break
        values = {}
    await person.close(clear_all=True)


def _block(view: dict[str, Any], name: str) -> str:
    return next(str(b["block_id"]) for b in view["blocks"] if b.get("block_id", "").split(":")[0] == name)
