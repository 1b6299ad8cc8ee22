"""What is typed after `/bansou search`: words, and filters such as 状態:検討中 or from:2026-04-01."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.domain.calendar import at_local
from bot.domain.errors import InvalidInputError
from bot.domain.finding import Filters, Order, Query
from bot.domain.kinds import RequestKind
from bot.domain.statuses import Status
from bot.language.spelling import fold
from bot.language.text import normalise
from bot.services.city import City
from storage.database import Session
from storage.directory import Directory
from templates.wording import LANGUAGES

LONGEST = 300
_FIRST_REIWA_YEAR = 2019
_FIRST, _LAST = date(1900, 1, 1), date(9000, 12, 31)
_FILTER = re.compile(r"([^\s:]+):(\S+)")
_DAY = re.compile(r"(?:(\d{4})|[rR令和]+(\d{1,2}))[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_NAMES = {
    "statuses": ("status", "状態", "ステータス"),
    "kinds": ("kind", "種類"),
    "groups": ("group", "グループ", "wg"),
    "departments": ("department", "所属", "課"),
    "since": ("from", "から", "以降"),
    "to": ("to", "まで", "以前"),
    "order": ("order", "順", "並び"),
}
_BY_NAME = {name: field for field, names in _NAMES.items() for name in names}


def read_query(session: Session, city: City, workspace_id: int, typed: str) -> Query:
    """The words and the filters that were typed; InvalidInputError for a filter that means nothing."""
    if len(typed) > LONGEST:
        raise InvalidInputError("words", "search_too_long", most=str(LONGEST))
    plain = unicodedata.normalize("NFKC", typed)
    query, words = Query(), []
    for part in plain.split():
        found = _FILTER.fullmatch(part)
        field = _BY_NAME.get(found[1].lower()) if found else None
        if found and field:
            query = _narrowed(city, city.directory(session, workspace_id), query, field, found[2])
        else:
            words.append(part)
    return replace(query, words=" ".join(words))


def filters_of(city: City, query: Query) -> Filters:
    """The filters of a query, its days as moments."""
    return Filters(
        statuses=query.statuses,
        kinds=query.kinds,
        groups=query.groups or None,
        departments=query.departments,
        since=_start_of(city, query.since) if query.since else None,
        until=_start_of(city, min(query.to, _LAST) + timedelta(days=1)) if query.to else None,
    )


def _start_of(city: City, day: date) -> datetime:
    """Midnight of a day; the clocks of the first and the last years of all cannot be read everywhere."""
    return at_local(min(max(day, _FIRST), _LAST + timedelta(days=1)), time(), city.zone)


def _narrowed(city: City, directory: Directory, query: Query, field: str, typed: str) -> Query:
    values = [value for value in typed.replace("、", ",").split(",") if value]
    groups = {group.id: (group.slug, group.name) for group in directory.groups.values()}
    departments = {key: (name, name) for key, name in directory.departments.items()}
    orders = (Order.NEWEST, Order.BEST, Order.OLDEST)
    read: dict[str, Callable[[], object]] = {
        "statuses": lambda: _each(field, values, _labels(city, "common.status", "status", Status)),
        "kinds": lambda: _each(field, values, _labels(city, "common.kind", "kind", RequestKind)),
        "order": lambda: Order(_each(field, values[:1], _labels(city, "searching.order", "order", orders))[0]),
        "groups": lambda: _all_named(field, values, groups),
        "departments": lambda: _all_named(field, values, departments),
        "since": lambda: _day(typed),
        "to": lambda: _day(typed),
    }
    return replace(query, **{field: read[field]()})  # type: ignore[arg-type]


def _labels(city: City, sentence: str, fact: str, codes: Iterable[str]) -> dict[str, str]:
    """Every code by itself and by what it is called in each language."""
    labels: dict[str, str] = {}
    for code in codes:
        told = (city.wording.of(language).plain(sentence, **{fact: code}) for language in LANGUAGES)
        labels |= dict.fromkeys(map(normalise, (code, *told)), str(code))
    return labels


def _each(field: str, values: list[str], known: Mapping[str, str]) -> tuple[str, ...]:
    found = [known.get(normalise(value)) for value in values]
    if not values or None in found:
        raise InvalidInputError("words", "search_filter_unknown", filter=field, value=",".join(values))
    return tuple(one for one in found if one is not None)


def _all_named(field: str, values: list[str], names: Mapping[int, tuple[str, str]]) -> tuple[int, ...]:
    """Those called so, or else those whose name holds it."""
    found: list[int] = []
    for value in values:
        wanted = fold(normalise(value))
        folded = {key: [fold(normalise(name)) for name in both] for key, both in names.items()}
        named = [key for key, both in folded.items() if wanted in both]
        named = named or [key for key, both in folded.items() if any(wanted in name for name in both)]
        if not named:
            raise InvalidInputError("words", "search_filter_unknown", filter=field, value=value)
        found += named
    return tuple(dict.fromkeys(found))


def _day(typed: str) -> date:
    found = _DAY.fullmatch(typed)
    try:
        if found:
            year = int(found[1]) if found[1] else int(found[2]) + _FIRST_REIWA_YEAR - 1
            return date(year, int(found[3]), int(found[4]))
    except ValueError:
        pass
    raise InvalidInputError("words", "search_day_unknown", value=typed)
