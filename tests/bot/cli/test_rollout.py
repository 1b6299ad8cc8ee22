import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from bot.cli.rollout import rollout
from storage import adoptions, audit, campaigns
from storage.database import Database, Session
from storage.tables import Campaign, CampaignAsk
from tests.storage.test_adoptions import DAY, LONG_AGO, adopt, stage


@pytest.fixture
def city(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("BANSOU_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)
    database = Database(sqlite_url)
    yield database
    database.close()


def run(*words: str) -> Result:
    return CliRunner().invoke(rollout, list(words))


def fill(session: Session) -> None:
    """One department runs the practice, one has said no, and 市民課 is asked."""
    here, item, counter = stage(session)
    workspace_id = here.workspace.id or 0
    gain: dict[str, Any] = {"minutes": 15.0, "times": 240.0, "cases": 1.0, "hours": 60.0, "yen": -1200}
    running = adopt(session, here, item, here.cam.department_id or 0, state="running", person_id=here.cam.id, **gain)
    adoptions.add_steps(session, adoptions.get(session, workspace_id, running), ["=試行"])
    campaign = Campaign(
        workspace_id=workspace_id, request_id=item, closes_on=DAY, created_by=here.aoi.id or 0, created_at=LONG_AGO
    )
    campaigns.add(session, campaign)
    ask = CampaignAsk(
        workspace_id=workspace_id, campaign_id=campaign.id or 0, department_id=counter, asked_id=here.otto.id
    )
    campaigns.add_ask(session, ask)


def test_the_matrix_is_a_sentence_when_there_is_nothing(city: Database) -> None:
    assert "まだ、どの事例も横展開していません。" in run("matrix").output
    assert "いま各課に聞いている調査はありません。" in run("campaigns").output


def test_the_matrix_counts_departments_by_practice(city: Database) -> None:
    city.write_now(fill)
    told = run("matrix")
    assert told.exit_code == 0, told.output
    line = next(line for line in told.output.splitlines() if "R8-0001" in line)
    assert [cell.strip() for cell in line.split("│")[1:-1]] == ["R8-0001", "一枚の様式", "1", "0", "0", "0", "1"]
    assert "外山 音人" in run("campaigns").output


def test_the_matrix_for_other_programs_has_every_adoption_and_is_on_record(city: Database) -> None:
    city.write_now(fill)
    (practice,) = json.loads(run("matrix", "--json").output)["practices"]
    (one,) = practice["departments"]
    assert (one["department"], one["state"], one["person"], one["steps"]) == (
        "DX推進課",
        "running",
        "佐藤 香夢",
        [0, 1],
    )
    assert one["effect"] == {"minutes": 15.0, "times": 240.0, "cases": 1.0, "yen": -1200, "hours": 60.0}
    assert practice["awaited"] == ["市民課"]
    (campaign,) = json.loads(run("campaigns", "--json").output)
    assert (campaign["asked"], campaign["answered"], campaign["missing"]) == (1, 0, ["市民課"])
    rows = city.read_now(lambda s: audit.list_rows(s, 1, action="export"))
    assert [row.subject for row in rows] == ["rollout"]


def test_the_workbook_has_departments_across_and_a_list(city: Database, tmp_path: Path) -> None:
    city.write_now(fill)
    told = run("matrix", "--xlsx", "rollout.xlsx")
    assert "1件の事例を書き出しました" in told.output
    book = load_workbook(tmp_path / "rollout.xlsx")
    heads, row = ([cell.value for cell in cells] for cells in book["横展開"].iter_rows())
    shown = dict(zip(heads, row, strict=True))
    assert (shown["実施"], shown["DX推進課"], shown["市民課"], shown["生涯学習課"]) == (
        1,
        "実施",
        "返事待ち",
        "（事例の課）",
    )
    heads, row = ([cell.value for cell in cells] for cells in book["一覧"].iter_rows())
    listed = dict(zip(heads, row, strict=True))
    assert (listed["担当"], listed["手順"], listed["年の時間"], listed["年の円"]) == ("佐藤 香夢", "0/1", 60, -1200)
    assert "はもうあります" in run("matrix", "--xlsx", "rollout.xlsx").output
    assert run("matrix", "--xlsx", "rollout.xlsx", "--force").exit_code == 0
    assert run("matrix", "--xlsx", "rollout.csv").exit_code == 1
