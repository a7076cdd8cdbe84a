"""The gate (门卫): who asks, before anything of the request is parsed.

A request without an ``authorization`` header is the public's. One with a token is its session's, if the proof that
comes with it was made for this very request by the key the session is bound to, and was never shown before; else it is
answered 401, with the same words whether there is such a session or not.
"""

from biaogan.app import dpop
from biaogan.app.clock import Clock
from biaogan.app.operations import Operations, Shown
from biaogan.app.standing import Standing
from biaogan.graphql.faults import Unauthenticated
from biaogan.graphql.http import HttpRequest
from biaogan.graphql.ports import Session

BEARER = "Bearer"
OVER = "会话无效，请重新登录", "the session is not valid; sign in again"


def refused(code: str, zh: str, en: str) -> Unauthenticated:
    """401 as RFC 9449 section 7.1 has it."""
    told = en.replace("\\", "").replace('"', "'")
    return Unauthenticated(zh, en, f'DPoP algs="EdDSA", error="{code}", error_description="{told}"')


class Gate:
    """Finds the session of a request. Any thread."""

    def __init__(self, operations: Operations, standing: Standing, url: str, wall: Clock, *, bearer: bool) -> None:
        """``url``: where clients find this service, without the path. ``bearer``: see `biaogan.app.settings.Settings`."""
        self._operations = operations
        self._standing = standing
        self._url = url.rstrip("/")
        self._wall = wall
        self._bearer = bearer

    def session(self, request: HttpRequest) -> Session:
        """The session of a request that has an ``authorization`` header. Raises `Unauthenticated`."""
        scheme, _, token = request.headers["authorization"].partition(" ")
        token = token.strip()
        if not token or scheme.lower() not in (dpop.SCHEME.lower(), BEARER.lower()):
            raise refused(
                "invalid_token", "authorization 头须为：DPoP <令牌>", "the authorization header must be: DPoP <token>"
            )
        now = self._wall()
        proof = None
        if scheme.lower() == dpop.SCHEME.lower():
            proof = self._proof(request, token)
        elif not self._bearer:
            raise refused(
                "invalid_token",
                "令牌与密钥绑定：请用 DPoP，不用 Bearer",
                "a token is bound to a key: use DPoP, not Bearer",
            )
        try:
            session = self._operations.use(token, proof, now)
        except Shown:
            raise refused("invalid_dpop_proof", "该证明已用过", "this proof was shown before") from None
        if session is None or not self._standing.holds(session):
            raise refused("invalid_token", *OVER)
        return session

    def _proof(self, request: HttpRequest, token: str) -> dpop.Proof:
        given = request.headers.get("dpop")
        if given is None:
            raise refused("invalid_dpop_proof", "缺少 DPoP 头", "the DPoP header is missing")
        try:
            url = self._url + request.path
            return dpop.check(given, method=request.method, url=url, token=token, now=self._wall())
        except dpop.BadProof as error:
            raise refused("invalid_dpop_proof", f"DPoP 证明无效：{error}", str(error)) from None
