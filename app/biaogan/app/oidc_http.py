"""The two addresses of the login by OpenID Connect (统一身份认证), there only where a provider is configured.

``/oidc/start?jkt=<thumbprint of the key the browser made>`` leads to the provider; ``/oidc/return`` leads back to the
console with the token in the fragment, which browsers send to nobody. Whatever goes wrong is answered alike.
"""

import logging
import re

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from biaogan.app.oidc import LoginRefused, Oidc
from biaogan.graphql.faults import RateLimited
from biaogan.graphql.rates import RatesPort

LOG = logging.getLogger(__name__)
HEADERS = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")


def routes(oidc: Oidc, rates: RatesPort, console: str) -> list[BaseRoute]:
    """Routes to mount under ``/oidc``; ``console`` is where the browser goes with its token."""

    def start(request: Request) -> Response:
        thumbprint = request.query_params.get("jkt", "")
        if not _THUMBPRINT.fullmatch(thumbprint):
            return _refused(400)
        try:
            _count(request)
            return RedirectResponse(oidc.start(thumbprint), 302, HEADERS)
        except RateLimited as limited:
            return JSONResponse({"errors": [limited.formatted()]}, 429, {**HEADERS, **limited.headers})
        except LoginRefused as error:
            LOG.warning("a login could not begin: %s", error)
            return _refused(502)

    def back(request: Request) -> Response:
        given = request.query_params
        try:
            _count(request)
            token = oidc.finish(given.get("state", ""), given.get("code", ""))
        except RateLimited as limited:
            return JSONResponse({"errors": [limited.formatted()]}, 429, {**HEADERS, **limited.headers})
        except LoginRefused as error:
            LOG.warning("a login is refused: %s", error)
            return _refused(403)
        return RedirectResponse(f"{console}#token={token}", 302, HEADERS)

    def _count(request: Request) -> None:
        rates.sign_in("", request.client.host if request.client else "")

    return [Route("/start", start), Route("/return", back)]


def _refused(status: int) -> Response:
    """The same words for a login nobody linked and for one that was forged."""
    error = {"message": "the login is not accepted", "extensions": {"code": "UNAUTHENTICATED", "zh": "登录未获接受"}}
    return JSONResponse({"errors": [error]}, status, HEADERS)
