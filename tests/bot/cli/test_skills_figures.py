import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.skills import skills
from storage.database import Database
from tests.bot.services.helping.test_figures import settle


@pytest.fixture(autouse=True)
def office(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANSOU_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)
    database = Database(sqlite_url)
    database.write_now(settle)
    database.close()


def run(*words: str) -> Result:
    return CliRunner().invoke(skills, ["figures", *words])


@pytest.mark.parametrize("year", ["R8", "令和8年度", "2026"])
def test_every_figure_comes_with_its_count_and_formula_as_json(year: str) -> None:
    told = json.loads(run("--json", "--fiscal-year", year).output)
    assert (told["fiscal_year"], told["consultations"], told["solved"]) == ("R8", 6, 1)
    assert told["median_wait_hours"]["value"] == 3.0
    assert told["solved_share"] == {"value": 0.5, "count": 2, "formula": "solved / helped"}
    assert told["hours_saved"]["count"] == 1
    assert told["loads"][0]["name"] == "外山 音人"
    assert told["lacks"]["skills"][0] == {"name": "手話", "consultations": 2, "helpers": 0}


def test_the_office_reads_tables() -> None:
    shown = run("--fiscal-year", "R8")
    assert shown.exit_code == 0, shown.output
    for said in ("最初の「引き受ける」まで", "解決した割合", "外山 音人", "手話"):
        assert said in shown.output


def test_a_year_without_any_shows_what_there_is_none_of() -> None:
    assert json.loads(run("--json", "--fiscal-year", "R1").output)["median_wait_hours"]["value"] is None
    assert run("--fiscal-year", "R1").exit_code == 0


def test_what_is_no_year_is_said_in_words() -> None:
    shown = run("--fiscal-year", "去年")
    assert shown.exit_code == 1
    assert "「去年」は年度として読めません" in shown.output
