import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select
from typer.testing import CliRunner, Result

from bot.cli.org import org
from storage import people, requests
from storage.database import Database, Session
from storage.tables import OutboxMessage, Transfer
from tests.bot.services.reorganising.thirteen import email
from tests.bot.services.transfers.eighty import ITEMS, MOVING, Eighty, found, staff_list

SUCCESSORS = [email(MOVING + number) for number in range(MOVING)]


@pytest.fixture(autouse=True)
def here(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BANSOU_DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)
    return iter(())


@pytest.fixture
def town(database: Database) -> Eighty:
    return found(database)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(org, [str(word) for word in words])


def table(rows: list[list[str]], name: str = "handover.xlsx") -> str:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "引き継ぎ"
    for row in [["前任", "後任"], *rows]:
        sheet.append(row)
    book.save(name)
    return name


def told(town: Eighty) -> Counter[str]:
    """How many messages each person and the office got; cards are none."""
    query = select(OutboxMessage).where(OutboxMessage.method == "post")
    rows = town.database.read_now(lambda s: list(s.exec(query)))
    return Counter(row.channel for row in rows if row.request_id is None)


def test_eighty_people_hand_over_at_once_and_nothing_is_lost(town: Eighty) -> None:
    hands, parts = town.hands(), town.parts()
    done = run("handover", staff_list(Path("april.xlsx"), "DX推進課", SUCCESSORS), "--sheets", "sheets")
    assert done.exit_code == 0, done.output
    assert "80人の引き継ぎをしました" in done.output
    follows = {number + 1: number + 1 + MOVING for number in range(MOVING)}
    assert town.hands() == {item: (follows[a or 0], follows[c or 0]) for item, (a, c) in hands.items()}
    assert town.parts() == {(group, follows[person], role, slots) for group, person, role, slots in parts}
    assert len(town.items()) == ITEMS
    item = next(iter(hands))
    actions = [event.action for event in town.database.read_now(lambda s: requests.list_events(s, item))]
    assert sorted(actions) == ["companion_changed", "handed_over"]
    assert told(town) == {f"U{number:03}": 1 for number in range(2 * MOVING)}
    assert len(list(Path("sheets").glob("*.xlsx"))) == MOVING


def test_a_second_run_hands_nothing_over_and_tells_nobody(town: Eighty) -> None:
    april = staff_list(Path("april.xlsx"), "DX推進課", SUCCESSORS)
    run("handover", april)
    hands, messages = town.hands(), told(town)
    again = run("handover", april)
    assert "引き継ぐものはありません" in again.output
    assert (town.hands(), told(town)) == (hands, messages)


def test_a_run_that_was_stopped_is_finished_by_the_same_command(town: Eighty) -> None:
    april = staff_list(Path("april.xlsx"), "DX推進課", SUCCESSORS)
    for number in range(30):
        run("handover", "--person", email(number), "--to", SUCCESSORS[number])
    done = run("handover", april)
    assert "50人の引き継ぎをしました" in done.output
    assert set(told(town).values()) == {1}
    assert {person for _, person, _, _ in town.parts()} == set(range(MOVING + 1, 2 * MOVING + 1))


def test_a_new_import_brings_everything_back(town: Eighty) -> None:
    hands, parts = town.hands(), town.parts()
    april = staff_list(Path("april.xlsx"), "DX推進課", SUCCESSORS)
    run("handover", april)
    assert "職員の異動：80件" in run("import", april).output
    former = staff_list(Path("former.xlsx"), "市民課")
    back = run("handover", former)
    assert back.exit_code == 0, back.output
    assert "80人に戻しました" in back.output
    assert (town.hands(), town.parts()) == (hands, parts)
    assert "職員の異動：80件" in run("import", former).output
    assert "引き継ぐものはありません" in run("handover", former).output


def test_what_a_successor_has_decided_meanwhile_stays(town: Eighty) -> None:
    april = staff_list(Path("april.xlsx"), "DX推進課", SUCCESSORS)
    run("handover", april)
    item = next(iter(town.items()))

    def give_on(session: Session) -> None:
        requests.get(session, town.id, item).assignee_id = 5

    town.database.write_now(give_on)
    run("handover", staff_list(Path("former.xlsx"), "市民課"))
    assert town.hands()[item][0] == 5


def test_people_who_leave_are_followed_by_the_office(town: Eighty) -> None:
    book = load_workbook(staff_list(Path("april.xlsx"), "市民課"))
    book["職員"].delete_rows(2)  # the lead of the first group
    book["職員"].delete_rows(2)  # and one of its companions
    book.save("april.xlsx")
    companions = Counter(companion for _, companion in town.hands().values())
    done = run("handover", "april.xlsx", "--missing-left")
    assert "2人の引き継ぎをしました" in done.output, done.output
    assert told(town) == {"U000": 1, "U001": 1, "C0OFFICE": 2}
    now = Counter(companion for _, companion in town.hands().values())
    assert (companions[2] > 0, now[2], now[None]) == (True, 0, 0)
    assert "職員の転出：2件" in run("import", "april.xlsx", "--missing-left").output


def test_who_moves_without_a_successor_keeps_everything_and_is_listed(town: Eighty) -> None:
    hands = town.hands()
    shown = run("handover", staff_list(Path("april.xlsx"), "DX推進課"))
    assert "決まっていません（そのまま）" in shown.output
    assert town.hands() == hands
    assert told(town) == {}


def test_a_dry_run_changes_nothing(town: Eighty) -> None:
    hands = town.hands()
    shown = run("handover", staff_list(Path("april.xlsx"), "DX推進課", SUCCESSORS), "--dry-run")
    assert "80人の引き継ぎがあります" in shown.output
    assert town.hands() == hands
    found = json.loads(run("handover", "april.xlsx", "--dry-run", "--json").output)
    assert found["people"][0]["groups"] == [{"group": "wg-0", "role": "lead"}]
    assert found["people"][4]["assigned"] != []


def test_mistakes_are_told_with_their_places(town: Eighty) -> None:
    wrong = run("handover", table([[email(0), email(0)], [email(1), "だれか"], ["nobody@city.example.jp", "事務局"]]))
    assert wrong.exit_code == 1
    for place in ("2行目 B列", "3行目 B列", "4行目 A列"):
        assert f"「引き継ぎ」{place}：" in wrong.output
    twice = run("handover", table([[email(0), email(90)], [email(0), "事務局"]]))
    assert "3行目 B列" in twice.output
    assert told(town) == {}
    assert run("handover").exit_code == 1


def test_a_table_of_its_own_names_the_office_and_brings_back(town: Eighty) -> None:
    parts = town.parts()
    assert "1人の引き継ぎをしました" in run("handover", table([["職員 000", "事務局"]])).output
    assert not any(person == 1 for _, person, _, _ in town.parts())
    assert "1人に戻しました" in run("handover", table([[email(0), "戻す"]])).output
    assert town.parts() == parts
    states = [row.state for row in town.database.read_now(lambda s: list(s.exec(select(Transfer))))]
    assert states == ["returned"]


def test_the_sheet_lists_what_passes_on(town: Eighty) -> None:
    run("handover", table([[email(1), email(81)]]), "--sheets", "out")
    (path,) = Path("out").glob("*.xlsx")
    lines = [[cell.value or "" for cell in row] for row in load_workbook(path).worksheets[0].iter_rows()]
    assert (lines[1][0], lines[2][0]) == ("前任：職員 001（市民課）", "後任：職員 081（生涯学習課）")
    assert lines[6][:3] == ["WG", "第0WG", "伴走役"]
    assert sum(line[0] == "伴走" for line in lines) == len([c for _, c in town.hands().values() if c == 82])


def test_a_successor_who_has_a_part_there_keeps_the_weightier_one(town: Eighty) -> None:
    before = town.parts()
    run("handover", table([[email(4), email(0)]]))  # a member's part goes to the lead of the same group
    after = {part for part in town.parts() if part[1] == 1}
    assert after == {part for part in before if part[1] == 1}
    run("handover", table([[email(4), "戻す"]]))
    assert town.parts() == before


def test_nobody_who_left_can_take_over(town: Eighty) -> None:
    def leave(session: Session) -> None:
        person = people.find_by_email(session, town.id, email(90))
        assert person is not None
        person.active = False

    town.database.write_now(leave)
    told_so = run("handover", "--person", email(0), "--to", email(90))
    assert told_so.exit_code == 1
    assert "後任にできません" in told_so.output
