"""Promises about the program as a whole."""

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

import handlers
from bot.domain.kinds import RequestKind
from bot.domain.statuses import Status
from bot.messenger.scopes import NEEDED_SCOPES, OPTIONAL_SCOPES
from handlers.intake.surfaces import COMMANDS
from handlers.services import Services
from sandbox import scopes
from sandbox.elements import walk
from templates.blocks import Block, Message
from templates.wording import LANGUAGES, Wording
from tests.factories import TOKYO
from tests.templates.screens import Facts, every_screen

ROOT = Path(__file__).parents[1]
OURS = ("bot", "handlers", "storage", "templates")
MANIFEST = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
WORDING = Wording(TOKYO)


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    assert found
    return [path for path in found if "versions" not in path.parts]


# Every id on screen has exactly one listener, and every listener hears something.


def screens() -> Iterator[Message | Block]:
    for kind, status, routed in product(RequestKind, Status, (True, False)):
        for _, screen in every_screen(WORDING.of("ja"), Facts(kind=kind, status=status, routed=routed, many=6)):
            yield screen


def requests_from_screens() -> dict[str, dict[str, Any]]:
    """What each screen can send, by a name for it."""
    found: dict[str, dict[str, Any]] = {}
    for screen in screens():
        view = None if isinstance(screen, Message) else screen
        for element in walk(screen.blocks if isinstance(screen, Message) else screen["blocks"]):
            pressed = {"action_id": element.action_id, "type": element.element["type"]}
            if element.dispatches:
                found[f"action {element.action_id}"] = {"type": "block_actions", "actions": [pressed]}
            if "external" in element.element["type"]:
                found[f"options {element.action_id}"] = {"type": "block_suggestion", "action_id": element.action_id}
        if view is not None and "submit" in view:
            found[f"view {view['callback_id']}"] = {"type": "view_submission", "view": view}
        if view is not None and view.get("notify_on_close"):
            found[f"close {view['callback_id']}"] = {"type": "view_closed", "view": view}
    return found


def requests_from_the_manifest() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for command in MANIFEST["features"]["slash_commands"]:
        found[f"command {command['command']}"] = {"command": command["command"]}
    for shortcut in MANIFEST["features"]["shortcuts"]:
        kind = "shortcut" if shortcut["type"] == "global" else "message_action"
        found[f"shortcut {shortcut['callback_id']}"] = {"type": kind, "callback_id": shortcut["callback_id"]}
    for event in MANIFEST["settings"]["event_subscriptions"]["bot_events"]:
        body = {"type": event.split(".")[0]}
        found[f"event {event}"] = {"type": "event_callback", "event": body}
    return found


async def listeners_of(app: AsyncApp, body: dict[str, Any]) -> list[str]:
    """The names of the listeners that take a request."""
    matching = []
    for listener in app._async_listeners:
        request = AsyncBoltRequest(mode="socket_mode", body={"team_id": "T1", "user": {"id": "U1"}, **body})
        if await listener.async_matches(req=request, resp=BoltResponse(status=200)):
            matching.append(f"{listener.ack_function.__module__}.{listener.ack_function.__name__}")
    return matching


@pytest.fixture
def app() -> AsyncApp:
    """The app with every listener; none of them is called here, so nothing needs to stand behind them."""
    app = AsyncApp(token="xoxb-sandbox", process_before_response=True)
    handlers.register(app, Services.__new__(Services))
    return app


async def test_everything_on_screen_and_in_the_manifest_has_exactly_one_listener(app: AsyncApp) -> None:
    wrong = {}
    for name, body in {**requests_from_screens(), **requests_from_the_manifest()}.items():
        if len(found := await listeners_of(app, body)) != 1:
            wrong[name] = found
    assert wrong == {}


async def test_every_listener_hears_something_that_is_on_screen_or_in_the_manifest(app: AsyncApp) -> None:
    heard = [0] * len(app._async_listeners)
    for body in {**requests_from_screens(), **requests_from_the_manifest()}.values():
        for place, listener in enumerate(app._async_listeners):
            request = AsyncBoltRequest(mode="socket_mode", body={"team_id": "T1", "user": {"id": "U1"}, **body})
            heard[place] += await listener.async_matches(req=request, resp=BoltResponse(status=200))
    deaf = [app._async_listeners[place].ack_function.__name__ for place, count in enumerate(heard) if not count]
    assert deaf == []


# Every sentence exists in both languages, is used, and can be said.


@cache
def macros(language: str) -> dict[str, tuple[str, ...]]:
    """The macros of a language with their arguments."""
    found = {}
    for path in sorted((ROOT / "templates" / language).glob("*.j2")):
        for macro in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Macro):
            found[f"{path.stem}.{macro.name}"] = tuple(argument.name for argument in macro.args)
    assert found
    return found


def test_every_sentence_exists_in_every_language_with_the_same_facts() -> None:
    ours, *others = (macros(language) for language in LANGUAGES)
    for other in others:
        assert other == ours


@cache
def literals() -> frozenset[str]:
    """Every text in the code, and the fixed parts of those that are put together."""
    found: set[str] = set()
    for path in sources(*OURS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return frozenset(found)


def test_no_sentence_is_left_that_nobody_says() -> None:
    unused = []
    for name in macros("ja"):
        file, macro = name.split(".")
        text = (ROOT / "templates" / "ja" / f"{file}.j2").read_text(encoding="utf-8")
        called = len(re.findall(rf"\b{macro}\(", text)) > 1
        built = any(
            name.startswith(text) and name.removeprefix(text) in literals() for text in literals() if "." in text
        )
        if not (called or built or name in literals() or macro in literals()):
            unused.append(name)
    assert unused == []


def test_every_error_has_its_sentence() -> None:
    raised: set[str] = set()
    for path in sources(*OURS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                place = ERRORS[node.func.id]
                code = node.args[place] if len(node.args) > place else None
                if isinstance(code, ast.Constant):
                    raised.add(str(code.value))
    assert len(raised) > 10
    assert {code for code in raised if f"errors.{code}" not in macros("ja")} == set()


ERRORS = {
    "UserError": 0,
    "NotFoundError": 0,
    "NotAllowedError": 0,
    "InvalidTransitionError": 0,
    "InvalidInputError": 1,
}


# A shortcut that has this one name, and words to search for among what is written in Japanese.
JAPANESE_NAMES = ("提案として登録", "予約", "鍵")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_and_none_in_english_is_japanese(language: str) -> None:
    japanese = re.compile("[ぁ-ゖァ-ヺ一-龠]")
    given = Facts(line="Keys", text="We open doors at night.", name="Rana", words=("keys",))
    for name, screen in every_screen(WORDING.of(language), given):
        shown = screen.text if isinstance(screen, Message) else json.dumps(screen, ensure_ascii=False)
        assert shown.strip(), name
        shown = re.sub("|".join(JAPANESE_NAMES), "", shown) if language == "en" else shown
        assert bool(japanese.search(shown)) == (language == "ja"), (name, shown)


# The manifest asks for what the code needs, and for nothing else.


def test_the_manifest_asks_for_exactly_the_scopes_that_are_needed() -> None:
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == NEEDED_SCOPES.keys() | OPTIONAL_SCOPES.keys()


def test_the_needed_scopes_are_those_of_the_calls_and_events() -> None:
    calls = {
        node.value
        for path in sources("bot/messenger")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and re.fullmatch(r"[a-z]+\.[A-Za-z]+", str(node.value))
    }
    assert {"chat.postMessage", "views.open", "conversations.list"} <= calls
    needed = {scope for call in calls for scope in scopes.METHOD_SCOPES.get(call, ())}
    needed |= {scopes.READ["channel"], scopes.READ["group"]} if "conversations.list" in calls else set()
    needed |= (
        {scopes.MANAGE["im"], scopes.MANAGE["mpim"], scopes.HISTORY["mpim"]} if "conversations.open" in calls else set()
    )
    for event in MANIFEST["settings"]["event_subscriptions"]["bot_events"]:
        kind, _, where = event.partition(".")
        of_messages = scopes.HISTORY[{"channels": "channel", "groups": "group"}.get(where, where or "channel")]
        needed |= {of_messages} if kind == "message" else {scopes.EVENT_SCOPES.get(kind)} - {None}
    needed |= {scopes.MANAGE["channel"]} if {"conversations.create", "conversations.invite"} <= calls else set()
    # Files in forms, the metadata that messages are recognised by, and addresses of people.
    needed |= {"commands", "files:read", "metadata.message:read", "users:read.email"}
    assert needed == NEEDED_SCOPES.keys() | OPTIONAL_SCOPES.keys()


COMMANDS_TO_WRITE = {command["command"]: command for command in MANIFEST["features"]["slash_commands"]}


@pytest.mark.parametrize(("name", "kind"), COMMANDS.items())
def test_the_manifest_promises_of_a_command_that_opens_the_form_nothing_but_writing(
    name: str, kind: RequestKind
) -> None:
    told = COMMANDS_TO_WRITE[name]
    asked = WORDING.of("ja").plain("intake.kind_option", kind=kind.value).partition("（")[0]
    assert told["description"].endswith(f"{asked}を書く")
    assert "探" not in told["description"] + told["usage_hint"]


# The settings are explained where people look for them.


def test_every_setting_is_explained_in_both_languages() -> None:
    paragraphs = (ROOT / ".env.example").read_text(encoding="utf-8").split("\n\n")[1:]
    for paragraph in paragraphs:
        said = "\n".join(line for line in paragraph.splitlines() if line.startswith("#"))
        assert re.search("[ぁ-ゖ一-龠]", said), paragraph
        assert re.search("[a-z]{3,} [a-z]{2,}", said), paragraph


# Files and functions stay small enough to be read.


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_no_file_is_too_long_to_be_read() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in sources(*OURS)
    }
    limits = {name: 150 if name.startswith("handlers/") else 300 for name in lengths}
    assert {name: length for name, length in lengths.items() if length >= limits[name]} == {}


def test_no_function_is_too_long_to_be_read() -> None:
    found = [pair for path in sources(*OURS) for pair in functions(path)]
    assert {name: length for name, length in found if length >= 50} == {}
    lengths = sorted(length for _, length in found)
    assert lengths[len(lengths) // 2] <= 10


# What nobody asks the database for any more is gone.


def test_every_storage_operation_is_asked_for_by_the_bot() -> None:
    said = Counter(word for path in sources(*OURS) for word in re.findall(r"\w+", path.read_text(encoding="utf-8")))
    operations = [
        f"{path.stem}.{node.name}"
        for path in sources("storage")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.decorator_list
    ]
    assert [name for name in operations if said[name.split(".")[1]] == 1] == []


# A start loads what it needs and nothing else.

NOT_AT_START = {
    "alembic": "the tables are compared with one question",
    "mako": "it comes with Alembic",
    "openpyxl": "spreadsheets are read by commands of the office",
    "psycopg": "the city may have no PostgreSQL",
    "pygments": "the terminal shows no code",
    "sandbox": "it is a program of its own",
    "numpy": "no language work needs it",
}


def loaded_by(statement: str) -> set[str]:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys\n{statement}\nprint(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(told.stdout.split())


@pytest.mark.parametrize("statement", ["import bot.app", "from bot.cli.commands import commands; commands(['run'])"])
def test_a_start_loads_nothing_that_it_does_not_need(statement: str) -> None:
    loaded = loaded_by(statement)
    assert "slack_bolt" in loaded
    assert NOT_AT_START.keys() & loaded == set()


def test_counting_business_days_loads_no_other_country() -> None:
    counting = "from datetime import date; from bot.domain.calendar import add_business_days as add"
    loaded = loaded_by(f"{counting}; add(date(2026, 11, 20), 5)")
    assert "holidays" in loaded
    assert not any(name.startswith("holidays.countries") for name in loaded)


@pytest.mark.parametrize("command", ["demo", "org", "requests", "outbox", "digest", "db"])
def test_a_command_of_the_office_loads_no_bolt(command: str) -> None:
    loaded = loaded_by(f"from bot.cli.commands import commands; commands(['{command}'])")
    assert f"bot.cli.{command}" in loaded
    assert not loaded & {"slack_bolt", "alembic"}
