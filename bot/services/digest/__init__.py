"""The weekly digest: who gets it, when it is due, what it tells, and the archive."""

from bot.services.digest.archive import get_archived, list_archive
from bot.services.digest.audiences import get_audience, list_audiences
from bot.services.digest.compile import Prepared, find_recent, prepare, preview, preview_for, store
from bot.services.digest.schedule import Turn, list_turns, prepare_turn, run_due, take_turn

__all__ = [
    "Prepared",
    "Turn",
    "find_recent",
    "get_archived",
    "get_audience",
    "list_archive",
    "list_audiences",
    "list_turns",
    "prepare",
    "prepare_turn",
    "preview",
    "preview_for",
    "run_due",
    "store",
    "take_turn",
]
