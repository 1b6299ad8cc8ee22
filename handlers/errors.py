"""Turns errors into sentences, where the person is looking: under a field, beside the command, or in a small modal."""

import logging
from typing import Any

from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from bot.domain.errors import BotError, DeliveryError, InvalidInputError, StorageError, UserError
from bot.domain.numbers import error_reference
from bot.messenger import Messenger
from handlers.services import Body, Services, user_of
from templates.blocks import modal, section
from templates.mrkdwn import escape
from templates.wording import Words

log = logging.getLogger(__name__)


def sentence(words: Words, error: BaseException, reference: str = "", body: Body | None = None) -> str:
    """What to tell a person about an error, with the next step; what they typed in a command is given back."""
    if isinstance(error, UserError):
        facts = dict(error.facts)
        if "status" in facts:
            facts["status"] = words.plain("common.status", status=facts["status"])
        return words.plain(f"errors.{error.code}", **facts)
    if isinstance(error, StorageError):
        body = body or {}
        if "command" in body:
            typed = f"{body['command']} {body.get('text', '')}".strip()
            return words.plain("errors.not_stored_typed", reference=reference, typed=typed)
        filled_in = body.get("type") == "view_submission"
        return words.plain("errors.not_stored" if filled_in else "errors.not_stored_pressed", reference=reference)
    return words.plain("errors.unexpected", reference=reference)


async def handle_error(error: Exception, body: Body, context: dict[str, Any]) -> BoltResponse:
    """Answer a request whose listener failed: 200, since anything else is not acknowledged over a socket.

    Only an event that may succeed later is left unacknowledged: the chat delivers it again.
    """
    if isinstance(error, BoltUnhandledRequestError):
        log.debug("nothing listens to this request")
        return BoltResponse(status=200)
    reference = "" if isinstance(error, UserError) else error_reference()
    _log(error, reference)
    services: Services | None = context.get("services")
    if "event" in body and _may_succeed_later(error):
        return BoltResponse(status=503)
    if services is None:
        return BoltResponse(status=200)
    words = services.city.wording.of(await _locale(services, body))
    text = sentence(words, error, reference, body)
    kind = body.get("type")
    if kind == "view_submission":
        field = _input(body, error.field if isinstance(error, InvalidInputError) else "title")
        return BoltResponse(status=200, body={"response_action": "errors", "errors": {field: text}})
    if "command" in body:
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": escape(text)})
    if "trigger_id" in body:
        await _show(services.messenger, body, words, text)
    return BoltResponse(status=200)


def _may_succeed_later(error: Exception) -> bool:
    return isinstance(error, StorageError) or (isinstance(error, DeliveryError) and not error.permanent)


def _log(error: Exception, reference: str) -> None:
    if isinstance(error, UserError):
        log.info("%s: %s", type(error).__name__, error.code)
    elif isinstance(error, BotError):
        log.error("%s %s", reference, error)
    else:
        log.error("%s unexpected error", reference, exc_info=error)


async def _locale(services: Services, body: Body) -> str | None:
    """The person's language if the database can be read; Japanese when it cannot."""
    try:
        actor = await services.actor(body)
    except BotError:
        return None
    return actor.person.locale if user_of(body) else None


async def _show(messenger: Messenger, body: Body, words: Words, text: str) -> None:
    """A small modal over whatever the person is looking at; a direct message when the chat does not open it."""
    title, close = words.plain("errors.title"), words.plain("intake.close")
    view = modal("error_shown", title, [section(escape(text))], submit=None, close=close)
    over_modal = (body.get("view") or {}).get("type") == "modal"
    try:
        await (messenger.push_view if over_modal else messenger.open_view)(body["trigger_id"], view)
    except DeliveryError:
        await _tell(messenger, user_of(body), text)


async def _tell(messenger: Messenger, chat_id: str, text: str) -> None:
    try:
        await messenger.post(chat_id, escape(text), [])
    except DeliveryError as error:
        log.warning("nobody could be told of the error: %s", error)


def _input(body: Body, field: str) -> str:
    """The block of a field, else the first that can show an error."""
    inputs = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
    return next((name for name in inputs if field in {name, str(name).split(":")[0]}), str(inputs[0]))
