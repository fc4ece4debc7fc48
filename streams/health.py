"""What a worker tells about itself over HTTP: `/health` for orchestrators, `/metrics` for Prometheus."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from streams.errors import SettingError
from streams.progress import Progress


@asynccontextmanager
async def served(host: str, port: int, progress: Progress, registry: CollectorRegistry) -> AsyncIterator[int]:
    """Serve while the context lasts, and give the port, which is a free one where `port` is 0.

    Raises:
        SettingError: another program listens there.
    """
    runner = web.AppRunner(_app(progress, registry), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except OSError as error:
        await runner.cleanup()
        raise SettingError(
            f"worker.health_port: {host}:{port} can't be listened at ({error.strerror}): give another, or 0"
        ) from error
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _app(progress: Progress, registry: CollectorRegistry) -> web.Application:
    async def health(_request: web.Request) -> web.Response:
        stuck = progress.stuck(asyncio.get_running_loop().time())
        told = {
            "status": "stuck" if stuck else "ok",
            "stuck": [f"{topic}[{partition}]" for topic, partition in stuck],
            "lag": {f"{topic}[{partition}]": lag for (topic, partition), lag in progress.lag().items()},
        }
        return web.json_response(told, status=503 if stuck else 200)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes([web.get("/health", health), web.get("/metrics", metrics)])
    return app
