import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import select
from typer.testing import CliRunner, Result

from bot.cli.groups import groups
from storage import groups as stored_groups
from storage import requests
from storage.database import Database, Session
from storage.tables import OutboxMessage
from tests.bot.services.reorganising.thirteen import BACK_TO_THIRTEEN, TO_NINE, Thirteen, email, found, plan, row

NOT_YET = "2099/4/1"


@pytest.fixture(autouse=True)
def here(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BANSOU_DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return iter(())


@pytest.fixture
def town(database: Database) -> Thirteen:
    return found(database)


@pytest.fixture
def small(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Thirteen]:
    """The same with few items, for what both databases do alike."""
    monkeypatch.setenv("BANSOU_DATABASE_URL", sqlite_url)
    database = Database(sqlite_url)
    yield found(database, 39)
    database.close()


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(groups, [str(word) for word in words])


def reorganise(*rows: dict[str, Any], starts_on: str = "2026/4/1", dry_run: bool = False) -> Result:
    plan(*rows, starts_on=starts_on).save("plan.xlsx")
    return run("reorganise", "plan.xlsx", *(["--dry-run"] if dry_run else []))


def told(town: Thirteen, channel: str) -> str:
    rows = town.database.read_now(lambda s: list(s.exec(select(OutboxMessage).where(OutboxMessage.channel == channel))))
    return "\n".join(f"{row.text} {json.dumps(row.blocks, ensure_ascii=False)}" for row in rows)


def test_thirteen_groups_become_nine_and_no_open_item_is_lost(town: Thirteen) -> None:
    before, was = town.requests(), town.where()
    done = reorganise(*TO_NINE)
    assert done.exit_code == 0, done.output
    after, now = town.requests(), town.where()
    present = town.groups()
    assert sorted(slug for slug, group in present.items() if group.active) == [
        "bpr", "community-dx", "data-use", "digital-divide", "facility-booking", "internal-control", "mirise",
        "mynumber", "seido-digital",
    ]  # fmt: skip
    assert present["mynumber"].name == "マイナンバーカード活用・普及WG"
    assert len(after) == len(before) == 500
    for item_id, item in after.items():
        number = (before[item_id].fiscal_year, before[item_id].sequence, before[item_id].status)
        assert (item.fiscal_year, item.sequence, item.status) == number
        assert now[item_id] is None or present[now[item_id] or ""].active
        events = town.database.read_now(lambda s, item_id=item_id: requests.list_events(s, item_id))
        if was[item_id] == now[item_id]:
            assert [event.action for event in events] == ["posted", "routed"]
            continue
        action = "reorganised" if now[item_id] else "reorganised_to_office"
        assert [event.action for event in events] == ["posted", "routed", action]
        assert (events[-1].before["group"], events[-1].after["group"]) == (was[item_id], now[item_id])
    ways = Counter((was[i], now[i]) for i in after)
    assert ways["rpa", "bpr"] == sum(slug == "rpa" for slug in was.values())
    assert ways["ict", None] == sum(slug == "ict" for slug in was.values())
    parts = {way: count for way, count in ways.items() if way[0] == "community-data"}
    assert set(parts) == {("community-data", slug) for slug in ("data-use", "community-dx", None)}


def test_the_same_plan_changes_nothing_when_it_is_applied_again(town: Thirteen) -> None:
    reorganise(*TO_NINE)
    where, events = town.where(), len(told(town, "C0OFFICE"))
    again = reorganise(*TO_NINE)
    assert again.exit_code == 0, again.output
    assert "何も変えていません" in again.output
    assert (town.where(), len(told(town, "C0OFFICE"))) == (where, events)


def test_another_plan_brings_the_thirteen_groups_back(town: Thirteen) -> None:
    was = town.where()
    people = json.loads(run("reorganise", saved(TO_NINE), "--dry-run", "--json").output)["before"]
    reorganise(*TO_NINE)
    back = reorganise(*BACK_TO_THIRTEEN)
    assert back.exit_code == 0, back.output
    assert sum(group.active for group in town.groups().values()) == 13
    assert town.where() == was
    again = json.loads(run("reorganise", saved(TO_NINE), "--dry-run", "--json").output)["before"]
    leads = [{g["group"]: [p["name"] for p in g["people"] if p["role"] == "lead"] for g in a} for a in (people, again)]
    assert leads[0] == {**leads[1], "digital-divide": leads[0]["digital-divide"]}


def saved(rows: tuple[dict[str, Any], ...]) -> str:
    plan(*rows, starts_on="2026/4/1").save("again.xlsx")
    return "again.xlsx"


def test_a_dry_run_shows_before_and_after_and_changes_nothing(small: Thirteen) -> None:
    was = small.where()
    shown = reorganise(*TO_NINE, dry_run=True)
    assert shown.exit_code == 0, shown.output
    for words in ("前：WG 13", "後：WG 9", "未了の案件 39件", "統合", "（閉じる）", "まだ何も変えていません"):
        assert words in shown.output
    assert small.where() == was
    assert sum(group.active for group in small.groups().values()) == 13


def test_channels_office_and_people_are_told(small: Thirteen) -> None:
    reorganise(*TO_NINE)
    assert "BPR推進WG*になりました" in told(small, "C000")
    assert "官民データ活用WG・地域社会DX推進WG*に分かれました" in told(small, "C009")
    assert "マイナンバーカード活用・普及WG*という名前になりました" in told(small, "C004")
    assert "ICT環境整備WG*は、再編で終わりました" in told(small, "C012")
    office = told(small, "C0OFFICE")
    assert "WG 13 → 9" in office
    assert "チャンネル #wg-bpr を作り" in office
    assert "BPR推進WG" in told(small, "U000")
    assert "リーダーになりました" in told(small, "U048")


def test_a_card_becomes_a_pointer_and_the_new_group_gets_another(small: Thirteen) -> None:
    item = next(i for i, slug in small.where().items() if slug == "smartphone")
    old = small.requests()[item].card_id
    reorganise(*TO_NINE)
    assert small.requests()[item].card_id != old
    rows = small.database.read_now(
        lambda s: list(s.exec(select(OutboxMessage).where(OutboxMessage.request_id == item)))
    )
    channels = [(row.method, row.channel) for row in rows if not row.channel.startswith("U")]
    assert channels == [("post", "C011"), ("update", "C011"), ("post", "C010")]
    assert "デジタルデバイド解消WG" in rows[1].text


def test_members_of_a_closed_group_stay_on_record_and_come_along(small: Thirteen) -> None:
    reorganise(*TO_NINE)
    shown = json.loads(run("reorganise", saved(TO_NINE), "--dry-run", "--json").output)["after"]
    bpr = next(group for group in shown if group["group"] == "bpr")
    roles = Counter(person["role"] for person in bpr["people"])
    assert roles == {"lead": 1, "companion": 3, "member": 3 * 3 + 2}
    closed = small.groups()["rpa"]
    kept = small.database.read_now(lambda s: stored_groups.list_members(s, closed.id or 0))
    assert len(kept) == 5


def test_a_new_group_has_the_related_departments_of_those_it_follows(small: Thirteen) -> None:
    def relate(session: Session) -> None:
        for group in stored_groups.list_groups(session, small.id):
            group.related = {"rpa": [1], "paperless": [1, 2]}.get(group.slug, [])

    small.database.write_now(relate)
    reorganise(*TO_NINE)
    assert small.groups()["bpr"].related == [1, 2]


def test_every_mistake_is_told_with_its_place(small: Thirteen) -> None:
    wrong = reorganise(
        row("統合", "ないWG", "BPR推進WG"),
        row("継続", "ミライズWG", "貸館予約システムWG"),
        row("分割", "地域・データWG", "データWG"),
        row("統合", "ペーパーレスWG", "スマホ教室WG", lead="だれか"),
        row("廃止", "スマホ教室WG", rule="すべて"),
        row("新設", "", "空のWG"),
        row("変更", "貸館予約システムWG", starts_on="あした"),
    )
    assert wrong.exit_code == 1
    for place in (
        "2行目 A列",
        "3行目 C列",
        "4行目 C列",
        "5行目 F列",
        "6行目 E列",
        "7行目 F列",
        "8行目 B列",
        "8行目 D列",
    ):
        assert place in wrong.output, (place, wrong.output)
    assert "「スマホ教室WG」は同じ再編でなくなります" in wrong.output
    found = json.loads(run("reorganise", "plan.xlsx", "--json").output)["problems"]
    assert {problem["sheet"] for problem in found} == {"再編"}
    assert sum(group.active for group in small.groups().values()) == 13


def test_the_form_holds_the_present_groups_and_changes_nothing(small: Thirteen) -> None:
    assert run("template", "form.xlsx").exit_code == 0
    sheet = load_workbook("form.xlsx")["再編"]
    assert [cell.value for cell in sheet["A"] if cell.value][1:] == [group.name for group in small.groups().values()]
    assert sheet["F2"].value == email(0)
    assert "何も変えていません" in run("reorganise", "form.xlsx").output
    assert run("template", "form.xlsx").exit_code == 1


def test_a_plan_for_later_is_kept_once_and_can_be_cancelled(small: Thirteen) -> None:
    stored = reorganise(*TO_NINE, starts_on=NOT_YET)
    assert "受け付けました" in stored.output, stored.output
    assert "もう入っています" in reorganise(*TO_NINE, starts_on=NOT_YET).output
    assert "予定" in run("plans").output
    assert sum(group.active for group in small.groups().values()) == 13
    assert "取りやめました" in run("cancel", "1").output
    again = run("cancel", "1")
    assert (again.exit_code, "取りやめてあります" in again.output) == (1, True)
    assert run("cancel", "99").exit_code == 1
    assert [one["state"] for one in json.loads(run("plans", "--json").output)] == ["cancelled"]


def test_a_day_of_the_era_is_read(small: Thirteen) -> None:
    for day in ("令和8年4月1日", "R8.4.1", "2026/4/1", datetime(2026, 4, 1)):  # noqa: DTZ001 - as Excel has it
        plan(*TO_NINE, starts_on=day).save("plan.xlsx")
        shown = json.loads(run("reorganise", "plan.xlsx", "--dry-run", "--json").output)
        assert shown["starts_on"] == "2026-04-01"
