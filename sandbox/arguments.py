"""Reading the arguments of a Web API call, as a form or as JSON."""

import base64
import binascii
import json

from aiohttp import web

from sandbox.errors import SlackError
from sandbox.model import Json


class Args:
    """The arguments of one call, by name."""

    def __init__(self, given: Json) -> None:
        self.given = given

    def text(self, name: str, default: str = "") -> str:
        """Return a string, the default when it is not given."""
        value = self.given.get(name)
        return default if value is None else str(value)

    def need(self, name: str) -> str:
        """Return a string that must be given."""
        value = self.text(name)
        if not value:
            refuse(f"missing required field: {name}", name)
        return value

    def flag(self, name: str) -> bool:
        """Return a boolean; forms send it as a word."""
        return self.text(name).lower() in ("true", "1")

    def json(self, name: str) -> object:
        """Return a structure; forms send it as JSON text. Raises ValueError when it is not JSON."""
        value = self.given.get(name)
        return json.loads(value) if isinstance(value, str) and value else value

    def limit(self, default: int, most: int) -> int:
        """Return the page size."""
        given = self.text("limit")
        if not given:
            return default
        if not given.isdigit() or int(given) == 0:
            raise SlackError("invalid_limit")
        return min(int(given), most)


def refuse(sentence: str, name: str) -> None:
    """Raise `invalid_arguments` as Slack words it."""
    messages = [f"[ERROR] {sentence} [json-pointer:/{name}]"]
    raise SlackError("invalid_arguments", response_metadata={"messages": messages})


async def read_arguments(request: web.Request) -> Json:
    """Return query, form and JSON arguments together; raises SlackError when the body cannot be read."""
    given: Json = dict(request.query)
    if request.method != "POST":
        return given
    kind = request.content_type
    if kind == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError as error:
            raise SlackError("invalid_json") from error
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        return given | body
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data", "application/octet-stream"):
        return given | {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    raise SlackError("invalid_post_type")


def page(entries: list[Json], args: Args, limit: int) -> tuple[list[Json], str]:
    """Return one page of the entries and the cursor of the next, empty on the last."""
    start = 0
    if cursor := args.text("cursor"):
        try:
            word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
            start = int(number)
        except (binascii.Error, ValueError) as error:
            raise SlackError("invalid_cursor") from error
        if word != "next":
            raise SlackError("invalid_cursor")
    more = start + limit < len(entries)
    following = base64.b64encode(f"next:{start + limit}".encode()).decode() if more else ""
    return entries[start : start + limit], following
