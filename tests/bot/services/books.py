"""Workbooks as offices make them, for tests of what is read from them."""

from pathlib import Path
from typing import Any

from openpyxl import Workbook

DEPARTMENTS = [["所属名", "部局"], ["DX推進課", "政策部"], ["生涯学習課", "教育委員会"]]
PEOPLE = [
    ["氏名", "メールアドレス", "所属", "職名"],
    ["佐藤 香夢", "cam@city.example.jp", "DX推進課", "主任"],
    ["田中 玲央", "leo@city.example.jp", "生涯学習課", "係長"],
    ["楽名 花", "rana@city.example.jp", "生涯学習課", "主事"],
]
GROUPS = [
    ["識別子", "名称", "使命", "メンバーの選び方", "週コマ数", "チャンネル", "例"],
    [
        "facility-booking",
        "貸館予約WG",
        "公民館の予約と鍵",
        "関係課",
        1,
        "wg-貸館予約",
        "鍵をなくしたい\n抽選をなくしたい",
    ],
]
MEMBERS = [
    ["ワーキンググループ", "メールアドレス", "役割", "週コマ数"],
    ["facility-booking", "leo@city.example.jp", "リーダー", 1],
    ["facility-booking", "cam@city.example.jp", "伴走役", 2],
]
TABLES = {"所属": DEPARTMENTS, "職員": PEOPLE, "ワーキンググループ": GROUPS, "メンバー": MEMBERS}


def book(**tables: list[list[Any]]) -> Workbook:
    """A small city's workbook, with some of its sheets replaced."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in (TABLES | tables).items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return made


def saved(workbook: Workbook, folder: Path, name: str = "org.xlsx") -> Path:
    path = folder / name
    workbook.save(path)
    return path
