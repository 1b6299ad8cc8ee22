from dataclasses import replace

from bot.services.org.plan import plan_import
from bot.services.org.rows import DepartmentRow, GroupRow, MembershipRow, Organisation, PersonRow

CAM = PersonRow("佐藤 香夢", "cam@city.example.jp", "DX推進課", "主任", True)
LEO = PersonRow("田中 玲央", "leo@city.example.jp", "生涯学習課", "係長", False)
BOOKING = GroupRow("facility-booking", "貸館予約WG", "予約と鍵", "related_departments", 1, "wg-貸館予約", ("鍵",))
MIRISE = GroupRow("mirise", "ミライズWG", "窓口", "open_call", 1, "wg-ミライズ", ())
LEADS = MembershipRow("facility-booking", LEO.email, "lead", 1)
GOES_ALONG = MembershipRow("facility-booking", CAM.email, "companion", 2)
PRESENT = Organisation(
    (DepartmentRow("DX推進課", "政策部"), DepartmentRow("生涯学習課", "教育委員会")),
    (CAM, LEO),
    (BOOKING, MIRISE),
    (LEADS, GOES_ALONG, replace(LEADS, group="mirise")),
)


def told(read: Organisation, *, missing_left: bool = False) -> list[tuple[str, str, str]]:
    plan = plan_import(read, PRESENT, missing_left=missing_left)
    return [(change.part, change.action, change.key) for change in plan.changes]


def test_nothing_changes_when_the_same_is_read_again() -> None:
    assert told(PRESENT) == []


def test_references_come_after_what_they_refer_to_when_all_is_new() -> None:
    parts = [change.part for change in plan_import(PRESENT, Organisation()).changes]
    assert parts == ["department"] * 2 + ["group"] * 2 + ["person"] * 2 + ["membership"] * 3


def test_only_differing_fields_are_shown_when_a_person_moves() -> None:
    moved = replace(LEO, department="DX推進課")
    (change,) = plan_import(replace(PRESENT, people=(CAM, moved)), PRESENT).changes
    assert (change.action, change.label) == ("moved", "田中 玲央")
    assert (change.before, change.after) == ({"department": "生涯学習課"}, {"department": "DX推進課"})


def test_what_a_file_does_not_say_stays_as_it_is() -> None:
    bare = (replace(CAM, position=None, is_office=None), replace(LEO, position=None, is_office=None))
    groups = (replace(BOOKING, examples=None, channel=None, slots_per_week=None),)
    assert told(Organisation(people=bare, groups=groups)) == []


def test_an_emptied_cell_is_a_change_when_its_column_exists() -> None:
    assert told(Organisation(groups=(replace(BOOKING, examples=()),))) == [("group", "changed", "facility-booking")]


def test_missing_staff_stay_and_are_named_when_the_list_is_short() -> None:
    plan = plan_import(Organisation(people=(CAM,)), PRESENT)
    assert plan.changes == ()
    assert plan.missing == (LEO,)


def test_missing_staff_leave_with_their_memberships_when_the_list_is_complete() -> None:
    assert told(Organisation(people=(CAM,)), missing_left=True) == [
        ("membership", "removed", f"facility-booking {LEO.email}"),
        ("membership", "removed", f"mirise {LEO.email}"),
        ("person", "left", LEO.email),
    ]


def test_nobody_leaves_when_the_file_has_no_staff() -> None:
    assert told(Organisation(departments=PRESENT.departments), missing_left=True) == []


def test_only_listed_groups_lose_members_when_members_are_read() -> None:
    handed_over = replace(GOES_ALONG, role="lead")
    assert told(Organisation(memberships=(handed_over,))) == [
        ("membership", "removed", LEADS.key),
        ("membership", "changed", GOES_ALONG.key),
    ]


def test_plan_is_plain_data_when_asked_for_json() -> None:
    plan = plan_import(Organisation(groups=(replace(BOOKING, mission="予約"),), people=(CAM,)), PRESENT)
    assert plan.as_json() == {
        "changes": [
            {
                "part": "group",
                "action": "changed",
                "key": "facility-booking",
                "label": "貸館予約WG",
                "before": {"mission": "予約と鍵"},
                "after": {"mission": "予約"},
            }
        ],
        "missing": [LEO.email],
    }
