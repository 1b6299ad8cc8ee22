"""conversations.history and conversations.replies."""

import base64
import binascii
import re

from sandbox.api.call import Call, Handler
from sandbox.arguments import Args
from sandbox.errors import SlackError
from sandbox.model import Json
from sandbox.scopes import HISTORY
from sandbox.shapes import message_json

MOMENT = re.compile(r"\d+(\.\d+)?")


def _moment(args: Args, name: str) -> tuple[int, int] | None:
    given = args.text(name)
    if not given:
        return None
    if not MOMENT.fullmatch(given):
        raise SlackError(f"invalid_ts_{name}")
    return _key(given)


def _key(ts: str) -> tuple[int, int]:
    seconds, _, part = ts.partition(".")
    return int(seconds), int(part.ljust(6, "0")[:6] or 0)


def _between(args: Args, messages: list[Json]) -> list[Json]:
    oldest, latest = _moment(args, "oldest"), _moment(args, "latest")
    inclusive = args.flag("inclusive")

    def is_inside(ts: str) -> bool:
        key = _key(ts)
        if inclusive and key in (oldest, latest):
            return True
        return (oldest is None or key > oldest) and (latest is None or key < latest)

    return [m for m in messages if is_inside(m["ts"])]


def _after_cursor(args: Args, messages: list[Json], *, newest_first: bool) -> list[Json]:
    cursor = args.text("cursor")
    if not cursor:
        return messages
    try:
        word, _, ts = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise SlackError("invalid_cursor") from error
    if word != "next_ts" or not MOMENT.fullmatch(ts):
        raise SlackError("invalid_cursor")
    limit = _key(ts)
    return [m for m in messages if (_key(m["ts"]) < limit if newest_first else _key(m["ts"]) > limit)]


def _answer(call: Call, messages: list[Json], limit: int) -> Json:
    metadata = call.args.flag("include_all_metadata") and call.has("metadata.message:read")
    shown = messages[:limit]
    answer: Json = {
        "messages": [message_json(m, metadata=metadata) for m in shown],
        "has_more": len(messages) > limit,
    }
    if answer["has_more"]:
        cursor = base64.b64encode(f"next_ts:{shown[-1]['ts']}".encode()).decode()
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def _history(call: Call) -> Json:
    channel = call.known_channel()
    call.need_scope(HISTORY[channel.type])
    if call.me not in channel.members:
        raise SlackError("not_in_channel")
    newest_first = _between(call.args, channel.timeline())[::-1]
    newest_first = _after_cursor(call.args, newest_first, newest_first=True)
    return _answer(call, newest_first, call.args.limit(100, 999)) | {"pin_count": 0}


def _replies(call: Call) -> Json:
    channel = call.known_channel()
    call.need_scope(HISTORY[channel.type])
    if call.me not in channel.members:
        raise SlackError("not_in_channel")
    message = channel.messages.get(call.args.need("ts"))
    if message is None:
        raise SlackError("thread_not_found")
    replies = channel.replies(message["ts"])
    replies = _after_cursor(call.args, _between(call.args, replies), newest_first=False)
    first = [] if call.args.text("cursor") else [message]
    return _answer(call, first + replies, call.args.limit(1000, 1000))


METHODS: dict[str, Handler] = {"conversations.history": _history, "conversations.replies": _replies}
