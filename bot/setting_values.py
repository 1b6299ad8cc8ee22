"""What a setting's value may look like; `WrongError` says what is wrong with one, for the sentence about it."""

import re
from collections.abc import Callable
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from bot.domain.errors import ConfigurationError
from bot.domain.outcomes import OutcomesError, parse
from bot.domain.scores import CRITERIA_AT_MOST
from storage import address
from templates.wording import unreadable

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class WrongError(ValueError):
    """What is wrong with a value: `trouble` names the sentence, `facts` fill it."""

    def __init__(self, trouble: str, **facts: object) -> None:
        super().__init__(trouble)
        self.trouble, self.facts = trouble, facts


def between(low: int, high: int) -> WrapValidator:
    """A number from `low` to `high`."""

    def check(value: object, read: ValidatorFunctionWrapHandler) -> object:
        try:
            number = read(value)
        except ValidationError:
            number = None
        if number is None or not low <= number <= high:
            raise WrongError("number", low=low, high=high)
        return number

    return WrapValidator(check)


def text(read: Callable[[str], object]) -> WrapValidator:
    """A text that `read` turns into what is meant; it raises `WrongError`."""
    return WrapValidator(lambda value, keep: keep(read(value)) if isinstance(value, str) else keep(value))


def one_of(*choices: str) -> WrapValidator:
    """One of these, in any case of letters."""
    known = {choice.lower(): choice for choice in choices}

    def check(value: str) -> str:
        if value.lower() not in known:
            raise WrongError("choice", choices=" / ".join(choices))
        return known[value.lower()]

    return text(check)


def zone_name(name: str) -> str:
    """A time zone by its name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongError("time_zone") from error
    return name


def day_name(name: str) -> str:
    """A day of the week, as three letters."""
    day = next((day for day in DAYS if name.lower() in {day, day[:3]}), None)
    if day is None:
        raise WrongError("choice", choices=" / ".join(day[:3] for day in DAYS))
    return day[:3]


def time_of_day(text: str) -> time:
    """A time such as 9:00."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise WrongError("time")
    return time(int(match[1]), int(match[2]))


def split(names: str) -> tuple[str, ...]:
    """Names with commas between them, Japanese ones too."""
    return tuple(name.strip() for name in re.split("[,、，]", names))


def criteria(names: str) -> str:
    """What items are scored on: few, short and different names."""
    found = split(names)
    if len(found) > CRITERIA_AT_MOST or len(set(found)) < len(found) or not all(0 < len(n) <= 20 for n in found):
        raise WrongError("criteria", most=CRITERIA_AT_MOST)
    return names


def channel(name: str) -> str:
    """A channel by its name."""
    if not name.strip().removeprefix("#"):
        raise WrongError("channel")
    return name.strip()


def folder(path: str) -> str:
    """A folder with wording that can be read."""
    if not Path(path).is_dir():
        raise WrongError("folder")
    if file := unreadable(Path(path)):
        raise WrongError("wording", file=file)
    return path


def file_path(path: str) -> str:
    """A place for a file."""
    if Path(path).is_dir():
        raise WrongError("file")
    return path


def outcomes(path: str) -> str:
    """A file of outcomes that can be read."""
    try:
        parse(Path(path).read_text(encoding="utf-8"))
    except OutcomesError as error:
        raise WrongError("outcomes", wrong=error.trouble, row=error.row, detail=error.detail) from error
    except (OSError, UnicodeDecodeError) as error:
        raise WrongError("outcomes", wrong="unreadable", row=0, detail="") from error
    return path


def url(url: str) -> str:
    """An address on the web."""
    if not re.match(r"https?://[^/\s]+", url):
        raise WrongError("url")
    return url


def database(url: str) -> str:
    """An address of a database that can be used."""
    try:
        address.usable(url)
    except ConfigurationError as error:
        (problem,) = error.problems
        raise WrongError(problem.trouble, **problem.facts) from error
    return url


def token(prefix: str) -> WrapValidator:
    """A token of the chat, by how it begins."""

    def check(token: str) -> str:
        if not token.startswith(prefix):
            raise WrongError("token", prefix=prefix)
        return token

    return text(check)
