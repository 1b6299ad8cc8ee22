"""`python -m sandbox`: a Slack workspace on localhost."""

import argparse
import asyncio
import json
import logging
import signal
import sys
from pathlib import Path

from sandbox.errors import SetupError
from sandbox.manifest import read_json
from sandbox.server import Server
from sandbox.world import Settings

EXIT_CONFIGURATION = 78


def main(arguments: list[str] | None = None) -> int:
    """Run until told to stop; return the exit code."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        asyncio.run(_run(options))
    except SetupError as error:
        sys.stderr.write(f"sandbox: {error}\n")
        return EXIT_CONFIGURATION
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sandbox", description="A Slack workspace on localhost.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8765, help="port to listen on; 0 takes any free one (8765)")
    parser.add_argument("--seed", type=Path, help="people and channels (JSON)")
    parser.add_argument("--manifest", type=Path, default=Path("manifest.json"), help="the app's manifest")
    parser.add_argument("--state", type=Path, help="file that keeps the workspace over a restart")
    parser.add_argument("--clock-file", type=Path, help="file that the clock's offset is written to")
    parser.add_argument("--guide", type=Path, help="the page's guided first minute (JSON)")
    parser.add_argument("--request-url", default="", help="deliver signed requests to this address")
    parser.add_argument("--retry-delays", default="0,60,300", help="seconds before each retry of an event")
    parser.add_argument("--bot-token", default=Settings.bot_token)
    parser.add_argument("--app-token", default=Settings.app_token)
    parser.add_argument("--signing-secret", default=Settings.signing_secret)
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    try:
        delays = tuple(float(part) for part in options.retry_delays.split(",") if part)
    except ValueError as error:
        raise SetupError("--retry-delays takes seconds with commas between, such as 0,60,300.") from error
    return Settings(
        manifest=read_json(options.manifest, "manifest"),
        seed=read_json(options.seed, "seed") if options.seed else {},
        bot_token=options.bot_token,
        app_token=options.app_token,
        signing_secret=options.signing_secret,
        state_file=options.state,
        clock_file=options.clock_file,
        guide=read_json(options.guide, "guide") if options.guide else None,
        request_url=options.request_url,
        retry_delays=delays,
    )


async def _run(options: argparse.Namespace) -> None:
    server = Server(_settings(options))
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    url = await server.start(options.host, options.port)
    sys.stdout.write(json.dumps({"url": url}) + "\n")
    sys.stdout.flush()
    try:
        await stopped.wait()
    finally:
        await server.stop()


if __name__ == "__main__":
    sys.exit(main())
