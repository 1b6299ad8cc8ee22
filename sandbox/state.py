"""Keeping the workspace in a file, so that a demo survives a restart."""

import asyncio
import json
import logging
from dataclasses import asdict
from pathlib import Path

from sandbox.errors import SetupError
from sandbox.files import write_atomically
from sandbox.manifest import read_json
from sandbox.modals import Modals
from sandbox.model import Channel, Json, User
from sandbox.workspace import Workspace

DEBOUNCE_SECONDS = 1.0
VERSION = 1
logger = logging.getLogger(__name__)


class StateFile:
    """Writes the workspace a second after it changed, and once more at the end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None
        self._subject: tuple[Workspace, Modals] | None = None

    def load(self, workspace: Workspace, modals: Modals) -> None:
        """Put what the file holds into the workspace; nothing happens when there is no file."""
        if not self._path.exists():
            return
        saved = read_json(self._path, "state")
        if saved.get("version") != VERSION:
            raise SetupError(f"The state file {self._path} is of another version; delete it to start afresh.")
        workspace.clock.last_ts = saved["last_ts"]
        workspace.clock.offset = saved["offset"]
        workspace.users = {u["id"]: User(**u) for u in saved["users"]}
        workspace.restore([Channel(**c) for c in saved["channels"]], saved["files"], saved["posts"], saved["numbers"])
        modals.load_homes(saved["homes"])

    def changed(self, workspace: Workspace, modals: Modals) -> None:
        """Note that there is something to write."""
        self._subject = workspace, modals
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(DEBOUNCE_SECONDS, self._start)

    def _start(self) -> None:
        self._timer = None
        if self._writing is not None and not self._writing.done():
            self._timer = asyncio.get_running_loop().call_later(DEBOUNCE_SECONDS, self._start)
        elif self._subject is not None:
            text = snapshot(*self._subject)
            self._writing = asyncio.create_task(self._write(text))

    async def _write(self, text: str) -> None:
        try:
            await asyncio.to_thread(write_atomically, self._path, text)
        except OSError as error:
            logger.error("The state file %s could not be written: %s", self._path, error.strerror)

    async def stop(self) -> None:
        """Write what is not written yet."""
        if self._timer is not None:
            self._timer.cancel()
        if self._writing is not None:
            await self._writing
        if self._subject is not None:
            await self._write(snapshot(*self._subject))


def snapshot(workspace: Workspace, modals: Modals) -> str:
    """Return the workspace as JSON."""
    saved: Json = {
        "version": VERSION,
        "last_ts": workspace.clock.last_ts,
        "offset": workspace.clock.offset,
        "numbers": workspace.last_number,
        "users": [asdict(u) for u in workspace.users.values()],
        "channels": [vars(c) for c in workspace.channels.values()],
        "files": workspace.files,
        "posts": [p | {"message": p["message"]["ts"]} for p in workspace.posts if not p["deleted"]],
        "homes": modals.dump_homes(),
    }
    return json.dumps(saved, ensure_ascii=False)
