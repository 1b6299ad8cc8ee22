"""Everything a running sandbox consists of, built in one place."""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.clock import Clock
from sandbox.delivery import ACK_SECONDS, RETRY_DELAYS, Delivery, Transport
from sandbox.events import EventRouter
from sandbox.functions import Functions
from sandbox.interactions import Interactions
from sandbox.manifest import Manifest
from sandbox.modals import TRIGGER_SECONDS, Modals
from sandbox.model import Change, Json
from sandbox.ratelimit import RateLimiter
from sandbox.responses import ResponseUrls
from sandbox.seed import build_workspace
from sandbox.sockets import SocketHub
from sandbox.state import StateFile
from sandbox.submitting import Submitting
from sandbox.weather import Weather
from sandbox.webhook import Webhook

KEPT_CALLS = 20_000


@dataclass
class Settings:
    """How the sandbox was asked to run."""

    manifest: Json
    seed: Json = field(default_factory=dict)
    bot_token: str = "xoxb-sandbox"  # noqa: S105
    app_token: str = "xapp-sandbox"  # noqa: S105
    signing_secret: str = "sandbox-signing-secret"  # noqa: S105
    state_file: Path | None = None
    clock_file: Path | None = None
    guide: Json | None = None
    request_url: str = ""
    retry_delays: tuple[float, ...] = RETRY_DELAYS
    ack_seconds: float = ACK_SECONDS
    trigger_seconds: float = TRIGGER_SECONDS


class World:
    """The workspace with all doors into it; `reset` puts it back to the seed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.manifest = Manifest.from_json(settings.manifest)
        self.weather = Weather()
        self.clock = Clock(settings.clock_file)
        self.url = ""
        self.calls: deque[Json] = deque(maxlen=KEPT_CALLS)
        self.workspace = build_workspace(settings.seed, self.clock)
        self.hub = SocketHub(self.workspace.bot.app_id, self.weather, settings.ack_seconds)
        self.webhook = None
        if settings.request_url:
            self.webhook = Webhook(settings.request_url, settings.signing_secret, settings.ack_seconds)
        transport: Transport = self.webhook or self.hub
        self.delivery = Delivery(transport, self.weather, settings.retry_delays)
        self.state = StateFile(settings.state_file) if settings.state_file else None
        self._furnish()
        if self.state is not None:
            self.state.load(self.workspace, self.modals)
        self.clock.publish()

    def _furnish(self) -> None:
        self.limiter = RateLimiter()
        self.modals = Modals(self.workspace, self.settings.trigger_seconds)
        self.responses = ResponseUrls(self.workspace, self.modals)
        self.events = EventRouter(self.workspace, self.manifest, self.delivery)
        self.interactions = Interactions(
            self.workspace, self.manifest, self.modals, self.responses, self.delivery, self.events
        )
        self.submitting = Submitting(self.workspace, self.modals, self.responses, self.interactions)
        self.functions = Functions(self.workspace, self.manifest, self.events, self.settings.bot_token)
        self.workspace.listeners.append(self.events)
        if self.state is not None:
            state, workspace, modals = self.state, self.workspace, self.modals
            self.workspace.listeners.append(lambda _: state.changed(workspace, modals))

    def open_at(self, url: str, page: Callable[[Change], None]) -> None:
        """Note the address and who tells the pages."""
        self.url = self.responses.url = url
        self._page = page
        self.workspace.listeners.append(page)

    def reset(self) -> None:
        """Forget everything that happened since the seed; the clock, the weather and the limits too."""
        self.clock.set_offset(0.0)
        self.weather.set({**Weather().switches()})
        self.calls.clear()
        self.delivery.forget()
        self.workspace = build_workspace(self.settings.seed, self.clock)
        self._furnish()
        self.open_at(self.url, self._page)
        self.workspace.announce(Change("reset"))

    def home_json(self, user: str) -> Json | None:
        """Return the home that a person sees, if one is published."""
        view = self.modals.home(user)
        return self.modals.json(view) if view else None

    def log_call(self, method: str, args: Json, status: int, answer: str) -> None:
        """Remember a Web API call of the bot for tests."""
        number = self.calls[-1]["n"] + 1 if self.calls else 1
        entry = {"n": number, "at": self.clock.iso(), "method": method, "args": args, "status": status}
        self.calls.append({**entry, "response": answer})

    def told_calls(self, method: str = "", since: int = 0) -> list[Json]:
        """Return the calls after number `since`, oldest first."""
        return [
            {**call, "response": json.loads(call["response"]) if call["response"] else None}
            for call in self.calls
            if call["n"] > since and method in ("", call["method"])
        ]
