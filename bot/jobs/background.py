"""The life of a worker in the background: it is started, woken, naps, begins again after a fault, and stops."""

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod

log = logging.getLogger(__name__)

_REST_SECONDS = 1.0  # what broke off begins again, but not at once: its traceback would fill the log


class Background(ABC):
    """A worker of the running event loop; what it does is in `run`."""

    name: str

    def __init__(self) -> None:
        self._woken = asyncio.Event()
        self._stopping = False
        self._running: asyncio.Task[None] | None = None

    @abstractmethod
    async def run(self) -> None:
        """Work until `stop`."""

    def wake(self) -> None:
        """There is something new; call it on the event loop after the write."""
        self._woken.set()

    def start(self) -> None:
        """Work in the background until `stop`; a fault of ours is logged and does not end it."""
        if not self._stopping:
            self._running = asyncio.create_task(self.run(), name=self.name)
            self._running.add_done_callback(self._go_on)

    async def stop(self) -> None:
        """Begin nothing new, and finish what is under way."""
        self._stopping = True
        self.wake()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)

    async def _nap(self, seconds: float) -> None:
        """Rest until somebody wakes it, or for so long."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)

    def _go_on(self, run: asyncio.Task[None]) -> None:
        if not run.cancelled() and (error := run.exception()) is not None:
            log.error("%s: broke off and begins again", self.name, exc_info=error)
            asyncio.get_running_loop().call_later(_REST_SECONDS, self.start)
