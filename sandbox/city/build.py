"""Makes city.json, org.xlsx, guide.json and the posters of items.jsonl from source/, always the same.

Run it as `python -m sandbox.city.build`.
"""

import csv
import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

CITY = Path(__file__).parent
SOURCE = CITY / "source"
TEAM = {"id": "T0CITY", "name": "澪浜市", "domain": "miohama"}
BOT = {
    "id": "U0BANSOU",
    "bot_id": "B0BANSOU",
    "app_id": "A0BANSOU",
    "name": "bansou",
    "real_name": "Bansou 伴走",
}
MAIL_DOMAIN = "city.miohama.example.jp"
STAFF_COUNT = 200
OFFICE = "DX推進課"
OFFICE_POSITIONS = ["課長", "課長補佐", "係長", "係長", "主任", "主任", "主任", "主事", "主事"]
REQUESTER_DEPARTMENT, GUIDED_GROUP = "中央公民館", "facility-booking"
POSITIONS = {"主事": 30, "主任": 34, "主査": 8, "係長": 16, "課長補佐": 6, "課長": 6}
SELECTIONS = {"all_departments": "各課推薦", "related_departments": "関係課", "open_call": "公募"}
SAMPLE = {
    "title": "夜間の鍵の受け渡しをなくしたい",
    "body": "公民館と体育館では、夜の利用が終わるたびに職員が22時に鍵を受け取りに行っています。"
    "予約と支払いが済んだ人に、予約システムから暗証番号を送る電子錠にすれば、受け渡しも鍵の紛失もなくなります。",
}

Row = dict[str, str]


@dataclass(frozen=True)
class Person:
    """One invented member of staff."""

    id: str
    handle: str
    name: str
    department: str
    position: str
    locale: str = "ja-JP"
    is_admin: bool = False

    @property
    def email(self) -> str:
        """The address under a domain reserved for examples."""
        return f"{self.handle}@{MAIL_DOMAIN}"


@dataclass(frozen=True)
class Membership:
    """Who does what in which working group, and for how many half days a week."""

    group: str
    person: Person
    role: str
    slots: int


def rows(name: str) -> list[Row]:
    """The rows of one source table."""
    with (SOURCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def groups() -> list[dict[str, Any]]:
    """The nine working groups with their channel and examples."""
    found: list[dict[str, Any]] = json.loads((SOURCE / "groups.json").read_text("utf-8"))
    return found


class Staff:
    """Hires people one by one; the same seed hires the same people."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - invented people, nothing secret
        self.people: list[Person] = []
        self._surnames, self._given = rows("surnames.csv"), rows("given_names.csv")

    def add(
        self,
        name: str,
        reading: tuple[str, str],
        department: str,
        position: str,
        *,
        locale: str = "ja-JP",
        is_admin: bool = False,
    ) -> Person:
        """Adds one person under a handle that nobody has yet."""
        surname, given = reading
        handles = {person.handle for person in self.people}
        tries = [f"{given[0]}.{surname}", f"{given}.{surname}"]
        handle = next(handle for handle in tries if handle not in handles)
        person = Person(f"U{len(self.people) + 1:04}", handle, name, department, position, locale, is_admin)
        self.people.append(person)
        return person

    def hire(self, department: str, position: str | None = None, *, is_admin: bool = False) -> Person:
        """Adds somebody with a new name to a department."""
        taken = {person.name for person in self.people} | {person.handle for person in self.people}
        while True:
            surname, given = self.random.choice(self._surnames), self.random.choice(self._given)
            name = f"{surname['kanji']} {given['kanji']}"
            if name not in taken and f"{given['reading']}.{surname['reading']}" not in taken:
                break
        position = position or self.random.choices(list(POSITIONS), list(POSITIONS.values()))[0]
        return self.add(name, (surname["reading"], given["reading"]), department, position, is_admin=is_admin)

    def of(self, department: str) -> list[Person]:
        """Everybody of a department."""
        return [person for person in self.people if person.department == department]


def hire_everybody() -> tuple[Staff, dict[str, Person], Person]:
    """All staff, the lead of each group, and the person who posts first in the demo."""
    staff = Staff(seed=20261124)
    for position in OFFICE_POSITIONS:
        staff.hire(OFFICE, position, is_admin=position in {"課長", "課長補佐", "係長"})
    leads = {group["slug"]: staff.hire(group["lead_department"], "係長") for group in groups()}
    requester = staff.hire(REQUESTER_DEPARTMENT, "主任")
    for row in rows("named_staff.csv"):
        reading = row["surname_reading"], row["given_reading"]
        staff.add(row["name"], reading, row["department"], row["position"], locale=row["locale"])
    departments = [row["name"] for row in rows("departments.csv")]
    for department in departments:
        if not staff.of(department):
            staff.hire(department)
    while len(staff.people) < STAFF_COUNT:
        staff.hire(staff.random.choice([name for name in departments if name != OFFICE]))
    return staff, leads, requester


def choose_members(staff: Staff, leads: dict[str, Person], requester: Person) -> list[Membership]:
    """A lead, one member of each department named, and two companions of the office for every group."""
    companions = [person for person in staff.of(OFFICE) if person.position != "課長"]
    busy = {person.id for person in leads.values()} | {requester.id}
    chosen: list[Membership] = []
    for number, group in enumerate(groups()):
        slug = group["slug"]
        chosen.append(Membership(slug, leads[slug], "lead", 1))
        for department in group["member_departments"]:
            free = [person for person in staff.of(department) if person.id not in busy]
            others = [person for person in staff.of(department) if person not in (leads[slug], requester)]
            person = staff.random.choice(free or others)
            busy.add(person.id)
            chosen.append(Membership(slug, person, "member", 1))
        for place, slots in enumerate((2, 1)):
            companion = companions[(2 * number + place) % len(companions)]
            chosen.append(Membership(slug, companion, "companion", slots))
    return chosen


def channels(staff: Staff, memberships: Iterable[Membership]) -> list[dict[str, Any]]:
    """Channels in the order of the sidebar; the bot is nowhere where people only chat."""
    members_of: dict[str, set[str]] = {}
    for membership in memberships:
        members_of.setdefault(membership.group, set()).add(membership.person.id)
    made: list[dict[str, Any]] = []

    def add(name: str, topic: str, members: object, *, bot: bool) -> None:
        number = f"C{len(made) + 1:04}"
        made.append(
            {"id": number, "name": name, "topic": topic, "is_private": False, "members": members}
            | {"bot_is_member": bot}
        )

    for row in rows("channels.csv"):
        everybody = [person.id for person in staff.people]
        if row["purpose"] == "office":
            members: object = [person.id for person in staff.of(OFFICE)]
        elif row["share"] == "1":
            members = "*"
        else:
            members = sorted(staff.random.sample(everybody, round(float(row["share"]) * len(everybody))))
        add(row["name"], row["topic"], members, bot=row["purpose"] != "chatter")
    for group in groups():
        add(group["channel"], group["mission"], sorted(members_of[group["slug"]]), bot=True)
    return made


def seed_file(staff: Staff, memberships: list[Membership]) -> dict[str, Any]:
    """The city in the sandbox's seed format."""
    users = [
        {
            "id": person.id,
            "name": person.handle,
            "real_name": person.name,
            "email": person.email,
            "title": f"{person.department} {person.position}",
            "department": person.department,
            "locale": person.locale,
            "tz": "Asia/Tokyo",
            "is_admin": person.is_admin,
        }
        for person in staff.people
    ]
    return {"team": TEAM, "bot": BOT, "users": users, "channels": channels(staff, memberships)}


def _text(value: object) -> object:
    return "\n".join(value) if isinstance(value, list) else value


def organisation(staff: Staff, memberships: Iterable[Membership]) -> Workbook:
    """The same city as the office would keep it in Excel."""
    roles = {"lead": "リーダー", "member": "メンバー", "companion": "伴走役"}
    book = Workbook()
    book.remove(book.worksheets[0])

    def table(title: str, headers: str, lines: Iterable[tuple[object, ...]]) -> None:
        sheet = book.create_sheet(title)
        for line in (headers.split(), *lines):
            sheet.append(line)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"

    table("所属", "所属名 部局", ((row["name"], row["division"]) for row in rows("departments.csv")))
    people = (
        (person.name, person.email, person.department, person.position, "○" if person.department == OFFICE else "")
        for person in staff.people
    )
    table("職員", "氏名 メールアドレス 所属 職名 事務局", people)
    fields = ("slug", "name", "mission", "selection", "slots_per_week", "channel", "examples")
    words = ({**group, "selection": SELECTIONS[group["selection"]]} for group in groups())
    described = (tuple(_text(group[field]) for field in fields) for group in words)
    table("ワーキンググループ", "識別子 名称 使命 メンバーの選び方 週コマ数 チャンネル 例", described)
    seats = ((m.group, m.person.email, m.person.name, roles[m.role], m.slots) for m in memberships)
    table("メンバー", "ワーキンググループ メールアドレス 氏名 役割 週コマ数", seats)
    return book


def items_with_posters(staff: Staff) -> list[dict[str, Any]]:
    """The real items, each with somebody of the invented city who posts it."""
    chosen = {row["id"]: row for row in rows("items.csv")}
    items = [json.loads(line) for line in (CITY / "items.jsonl").read_text("utf-8").splitlines()]
    posted: dict[str, int] = {}
    for item in items:
        department = chosen[item["id"]]["department"]
        people = staff.of(department)
        turn = posted.get(department, 0)
        posted[department] = turn + 1
        item["poster"] = people[turn % len(people)].email
        item["poster_department"] = department
        item["group"] = chosen[item["id"]]["group"]
    return items


def main() -> None:
    """Writes the four files beside this one."""
    staff, leads, requester = hire_everybody()
    memberships = choose_members(staff, leads, requester)
    city = seed_file(staff, memberships)
    guide = {
        "requester": requester.id,
        "lead": leads[GUIDED_GROUP].id,
        "all_staff_channel": city["channels"][0]["id"],
        "command": "/teian",
        "sample": SAMPLE,
    }
    for name, content in (("city.json", city), ("guide.json", guide)):
        (CITY / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    lines = [json.dumps(item, ensure_ascii=False) for item in items_with_posters(staff)]
    (CITY / "items.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    organisation(staff, memberships).save(CITY / "org.xlsx")


if __name__ == "__main__":
    main()
