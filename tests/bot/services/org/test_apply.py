from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.services.file_problems import ImportFileError, Trouble
from bot.services.groups import heads
from bot.services.org.apply import apply_plan, plan_organisation, present_organisation
from bot.services.org.plan import Plan
from bot.services.org.workbook import read_organisation
from storage import audit, groups, people
from storage.database import Database, Session
from tests.bot.services.books import DEPARTMENTS, GROUPS, MEMBERS, PEOPLE, book, saved
from tests.factories import cast

CITY = Path("sandbox/city/org.xlsx")
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def workspace(session: Session) -> int:
    number = cast(session).workspace.id
    assert number is not None
    return number


def taken_over(database: Database, number: int, path: Path, *, missing_left: bool = False) -> Plan:
    read, problems = read_organisation(path)

    def work(session: Session) -> Plan:
        plan = plan_organisation(session, number, read, problems, missing_left=missing_left)
        apply_plan(session, number, plan, NOW)
        return plan

    return database.write_now(work)


def test_stored_organisation_is_what_the_file_says_when_imported(database: Database) -> None:
    number = database.write_now(workspace)
    plan = taken_over(database, number, CITY)
    assert plan.count()["person", "added"] == 200
    assert taken_over(database, number, CITY).changes == ()
    present = database.read_now(lambda session: present_organisation(session, number))
    read, _ = read_organisation(CITY)
    assert set(read.people or ()) <= set(present.people or ())
    assert {replace(row, blind=False, related=()) for row in read.groups or ()} <= set(present.groups or ())
    assert {row.key for row in read.memberships or ()} <= {row.key for row in present.memberships or ()}
    office = database.read_now(lambda session: people.list_office(session, number))
    assert {person.title for person in office} >= {"課長", "係長", "主事"}


def test_transfers_and_departures_are_carried_out_when_the_list_is_complete(database: Database, tmp_path: Path) -> None:
    number = database.write_now(workspace)
    taken_over(database, number, saved(book(), tmp_path))
    staff = [PEOPLE[0], ["佐藤 香夢", "cam@city.example.jp", "生涯学習課", "係長"], PEOPLE[3]]
    members = [MEMBERS[0], ["facility-booking", "cam@city.example.jp", "リーダー", 1]]
    taken_over(database, number, saved(book(職員=staff, メンバー=members), tmp_path), missing_left=True)

    def check(session: Session) -> None:
        cam = people.find_by_email(session, number, "cam@city.example.jp")
        leo = people.find_by_email(session, number, "leo@city.example.jp")
        assert cam
        assert leo
        assert (cam.title, cam.active, leo.active) == ("係長", True, False)
        group = groups.find_by_slug(session, number, "facility-booking")
        assert group
        assert group.id
        assert [(m.role, p.name) for m, p in groups.list_members(session, group.id)] == [("lead", "佐藤 香夢")]

    database.read_now(check)


def test_people_who_left_are_there_again_when_listed_again(database: Database, tmp_path: Path) -> None:
    number = database.write_now(workspace)
    taken_over(database, number, saved(book(), tmp_path))
    short = tmp_path / "short.csv"
    short.write_text("氏名,メール,所属\n佐藤 香夢,cam@city.example.jp,DX推進課\n", encoding="utf-8")
    taken_over(database, number, short, missing_left=True)
    taken_over(database, number, saved(book(), tmp_path))
    present = database.read_now(lambda session: present_organisation(session, number))
    assert "leo@city.example.jp" in {person.email for person in present.people or ()}


def test_channel_is_looked_up_anew_when_its_name_changes(database: Database, tmp_path: Path) -> None:
    number = database.write_now(workspace)
    changed = [GROUPS[0], [*GROUPS[1][:5], "wg-鍵", ""]]
    taken_over(database, number, saved(book(ワーキンググループ=changed), tmp_path))
    group = database.read_now(lambda session: groups.find_by_slug(session, number, "facility-booking"))
    assert group
    assert (group.channel_name, group.channel, group.examples) == ("wg-鍵", None, [])


def test_chat_ids_are_kept_when_people_are_imported(database: Database, tmp_path: Path) -> None:
    number = database.write_now(workspace)
    path = tmp_path / "staff.csv"
    path.write_text("氏名,メール,所属\n楽名 はな,U0RANA@city.example.jp,DX推進課\n", encoding="utf-8")
    taken_over(database, number, path)
    rana = database.read_now(lambda session: people.find_by_chat_id(session, number, "U0RANA"))
    assert rana
    assert rana.name == "楽名 はな"


def test_nothing_is_kept_when_anything_is_wrong(database: Database, tmp_path: Path) -> None:
    number = database.write_now(workspace)
    before = database.read_now(lambda session: present_organisation(session, number))
    staff = [*PEOPLE, ["新人 空", "sora@city.example.jp", "ない課", ""]]
    with pytest.raises(ImportFileError) as caught:
        taken_over(database, number, saved(book(職員=staff), tmp_path))
    assert [problem.trouble for problem in caught.value.problems] == [Trouble.UNKNOWN_DEPARTMENT]
    assert database.read_now(lambda session: present_organisation(session, number)) == before


def test_a_group_hides_who_proposes_to_it_when_the_sheet_says_so_and_that_is_on_record(
    database: Database, tmp_path: Path
) -> None:
    number = database.write_now(workspace)
    taken_over(database, number, saved(book(), tmp_path))
    for mark, blind in (("○", True), (None, True), ("", False)):
        header = GROUPS[0] if mark is None else [*GROUPS[0], "提案者を伏せる"]
        row = GROUPS[1] if mark is None else [*GROUPS[1], mark]
        taken_over(database, number, saved(book(ワーキンググループ=[header, row]), tmp_path))
        group = database.read_now(lambda session: groups.find_by_slug(session, number, "facility-booking"))
        assert group
        assert group.blind is blind
    rows = database.read_now(lambda session: audit.list_rows(session, number, action="setting"))
    assert [(row.subject, row.facts["after"]) for row in rows] == [
        ("facility-booking blind", True),
        ("facility-booking blind", False),
    ]


def test_related_departments_and_who_names_members_come_from_the_file(database: Database, tmp_path: Path) -> None:
    number = database.write_now(workspace)
    departments = [
        [*DEPARTMENTS[0], "推薦する人"],
        [*DEPARTMENTS[1], "cam@city.example.jp"],
        [*DEPARTMENTS[2], "Rana@city.example.jp"],  # she comes with the same file
    ]
    related = [[*GROUPS[0], "関係課"], [*GROUPS[1], "生涯 学習課、ＤＸ推進課"]]
    path = saved(book(所属=departments, ワーキンググループ=related), tmp_path)
    taken_over(database, number, path)
    assert taken_over(database, number, path).changes == ()
    assert heads_of(database, number) == {"DX推進課": "佐藤 香夢", "生涯学習課": "楽名 花"}
    group = database.read_now(lambda session: groups.find_by_slug(session, number, "facility-booking"))
    ids = {row.id: row.name for row in database.read_now(lambda s: people.list_departments(s, number))}
    assert group
    assert [ids[id_] for id_ in group.related] == ["生涯学習課", "DX推進課"]
    taken_over(database, number, saved(book(), tmp_path))  # without the columns nothing is said
    assert len(heads_of(database, number)) == 2
    emptied = [departments[0], departments[1], [*DEPARTMENTS[2], ""]]
    plan = taken_over(database, number, saved(book(所属=emptied), tmp_path))
    assert [(change.before, change.after) for change in plan.changes] == [
        ({"nominator": "rana@city.example.jp"}, {"nominator": ""})
    ]
    assert heads_of(database, number) == {"DX推進課": "佐藤 香夢"}


def test_a_department_or_person_that_is_not_there_is_named_with_its_cell(database: Database, tmp_path: Path) -> None:
    number = database.write_now(workspace)
    departments = [[*DEPARTMENTS[0], "推薦する人"], [*DEPARTMENTS[1], "nobody@city.example.jp"]]
    related = [[*GROUPS[0], "関係課"], [*GROUPS[1], "生涯学習課、学習課"]]
    path = saved(book(所属=[*departments, [*DEPARTMENTS[2], ""]], ワーキンググループ=related), tmp_path)
    with pytest.raises(ImportFileError) as caught:
        taken_over(database, number, path)
    found = [(problem.trouble, problem.place.sheet, problem.place.column) for problem in caught.value.problems]
    assert found == [
        (Trouble.UNKNOWN_PERSON, "所属", "C"),
        (Trouble.UNKNOWN_DEPARTMENT, "ワーキンググループ", "H"),
    ]


def heads_of(database: Database, number: int) -> dict[str, str]:
    """Who was chosen to answer for each department, by names."""

    def look(session: Session) -> dict[str, str]:
        departments = {row.id: row.name for row in people.list_departments(session, number)}
        chosen = heads.chosen(session, number)
        return {departments[id_]: people.get(session, number, person_id).name for id_, person_id in chosen.items()}

    return database.read_now(look)
