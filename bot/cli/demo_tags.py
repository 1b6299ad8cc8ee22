"""What the published texts of the demo's practices tell about tools, work and effect; nothing is made up."""

from typing import Any

# As they stand in the texts.
_TOOLS = (
    "AI-OCR",
    "RPA",
    "生成AI",
    "kintone",
    "QRコード",
    "Googleマップ",
    "PDF",
    "アプリ",
    "チャット",
    "マニュアル",
    "手順書",
)
_WORK = {
    "税": ("税", "公売", "還付", "徴収"),
    "窓口": ("窓口", "来庁者", "証明書", "案内表示"),
    "広報": ("広報", "啓発"),
    "研修": ("研修", "スピーチ"),
    "防災": ("防災",),
    "入札・契約": ("入札", "発注"),
    "子育て": ("子育て", "保育"),
    "福祉": ("福祉", "生活保護"),
    "議会": ("議会",),
    "上下水道": ("管路", "水道管", "洗管"),
    "庶務": ("休暇", "整理", "スケジュール", "予定表"),
}
_EFFECT = "effect_"  # how the collection marks a text that tells figures


def told(item: dict[str, Any]) -> tuple[dict[str, list[str]], str]:
    """The tags of a practice by the form's fields, and its effect where the text tells figures."""
    text = f"{item['title']}\n{item['description'] or ''}"
    tags = {
        "tools": [name for name in _TOOLS if name in text],
        "work": [work for work, words in _WORK.items() if any(word in text for word in words)],
    }
    has_figures = any(tag.startswith(_EFFECT) for tag in item.get("tags") or ())
    return {name: found for name, found in tags.items() if found}, item["description"] if has_figures else ""
