"""`bansou run`: the bot itself."""

import asyncio
import logging

from bot import settings
from bot.app import Bot
from bot.cli.desk import complain, configuration_sentence, ends_with_a_sentence
from bot.settings import Settings

_QUIET = ("slack_bolt", "slack_sdk", "apscheduler", "aiohttp", "alembic")


def run() -> None:
    """ボットを動かす（Ctrl-Cで止まります）/ run the bot against the workspace that the settings name.

    先に bansou check で確かめてください。設定は .env に書きます（見本は .env.example）。
    Run bansou check first; the settings are in .env (see .env.example).
    """
    with ends_with_a_sentence():
        chosen = settings.load(chat=True)
        level = logging.getLevelName(chosen.log_level)
        logging.basicConfig(level=level, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        quieten(level)
        for problem in settings.unknown():
            complain(configuration_sentence(problem))
        asyncio.run(_run(chosen))


def quieten(level: int) -> None:
    """Keep libraries from logging whole requests, and with them what people wrote, at DEBUG."""
    for library in _QUIET:
        logging.getLogger(library).setLevel(max(level, logging.WARNING))


async def _run(chosen: Settings) -> None:
    await Bot(chosen).run()
