"""How well consultations find help, for the office."""

from collections.abc import Iterable

from bot.domain.calendar import fiscal_year as fiscal_year_of
from bot.domain.errors import NotAllowedError
from bot.domain.help_figures import HelpFigures, Lack, Load, lacking, working_hours_between
from bot.domain.helping import Search
from bot.domain.skills import Helper
from bot.language.skills import skills_in, words_in
from bot.services.city import City
from bot.services.routing import text_of
from bot.services.skills.pool import list_helpers
from storage import help_figures
from storage.database import Session
from storage.help_figures import Answers
from storage.tables import Consultation, Person, Request

_LACKS = 8


def for_office(session: Session, city: City, person: Person) -> HelpFigures:
    """The present fiscal year's figures, for the office alone."""
    if not person.is_office:
        raise NotAllowedError("office_only")
    return take(session, city, person.workspace_id)


def take(session: Session, city: City, workspace_id: int, fiscal_year: int | None = None) -> HelpFigures:
    """A fiscal year's figures; of the present one when none is named. Loads are those of this moment."""
    year = fiscal_year_of(city.today()) if fiscal_year is None else fiscal_year
    found = help_figures.list_consultations(session, workspace_id, year)
    helpers = list_helpers(session, city, workspace_id)
    waits = [
        working_hours_between(request.created_at, search.first_yes_at, city.remind_from, city.remind_until, city.zone)
        for request, search in found
        if search.first_yes_at is not None
    ]
    unhelped = [request for request, search in found if _without_help(request, search)]
    return HelpFigures(
        fiscal_year=year,
        consultations=len(found),
        helped=len(waits),
        solved=sum(search.state == Search.SOLVED and search.first_yes_at is not None for _, search in found),
        waited=tuple(round(wait, 2) for wait in waits),
        hours_saved=tuple(help_figures.list_saved_hours(session, workspace_id, year)),
        loads=_loads(helpers, help_figures.list_answers(session, workspace_id, year)),
        lacks=_lacks(unhelped, helpers),
        unhelped=len(unhelped),
    )


def _without_help(request: Request, search: Consultation) -> bool:
    """Nobody said yes, and nobody is thinking about it; the words of a private one are nobody's figures."""
    return search.first_yes_at is None and search.state != Search.ASKING and not request.private


def _loads(helpers: Iterable[Helper], answers: Iterable[Answers]) -> tuple[Load, ...]:
    """Who carries most at the head."""
    said = {one.person_id: one for one in answers}
    loads = [
        Load(
            helper.who.name,
            helper.who.department,
            helper.taken_hours,
            helper.most_hours,
            *((said[helper.who.id].asked, said[helper.who.id].yes) if helper.who.id in said else ()),
        )
        for helper in helpers
    ]
    return tuple(sorted(loads, key=lambda load: (-load.part, -load.yes, -load.asked, load.name)))


def _lacks(requests: Iterable[Request], helpers: Iterable[Helper]) -> tuple[Lack, ...]:
    """Skills by their names; where a wish names none of those, its words that no tag has."""
    offered = [frozenset(skills_in(" ".join(tag.tag for tag in one.skills))) for one in helpers]
    tags = " ".join(tag.tag.casefold() for one in helpers for tag in one.skills)
    asked = []
    for request in requests:
        text = text_of(request)
        asked.append(frozenset(skills_in(text) or (word for word in words_in(text) if word.casefold() not in tags)))
    return lacking(asked, offered, _LACKS)
