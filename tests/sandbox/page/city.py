"""A small city for the tests of the page: its people, its channels, its guide."""

from typing import Any

Json = dict[str, Any]
REQUESTER, LEAD, ENGLISH = "U0001", "U0002", "U0003"
ALL_STAFF, GROUP, NARROW = "C0001", "C0002", "C0003"


def city() -> Json:
    return {
        "team": {"id": "T0CITY", "name": "みなと市", "domain": "minato"},
        "users": [
            {
                "id": REQUESTER,
                "name": "k.suzuki",
                "real_name": "鈴木 花",
                "reading": "すずき はな",
                "email": "k.suzuki@city.example.jp",
                "department": "生涯学習課",
                "title": "主事",
            },
            {
                "id": LEAD,
                "name": "t.tanaka",
                "real_name": "田中 太郎",
                "reading": "たなか たろう",
                "email": "t.tanaka@city.example.jp",
                "department": "市民課",
                "title": "主任",
            },
            {
                "id": ENGLISH,
                "name": "e.evans",
                "real_name": "Emma Evans",
                "locale": "en-US",
                "email": "e.evans@city.example.jp",
                "department": "国際交流課",
                "title": "Coordinator",
            },
            *(
                {
                    "id": f"U01{n:02}",
                    "name": f"staff{n}",
                    "real_name": f"職員 {n:02}",
                    "department": "税務課",
                    "email": f"staff{n}@city.example.jp",
                }
                for n in range(40)
            ),
        ],
        "channels": [
            {"id": ALL_STAFF, "name": "全庁", "topic": "全職員へのお知らせ", "members": "*", "bot_is_member": True},
            {
                "id": GROUP,
                "name": "wg-貸館予約",
                "topic": "貸館予約システムWG",
                "members": [LEAD, "U0101"],
                "bot_is_member": True,
            },
            {"id": NARROW, "name": "人事", "is_private": True, "members": [LEAD], "bot_is_member": True},
        ],
    }


def guide() -> Json:
    return {
        "requester": REQUESTER,
        "lead": LEAD,
        "all_staff_channel": ALL_STAFF,
        "command": "/teian",
        "sample": {
            "title": "夜間の鍵の受け渡しをなくしたい",
            "body": "夜の利用のたびに職員が22時に鍵を開けに行っています。",
        },
    }
