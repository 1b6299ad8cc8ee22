import re
from pathlib import Path

import pytest

from bot import settings
from bot.domain.errors import ConfigurationError
from bot.settings import Settings
from templates.wording import LANGUAGES, Wording
from tests.factories import TOKYO

WORDING = Wording(TOKYO)
JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-龠]")
VARIABLES = [str(field.alias or name).upper() for name, field in Settings.model_fields.items()]
# Each wrong value, and what its sentence tells to write instead.
WRONG = [
    ("SLACK_BOT_TOKEN", "xapp-1-secret", "xoxb-"),
    ("SLACK_APP_TOKEN", "secret", "xapp-"),
    ("SLACK_API_URL", "slack.com/api/", "https://slack.com/api/"),
    ("BANSOU_DATABASE_URL", "bansou:secret", "sqlite:///var/bansou.db"),
    ("BANSOU_DATABASE_URL", "sqlite://", "sqlite:///var/bansou.db"),
    ("BANSOU_DATABASE_URL", "mysql://bansou:secret@host/bansou", "postgresql+psycopg://"),
    ("BANSOU_DATABASE_URL", "postgresql://bansou:secret@host/bansou", "postgresql+psycopg://"),
    ("BANSOU_DATABASE_URL", "postgresql+psycopg://bansou:secret@host", "postgresql+psycopg://"),
    ("BANSOU_DATABASE_URL", "postgresql+psycopg://bansou:secret@host:port/bansou", "postgresql+psycopg://"),
    ("BANSOU_DATABASE_URL", "sqlite:////proc/nowhere/bansou.db", "/proc/nowhere"),
    ("BANSOU_TIME_ZONE", "Tokyo", "BANSOU_TIME_ZONE=Asia/Tokyo"),
    ("BANSOU_TIME_ZONE", "Asia", "BANSOU_TIME_ZONE=Asia/Tokyo"),
    ("BANSOU_TIME_ZONE", "../etc/passwd", "BANSOU_TIME_ZONE=Asia/Tokyo"),
    ("BANSOU_LANGUAGE", "fr", "BANSOU_LANGUAGE=ja"),
    ("BANSOU_ALL_STAFF_CHANNEL", "#", "BANSOU_ALL_STAFF_CHANNEL=全庁"),
    ("BANSOU_ANSWER_WITHIN", "0", "BANSOU_ANSWER_WITHIN=5"),
    ("BANSOU_ANSWER_WITHIN", "五日", "BANSOU_ANSWER_WITHIN=5"),
    ("BANSOU_SCORE_CRITERIA", "effect,effect", "BANSOU_SCORE_CRITERIA=effect,feasibility"),
    ("BANSOU_SCORE_CRITERIA", ",", "BANSOU_SCORE_CRITERIA=effect,feasibility"),
    ("BANSOU_DIGEST_DAY", "monkey", "BANSOU_DIGEST_DAY=mon"),
    ("BANSOU_DIGEST_TIME", "9", "BANSOU_DIGEST_TIME=09:00"),
    ("BANSOU_DIGEST_TIME", "25:00", "BANSOU_DIGEST_TIME=09:00"),
    ("BANSOU_POSTS_PER_MINUTE", "9999", "BANSOU_POSTS_PER_MINUTE=240"),
    ("BANSOU_WORDING_FOLDER", "/nowhere", "/nowhere"),
    ("BANSOU_OUTCOMES_FILE", "/nowhere.toml", "/nowhere.toml"),
    ("BANSOU_CLOCK_FILE", "/", "BANSOU_CLOCK_FILE=var/clock"),
    ("BANSOU_CHAT_SPEED", "fast", "BANSOU_CHAT_SPEED=1"),
    ("BANSOU_LOG_LEVEL", "loud", "BANSOU_LOG_LEVEL=INFO"),
]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def problems(*, chat: bool = False) -> dict[str, dict[str, str]]:
    """For each variable its sentence in every language."""
    with pytest.raises(ConfigurationError) as caught:
        settings.load(chat=chat)
    return {
        problem.variable: {
            language: WORDING.of(language).plain(f"settings.{problem.trouble}", **problem.facts)
            for language in LANGUAGES
        }
        for problem in caught.value.problems
    }


def test_a_misspelt_variable_is_named_with_the_one_that_was_meant(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BANSOU_ANSWER_WITHN", "7")
    monkeypatch.setenv("BANSOU_OFFICE_CHANNEL", "事務局")
    monkeypatch.setenv("OTHER_THING", "7")
    (tmp_path / ".env").write_text("BANSOU_DATABSE_URL=sqlite:///x.db\nbansou_digest_day=tue\nBANSOU_ZZZ=1\n", "utf-8")
    told = {problem.variable: problem.facts["nearest"] for problem in settings.unknown()}
    assert told == {
        "BANSOU_ANSWER_WITHN": "BANSOU_ANSWER_WITHIN",
        "BANSOU_DATABSE_URL": "BANSOU_DATABASE_URL",
        "BANSOU_ZZZ": "",
    }
    assert settings.load().answer_within == 5


@pytest.mark.parametrize(("name", "value", "instead"), WRONG)
def test_a_wrong_value_is_told_in_both_languages_with_what_to_write_instead(
    name: str, value: str, instead: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    told = problems()

    assert set(told) == {name}
    assert JAPANESE.search(told[name]["ja"])
    english = told[name]["en"].replace("全庁", "").replace("五日", "")
    assert not JAPANESE.search(english)
    for sentence in told[name].values():
        assert instead in sentence
        assert "secret" not in sentence
        assert "\n" not in sentence


def test_every_problem_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {name: value for name, value, _ in WRONG}
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)

    assert set(problems(chat=True)) == set(wrong)


def test_missing_tokens_are_told_with_the_other_problems_when_the_chat_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BANSOU_LANGUAGE", "fr")

    assert set(problems(chat=True)) == {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "BANSOU_LANGUAGE"}


@pytest.mark.parametrize("day", ["Mon", "monday", "MON"])
def test_the_digest_day_is_understood_in_full_and_short(day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANSOU_DIGEST_DAY", day)
    assert settings.load().digest_weekday == 0


def test_the_digest_time_needs_no_leading_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANSOU_DIGEST_TIME", "9:30")
    assert settings.load().digest_time.isoformat() == "09:30:00"


def test_a_file_of_settings_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("BANSOU_OFFICE_CHANNEL=事務局\n".encode("cp932"))

    (sentences,) = [told for name, told in problems().items() if name == ".env"]

    assert all("UTF-8" in sentence for sentence in sentences.values())


def test_the_language_of_the_settings_is_known_even_when_they_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANSOU_LANGUAGE", "en")
    assert settings.languages() == ("en",)
    monkeypatch.setenv("BANSOU_LANGUAGE", "fr")
    assert settings.languages() == ("ja", "en")
    monkeypatch.delenv("BANSOU_LANGUAGE")
    assert settings.languages() == ("ja",)


@pytest.mark.parametrize(
    ("content", "named"), [(b"\n{% macro title() %}{{ oops", "ja/errors.j2:2"), (b"\x8e\x96", "ja/errors.j2")]
)
def test_a_citys_own_words_that_cannot_be_read_are_named_with_their_line(
    content: bytes, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "words" / "ja").mkdir(parents=True)
    (tmp_path / "words" / "ja" / "errors.j2").write_bytes(content)
    monkeypatch.setenv("BANSOU_WORDING_FOLDER", str(tmp_path / "words"))

    assert all(named in sentence for sentence in problems()["BANSOU_WORDING_FOLDER"].values())


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('[[outcome]]\ndecision = "accept"\n[[outcome]]\ndecision = "burn"', "burn"),
        ("[[outcome]]\n[outcome", "TOML"),
        ('[[outcome]]\ndecision = "accept"\nreason = 1', "true"),
        ('[[outcome]]\ndecision = "accept"\nstatus = { ja = "" , en = "x" }', "status.ja"),
        ('[[outcome]]\ndecision = "accept"\nstatus = { ja = "x" }', "ja"),
        ('[[outcome]]\ndecision = "accept"\n[[outcome]]\ndecision = "accept"', "accept"),
        ('[[outcome]]\ndecision = "accept"\ncolour = 1', "colour"),
    ],
)
def test_a_citys_outcomes_that_are_wrong_are_told_in_one_line_with_file_and_row(
    content: str, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "outcomes.toml"
    file.write_text(content, encoding="utf-8")
    monkeypatch.setenv("BANSOU_OUTCOMES_FILE", str(file))

    for sentence in problems()["BANSOU_OUTCOMES_FILE"].values():
        assert str(file) in sentence
        assert named in sentence
        assert "\n" not in sentence


def test_a_citys_outcomes_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.load().outcomes.rows == ()
    (tmp_path / "outcomes.toml").write_text('[[outcome]]\ndecision = "accept"\nreason = true', encoding="utf-8")
    monkeypatch.setenv("BANSOU_OUTCOMES_FILE", "outcomes.toml")
    assert [(row.action, row.reason) for row in settings.load().outcomes.rows] == [("accept", True)]
