import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import AmbiguousDeliveryError, ChatUnavailableError, DeliveryError, DeliveryTrouble
from bot.messenger import Messenger, failures


class OddChat:
    """Answers every call with what the test chose: bodies that neither Slack nor the sandbox would send on purpose."""

    def __init__(self) -> None:
        self.calls = 0
        self.answer: Callable[[], web.Response] = web.Response
        self.patience = 0.0

    async def handle(self, _request: web.Request) -> web.Response:
        self.calls += 1
        await asyncio.sleep(self.patience)
        return self.answer()


@pytest.fixture
async def chat() -> OddChat:
    return OddChat()


@pytest.fixture
async def address(chat: OddChat) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_route("*", "/api/{method}", chat.handle)
    async with TestServer(application) as server:
        yield str(server.make_url("/api/"))


@pytest.fixture
async def messenger(address: str) -> AsyncIterator[Messenger]:
    async with Messenger("xoxb", address) as messenger:
        yield messenger


def _json(text: str, status: int = 200, **headers: str) -> Callable[[], web.Response]:
    return lambda: web.Response(text=text, status=status, content_type="application/json", headers=headers)


AMBIGUOUS = {
    "broken": _json('{"ok": tr'),
    "empty": _json(""),
    "null": _json("null"),
    "list": _json("[1, 2]"),
    "number": _json("7"),
    "nothing in it": _json("{}"),
    "not ok, no name": _json('{"ok": false}'),
    "odd name": _json('{"ok": false, "error": {"name": 7}}'),
    "ok without ts": _json('{"ok": true}'),
    "ok with an odd ts": _json('{"ok": true, "ts": 5, "channel": ["C"]}'),
    "text": lambda: web.Response(text="hello"),
    "page": lambda: web.Response(text="<html>", content_type="text/html"),
    "not its alphabet": lambda: web.Response(body=b"\xff\xfe\x00", content_type="application/json", charset="utf-8"),
    "no known alphabet": lambda: web.Response(
        body=b"{}", headers={"Content-Type": "application/json; charset=klingon"}
    ),
    "internal error": _json('{"ok": false, "error": "internal_error"}'),
    "fatal error": _json('{"ok": false, "error": "fatal_error"}'),
    "request timeout": _json('{"ok": false, "error": "request_timeout"}'),
    "bad gateway": lambda: web.Response(status=502, text="<html>", content_type="text/html"),
    "broken 500": _json("{", status=500),
}


@pytest.mark.parametrize("answer", AMBIGUOUS.values(), ids=AMBIGUOUS)
async def test_an_answer_that_cannot_be_understood_is_ambiguous(
    chat: OddChat, messenger: Messenger, answer: Callable[[], web.Response]
) -> None:
    chat.answer = answer

    with pytest.raises(AmbiguousDeliveryError) as lost:
        await messenger.post("C1", "hello", [])

    assert not lost.value.permanent
    assert chat.calls == 1


async def test_an_answer_that_does_not_come_in_time_is_ambiguous(chat: OddChat, address: str) -> None:
    chat.patience = 5.0
    async with Messenger("xoxb", address, timeout=0.3) as hasty:
        with pytest.raises(AmbiguousDeliveryError):
            await hasty.post("C1", "hello", [])

    assert chat.calls <= 1


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (_json("{}", 429, **{"Retry-After": "7"}), 7.0),
        (_json("{}", 429, **{"Retry-After": "0.5"}), 0.5),
        (_json("{}", 429), 30.0),
        (_json("{", 429, **{"Retry-After": "3"}), 3.0),
        (_json('{"ok": false, "error": "ratelimited"}', 200), 30.0),
        (_json('{"ok": false, "error": "ratelimited"}', 200, **{"Retry-After": "2"}), 2.0),
        (_json("{}", 429, **{"Retry-After": "soon"}), 30.0),
        (_json("{}", 429, **{"Retry-After": "-5"}), 30.0),
        (_json("{}", 429, **{"Retry-After": "inf"}), 30.0),
        (_json("{}", 429, **{"Retry-After": "nan"}), 30.0),
        (lambda: web.Response(status=429, text="slow down"), 30.0),
    ],
)
async def test_a_limit_is_understood_however_it_is_told(
    chat: OddChat, messenger: Messenger, answer: Callable[[], web.Response], seconds: float
) -> None:
    chat.answer = answer

    with pytest.raises(DeliveryError) as limited:
        await messenger.update("C1", "1.0", "hello", [])

    assert (limited.value.retry_after, limited.value.permanent) == (seconds, False)
    assert not isinstance(limited.value, AmbiguousDeliveryError)


@pytest.mark.parametrize("text", ['{"ok": true}', '{"ok": true, "user": [], "members": 5, "channels": {"a": 1}}'])
async def test_answers_with_parts_missing_or_of_the_wrong_shape_never_raise_anything_else(
    chat: OddChat, messenger: Messenger, text: str
) -> None:
    chat.answer = _json(text)

    assert (await messenger.person("U1")).chat_id == ""
    assert await messenger.people() == []
    assert await messenger.channels() == []
    assert (await messenger.who_am_i()).team_id == ""
    assert (await messenger.who_am_i()).scopes == frozenset()
    assert await messenger.permalink("C1", "1.0") == ""
    assert await messenger.message("C1", "1.0") is None
    with pytest.raises(AmbiguousDeliveryError):
        await messenger.open_direct("U1")


@pytest.mark.parametrize(
    ("name", "permanent", "trouble"),
    [
        ("channel_not_found", True, DeliveryTrouble.CHANNEL_GONE),
        ("is_archived", True, DeliveryTrouble.CHANNEL_GONE),
        ("not_in_channel", True, DeliveryTrouble.NOT_INVITED),
        ("invalid_blocks", True, DeliveryTrouble.REFUSED),
        ("msg_too_long", True, DeliveryTrouble.REFUSED),
        ("message_not_found", True, DeliveryTrouble.MESSAGE_GONE),
        ("never_heard_of", False, DeliveryTrouble.OTHER),
    ],
)
def test_a_name_tells_whether_trying_again_can_help(name: str, permanent: bool, trouble: DeliveryTrouble) -> None:
    error = failures.classify("C1", 200, name, {})

    assert (error.permanent, error.trouble) == (permanent, trouble)
    assert type(error) is DeliveryError


@pytest.mark.parametrize("name", ["invalid_auth", "token_revoked", "account_inactive", "missing_scope", "not_authed"])
def test_trouble_of_the_whole_workspace_kills_no_message(name: str) -> None:
    error = failures.classify("C1", 200, name, {})

    assert isinstance(error, ChatUnavailableError)
    assert not error.permanent


@given(status=st.integers(100, 599), name=st.text(max_size=30), told=st.text(max_size=10))
def test_any_answer_has_a_meaning(status: int, name: str, told: str) -> None:
    error = failures.classify("C1", status, name, {"Retry-After": told})

    assert error.reason
    assert error.retry_after is None or 0 <= error.retry_after < float("inf")
    assert not (error.permanent and isinstance(error, AmbiguousDeliveryError))
