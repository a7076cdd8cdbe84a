"""A small OpenID provider over HTTP, as strict as a real one about PKCE; whatever it states can be made false."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Thread
from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qsl, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from biaogan.app.clock import system_clock
from biaogan.app.demo.show import free_port

CLIENT = "biaogan"
SECRET = "secret-of-biaogan"


@dataclass
class Provider:
    """Logs everybody in as ``sub`` without asking; ``claims`` replace what its ID tokens state, ``None`` takes away."""

    port: int
    sub: str = "officer-7"
    claims: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "1", "use": "sig"}))
    signs_with: ECKey | None = None
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def discovery(self, _: Request) -> Response:
        names = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        told = {"issuer": self.issuer} | {name: self.issuer + path for name, path in names.items()}
        return JSONResponse(told | self.told)

    def keys(self, _: Request) -> Response:
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) != (CLIENT, "code", "S256"):
            return Response(status_code=400)
        code = secrets.token_urlsafe(16)
        self.asked[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        given = dict(parse_qsl((await request.body()).decode()))
        asked = self.asked.pop(given.get("code", ""), None)
        if asked is None or given["client_secret"] != SECRET or given["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        digest = urlsafe_b64encode(sha256(given["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if digest != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(system_clock().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": self.sub, "nonce": asked["nonce"], "iat": now,
                  "exp": now + 300} | self.claims  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        text = jwt.encode({"alg": "ES256", "kid": "1"}, claims, self.signs_with or self.key)
        return JSONResponse({"access_token": "unused", "token_type": "Bearer", "id_token": text})


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider on loopback until the block ends."""
    made = Provider(free_port())
    routes = [
        Route("/.well-known/openid-configuration", made.discovery),
        Route("/keys", made.keys),
        Route("/authorize", made.authorize),
        Route("/token", made.token, methods=["POST"]),
    ]
    config = uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=made.port, log_level="warning")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until = monotonic() + 10
        while not server.started:
            assert monotonic() < until
            sleep(0.01)
        yield made
    finally:
        server.should_exit = True
        thread.join()
