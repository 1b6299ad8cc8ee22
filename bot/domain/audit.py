"""What goes on record for good, and the chain that shows whether it was changed afterwards."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

BEGINNING = "0" * 64


class Via(StrEnum):
    """Where a deed was done."""

    CHAT = "chat"
    TERMINAL = "terminal"
    BOT = "bot"


class Recorded(StrEnum):
    """What is put on record."""

    DECISION = "decision"
    ROUTING = "routing"
    REVEAL = "reveal"
    PRIVATE_READ = "private_read"
    EXPORT = "export"
    SETTING = "setting"
    ROLE = "role"
    OPINION = "opinion"
    SCORE = "score"
    COMMENT = "comment"
    CONSENT = "consent"
    SKILLS = "skills"


@dataclass(frozen=True)
class Doer:
    """Who did it: an id and the name at that time; on the terminal only the name on the server."""

    via: Via
    id: int | None = None
    name: str = ""


BOT = Doer(Via.BOT)


@dataclass(frozen=True)
class Entry:
    """One deed: who, when, what, on what, why. No words of an item but a decision's reason."""

    at: datetime
    doer: Doer
    action: Recorded
    subject: str = ""
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def chained(previous: str, workspace_id: int, sequence: int, entry: Entry) -> str:
    """The hash of a row: of the hash before it and of everything the row itself says."""
    content = {
        "previous": previous,
        "workspace": workspace_id,
        "sequence": sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "via": entry.doer.via,
        "actor": entry.doer.id,
        "name": entry.doer.name,
        "action": entry.action,
        "subject": entry.subject,
        "reason": entry.reason,
        "facts": entry.facts,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
