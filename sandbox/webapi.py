"""The door of the Web API: tokens, rate limits, weather, scopes, and Slack's way of saying no."""

import asyncio
import json

from aiohttp import web

from sandbox.api import APP_TOKEN_METHODS, FORM_ONLY, METHODS
from sandbox.api.call import Call
from sandbox.arguments import Args, read_arguments
from sandbox.errors import SlackError
from sandbox.model import Json
from sandbox.scopes import METHOD_SCOPES
from sandbox.world import World

SECRETS = {"token", "client_secret"}


class WebApi:
    """Answers `/api/<method>`."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Carry one call out, as the weather allows."""
        world, method = self._world, request.match_info["method"]
        try:
            given = await read_arguments(request)
        except SlackError as error:
            return self._reply(method, {}, _refusal(error))
        args = {key: value for key, value in given.items() if key not in SECRETS}
        if world.weather.latency_ms and world.weather.covers(method):
            await asyncio.sleep(world.weather.latency_ms / 1000)
        if world.weather.strikes_call("server_error", method):
            world.log_call(method, args, 503, "")
            return web.Response(status=503, text="service unavailable")
        reply = self._decide(method, args, request, _token(request, given))
        if world.weather.strikes_call("lose_response", method):
            if request.transport is not None:
                request.transport.abort()
        elif world.weather.strikes_call("server_error_after", method):
            return web.Response(status=500, text="internal error")
        return reply

    def _decide(self, method: str, args: Json, request: web.Request, token: str) -> web.Response:
        try:
            self._check_token(method, token)
        except SlackError as error:
            return self._reply(method, args, _refusal(error))
        if wait := self._wait(method, args):
            return self._reply(method, args, {"ok": False, "error": "ratelimited"}, retry_after=wait)
        if method in FORM_ONLY and request.content_type == "application/json":
            args = dict(request.query)
        return self._reply(method, args, self._carry_out(method, args))

    def _check_token(self, method: str, token: str) -> None:
        if method not in METHODS:
            raise SlackError("unknown_method", req_method=method)
        settings = self._world.settings
        if method == "api.test":
            return
        if not token:
            raise SlackError("not_authed")
        if token not in (settings.bot_token, settings.app_token):
            raise SlackError("invalid_auth")
        if (token == settings.app_token) != (method in APP_TOKEN_METHODS):
            raise SlackError("not_allowed_token_type")

    def _wait(self, method: str, args: Json) -> int:
        if not self._world.weather.rate_limits:
            return 0
        channel = str(args.get("channel", ""))
        return self._world.limiter.wait(method, self._world.workspace.counted_as(channel))

    def _carry_out(self, method: str, args: Json) -> Json:
        call = Call(self._world, method, Args(args))
        try:
            for scope in METHOD_SCOPES.get(method, ()):
                call.need_scope(scope)
            return {"ok": True, **METHODS[method](call)}
        except SlackError as error:
            return _refusal(error)

    def _reply(self, method: str, args: Json, answer: Json, *, retry_after: int = 0) -> web.Response:
        text, status = json.dumps(answer), 429 if retry_after else 200
        self._world.log_call(method, args, status, text)
        headers = {"x-oauth-scopes": ",".join(sorted(self._world.manifest.scopes))}
        if retry_after:
            headers["Retry-After"] = str(retry_after)
        return web.Response(text=text, status=status, content_type="application/json", headers=headers)


def _refusal(error: SlackError) -> Json:
    return {"ok": False, "error": error.error, **error.details}


def _token(request: web.Request, given: Json) -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() if header else str(given.get("token", ""))
