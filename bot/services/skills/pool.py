"""Everybody who offers help, with how much of their week is left."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from bot.domain.skills import Helper, Level, Skill, most_hours, standing
from bot.language.skills import Offer, SkillIndex
from bot.services.city import City
from storage import skills
from storage import tables as rows
from storage.database import Session


def list_helpers(session: Session, city: City, workspace_id: int, among: Collection[int] | None = None) -> list[Helper]:
    """Everybody (or those among them) who offers help and is still there; also who cannot be asked now."""
    describe = _Describing(session, city, workspace_id, among)
    return [describe.helper(row) for row, _ in skills.list_helpers(session, workspace_id, among)]


def find_helper(session: Session, city: City, workspace_id: int, person_id: int) -> Helper | None:
    """What one person offers, if they do."""
    row = skills.find_helper(session, workspace_id, person_id)
    return _Describing(session, city, workspace_id, (person_id,)).helper(row) if row else None


def index_of(helpers: list[Helper]) -> SkillIndex:
    """What helpers say of themselves, to be compared with a wish; its keys are their ids as text."""
    return SkillIndex(
        {str(one.who.id): Offer([tag.tag for tag in one.skills], one.about, one.who.department) for one in helpers}
    )


class _Describing:
    """What is known of helpers beside their rows, read once for all of them or for some."""

    def __init__(self, session: Session, city: City, workspace_id: int, among: Collection[int] | None) -> None:
        self._city, self._directory = city, city.directory(session, workspace_id)
        self._taken = skills.list_taken_hours(session, workspace_id)
        self._solved = skills.count_solved(session, workspace_id)
        self._practices = skills.count_practices(session, workspace_id)
        self._tags: defaultdict[int, list[Skill]] = defaultdict(list)
        for row in skills.list_skills(session, workspace_id, among):
            self._tags[row.person_id].append(Skill(row.tag, Level(row.level)))

    def helper(self, row: rows.Helper) -> Helper:
        """A helper as they stand today."""
        return Helper(
            who=self._directory.person(row.person_id),
            skills=tuple(self._tags[row.person_id]),
            about=row.about,
            offered_hours=row.hours_per_week,
            most_hours=most_hours(row.hours_per_week, self._city.help_share),
            taken_hours=self._taken.get(row.person_id, 0.0),
            paused=rests(row, self._city.today()),
            paused_until=row.paused_until,
            consent=standing(self._city.help_consent, row.consent),
            helped=self._solved.get(row.person_id, 0),
            practices=self._practices.get(row.person_id, 0),
        )


def rests(row: rows.Helper, today: date) -> bool:
    """Whether somebody pauses on a day."""
    return row.paused and (row.paused_until is None or today < row.paused_until)
