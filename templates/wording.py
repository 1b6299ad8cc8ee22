"""Finds the words: `say("intake.received", number=…)` is the macro `received` of `<language>/intake.j2`.

A city's own folder of the same shape comes first, macro by macro. What goes into a sentence is escaped for Slack's
mrkdwn unless it is `Mrkdwn` already; `plain` leaves it as it is, for plain_text, notifications and the terminal.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from types import ModuleType, NoneType
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError
from jinja2.environment import TemplateModule
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.domain.outcomes import Outcomes
from templates.mrkdwn import Mrkdwn, escape, nest_quotes
from templates.reading import environment

LANGUAGES = ("ja", "en")
HERE = Path(__file__).parent
_REMEMBERED = 500
DEFAULT = Outcomes()
_DAY = {"ja": "M月d日(E)", "en": "EEE d MMMM"}
_DATE = {"ja": "y年M月d日(E)", "en": "EEE d MMMM y"}
_MOMENT = {"ja": "M月d日(E) H:mm", "en": "EEE d MMMM, HH:mm"}


def unreadable(folder: Path) -> str | None:
    """The first file of a city's own wording that cannot be read, with its line; None when all can."""
    for path in sorted(path for language in LANGUAGES for path in (folder / language).glob("*.j2")):
        name = f"{path.parent.name}/{path.name}"
        try:
            Environment(autoescape=False).parse(path.read_text(encoding="utf-8"))  # noqa: S701 - nothing is rendered
        except TemplateSyntaxError as error:
            return f"{name}:{error.lineno}"
        except (UnicodeDecodeError, OSError):
            return name
    return None


def language_of(locale: str | None) -> str:
    """The language for a chat locale such as ja-JP or en-GB; Japanese when we do not speak it."""
    short = (locale or "").replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else "ja"


class Words:
    """All words of one language."""

    def __init__(
        self, language: str, zone: ZoneInfo, folders: tuple[Path, ...] = (HERE,), outcomes: Outcomes = DEFAULT
    ) -> None:
        self.language = language
        self.outcomes = outcomes
        self._zone = zone
        self._mrkdwn = [self._environment(folder, _safe) for folder in folders]
        self._plain = [self._environment(folder, None) for folder in folders]
        # Most sentences are labels that every card and form says again. A text and its Mrkdwn are not the same.
        self._said = lru_cache(_REMEMBERED, typed=True)(partial(self._render, self._mrkdwn))
        self._said_plainly = lru_cache(_REMEMBERED, typed=True)(partial(self._render, self._plain))

    def say(self, name: str, /, **facts: object) -> Mrkdwn:
        """A sentence as mrkdwn; facts are escaped."""
        return Mrkdwn(self._said(name, **facts) if _single(facts) else self._render(self._mrkdwn, name, **facts))

    def plain(self, name: str, /, **facts: object) -> str:
        """A sentence as plain text."""
        return self._said_plainly(name, **facts) if _single(facts) else self._render(self._plain, name, **facts)

    def day(self, day: date | datetime) -> str:
        """A day as people write it: 11月24日(火)."""
        return format_date(self._local(day), _DAY[self.language], locale=self.language)

    def date(self, day: date | datetime) -> str:
        """A day with its year."""
        return format_date(self._local(day), _DATE[self.language], locale=self.language)

    def moment(self, moment: datetime) -> str:
        """A day and a time of day where the city is."""
        return format_datetime(self._local(moment), _MOMENT[self.language], locale=self.language)

    def number(self, number: float) -> str:
        """A number with thousands marked."""
        return str(format_decimal(number, locale=self.language))

    def load(self) -> None:
        """Read every sentence now, rather than when it is first said."""
        self.day(date.today())  # noqa: DTZ011 - any day will do
        for found in (*self._mrkdwn, *self._plain):
            for path in found.list_templates(["j2"]):
                if path.startswith(f"{self.language}/"):
                    _module(found, path)

    def _local(self, moment: Any) -> Any:  # noqa: ANN401
        return moment.astimezone(self._zone) if isinstance(moment, datetime) else moment

    def _render(self, environments: list[ImmutableSandboxedEnvironment], name: str, /, **facts: object) -> str:
        file, macro = name.rsplit(".", 1)
        for sentences in environments:
            found = getattr(_module(sentences, f"{self.language}/{file}.j2"), macro, None)
            if found is not None:
                return nest_quotes(str(found(**facts)).strip())
        raise TemplateNotFound(f"{self.language}/{name}")

    def _environment(self, folder: Path, finalize: Callable[[Any], Any] | None) -> ImmutableSandboxedEnvironment:
        known = (self.day, self.date, self.moment, self.number)
        filters: dict[str, Callable[..., Any]] = {filter_.__name__: filter_ for filter_ in known}
        filters["said"] = Mrkdwn  # what a macro within a macro says is escaped already
        city = self.outcomes.words(self.language)
        return environment(folder, filters, finalize, kept=folder == HERE, known={"city": city})


class Wording:
    """The words of every language, with a city's own before ours."""

    def __init__(self, zone: ZoneInfo, city_folder: Path | None = None, outcomes: Outcomes = DEFAULT) -> None:
        self.outcomes = outcomes
        folders = (city_folder, HERE) if city_folder else (HERE,)
        self._words = {language: Words(language, zone, folders, outcomes) for language in LANGUAGES}

    def of(self, locale: str | None) -> Words:
        """The words for a chat locale."""
        return self._words[language_of(locale)]


def _single(facts: dict[str, object]) -> bool:
    """Whether equal facts always make the same sentence: what is inside a tuple may be equal and yet not the same."""
    return all(isinstance(fact, (str, int, date, NoneType)) for fact in facts.values())


def _safe(value: object) -> object:
    return escape(value) if isinstance(value, str) and not isinstance(value, Mrkdwn) else value


@cache
def _module(sentences: ImmutableSandboxedEnvironment, path: str) -> TemplateModule | ModuleType | None:
    try:
        return sentences.get_template(path).module
    except TemplateNotFound:
        return None
