"""What helpers offer, ready to be searched: kept in memory and made anew when a helper or the organisation changed."""

import threading
from collections.abc import Callable

from bot.language.skills import SkillIndex
from storage import matching
from storage.database import Session
from storage.directory import organisation_stamp

Stamp = tuple[str, int]


class SkillIndexes:
    """The indexes of this process, one a workspace."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Stamp, SkillIndex]] = {}
        self._lock = threading.Lock()

    def of(self, session: Session, workspace_id: int, build: Callable[[], SkillIndex]) -> SkillIndex:
        """The workspace's index as this session sees it."""
        stamp = organisation_stamp(session, workspace_id), matching.count_helpers(session, workspace_id)
        with self._lock:
            kept = self._kept.get(workspace_id)
            if kept is None or kept[0] != stamp:
                kept = self._kept[workspace_id] = stamp, build()
            return kept[1]
