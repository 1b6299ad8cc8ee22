import json
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.cli.org import org
from bot.cli.requests import requests
from storage import audit
from storage import requests as stored
from storage.database import Database

CITY = Path("sandbox/city/org.xlsx").resolve()
ITEMS = Path("sandbox/city/items.jsonl").resolve()


@pytest.fixture(autouse=True)
def here(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BANSOU_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(org, ["import", str(CITY)]).exit_code == 0
    return iter(())


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(requests, [str(word) for word in words])


def ledger(folder: Path, *lines: str) -> Path:
    path = folder / "ledger.csv"
    path.write_text("\n".join(["番号,件名,内容,メール", *lines]), encoding="utf-8")
    return path


def test_real_items_are_all_stored_once_when_imported_twice() -> None:
    first = run("import", ITEMS)
    assert first.exit_code == 0, first.output
    assert "99件を取り込みました" in first.output
    again = run("import", ITEMS)
    assert "0件を取り込みました（取り込み済みだったもの 99件" in again.output
    stored = json.loads(run("list", "--limit", "200", "--json").output)
    assert len({item["number"] for item in stored}) == 99
    assert all(item["requesters"] for item in stored)
    assert sum(item["group"] is not None and item["companion"] is not None for item in stored) >= 52


def test_departments_of_a_ledger_that_nobody_knows_are_named_before_and_after(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("番号,件名,所属\n1,鍵の受け渡し,消防署\n2,紙の回覧,市民課\n3,印刷,消防署\n", encoding="utf-8")

    foreseen, done = run("import", path, "--dry-run"), run("import", path)

    for told in (foreseen.output, done.output):
        assert "所属の表にない所属が1つあります（消防署）" in told.replace("\n", "")
    assert foreseen.exit_code == done.exit_code == 0
    again = json.loads(run("import", ledger(tmp_path, "9,名札,,"), "--json").output)
    assert again["unknown_departments"] == []


def test_a_sentence_is_told_when_nothing_is_overdue() -> None:
    told = run("overdue")
    assert (told.exit_code, told.output.strip()) == (0, "期限が来ているものはありません。")


def test_item_is_shown_with_its_source_and_history(tmp_path: Path) -> None:
    run("import", ledger(tmp_path, "7,鍵の受け渡し,夜に公民館の鍵を開けに行く,"))
    (item,) = json.loads(run("list", "--json").output)
    shown = run("show", item["number"])
    assert shown.exit_code == 0, shown.output
    assert "夜に公民館の鍵を開けに行く" in shown.output
    assert "投稿しました" in shown.output
    unknown = run("show", "R9-9999")
    assert unknown.exit_code == 1
    assert "見つかりません" in unknown.output


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """No file can grow beyond a size, as on a disk that is full; the call makes room again."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def make_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limits[1]))
    yield make_room
    make_room()


def test_an_import_that_a_full_disk_stops_tells_how_far_it_came_and_goes_on(
    full_disk: Callable[[], None],
) -> None:
    stopped = run("import", ITEMS)
    stored = len(json.loads(run("list", "--limit", "200", "--json").output))
    assert stopped.exit_code == 1
    assert 0 < stored < 99
    assert f"{stored}件を取り込んだところで止まりました。残りは{99 - stored}件です" in stopped.output
    assert "ディスクがいっぱい" in stopped.output
    stopped_again = run("import", ITEMS, "--json")
    assert stopped_again.exit_code == 1
    told = json.loads(stopped_again.stdout)
    assert (told["stopped"], told["known"] + told["taken"] + told["left"]) == ("full", 99)

    full_disk()
    rest = json.loads(run("import", ITEMS, "--json").output)

    assert (rest["stopped"], rest["left"]) == (None, 0)
    assert (rest["known"], rest["taken"]) == (told["known"] + told["taken"], told["left"])
    numbers = [item["number"] for item in rest["items"]]
    assert len(numbers) == len(set(numbers)) == 99
    assert None not in numbers
    again = json.loads(run("import", ITEMS, "--json").output)
    assert (again["taken"], again["known"]) == (0, 99)
    assert {item["external_id"]: item["number"] for item in again["items"]} == {
        item["external_id"]: item["number"] for item in rest["items"]
    }
    assert {item["state"] for item in again["items"]} == {"known"}


def test_a_rehearsal_shows_groups_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("番号,件名,内容,担当WG\n1,印,規則を改める,制度デジタル化ＷＧ\n", encoding="utf-8")
    assert "制度デジタル化WG" in run("import", path, "--dry-run").output
    (item,) = json.loads(run("import", path, "--dry-run", "--json").output)["items"]
    assert (item["state"], item["number"], item["group"]) == ("foreseen", None, "seido-digital")
    assert item["group_name"] == "制度デジタル化WG"


def test_nothing_is_stored_when_it_is_a_dry_run(tmp_path: Path) -> None:
    rehearsed = run("import", ledger(tmp_path, "7,鍵の受け渡し,夜に公民館の鍵を開けに行く,"), "--dry-run")
    assert "1件を取り込めます" in rehearsed.output
    assert json.loads(run("list", "--json").output) == []


def test_personal_data_is_masked_unless_it_is_to_be_kept(tmp_path: Path) -> None:
    path = ledger(tmp_path, "1,連絡,山田さんの携帯 090-1234-5678 に電話する,")
    assert "伏せ字にしたもの 1件" in run("import", path).output
    (item,) = json.loads(run("list", "--json").output)
    assert "5678" not in item["body"]
    kept = ledger(tmp_path, "2,連絡,携帯 090-1234-5678 に電話する,")
    run("import", kept, "--personal-data", "keep")
    assert "090-1234-5678" in json.loads(run("list", "--json").output)[0]["body"]


def test_unknown_posters_are_told_before_anything_is_stored(tmp_path: Path) -> None:
    path = ledger(tmp_path, "1,良い,行,", "2,悪い,行,nobody@example.jp")
    told = run("import", path)
    assert told.exit_code == 1
    assert "「ledger.csv」3行目 D列：「nobody@example.jp」" in told.output
    assert json.loads(run("list", "--json").output) == []


def test_items_can_be_listed_by_group_and_state(tmp_path: Path) -> None:
    lines = ("1,押印,規則を改める,,bpr", "2,鍵,夜に開ける,,貸館予約システムWG")
    (tmp_path / "ledger.csv").write_text("\n".join(("番号,件名,内容,メール,WG", *lines)), encoding="utf-8")
    assert run("import", tmp_path / "ledger.csv").exit_code == 0
    groups = [item["group"] for item in json.loads(run("list", "--group", "bpr", "--json").output)]
    assert groups == ["bpr"]
    assert json.loads(run("list", "--status", "done", "--json").output) == []
    assert "「nothing」がありません" in run("list", "--group", "nothing").output


def test_group_of_the_ledger_is_kept_with_a_companion_and_unknown_ones_are_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("番号,件名,内容,担当WG\n1,印,規則を改める,制度デジタル化ＷＧ\n", encoding="utf-8")
    assert run("import", path).exit_code == 0
    (item,) = json.loads(run("list", "--json").output)
    assert (item["group"], item["companion"] is None) == ("seido-digital", False)
    path.write_text("番号,件名,内容,担当WG\n2,印,規則を改める,印鑑WG\n", encoding="utf-8")
    told = run("import", path)
    assert told.exit_code == 1
    assert "「ledger.csv」2行目 D列：ワーキンググループ「印鑑WG」がありません" in told.output


def test_what_was_written_is_shown_as_it_is_to_people_and_programs(tmp_path: Path) -> None:
    run("import", ledger(tmp_path, "7,受付 :100: 件,[red]赤[/red] :key: の箱,"))
    (item,) = json.loads(run("list", "--json").output)
    assert (item["title"], item["body"]) == ("受付 :100: 件", "[red]赤[/red] :key: の箱")
    shown = run("show", item["number"]).output
    assert "受付 :100: 件" in shown
    assert "[red]赤[/red] :key: の箱" in shown


def test_a_group_that_is_nearly_right_is_guessed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("番号,件名,内容,担当WG\n1,印,規則を改める,制度デジタルWG\n", encoding="utf-8")
    assert "もしかして「seido-digital」" in run("import", path).output


def test_what_is_overdue_is_listed_with_whom_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("import", ledger(tmp_path, "7,公民館の鍵の受け渡し,夜に公民館の鍵を開けに行く,"))
    assert json.loads(run("overdue", "--json").output) == []
    month = tmp_path / "clock"
    month.write_text(str(60 * 24 * 3600), encoding="utf-8")
    monkeypatch.setenv("BANSOU_CLOCK_FILE", str(month))
    (late,) = json.loads(run("overdue", "--json").output)
    assert (late["step"], late["status"]) == ("first_look", "received")
    assert late["days_over"] > 20
    assert late["owner_part"] == ("lead" if late["group"] else "office")
    shown = run("overdue").output
    assert "最初の返事" in shown
    assert late["number"] in shown


def test_what_is_overdue_names_no_private_item(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", ledger(tmp_path, "1,公民館の鍵の受け渡し,夜に鍵を開けに行く,", "2,人事の話,困っています,"))
    database = Database(sqlite_url)
    database.write_now(lambda s: s.execute(text("UPDATE request SET private = (sequence = 2)")))
    database.close()
    month = tmp_path / "clock"
    month.write_text(str(60 * 24 * 3600), encoding="utf-8")
    monkeypatch.setenv("BANSOU_CLOCK_FILE", str(month))
    assert [late["number"] for late in json.loads(run("overdue", "--json").output)] == ["R8-0001"]
    assert "人事の話" not in run("overdue").output


def test_hidden_and_private_items_are_named_only_with_a_reason_and_on_record(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "keiko")
    run("import", ledger(tmp_path, "1,匿名の案,窓口を変える,", "2,人事の話,困っています,"))
    database = Database(sqlite_url)
    database.write_now(lambda s: s.execute(text("UPDATE request SET blind = (sequence = 1), private = (sequence = 2)")))
    poster = database.read_now(lambda s: stored.list_requesters(s, 1)[0].name)
    listed = run("list", "--json").output
    assert "匿名の案" in listed
    assert "人事の話" not in listed + run("list").output
    assert poster not in listed + run("show", "R8-1").output + run("show", "R8-1", "--json").output
    assert "理由が要ります" in run("show", "R8-1", "--reveal", "--reason", "　").output
    assert poster not in run("show", "R8-1").output
    why = f"{poster}の課と話すため"
    assert f"{poster}（" in run("show", "R8-1", "--reveal", "--reason", why).output
    shown = run("show", "R8-1").output
    assert poster not in shown
    assert "サーバーのkeiko：提案者を確認しました「●●●の課と話すため」" in shown
    assert "限られた人だけが読むものです" in run("show", "R8-2").output
    rows = database.read_now(lambda s: audit.list_rows(s, 1))
    kept = [(r.actor_name, r.action, r.subject, r.reason) for r in rows if r.action in {"reveal", "private_read"}]
    assert kept == [
        ("keiko", "reveal", "R8-0001", "●●●の課と話すため"),
        ("keiko", "private_read", "R8-0002", ""),
    ]
    exports = [row.facts for row in rows if row.action == "export"]
    assert exports == [{"what": "requests", "count": 1, "form": "json"}]
    database.close()
