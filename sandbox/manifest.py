"""The app's manifest: what the bot may do and wants to hear."""

import json
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import SetupError
from sandbox.model import Json


@dataclass(frozen=True)
class Manifest:
    """The parts of a Slack app manifest that the sandbox enforces."""

    scopes: frozenset[str]
    events: frozenset[str]
    commands: tuple[Json, ...]
    shortcuts: tuple[Json, ...]
    functions: dict[str, Json]
    home_tab: bool
    messages_tab: bool
    interactive: bool

    @classmethod
    def from_json(cls, source: Json) -> "Manifest":
        """Read a manifest as Slack exports it."""
        features, settings = source.get("features", {}), source.get("settings", {})
        home = features.get("app_home", {})
        return cls(
            scopes=frozenset(source.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            commands=tuple(features.get("slash_commands", [])),
            shortcuts=tuple(features.get("shortcuts", [])),
            functions=dict(source.get("functions", {})),
            home_tab=bool(home.get("home_tab_enabled")),
            messages_tab=bool(home.get("messages_tab_enabled")),
            interactive=bool(settings.get("interactivity", {}).get("is_enabled")),
        )

    def command(self, name: str) -> Json | None:
        """Find a slash command by its name with the slash."""
        return next((c for c in self.commands if c["command"] == name), None)

    def shortcut(self, callback_id: str) -> Json | None:
        """Find a shortcut by its callback id."""
        return next((s for s in self.shortcuts if s["callback_id"] == callback_id), None)


def read_json(path: Path, what: str) -> Json:
    """Read a JSON object from a file, or say what is wrong with it."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SetupError(f"The {what} file {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise SetupError(f"The {what} file {path} is not JSON: {error}.") from error
    if not isinstance(content, dict):
        raise SetupError(f"The {what} file {path} must hold a JSON object.")
    return content
