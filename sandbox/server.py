"""The aiohttp server: one process, one port, every door."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from sandbox.control import ROUTES
from sandbox.control.deed import Deed, Handler
from sandbox.errors import BadRequestError, ControlError, SetupError, SlackError
from sandbox.model import Change, Json
from sandbox.stream import Stream
from sandbox.uploads import content
from sandbox.webapi import WebApi
from sandbox.world import Settings, World

PAGE = Path(__file__).parent / "page"
MAX_REQUEST_BYTES = 64 * 1024 * 1024
HttpHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """A running sandbox."""

    def __init__(self, settings: Settings) -> None:
        self.world = World(settings)
        self._stream = Stream(self.world)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Return the address it can be reached at."""
        return self.world.url

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Open the doors and return the address; raises SetupError when the port is taken."""
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            raise SetupError(f"Port {port} cannot be opened: {error.strerror}. Choose another with --port.") from error
        taken = self._runner.addresses[0][1]
        self.world.open_at(f"http://{host}:{taken}", self._stream)
        self.world.hub.on_change = self._tell_connections
        return self.url

    def _tell_connections(self) -> None:
        self.world.workspace.announce(Change("connections", data={"connections": len(self.world.hub.connections)}))

    async def stop(self) -> None:
        """Close the doors and write the state."""
        self._stream.stop()
        await self.world.hub.stop()
        await self.world.delivery.stop()
        if self.world.webhook is not None:
            await self.world.webhook.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        if self.world.state is not None:
            await self.world.state.stop()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=MAX_REQUEST_BYTES)
        app.router.add_route("*", "/api/{method}", WebApi(self.world).handle)
        app.router.add_get("/link", self.world.hub.handle)
        app.router.add_get("/link/", self.world.hub.handle)
        app.router.add_post("/response/{team}/{key}", self._respond)
        app.router.add_get("/files-pri/{id}/{name}", self._download)
        app.router.add_get("/control/stream", self._stream.handle)
        for method, path, handler in ROUTES:
            app.router.add_route(method, f"/control/{path}", self._control(handler))
        app.router.add_get("/", self._page)
        app.router.add_get("/archives/{channel}/{message}", self._page)
        if PAGE.is_dir():
            app.router.add_static("/page", PAGE)
        return app

    def _control(self, handler: Handler) -> HttpHandler:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                given = {**request.query, **request.match_info, **await _body(request)}
                answer: Json = {"ok": True, **await handler(Deed(self.world, given))}
            except BadRequestError as error:
                return web.json_response({"ok": False, "error": "bad_request", "detail": str(error)}, status=400)
            except ControlError as error:
                answer = {"ok": False, "error": error.error, "detail": error.detail}
            except SlackError as error:
                answer = {"ok": False, "error": error.error, "detail": f"Slack's answer: {error.error}."}
            return web.Response(text=json.dumps(answer, ensure_ascii=False), content_type="application/json")

        return handle

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        key = f"{request.match_info['team']}/{request.match_info['key']}"
        responses, weather = self.world.responses, self.world.weather
        try:
            body = json.loads(await request.text())
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        if not isinstance(body, dict):
            return web.Response(status=400, text="invalid_payload")
        if weather.rate_limits and (wait := self.world.limiter.wait("response_url", responses.channel_of(key))):
            return web.Response(status=429, text="rate_limited", headers={"Retry-After": str(wait)})
        try:
            responses.use(key, body)
        except SlackError as error:
            answer = {"ok": False, "error": error.error, **error.details}
            gone = error.error in ("used_url", "expired_url", "invalid_url")
            return web.json_response(answer, status=404 if gone else 200)
        return web.Response(text="ok")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file = self.world.workspace.files.get(request.match_info["id"].rpartition("-")[2])
        sent = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        may_read = sent == self.world.settings.bot_token and "files:read" in self.world.manifest.scopes
        # The page shows people's own pictures; Slack answers a request without a token with its sign-in page.
        if file is None:
            return web.Response(status=404, text="file_not_found")
        if not may_read and request.query.get("user") not in self.world.workspace.users:
            return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")
        return web.Response(body=content(file), content_type=file["mimetype"])

    async def _page(self, _: web.Request) -> web.StreamResponse:
        index = PAGE / "index.html"
        if not index.is_file():
            return web.Response(text="The sandbox runs; its page is not installed.")
        return web.FileResponse(index, headers={"Cache-Control": "no-cache"})


async def _body(request: web.Request) -> Json:
    if request.method != "POST" or not request.can_read_body:
        return {}
    try:
        body = await request.json()
    except ValueError as error:
        raise BadRequestError("The body is not JSON.") from error
    if not isinstance(body, dict):
        raise BadRequestError("The body must be a JSON object.")
    return body
