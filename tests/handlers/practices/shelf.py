"""Short ways to post practices and to look into the library."""

import re
from typing import Any

from sandbox.client import Answer, Person
from storage.tables import Request
from tests.handlers.town import Json, Town, block, by_block, offered, words

KEYPADS = {
    "title": "鍵の受け渡しを暗証番号にした",
    "body": "公民館の予約のたびに鍵を渡すのをやめ、番号で開く鍵にしました。",
    "tools": ["スマートロック"],
    "work": ["予約"],
}
ROBOT = {
    "title": "夜のうちに収納の転記を済ませる",
    "body": "収納の消込の転記をRPAにしました。",
    "tools": ["RPA", "Excel"],
    "work": ["収納"],
    "effect": "年に95時間が空きました。",
}


async def tag(person: Person, name: str, tags: list[str]) -> None:
    """Choose tags as a person does: each is looked up first."""
    view = await person.view()
    field = block(view, name)["block_id"]
    for one in tags:
        await person.options("intake_tags", one, view_id=view["id"], block_id=field)
    await person.type("intake_tags", tags, block_id=field)


async def share(town: Town, person: Person, answers: Json) -> Request:
    """Post a practice through the form."""
    before = len(await town.items())
    assert (await person.command("/jirei", "書く")).acked
    return await fill(town, person, answers, before)


async def fill(town: Town, person: Person, answers: Json, before: int) -> Request:
    """Fill in the open form of a practice and send it, whatever it is like."""
    for name in ("tools", "work"):
        await tag(person, name, list(answers.get(name, ())))
    rest = {name: value for name, value in answers.items() if name not in {"tools", "work"}}
    sent = await person.submit(by_block(await person.view(), rest))
    if offered(await person.view()):
        sent = await person.submit()
    assert sent.acked, sent
    items = await town.items()
    assert len(items) == before + 1, (await person.view())["blocks"]
    await town.settled()
    return items[-1]


async def look(person: Person, typed: str = "") -> Json:
    """The library as the command opens it."""
    answer = await person.command("/jirei", typed)
    assert answer.acked, answer
    return await person.view()


def numbers(view: Json) -> list[str]:
    """The practices that a page of the library shows."""
    rows = [b for b in view["blocks"] if b.get("accessory", {}).get("action_id") == "item_open"]
    return [found for row in rows for found in re.findall(r"R8-\d{4}", words(row))[:1]]


async def choose(person: Person, menu: str, name: str) -> Json:
    """Choose in one of the library's menus by what stands there."""
    view = await person.view()
    (element,) = (e for b in view["blocks"] for e in b.get("elements", ()) if e.get("action_id") == menu)
    (value,) = (one["value"] for one in element["options"] if one["text"]["text"].startswith(name))
    answer: Answer = await person.press(menu, selected=value)
    assert answer.acked, answer
    return await person.view()


def options(view: Json, menu: str) -> list[str]:
    """What a menu of the library offers."""
    elements: list[Any] = [e for b in view["blocks"] for e in b.get("elements", ()) if e.get("action_id") == menu]
    return [one["text"]["text"] for element in elements for one in element["options"]]
