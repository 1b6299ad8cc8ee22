"""`bansou demo` as a process of its own."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

PATIENCE_SECONDS = 200


class Demo:
    """`bansou demo` as a process of its own."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder, self.language = folder, language
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.process: subprocess.Popen[str] | None = None

    def launch(self) -> None:
        """Start it, and wait for nothing."""
        command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--language", self.language]
        command += ["--port", str(self.port), "--folder", str(self.folder)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, "COLUMNS": "200"}
        )

    def start(self) -> str:
        """Start it; returns the address that it prints when it is ready."""
        self.launch()
        deadline = time.monotonic() + PATIENCE_SECONDS
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            assert time.monotonic() < deadline
            if found := re.search(r"http://127\.0\.0\.1:\d+/\?user=\S+", line):
                return found[0]
        raise AssertionError("the demo ended before it was ready")

    def stop(self, by: signal.Signals = signal.SIGINT) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(by)
        return self.process.wait(40)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def titles(self) -> list[str]:
        """What is stored, read from outside."""
        with closing(sqlite3.connect(f"file:{self.folder / 'bansou.db'}?mode=ro", uri=True)) as database:
            return [title for (title,) in database.execute("SELECT title FROM request ORDER BY id")]

    def waiting(self) -> int:
        """How many messages are on their way."""
        with closing(sqlite3.connect(f"file:{self.folder / 'bansou.db'}?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT sum(waiting) FROM outboxlane").fetchone()[0])

    def wait_until_there(self, name: str) -> None:
        self._wait((self.folder / name).exists)

    def wait_until_stored(self, count: int) -> None:
        self._wait(lambda: len(self.titles()) >= count)

    def wait_until_played(self) -> None:
        """Until the past is posted and sent on, and with that the chat's limits are back."""
        self._wait(self._limited)

    def _limited(self) -> bool:
        with urllib.request.urlopen(f"{self.url}/control/weather") as answer:
            return bool(json.load(answer)["rate_limits"])

    def _wait(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not done():
            assert time.monotonic() < deadline
            assert self.process is not None
            assert self.process.poll() is None
            time.sleep(0.1)
