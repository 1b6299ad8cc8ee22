"""The settings, read from the environment and `.env`; every problem is told at once, by the variable's name."""

import re
from datetime import time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.errors import ConfigurationError, ConfigurationProblem

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(
            "Asia/Tokyo のような時間帯の名前にしてください / is not a time zone such as Asia/Tokyo"
        ) from error
    return name


def _weekday(name: str) -> str:
    if name.lower()[:3] not in _WEEKDAYS:
        raise ValueError("mon のような曜日にしてください / is not a day such as mon")
    return name.lower()[:3]


def _folder(path: Path | None) -> Path | None:
    if path is not None and not path.is_dir():
        raise ValueError(f"フォルダー {path} がありません / there is no folder {path}")
    return path


def _token(prefix: str) -> AfterValidator:
    def check(token: SecretStr | None) -> SecretStr | None:
        if token is not None and not token.get_secret_value().startswith(prefix):
            raise ValueError(f"{prefix} で始まるものを入れてください / has to start with {prefix}")
        return token

    return AfterValidator(check)


class Settings(BaseSettings):
    """What an installation sets; `.env.example` explains each."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    slack_bot_token: Annotated[SecretStr | None, _token("xoxb-")] = None
    slack_app_token: Annotated[SecretStr | None, _token("xapp-")] = None
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = Field("sqlite:///var/bansou.db", alias="BANSOU_DATABASE_URL")
    time_zone: Annotated[str, AfterValidator(_zone)] = Field("Asia/Tokyo", alias="BANSOU_TIME_ZONE")
    language: str = Field("ja", pattern="^(ja|en)$", alias="BANSOU_LANGUAGE")
    all_staff_channel: str = Field("全庁", alias="BANSOU_ALL_STAFF_CHANNEL")
    office_channel: str = Field("事務局", alias="BANSOU_OFFICE_CHANNEL")
    answer_within: int = Field(5, ge=1, le=60, alias="BANSOU_ANSWER_WITHIN")
    digest_day: Annotated[str, AfterValidator(_weekday)] = Field("mon", alias="BANSOU_DIGEST_DAY")
    digest_time: time = Field(time(9, 0), alias="BANSOU_DIGEST_TIME")
    posts_per_minute: int = Field(240, ge=1, le=6000, alias="BANSOU_POSTS_PER_MINUTE")
    wording_folder: Annotated[Path | None, AfterValidator(_folder)] = Field(None, alias="BANSOU_WORDING_FOLDER")
    clock_file: Path | None = Field(None, alias="BANSOU_CLOCK_FILE")
    chat_speed: float = Field(1.0, ge=1.0, le=100.0, alias="BANSOU_CHAT_SPEED")
    log_level: str = Field("INFO", alias="BANSOU_LOG_LEVEL", pattern="(?i)^(debug|info|warning|error)$")

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def digest_weekday(self) -> int:
        """The digest's day, Monday being 0."""
        return _WEEKDAYS.index(self.digest_day)

    @property
    def shown_database_url(self) -> str:
        """The database's address without its password."""
        return re.sub(r"://([^:/@]+):[^@]*@", r"://\1:…@", self.database_url)

    def slack_tokens(self) -> tuple[str, str]:
        """The bot's and the app's token; ConfigurationError names those that are missing."""
        missing = tuple(
            ConfigurationProblem(variable, trouble)
            for variable, token, trouble in (
                (
                    "SLACK_BOT_TOKEN",
                    self.slack_bot_token,
                    "設定されていません / is not set: OAuth & Permissions → Bot User OAuth Token (xoxb-…)",
                ),
                (
                    "SLACK_APP_TOKEN",
                    self.slack_app_token,
                    "設定されていません / is not set: Basic Information → App-Level Tokens (xapp-…)",
                ),
            )
            if token is None
        )
        if self.slack_bot_token is None or self.slack_app_token is None:
            raise ConfigurationError(missing)
        return self.slack_bot_token.get_secret_value(), self.slack_app_token.get_secret_value()


def load() -> Settings:
    """The present settings; ConfigurationError names every variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        problems = (
            ConfigurationProblem(_variable(str(e["loc"][0])), e["msg"].removeprefix("Value error, "))
            for e in error.errors(include_input=False, include_url=False)
        )
        raise ConfigurationError(tuple(problems)) from None  # the original repeats what was set, tokens included


def _variable(name: str) -> str:
    return name.upper()
