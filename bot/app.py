"""The composition root: the only place that builds the bot."""

import asyncio
import gc
import logging
import os
import signal
import socket
from contextlib import AsyncExitStack

from slack_bolt.async_app import AsyncApp

import handlers
from bot.cities import city_of
from bot.domain.errors import (
    BotError,
    ConfigurationError,
    ConfigurationProblem,
    DeliveryError,
    DeliveryTrouble,
    UserError,
)
from bot.jobs.clockwork import Clockwork
from bot.jobs.delivery import Delivery, Rates
from bot.jobs.homes import Homes
from bot.messenger import Identity, Messenger
from bot.messenger.scopes import NEEDED_SCOPES
from bot.services import audit, people, readiness, setup, workspaces
from bot.services.city import City
from bot.settings import Settings
from bot.socket import Socket
from handlers.services import Services
from storage import schema
from storage.database import Database, Session
from storage.tables import Workspace

log = logging.getLogger("bansou")


class Bot:
    """The running bot: what comes in over a socket, what goes out from the outbox, and the clockwork."""

    def __init__(self, settings: Settings, city: City | None = None) -> None:
        self._settings = settings
        self.city = city or city_of(settings)
        self.database = Database(settings.database_url)
        self._stop = asyncio.Event()

    async def start(self) -> None:
        """Be ready for the first message; ConfigurationError when the settings do not allow it.

        A start that fails closes what it has opened.
        """
        bot_token, app_token = self._settings.slack_tokens()
        async with AsyncExitStack() as opened:
            opened.push_async_callback(asyncio.to_thread, self.database.close)
            await asyncio.to_thread(schema.upgrade, self.database)
            self.messenger = await opened.enter_async_context(Messenger(bot_token, self._settings.slack_api_url))
            await self._connect(app_token, opened)
            self._opened = opened.pop_all()

    async def _connect(self, app_token: str, opened: AsyncExitStack) -> None:
        identity = await self._identity()
        workspace = await self._tie(identity)
        assert workspace.id is not None
        worker = f"{socket.gethostname()}:{os.getpid()}"
        speed = self._settings.chat_speed
        self.delivery = Delivery(self.database, self.messenger, workspace.id, worker, rates=self._rates(), speed=speed)
        opened.push_async_callback(self.delivery.stop)
        self._homes = Homes(self.database, self.messenger, self.city, workspace.id, speed=speed)
        opened.push_async_callback(self._homes.stop)
        self.clockwork = Clockwork(self.database, self.city, self._wake)
        opened.push_async_callback(self.clockwork.stop)
        services = Services(self.database, self.messenger, self.city, self._wake, self._homes)
        self.app = self._app(services)
        self._socket = Socket(self.app, app_token, self._settings.slack_api_url)
        opened.push_async_callback(self._socket.close)
        # Whoever comes first must not wait for what is loaded once: the chat gives up after three seconds.
        warming = asyncio.create_task(
            self.database.read(lambda session: readiness.warm_up(session, self.city, workspace)), name="warm-up"
        )
        await self._socket.open()
        await warming
        # What was loaded until here stays: looking through it again and again would halt everything for 0.1 s.
        gc.freeze()
        self.delivery.start()
        self._homes.start()
        self.clockwork.start()
        self._meeting = asyncio.create_task(self._meet_everybody(workspace.id), name="meet-everybody")
        log.info("ready: %s in %s", identity.user_id, identity.team)

    async def stop(self) -> None:
        """Take nothing new, finish what is under way, close everything."""
        self._meeting.cancel()
        await asyncio.gather(self._meeting, return_exceptions=True)
        await self._opened.aclose()
        gc.unfreeze()  # what was loaded for this bot may go, where another starts in the same process

    async def run(self) -> None:
        """Start, work until SIGTERM or SIGINT, and stop."""
        loop = asyncio.get_running_loop()
        for ending in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(ending, self._stop.set)
        await self.start()
        await self._stop.wait()
        log.info("stopping")
        await self.stop()

    def _wake(self) -> None:
        self.delivery.wake()
        self._homes.wake()

    def _rates(self) -> Rates:
        posts = self._settings.posts_per_minute
        return Rates(posts=posts, updates=max(1, posts // 5))

    async def _identity(self) -> Identity:
        try:
            identity = await self.messenger.who_am_i()
        except DeliveryError as error:
            raise self._not_let_in(error) from error
        # Without the header nobody knows what the token may do.
        if identity.scopes and (missing := sorted(set(NEEDED_SCOPES) - identity.scopes)):
            raise _misconfigured("scope_missing", scopes=", ".join(missing))
        return identity

    def _not_let_in(self, error: DeliveryError) -> BotError:
        if error.trouble is not DeliveryTrouble.LOCKED_OUT:
            # Not a mistake in the settings: who started us may start us again.
            return UserError("chat_unreachable", url=self._settings.slack_api_url, reason=error.reason)
        return _misconfigured("bot_token_refused", reason=error.reason, url=self._settings.slack_api_url)

    async def _tie(self, identity: Identity) -> Workspace:
        try:
            found = {channel.name: channel.id for channel in await self.messenger.channels()}
        except DeliveryError as error:
            raise self._not_let_in(error) from error

        def tie(session: Session) -> tuple[Workspace, list[str]]:
            workspace = workspaces.settle(session, identity.team_id, identity.team, self.city.clock.now(), identity.url)
            workspace.locale = self._settings.language
            missing = setup.tie_channels(session, self.city, workspace, found)
            audit.record_settings(session, self.city, workspace)
            setup.post_missing_cards(session, self.city, workspace)
            return workspace, missing

        workspace, missing = await self.database.write(tie)
        for name in missing:
            log.warning("there is no channel #%s that the bot can see; create it or invite the bot", name)
        return workspace

    async def _meet_everybody(self, workspace_id: int) -> None:
        """Match the chat's people with the office's list; who acts before that is looked up singly."""
        try:
            seen = await self.messenger.people()
        except DeliveryError as error:
            log.warning("the chat's list of people could not be read: %s", error)
            return
        count = await self.database.write(lambda session: people.meet_all(session, self.city, workspace_id, seen))
        log.info("%d people of the chat are known", count)

    def _app(self, services: Services) -> AsyncApp:
        # Without process_before_response Bolt acknowledges events before they are stored, and polls for every ack.
        quiet = logging.getLogger("bansou.bolt")
        quiet.setLevel(logging.ERROR)  # what goes wrong in a listener is logged by our own error handler
        app = AsyncApp(
            name="bansou",  # without it Bolt reads the source of every caller
            client=self.messenger.client,
            process_before_response=True,
            raise_error_for_unhandled_request=True,
            logger=quiet,
        )
        handlers.register(app, services)
        return app


def _misconfigured(trouble: str, **facts: str) -> ConfigurationError:
    return ConfigurationError((ConfigurationProblem("SLACK_BOT_TOKEN", trouble, facts),))
