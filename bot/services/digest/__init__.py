"""The weekly digest: who gets it, when it is due, what it tells, and the archive."""

from bot.services.digest.audiences import get_audience, list_audiences
from bot.services.digest.compile import make_issue, preview, preview_for
from bot.services.digest.schedule import Turn, list_turns, run_due, take_turn

__all__ = [
    "Turn",
    "get_audience",
    "list_audiences",
    "list_turns",
    "make_issue",
    "preview",
    "preview_for",
    "run_due",
    "take_turn",
]
