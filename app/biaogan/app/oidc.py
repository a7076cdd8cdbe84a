"""Signing in by the login of an institution (统一身份认证, OpenID Connect): code flow with PKCE, as a confidential or public client.

Who logs in reads with the rights of the person whom a registrar's signed act links to the login; acts still need the
person's own key. The session is bound to a key that the browser made for it: the token, which comes back in the fragment
of an address, is worth nothing to whoever else sees it, nor can anybody be made to use another's session.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from biaogan.app.clock import Clock
from biaogan.app.operations import Begun, Operations
from biaogan.app.settings import LOOPBACK, Settings
from biaogan.graphql.ports import OIDC
from biaogan.ledger.log import Log
from biaogan.ledger.unwraps import Work, working
from biaogan.projections.queries import Views

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
LEEWAY = 60
"""Seconds the provider's clock may differ."""
RETURN = "/oidc/return"


class LoginRefused(Exception):
    """The login leads to no session (登录未获接受); the message is for the operator's log, not for the browser."""


@dataclass(frozen=True, slots=True)
class Oidc:
    """The relying party (依赖方). Any thread; it waits for the provider."""

    settings: Settings
    operations: Operations
    log: Log
    views: Views
    wall: Clock
    http: httpx.Client

    def start(self, kid: str) -> str:
        """The provider's address to go to, for a browser that made the key with this thumbprint."""
        state, begun = secrets.token_urlsafe(32), Begun(kid, secrets.token_urlsafe(43), secrets.token_urlsafe(32))
        told = self._provider()
        self.operations.begin_login(state, begun)
        asked = {
            "response_type": "code",
            "scope": "openid",
            "client_id": self.settings.oidc_client,
            "redirect_uri": self._return,
            "state": state,
            "nonce": begun.nonce,
            "code_challenge": _digest(begun.verifier),
            "code_challenge_method": "S256",
        }
        address = _text(told, "authorization_endpoint")
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    def finish(self, state: str, code: str) -> str:
        """The token of a session, for a code the provider gave. Raises `LoginRefused`."""
        begun = self.operations.return_login(state)
        if begun is None:
            raise LoginRefused("no such login was begun, or it has returned already")
        person, since = self._person(self._login(code, begun))
        token, _ = self.operations.open(person, begun.kid, since, OIDC)
        return token

    @property
    def _return(self) -> str:
        return self.settings.url + RETURN

    def _login(self, code: str, begun: Begun) -> str:
        """``sub`` of the ID token that the code is good for."""
        told = self._provider()
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._return,
                "client_id": self.settings.oidc_client, "code_verifier": begun.verifier}  # fmt: skip
        if self.settings.oidc_secret:
            form["client_secret"] = self.settings.oidc_secret
        answer = self._asked("POST", _text(told, "token_endpoint"), data=form)
        keys = self._asked("GET", _text(told, "jwks_uri"))
        try:
            token = jwt.decode(_text(answer, "id_token"), KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
            jwt.JWTClaimsRegistry(
                now=int(self.wall().timestamp()),
                leeway=LEEWAY,
                iss={"essential": True, "value": self.settings.oidc_issuer},
                aud={"essential": True, "value": self.settings.oidc_client},
                nonce={"essential": True, "value": begun.nonce},
                exp={"essential": True},
                iat={"essential": True},
                sub={"essential": True},
            ).validate(token.claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise LoginRefused(f"the ID token is not good: {error}") from error
        if token.claims.get("azp", self.settings.oidc_client) != self.settings.oidc_client:
            raise LoginRefused("the ID token was issued to another client")
        return _text(token.claims, "sub")

    def _person(self, login: str) -> tuple[str, int]:
        """The one person the login stands for, and the position at which that was looked up."""
        at = self.views.position()
        with working(Work.RIGHTS):
            found = [row.person for row in self.views.logins(self.settings.oidc_issuer, at) if row.login == login]
        if len(found) != 1:
            raise LoginRefused(f"the login stands for {len(found)} people")
        return found[0], at

    def _provider(self) -> Mapping[str, Any]:
        """What the provider says of itself; it must be the one configured, over TLS unless on this machine."""
        told = self._asked("GET", f"{self.settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != self.settings.oidc_issuer:
            raise LoginRefused("the provider says that it is another")
        return told

    def _asked(self, method: str, url: str, **content: Any) -> Mapping[str, Any]:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise LoginRefused(f"the provider must be asked over https, not at {url}")
        try:
            answer = self.http.request(method, url, **content)
            answer.raise_for_status()
            told = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise LoginRefused(f"the provider does not answer: {error}") from error
        if not isinstance(told, dict):
            raise LoginRefused("the provider answers something else than an object")
        return told


def _digest(verifier: str) -> str:
    """``S256`` of RFC 7636."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if not isinstance(value, str) or not value:
        raise LoginRefused(f"the provider's {name} is missing")
    return value
