"""The folder of a demo: one demo at a time, and nothing deleted that is not a demo's."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import UserError

_MARKS = ("guide.json", "workspace.json", "bansou.db")


@contextmanager
def alone_in(folder: Path, url: str) -> Iterator[None]:
    """Keep the folder to this demo while it runs; UserError names the address of the one that is there already."""
    path = folder.with_name(f"{folder.name}.lock")  # beside it, so that it outlives the folder
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("a+", encoding="utf-8")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise UserError("demo_running", folder=str(folder), url=lock.read().strip()) from error
        lock.truncate(0)
        lock.write(url)
        lock.flush()
        yield


def prepare(folder: Path, *, fresh: bool) -> None:
    """Make the folder, without what an earlier demo left there when `fresh`."""
    with _told(folder):
        if fresh and folder.exists():
            if any(folder.iterdir()) and not any((folder / mark).exists() for mark in _MARKS):
                raise UserError("demo_folder_of_others", folder=str(folder))
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError("file_unwritable", path=str(path), reason=error.strerror or str(error)) from error
