"""Rules about blocks and elements that span several fields."""

import math
from collections.abc import Callable

from sandbox.model import Json
from sandbox.richtext import check_rich_text
from sandbox.rules import Walk, type_of

Check = Callable[[Walk, Json, str], None]
TABLE = {"rows": 100, "columns": 20, "characters": 10_000}
DATA_TABLE = {"least_rows": 2, "rows": 201, "columns": 20, "characters": 20_000}
CHART = {"segments": 12, "series": 6, "categories": 20, "label": 20, "axis_label": 50}
CELLS = {"raw_text", "raw_number", "rich_text"}


def _needs_one_of(*names: str) -> Check:
    def check(walk: Walk, thing: Json, pointer: str) -> None:
        if not any(thing.get(name) for name in names):
            walk.say(f"missing required field: one of {', '.join(names)}", pointer)

    return check


def _unique_action_ids(walk: Walk, block: Json, pointer: str) -> None:
    seen: set[str] = set()
    for element in _dicts(block.get("elements")):
        action_id = element.get("action_id")
        if action_id and str(action_id) in seen:
            walk.say(f"`action_id` already exists: {action_id}", pointer)
        seen.add(str(action_id))


def _input(walk: Walk, block: Json, pointer: str) -> None:
    element = block.get("element")
    kind = type_of(element)
    if kind == "file_input" and (walk.surface != "m" or block.get("dispatch_action")):
        walk.say("unsupported type: file_input (only in modals, without dispatch_action)", f"{pointer}/element")


def _select(walk: Walk, element: Json, pointer: str) -> None:
    if bool(element.get("options")) == bool(element.get("option_groups")):
        walk.say("must have either options or option_groups", pointer)
    _plain_options(walk, element, pointer)


def _plain_options(walk: Walk, element: Json, pointer: str) -> None:
    for option in _options(element):
        if isinstance(option.get("text"), dict) and option["text"].get("type") != "plain_text":
            walk.say("option text must be plain_text here", pointer)
    _offered(walk, element, pointer)


def _offered(walk: Walk, element: Json, pointer: str) -> None:
    values = [str(option.get("value")) for option in _options(element)]
    if len(values) != len(set(values)):
        walk.say("option values must be unique", pointer)
    initial = [*_dicts(element.get("initial_options")), *_dicts([element.get("initial_option")])]
    if any(str(option.get("value")) not in values for option in initial):
        walk.say("initial option is not among the options", pointer)


def _options(element: Json) -> list[Json]:
    groups = _dicts(element.get("option_groups"))
    return [*_dicts(element.get("options")), *(o for g in groups for o in _dicts(g.get("options")))]


def _length(walk: Walk, element: Json, pointer: str) -> None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        walk.say("min_length must not be more than max_length", pointer)
    initial = element.get("initial_value")
    if isinstance(initial, str) and isinstance(most, int) and len(initial) > most:
        walk.say("initial_value is longer than max_length", pointer)


def _table(walk: Walk, block: Json, pointer: str) -> None:
    rows = _rows(walk, block, pointer, 1, TABLE["rows"], TABLE["columns"])
    if _cell_characters(rows) > TABLE["characters"]:
        walk.say(f"cells hold more than {TABLE['characters']} characters", pointer)


def _data_table(walk: Walk, block: Json, pointer: str) -> None:
    rows = _rows(walk, block, pointer, DATA_TABLE["least_rows"], DATA_TABLE["rows"], DATA_TABLE["columns"])
    if len({len(row) for row in rows}) > 1:
        walk.say("all rows must have the same number of cells", f"{pointer}/rows")
    if rows and any(cell.get("type") == "rich_text" for cell in rows[0]):
        walk.say("header cells may not be rich_text", f"{pointer}/rows/0")
    if _cell_characters(rows) > DATA_TABLE["characters"]:
        walk.say(f"cells hold more than {DATA_TABLE['characters']} characters", pointer)


def _rows(walk: Walk, block: Json, pointer: str, least: int, most: int, columns: int) -> list[list[Json]]:
    rows = block.get("rows")
    if not isinstance(rows, list) or not least <= len(rows) <= most:
        walk.say(f"must have {least} to {most} rows", f"{pointer}/rows")
        return []
    for number, row in enumerate(rows):
        if not isinstance(row, list) or not 1 <= len(row) <= columns:
            walk.say(f"must have 1 to {columns} cells", f"{pointer}/rows/{number}")
            return []
        for position, cell in enumerate(row):
            _cell(walk, cell, f"{pointer}/rows/{number}/{position}")
    return [_dicts(row) for row in rows]


def _cell(walk: Walk, cell: object, pointer: str) -> None:
    kind = type_of(cell)
    if not isinstance(cell, dict) or kind not in CELLS:
        walk.say(f"unsupported type: {kind}", pointer)
    elif kind == "rich_text":
        check_rich_text(walk, cell, pointer)
    elif kind == "raw_text" and not (isinstance(cell.get("text"), str) and cell["text"]):
        walk.say("must be more than 0 characters", f"{pointer}/text")
    elif kind == "raw_number" and not _finite(cell.get("value")):
        walk.say("must be a number", f"{pointer}/value")


def _cell_characters(rows: list[list[Json]]) -> int:
    return sum(len(str(cell.get("text", cell.get("value", "")))) for row in rows for cell in row)


def _chart(walk: Walk, block: Json, pointer: str) -> None:
    chart = block.get("chart")
    kind = type_of(chart)
    where = f"{pointer}/chart"
    if not isinstance(chart, dict) or kind not in ("pie", "bar", "line", "area"):
        walk.say(f"unsupported type: {kind}", where)
    elif kind == "pie":
        _points(walk, chart.get("segments"), CHART["segments"], f"{where}/segments")
    else:
        _series(walk, chart, where)


def _points(walk: Walk, points: object, most: int, pointer: str) -> list[str]:
    found = _dicts(points)
    if not isinstance(points, list) or not 1 <= len(points) <= most or len(found) != len(points):
        walk.say(f"must have 1 to {most} items", pointer)
    for number, point in enumerate(found):
        label = point.get("label")
        if not isinstance(label, str) or not 1 <= len(label) <= CHART["label"]:
            walk.say(f"label must have 1 to {CHART['label']} characters", f"{pointer}/{number}")
        if not _finite(point.get("value")):
            walk.say("value must be a finite number", f"{pointer}/{number}")
    return [str(point.get("label")) for point in found]


def _series(walk: Walk, chart: Json, pointer: str) -> None:
    axis, series = chart.get("axis_config"), _dicts(chart.get("series"))
    categories = axis.get("categories") if isinstance(axis, dict) else None
    if (
        not isinstance(axis, dict)
        or not isinstance(categories, list)
        or not 1 <= len(categories) <= CHART["categories"]
    ):
        walk.say(f"needs axis_config with 1 to {CHART['categories']} categories", pointer)
        return
    for name in ("x_label", "y_label"):
        if len(str(axis.get(name, ""))) > CHART["axis_label"]:
            walk.say(f"must be less than {CHART['axis_label'] + 1} characters", f"{pointer}/axis_config/{name}")
    if not 1 <= len(series) <= CHART["series"]:
        walk.say(f"must have 1 to {CHART['series']} series", f"{pointer}/series")
    if len({str(one.get("name")) for one in series}) != len(series):
        walk.say("series names must be unique", f"{pointer}/series")
    for number, one in enumerate(series):
        where = f"{pointer}/series/{number}"
        if not isinstance(one.get("name"), str) or not 1 <= len(one["name"]) <= CHART["label"]:
            walk.say(f"name must have 1 to {CHART['label']} characters", where)
        labels = _points(walk, one.get("data"), CHART["categories"], f"{where}/data")
        if labels != [str(c) for c in categories]:
            walk.say("every series needs one value for each category, in order", where)


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _dicts(things: object) -> list[Json]:
    return [thing for thing in things if isinstance(thing, dict)] if isinstance(things, list) else []


CHECKS: dict[str, Check] = {
    "actions": _unique_action_ids,
    "card": _needs_one_of("hero_image", "title", "actions", "body"),
    "checkboxes": _offered,
    "context_actions": _unique_action_ids,
    "data_table": _data_table,
    "data_visualization": _chart,
    "image": _needs_one_of("image_url", "slack_file"),
    "input": _input,
    "multi_static_select": _select,
    "overflow": _plain_options,
    "plain_text_input": _length,
    "radio_buttons": _offered,
    "rich_text": check_rich_text,
    "section": _needs_one_of("text", "fields"),
    "static_select": _select,
    "table": _table,
}
