"""The fakes behind uvicorn on a free port, whose number is printed: what the audits of another language talk to."""

import asyncio
import sys
from pathlib import Path

import uvicorn

sys.path.insert(0, str(Path(__file__).parent))

from fakes import world

from biaogan.graphql.transport_asgi import asgi


async def main() -> None:
    one = world(threads=True)
    server = uvicorn.Server(
        uvicorn.Config(asgi(one.transport, one.context), port=0, log_level="warning", lifespan="off", ws="none")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)
    await serving


asyncio.run(main())
