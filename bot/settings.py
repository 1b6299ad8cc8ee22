"""The settings, read from the environment and `.env`; every problem is told at once, by the variable's name.

The sentences about them are in `templates/<language>/settings.j2`.
"""

import os
import re
from collections.abc import Mapping
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from bot.domain.errors import ConfigurationError, ConfigurationProblem
from bot.domain.outcomes import Outcomes, parse
from bot.domain.scores import DEFAULT_CRITERIA
from bot.domain.skills import ConsentRule
from bot.setting_values import (
    DAYS,
    WrongError,
    between,
    channel,
    criteria,
    database,
    day_name,
    file_path,
    folder,
    one_of,
    outcomes,
    split,
    text,
    time_of_day,
    token,
    url,
    zone_name,
)
from templates.wording import LANGUAGES

_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_EXAMPLES = {
    "BANSOU_CLOCK_FILE": "var/clock",
    "BANSOU_OUTCOMES_FILE": "outcomes.toml",
}  # for what has no default to show
_ENV_FILE = ".env"
_OURS = "BANSOU_"


_BotToken = Annotated[SecretStr, token("xoxb-")]
_AppToken = Annotated[SecretStr, token("xapp-")]


class Settings(BaseSettings):
    """What an installation sets; `.env.example` explains each."""

    model_config = SettingsConfigDict(env_file=_ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True)

    slack_bot_token: _BotToken | None = None
    slack_app_token: _AppToken | None = None
    slack_api_url: Annotated[str, text(url)] = "https://slack.com/api/"
    database_url: Annotated[str, text(database)] = Field("sqlite:///var/bansou.db", alias="BANSOU_DATABASE_URL")
    time_zone: Annotated[str, text(zone_name)] = Field("Asia/Tokyo", alias="BANSOU_TIME_ZONE")
    language: Annotated[str, one_of(*LANGUAGES)] = Field("ja", alias="BANSOU_LANGUAGE")
    all_staff_channel: Annotated[str, text(channel)] = Field("全庁", alias="BANSOU_ALL_STAFF_CHANNEL")
    office_channel: Annotated[str, text(channel)] = Field("事務局", alias="BANSOU_OFFICE_CHANNEL")
    answer_within: Annotated[int, between(1, 60)] = Field(5, alias="BANSOU_ANSWER_WITHIN")
    decide_within: Annotated[int, between(1, 250)] = Field(20, alias="BANSOU_DECIDE_WITHIN")
    follow_up_after: Annotated[int, between(1, 90)] = Field(14, alias="BANSOU_FOLLOW_UP_AFTER")
    score_criteria: Annotated[str, text(criteria)] = Field(",".join(DEFAULT_CRITERIA), alias="BANSOU_SCORE_CRITERIA")
    remind_from: Annotated[time, text(time_of_day)] = Field(time(8, 30), alias="BANSOU_REMIND_FROM")
    remind_until: Annotated[time, text(time_of_day)] = Field(time(17, 15), alias="BANSOU_REMIND_UNTIL")
    help_share: Annotated[int, between(1, 100)] = Field(20, alias="BANSOU_HELP_SHARE")
    help_answer_hours: Annotated[int, between(1, 200)] = Field(24, alias="BANSOU_HELP_ANSWER_HOURS")
    help_consent: Annotated[str, one_of(*ConsentRule)] = Field("none", alias="BANSOU_HELP_CONSENT")
    practice_review: Annotated[str, one_of("on", "off")] = Field("off", alias="BANSOU_PRACTICE_REVIEW")
    practice_links: Annotated[str, one_of("on", "off")] = Field("on", alias="BANSOU_PRACTICE_LINKS")
    digest_day: Annotated[str, text(day_name)] = Field("mon", alias="BANSOU_DIGEST_DAY")
    digest_time: Annotated[time, text(time_of_day)] = Field(time(9, 0), alias="BANSOU_DIGEST_TIME")
    posts_per_minute: Annotated[int, between(1, 6000)] = Field(240, alias="BANSOU_POSTS_PER_MINUTE")
    wording_folder: Annotated[Path | None, text(folder)] = Field(None, alias="BANSOU_WORDING_FOLDER")
    outcomes_file: Annotated[Path | None, text(outcomes)] = Field(None, alias="BANSOU_OUTCOMES_FILE")
    clock_file: Annotated[Path | None, text(file_path)] = Field(None, alias="BANSOU_CLOCK_FILE")
    chat_speed: Annotated[float, between(1, 100)] = Field(1.0, alias="BANSOU_CHAT_SPEED")
    log_level: Annotated[str, one_of(*_LEVELS)] = Field("INFO", alias="BANSOU_LOG_LEVEL")

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def outcomes(self) -> Outcomes:
        """What the city calls its decisions."""
        return parse(self.outcomes_file.read_text(encoding="utf-8")) if self.outcomes_file else Outcomes()

    @property
    def criteria(self) -> tuple[str, ...]:
        """On what items are scored."""
        return split(self.score_criteria)

    @property
    def digest_weekday(self) -> int:
        """The digest's day, Monday being 0."""
        return [day[:3] for day in DAYS].index(self.digest_day)

    @property
    def shown_database_url(self) -> str:
        """The database's address without its password."""
        return re.sub(r"://([^:/@]+):[^@]*@", r"://\1:…@", self.database_url)

    def slack_tokens(self) -> tuple[str, str]:
        """The bot's and the app's token; ConfigurationError names those that are missing."""
        if self.slack_bot_token is None or self.slack_app_token is None:
            tokens = {"slack_bot_token": self.slack_bot_token, "slack_app_token": self.slack_app_token}
            raise ConfigurationError(tuple(_missing(name) for name, token in tokens.items() if token is None))
        return self.slack_bot_token.get_secret_value(), self.slack_app_token.get_secret_value()


class _ChatSettings(Settings):
    """The settings of what cannot work without the chat."""

    slack_bot_token: _BotToken
    slack_app_token: _AppToken


class _Language(BaseSettings):
    """The language alone, whatever else is wrong."""

    model_config = Settings.model_config

    language: str = Field("ja", alias="BANSOU_LANGUAGE")


def load(*, chat: bool = False) -> Settings:
    """The present settings; ConfigurationError names every variable that is wrong.

    With `chat` the two tokens have to be there too.
    """
    try:
        return _ChatSettings() if chat else Settings()
    except ValidationError as error:
        found = error.errors(include_url=False)
        # Not chained: the original repeats what was set, tokens included.
        raise ConfigurationError(tuple(_problem(details) for details in found)) from None
    except UnicodeDecodeError as error:
        raise ConfigurationError((ConfigurationProblem(_ENV_FILE, "env_file_encoding"),)) from error
    except OSError as error:
        facts = {"reason": error.strerror or str(error)}
        raise ConfigurationError((ConfigurationProblem(_ENV_FILE, "env_file_unreadable", facts),)) from error


def unknown() -> list[ConfigurationProblem]:
    """Variables that look like ours and are not, each with the one that was probably meant."""
    known = [str(field.alias or name).upper() for name, field in Settings.model_fields.items()]
    given = {name.upper() for name in (*os.environ, *DotEnvSettingsSource(Settings).env_vars)}
    strange = sorted(name for name in given if name.startswith(_OURS) and name not in known)
    return [ConfigurationProblem(name, "unknown", {"nearest": _nearest(name, known)}) for name in strange]


def _nearest(name: str, known: list[str]) -> str:
    meant = {one.removeprefix(_OURS): one for one in known}  # what all begin with makes none of them nearer
    return next((meant[near] for near in get_close_matches(name.removeprefix(_OURS), meant, 1)), "")


def languages() -> tuple[str, ...]:
    """The languages to tell a problem of the settings in: the one that is set, every one when that is unknown."""
    try:
        language = _Language().language.lower()
    except (UnicodeDecodeError, OSError):
        return LANGUAGES
    return (language,) if language in LANGUAGES else LANGUAGES


def _problem(details: Mapping[str, Any]) -> ConfigurationProblem:
    variable = str(details["loc"][0]).upper()
    if details["type"] == "missing":
        return _missing(variable)
    wrong: WrongError = details["ctx"]["error"]
    facts = {name: str(fact) for name, fact in wrong.facts.items()}
    if not wrong.trouble.startswith(("database", "token")):  # their values are secret
        facts |= {"value": str(details["input"]), "example": f"{variable}={_example(variable)}"}
    return ConfigurationProblem(variable, wrong.trouble, facts)


def _missing(name: str) -> ConfigurationProblem:
    return ConfigurationProblem(name.upper(), "bot_token_missing" if "BOT" in name.upper() else "app_token_missing")


def _example(variable: str) -> str:
    fields = {str(field.alias or name).upper(): field.default for name, field in Settings.model_fields.items()}
    default = fields[variable]
    if isinstance(default, time):
        return f"{default:%H:%M}"
    return _EXAMPLES.get(variable, str(default))
