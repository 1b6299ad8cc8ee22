import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.org import org
from tests.bot.services.books import GROUPS, PEOPLE, book, saved

CITY = Path("sandbox/city/org.xlsx").resolve()


@pytest.fixture(autouse=True)
def here(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BANSOU_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)
    return iter(())


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(org, [str(word) for word in words])


def test_organisation_is_imported_once_when_the_command_is_repeated() -> None:
    first = run("import", CITY)
    assert first.exit_code == 0, first.output
    assert "職員の追加：200件" in first.output
    assert "取り込みました。" in first.output
    assert "変わるところはありません。" in run("import", CITY).output


def test_nothing_is_changed_when_it_is_a_dry_run() -> None:
    rehearsed = run("import", CITY, "--dry-run", "--json")
    assert rehearsed.exit_code == 0, rehearsed.output
    plan = json.loads(rehearsed.output)
    assert plan["applied"] is False
    assert len(plan["changes"]) == 80 + 200 + 9 + 79
    assert "職員 0人" in run("show").output


def test_every_problem_is_told_and_nothing_stored_when_the_file_is_wrong(tmp_path: Path) -> None:
    staff = [PEOPLE[0], ["新人 空", "sora＠x", "ない課", ""]]
    path = saved(book(職員=staff), tmp_path, "wrong.xlsx")
    told = run("import", path)
    assert told.exit_code == 1
    for place in ("「職員」2行目 B列：", "「職員」2行目 C列：", "「メンバー」2行目 B列："):
        assert place in told.output
    problems = json.loads(run("import", path, "--json").output)["problems"]
    assert {(problem["row"], problem["column"]) for problem in problems} >= {(2, "B"), (2, "C")}
    assert "所属 0" in run("show").output


def test_moves_and_missing_people_are_told_when_the_staff_list_changes(tmp_path: Path) -> None:
    run("import", saved(book(), tmp_path))
    path = tmp_path / "april.csv"
    path.write_text("氏名,メール,所属\n佐藤 香夢,cam@city.example.jp,生涯学習課\n", encoding="utf-8")
    told = run("import", path, "--dry-run").output
    assert "職員の異動：1件" in told
    assert "職員表にいない人が2人います" in told
    assert "まだ何も変えていません" in told


def test_template_is_written_and_never_replaced_without_asking(tmp_path: Path) -> None:
    assert run("template").exit_code == 0
    assert (tmp_path / "bansou-org.xlsx").exists()
    again = run("template")
    assert again.exit_code == 1
    assert "もうあります" in again.output
    assert run("template", "--force").exit_code == 0


def test_groups_are_shown_with_their_people() -> None:
    run("import", CITY)
    shown = run("show").output
    assert "職員 200人" in shown
    assert "facility-booking" in shown
    everything = json.loads(run("show", "--json").output)
    assert len(everything["memberships"]) == 79


@pytest.mark.parametrize("url", ["sqlite:///", "nonsense"])
def test_setting_is_named_when_the_database_address_is_wrong(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BANSOU_DATABASE_URL", url)
    told = run("show")
    assert told.exit_code == 78
    assert "BANSOU_DATABASE_URL" in told.output


def test_sentence_is_told_when_the_database_is_not_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "noise.db").write_bytes(b"this is no database at all, but long enough to look at" * 40)
    monkeypatch.setenv("BANSOU_DATABASE_URL", f"sqlite:///{tmp_path}/noise.db")
    told = run("show")
    assert told.exit_code == 1
    assert "データベースを開けません" in told.output


def test_the_form_is_not_written_under_a_name_that_excel_does_not_open(tmp_path: Path) -> None:
    told = run("template", "form.csv")
    assert (told.exit_code, "form.csv" in told.output, ".xlsx" in told.output) == (1, True, True)
    assert not (tmp_path / "form.csv").exists()


def test_a_groups_own_response_times_are_taken_over_and_kept_by_a_file_without_them(tmp_path: Path) -> None:
    def within() -> list[tuple[int | None, int | None]]:
        shown = json.loads(run("show", "--json").output)
        return [(group["first_look_within"], group["decide_within"]) for group in shown["groups"]]

    header, first, *others = GROUPS
    timed = [
        [*header, "最初の返事までの日数", "判断までの日数"],
        [*first, "３", 10],
        *([*row, "", ""] for row in others),
    ]
    assert run("import", saved(book(ワーキンググループ=timed), tmp_path)).exit_code == 0
    assert within()[0] == (3, 10)
    assert run("import", saved(book(), tmp_path, "without.xlsx")).exit_code == 0
    assert within()[0] == (3, 10)
    wrong = [timed[0], [*first, 0, "来週"], *timed[2:]]
    assert run("import", saved(book(ワーキンググループ=wrong), tmp_path, "wrong.xlsx")).exit_code == 1
