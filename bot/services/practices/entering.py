"""A practice comes into the library with its item, at once or after somebody of the group has looked at it."""

from typing import Any

from bot.domain.kinds import TAG_FIELDS
from bot.domain.practices import PracticeState
from bot.language.tags import tells_figures
from bot.services.city import City
from bot.services.practices import tags
from storage import practices
from storage.database import Session
from storage.directory import Directory
from storage.tables import Practice, Request


def enter(
    session: Session,
    city: City,
    directory: Directory,
    request: Request,
    answers: dict[str, Any],
    *,
    poster_id: int | None,
    source_request_id: int | None = None,
) -> Practice:
    """Put a new item of the kind into the library; whom to ask is who the form names, else who posted it."""
    assert request.id is not None
    named = directory.by_chat_id.get(str(answers.get("contact") or ""))
    practice = Practice(
        request_id=request.id,
        workspace_id=request.workspace_id,
        state=PracticeState.UNDER_REVIEW if city.practice_review else PracticeState.PUBLISHED,
        contact_id=named.id if named else poster_id,
        figures=tells_figures(str(answers.get("effect") or "")),
        source_request_id=source_request_id,
        checked_on=city.today(),
        updated_at=city.clock.now(),
    )
    return practices.add(session, practice, {name: tags.keyed(answers.get(name) or ()) for name in TAG_FIELDS})
