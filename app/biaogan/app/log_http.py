"""The public log over HTTP, exactly as tlog-tiles: checkpoint, hash tiles, entry bundles (公开账本).

Full tiles never change and say so; partial tiles and the checkpoint are not cached.
"""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from biaogan.ledger.errors import VerificationError
from biaogan.ledger.log import Log, NotInLog
from biaogan.ledger.tiles import ENTRIES, WIDTH, parse_path

IMMUTABLE = {"cache-control": "public, max-age=31536000, immutable"}
FRESH = {"cache-control": "no-cache"}


def routes(log: Log) -> list[BaseRoute]:
    """Routes to mount under ``/log``."""

    def checkpoint(_: Request) -> Response:
        return Response(log.note(), media_type="text/plain; charset=utf-8", headers=FRESH)

    def tile(request: Request) -> Response:
        try:
            level, index, width = parse_path("tile/" + request.path_params["rest"])
            data = log.entries(index, width) if level == ENTRIES else log.tile(level, index, width)
        except (VerificationError, NotInLog) as error:
            return PlainTextResponse(f"{error}\n", 404)
        return Response(data, media_type="application/octet-stream", headers=IMMUTABLE if width == WIDTH else FRESH)

    return [Route("/checkpoint", checkpoint), Route("/tile/{rest:path}", tile)]
