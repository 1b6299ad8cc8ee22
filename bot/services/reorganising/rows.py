"""The rows of a plan as the office writes them: what becomes of each group, and of what it has not finished."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from bot.services.tables import Column, Record, TableKind

NOWHERE = Record("", 0, {}, {})


class Deed(StrEnum):
    """What becomes of a group."""

    CONTINUE = "continue"
    MERGE = "merge"
    SPLIT = "split"
    CLOSE = "close"
    FOUND = "found"


class Rule(StrEnum):
    """Where the open items of a group go."""

    ALL = "all"
    BY_WORDS = "by_words"
    TO_OFFICE = "to_office"
    BACK = "back"


DEEDS = {
    "continue": ("継続", "存続", "keep"),
    "merge": ("統合", "合併", "合流", "集約"),
    "split": ("分割", "分離"),
    "close": ("廃止", "終了", "解散"),
    "found": ("新設", "設置", "新規", "new"),
}
RULES = {
    "all": ("すべて", "全て", "全部", "全件"),
    "by_words": ("語で分ける", "内容で分ける", "ことばで分ける", "bywords"),
    "to_office": ("事務局へ", "事務局", "office"),
    "back": ("元へ戻す", "元のWGへ", "戻す"),
}
ENDING = frozenset({Deed.MERGE, Deed.SPLIT, Deed.CLOSE})
USUAL = {Deed.MERGE: Rule.ALL, Deed.SPLIT: Rule.BY_WORDS, Deed.CLOSE: Rule.TO_OFFICE}

PLAN = TableKind(
    "reorganisation",
    "再編",
    (
        Column("group", "現在のWG", ("現在のグループ", "今のWG", "WG", "グループ", "旧WG"), required=True),
        Column("deed", "扱い", ("区分", "再編の扱い", "再編区分"), required=True),
        Column("targets", "新しいWG", ("新WG", "再編後", "再編後のWG", "行き先", "新しいグループ"), required=True),
        Column("starts_on", "開始日", ("いつから", "適用日", "施行日")),
        Column("rule", "残った案件", ("案件", "未了案件", "案件の扱い", "残りの案件")),
        Column("lead", "リーダー", ("座長", "新リーダー", "リーダーのメール")),
        Column("companions", "伴走役", ("伴走", "伴走者")),
        Column("members", "メンバー", ("構成員", "委員")),
        Column("slots", "週コマ数", ("コマ数", "コマ")),
        Column("slug", "識別子", ("id", "コード", "略号")),
        Column("mission", "使命", ("目的", "役割", "ミッション", "担当する内容")),
        Column("channel", "チャンネル", ("チャンネル名", "slackチャンネル")),
    ),
    ("再編計画", "再編表", "WG再編"),
)
_TEXTS = ("group", "deed", "rule", "lead", "slug", "mission", "channel")
_ERA = re.compile(r"(?:令和|R|r)\s*(\d{1,2}|元)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?\Z")
_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?\Z")
_BEFORE_REIWA = 2018


@dataclass(frozen=True)
class PlanRow:
    """One row: a present group, what becomes of it, and who is in what follows; people by e-mail address.

    An empty text, and None for several people, says nothing about what is stored.
    """

    deed: Deed
    group: str = ""
    targets: tuple[str, ...] = ()
    rule: Rule | None = None
    lead: str = ""
    companions: tuple[str, ...] | None = None
    members: tuple[str, ...] | None = None
    slots: int | None = None
    slug: str = ""
    mission: str = ""
    channel: str = ""
    record: Record = field(default=NOWHERE, compare=False, repr=False, kw_only=True)

    def as_json(self) -> dict[str, Any]:
        """The row for storing, with the place where it was read."""
        several = {name: getattr(self, name) for name in ("targets", "companions", "members")}
        texts = {name: str(getattr(self, name) or "") for name in _TEXTS}
        place = {"sheet": self.record.sheet, "row": self.record.row, "letters": dict(self.record.letters)}
        return {
            **texts,
            **{name: None if value is None else list(value) for name, value in several.items()},
            "slots": self.slots,
            "place": place,
        }

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "PlanRow":
        """The row that was stored."""
        place = stored["place"]
        companions, members = (stored[name] for name in ("companions", "members"))
        return cls(
            deed=Deed(stored["deed"]),
            group=stored["group"],
            targets=tuple(stored["targets"]),
            rule=Rule(stored["rule"]) if stored["rule"] else None,
            lead=stored["lead"],
            companions=None if companions is None else tuple(companions),
            members=None if members is None else tuple(members),
            slots=stored["slots"],
            slug=stored["slug"],
            mission=stored["mission"],
            channel=stored["channel"],
            record=Record(place["sheet"], place["row"], {}, place["letters"]),
        )


def stamp_of(rows: Iterable[PlanRow]) -> str:
    """The same for the same rows, wherever they stand in the file."""
    contents = sorted(json.dumps({**row.as_json(), "place": None}, sort_keys=True) for row in rows)
    return hashlib.sha256("\n".join(contents).encode()).hexdigest()


def read_day(text: str) -> date | None:
    """A day as offices write it: 2027-04-01, 2027/4/1, 令和9年4月1日, R9.4.1; None when it is none."""
    if era := _ERA.match(text):
        year, month, day = (1 if part == "元" else int(part) for part in era.groups())
        year += _BEFORE_REIWA
    elif western := _DAY.match(text):
        year, month, day = (int(part) for part in western.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
