"""The library: practices by words, tools, work, department and effect, as far as one person may see them."""

from bot.domain.finding import Filters, Order, Sight
from bot.domain.library import A_PAGE, Choice, LibraryPage, LibraryQuery, Ways
from bot.domain.numbers import RequestNumber
from bot.domain.practices import Shelf, TagKind
from bot.language.searching import words_of
from bot.services import items, listing
from bot.services.city import City
from storage import finding
from storage.database import Session
from storage.tables import Person, Request

_MENU = 99  # and one for all of them


def find(session: Session, city: City, person: Person, query: LibraryQuery, start: int = 0) -> LibraryPage:
    """A page of what a person looks for: with words what says them most, else what tells figures first."""
    sight = listing.sight_of(session, person)
    rows = _select(session, person, sight, query, start)
    shown = items.describe_all(session, city, rows[:A_PAGE])
    ways = _ways(session, city, person.workspace_id, sight)
    return LibraryPage(query, ways, tuple(shown), start, len(rows) > A_PAGE)


def _select(session: Session, person: Person, sight: Sight, query: LibraryQuery, start: int) -> list[Request]:
    number = RequestNumber.parse(query.words)
    words = () if number else words_of(query.words)
    if query.words and not words and number is None:
        return []
    departments = (query.department,) if query.department else ()
    filters = Filters(departments=departments, shelf=Shelf(query.tool, query.work, query.figures))
    if number is not None:
        row = listing.find_seen(session, person.workspace_id, sight, filters, number)
        return [row] if row is not None else []
    order = Order.BEST if words else Order.FIGURES
    return listing.select(session, person.workspace_id, sight, filters, order, words, start, A_PAGE + 1)


def _ways(session: Session, city: City, workspace_id: int, sight: Sight) -> Ways:
    tags = finding.count_tags(session, workspace_id, sight)
    names = city.directory(session, workspace_id).departments
    departments = [
        Choice(str(key), names[key], count)
        for key, count in finding.count_departments(session, workspace_id, sight)
        if key in names
    ]
    return Ways(
        tools=_choices(tags, TagKind.TOOLS),
        work=_choices(tags, TagKind.WORK),
        departments=tuple(departments[:_MENU]),
        total=finding.count_found(session, workspace_id, sight, Filters(shelf=Shelf())),
        with_figures=finding.count_found(session, workspace_id, sight, Filters(shelf=Shelf(figures=True))),
    )


def _choices(tags: list[tuple[TagKind, str, str, int]], kind: TagKind) -> tuple[Choice, ...]:
    return tuple(Choice(key, tag, count) for its, key, tag, count in tags if its is kind)[:_MENU]
