"""`python -m bench.bare API_URL`: a bot that is nothing but Bolt, over Socket Mode."""

import asyncio
import signal
import sys

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


async def _run(api_url: str) -> None:
    app = AsyncApp(client=AsyncWebClient(token="xoxb-bench", base_url=api_url), process_before_response=True)

    @app.view("intake_submit")
    async def handle_submission(ack: AsyncAck) -> None:
        await ack()

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    handler = AsyncSocketModeHandler(app, "xapp-bench")
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await stop.wait()
    await handler.close_async()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1]))
