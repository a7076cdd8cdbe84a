"""The HTTP application: GraphQL, the public log, discovery, health. Only carries bytes; nothing is decided here."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from biaogan.app import files_http, log_http, oidc_http
from biaogan.app.genesis import SPEC
from biaogan.app.landing import page
from biaogan.app.opening import signer
from biaogan.app.wiring import Biaogan
from biaogan.graphql.context import Context
from biaogan.graphql.http import HttpRequest
from biaogan.graphql.schema import inner_schema, root
from biaogan.graphql.transport import Transport
from biaogan.graphql.transport_asgi import asgi
from biaogan.ledger.keys import public_jwk
from biaogan.ledger.unwraps import Work, working

LARGEST_LAG = 1000
"""Records the views may be behind before this process says that it is not ready."""
GRAPHQL = "/graphql"
ASSETS = Path(__file__).parent / "assets"


def context_factory(biaogan: Biaogan) -> Callable[[HttpRequest], Awaitable[Context]]:
    """Who asks: the session of the token, or the public. A bad token is refused before anything is parsed."""

    async def make(request: HttpRequest) -> Context:
        if "authorization" not in request.headers:
            return Context(biaogan.services, address=request.address)
        session = await run_in_threadpool(biaogan.gate.session, request)
        return Context(biaogan.services, session, request.address)

    return make


def application(biaogan: Biaogan) -> ASGIApp:
    """The ASGI application of one process."""
    transport = Transport(inner_schema(), root)

    def discovery(_: Request) -> Response:
        told = {
            "spec": SPEC,
            "log": {"origin": biaogan.log.origin, "vkey": signer(biaogan.settings).vkey(), "url": "/log"},
            "service": {"kid": biaogan.office.service.kid, "jwk": public_jwk(biaogan.office.service.key.public_key())},
            "graphql": GRAPHQL,
        }
        return JSONResponse(told, headers={"cache-control": "public, max-age=300"})

    def healthy(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    def ready(_: Request) -> Response:
        size, seen = biaogan.log.size(), biaogan.runner.position() + 1
        behind = size - seen
        told = {"size": size, "views": seen, "behind": behind, "checkpoint": biaogan.log.checkpoint().size}
        return JSONResponse(told, 200 if seen and behind < LARGEST_LAG else 503)

    def landing(_: Request) -> Response:
        return HTMLResponse(page(biaogan.log.origin, biaogan.log.checkpoint()))

    routes: list[BaseRoute] = [
        Route("/", landing),
        Route("/.well-known/biaogan", discovery),
        Route("/healthz", healthy),
        Route("/readyz", ready),
        Mount("/log", routes=log_http.routes(biaogan.log)),
        Mount("/files", routes=files_http.routes(biaogan, context_factory(biaogan))),
        Mount("/assets", StaticFiles(directory=ASSETS)),
    ]
    if biaogan.oidc is not None:
        assert biaogan.services.rates is not None
        routes.append(Mount("/oidc", routes=oidc_http.routes(biaogan.oidc, biaogan.services.rates, GRAPHQL)))
    return beside(Starlette(routes=routes), GRAPHQL, asgi(transport, context_factory(biaogan)))


def beside(site: ASGIApp, path: str, app: ASGIApp) -> ASGIApp:
    """``app`` answers ``path``, ``site`` everything else: acts do not walk through the routes and middleware of pages."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        chosen = app if scope["type"] == "http" and scope["path"] == path else site
        with working(Work.ANSWERING):
            await chosen(scope, receive, send)

    return serve
