import json
import re
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from sandbox.city import build
from sandbox.clock import Clock
from sandbox.seed import build_workspace

CITY = Path("sandbox/city")


def loaded(name: str) -> Any:
    return json.loads((CITY / name).read_text("utf-8"))


def table(title: str) -> list[dict[str, Any]]:
    headers, *rows = load_workbook(CITY / "org.xlsx")[title].iter_rows(values_only=True)
    return [dict(zip(headers, row, strict=True)) for row in rows]


def items() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CITY / "items.jsonl").read_text("utf-8").splitlines()]


def test_files_are_those_the_script_makes() -> None:
    staff, leads, requester = build.hire_everybody()
    memberships = build.choose_members(staff, leads, requester)
    assert build.seed_file(staff, memberships) == loaded("city.json")
    made = build.organisation(staff, memberships)
    kept = load_workbook(CITY / "org.xlsx")
    assert made.sheetnames == kept.sheetnames
    for sheet in made:
        cells = [[cell or None for cell in row] for row in sheet.iter_rows(values_only=True)]
        assert cells == [list(row) for row in kept[sheet.title].iter_rows(values_only=True)]
    assert build.items_with_posters(staff) == items()


def test_workspace_and_workbook_name_the_same_people() -> None:
    users = {user["email"]: user for user in loaded("city.json")["users"]}
    staff = table("職員")
    assert len(users) == len(staff) == 200
    for row in staff:
        user = users[row["メールアドレス"]]
        assert (user["real_name"], user["department"]) == (row["氏名"], row["所属"])
    assert sum(user["locale"] == "en-US" for user in users.values()) == 3


def test_every_department_has_somebody_and_everybody_a_department() -> None:
    departments = {row["所属名"] for row in table("所属")}
    assert len(departments) == 80
    assert {user["department"] for user in loaded("city.json")["users"]} == departments


def test_ids_names_and_addresses_are_unique() -> None:
    city = loaded("city.json")
    for field in ("id", "name", "real_name", "email"):
        values = [user[field] for user in city["users"]]
        assert len(set(values)) == len(values), field
    names = [channel["name"] for channel in city["channels"]]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[\w-]{1,80}", name) and name == name.lower() for name in names)


def test_every_group_has_a_channel_with_its_lead_members_and_two_companions() -> None:
    city = loaded("city.json")
    ids = {user["email"]: user["id"] for user in city["users"]}
    office = {row["メールアドレス"] for row in table("職員") if row["事務局"]}
    channels = {channel["name"]: channel for channel in city["channels"]}
    groups, seats = table("ワーキンググループ"), table("メンバー")
    assert len(groups) == 9
    for group in groups:
        mine = [seat for seat in seats if seat["ワーキンググループ"] == group["識別子"]]
        by_role = {
            role: [s["メールアドレス"] for s in mine if s["役割"] == role]
            for role in ("リーダー", "メンバー", "伴走役")
        }
        assert len(by_role["リーダー"]) == 1
        assert 4 <= len(by_role["メンバー"]) <= 9
        assert len(by_role["伴走役"]) == 2
        assert set(by_role["伴走役"]) <= office
        channel = channels[group["チャンネル"]]
        assert channel["bot_is_member"]
        assert set(channel["members"]) == {ids[seat["メールアドレス"]] for seat in mine}


def test_guide_names_people_of_the_city() -> None:
    guide, city = loaded("guide.json"), loaded("city.json")
    ids = {user["id"]: user for user in city["users"]}
    booking = [seat for seat in table("メンバー") if seat["ワーキンググループ"] == "facility-booking"]
    lead = next(seat["メールアドレス"] for seat in booking if seat["役割"] == "リーダー")
    assert ids[guide["lead"]]["email"] == lead
    assert ids[guide["requester"]]["email"] not in {seat["メールアドレス"] for seat in booking}
    all_staff = next(channel for channel in city["channels"] if channel["id"] == guide["all_staff_channel"])
    assert (all_staff["name"], all_staff["members"]) == ("全庁", "*")


def test_every_item_names_its_public_origin_a_poster_of_the_department_and_a_known_group() -> None:
    users = {user["email"]: user for user in loaded("city.json")["users"]}
    found = items()
    slugs = {row["識別子"] for row in table("ワーキンググループ")}
    assert {item["group"] for item in found} - {""} <= slugs
    assert len({item["id"] for item in found}) == len(found) == 99
    for item in found:
        assert users[item["poster"]]["department"] == item["poster_department"]
        assert item["source"].startswith("http") or item["source"].startswith("前橋市議会")


def test_sandbox_takes_the_city_as_its_seed() -> None:
    workspace = build_workspace(loaded("city.json"), Clock())
    by_name = {channel.name: channel for channel in workspace.channels.values()}
    assert workspace.team.name == "澪浜市"
    assert len(by_name["全庁"].members) == 201
    assert workspace.bot.id in by_name["事務局"].members
    assert workspace.bot.id not in by_name["雑談"].members
