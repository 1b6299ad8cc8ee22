"""The tags practices are browsed by: what is known already, and what somebody may add."""

from collections.abc import Iterable

from bot.domain.practices import TAG_LENGTH, TagKind
from bot.language import privacy
from bot.language.tags import key_of, tidy
from storage import practices
from storage.database import Session

_MENU = 100


def suggestions(session: Session, workspace_id: int, kind: TagKind, typed: str) -> list[tuple[str, bool]]:
    """Known tags that hold what was typed, those that begin with it first, then what was typed if it is new (True).

    One spelling stands for all of a tag.
    """
    wanted, known = key_of(typed), dict(reversed(practices.list_known_tags(session, workspace_id, kind)))
    found = sorted((not key.startswith(wanted), key) for key in known if wanted in key)
    offered = [(known[key], False) for _, key in found][: _MENU - 1]
    new = tidy(typed)
    if wanted and wanted not in known and is_fit(new):
        offered.append((new, True))
    return offered


def is_fit(tag: str) -> bool:
    """Whether something can be a tag: short, and nobody's personal data."""
    return 0 < len(tag) <= TAG_LENGTH and bool(key_of(tag)) and not privacy.find(tag)


def keyed(chosen: Iterable[str]) -> list[tuple[str, str]]:
    """Tags with the keys under which they are the same, as they were chosen."""
    return [(key_of(tag), tag) for tag in map(tidy, chosen) if is_fit(tag)]
