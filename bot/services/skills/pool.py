"""Everybody who offers help, with how much of their week is left."""

from collections.abc import Collection, Mapping
from datetime import date

from bot.domain.items import Who
from bot.domain.skills import ConsentState, Helper, Level, Skill, most_hours
from bot.language.skills import Offer
from bot.services.city import City
from storage import skills
from storage import tables as rows
from storage.database import Session


def list_helpers(session: Session, city: City, workspace_id: int, among: Collection[int] | None = None) -> list[Helper]:
    """Everybody (or those among them) who offers help and is still there; also who cannot be asked now."""
    taken = skills.list_taken_hours(session, workspace_id)
    tags: dict[int, tuple[Skill, ...]] = {}
    for row in skills.list_skills(session, workspace_id, among=among):
        tags[row.person_id] = (*tags.get(row.person_id, ()), Skill(row.tag, Level(row.level)))
    directory = city.directory(session, workspace_id)
    return [
        _helper(city, row, directory.person(row.person_id), tags.get(row.person_id, ()), taken)
        for row, _ in skills.list_helpers(session, workspace_id, among)
    ]


def offers_of(helpers: list[Helper]) -> dict[str, Offer]:
    """What helpers say of themselves, to be compared with a wish; by their ids as text."""
    return {
        str(one.who.id): Offer([skill.tag for skill in one.skills], one.about, one.who.department) for one in helpers
    }


def _helper(city: City, row: rows.Helper, who: Who, tags: tuple[Skill, ...], taken: Mapping[int, float]) -> Helper:
    return Helper(
        who=who,
        skills=tags,
        about=row.about,
        offered_hours=row.hours_per_week,
        most_hours=most_hours(row.hours_per_week, city.help_share),
        taken_hours=taken.get(row.person_id, 0.0),
        paused=_rests(row, city.today()),
        paused_until=row.paused_until,
        consent=ConsentState(row.consent),
    )


def _rests(row: rows.Helper, today: date) -> bool:
    return row.paused and (row.paused_until is None or today < row.paused_until)
