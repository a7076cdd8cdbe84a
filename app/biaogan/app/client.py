"""The client side of biaogan: keys stay here, the server only ever sees signatures (客户端持钥签名).

Used by the command line, the demo and the tests. What the server drafts is read before it is signed: the draft must
say what was asked, under this person's own name and key, for this log; else it is not signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app.clock import Clock, system_clock
from biaogan.app.dpop import SCHEME, prove
from biaogan.ledger.keys import public_jwk, thumbprint
from biaogan.ledger.statement import Draft, Statement, attach, parse

CHALLENGE = "mutation($kid: String!) { challenge(kid: $kid) { text expires } }"
SIGN_IN = """mutation($statement: String!) { signIn(statement: $statement) {
  __typename ... on SignedIn { token person expires } ... on InvalidStatement { code message { zh en } } } }"""
DRAFT = """mutation($action: ActionInput!, $behalf: ID) { draft(action: $action, behalf: $behalf) {
  statement { signingInput disclosures } stream seq summary { zh en } expires
  differences { field before after } whyNot { code rule zh en } } }"""
RECORD = """mutation($statement: String!) { record(statement: $statement) {
  __typename
  ... on Recorded { position stream receipt duplicate }
  ... on Refused { code rule message { zh en } details receipt refusal }
  ... on NotPermitted { code rule message { zh en } receipt refusal }
  ... on Stale { expected actual head }
  ... on Duplicate { code position message { zh en } }
  ... on InvalidStatement { code field message { zh en } } } }"""


class RequestFailed(Exception):
    """The server answered with errors rather than data; ``code`` is that of the first."""

    def __init__(self, errors: Any) -> None:
        super().__init__(errors)
        self.errors: list[Any] = errors if isinstance(errors, list) else [errors]
        first = errors[0] if isinstance(errors, list) and errors else {}
        self.code: str = first.get("extensions", {}).get("code", "") if isinstance(first, dict) else ""


class DraftMismatch(Exception):
    """The server drafted something other than what was asked; it was not signed."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement ready to be handed in, what it means in words, and which rule would refuse it now, if any."""

    text: str
    stream: str
    summary: Mapping[str, str]
    why_not: Mapping[str, Any] | None = None


class Client:
    """One person's (or, without a key, the public's) connection to a service at ``url``."""

    def __init__(
        self,
        url: str,
        person: str = "",
        key: Ed25519PrivateKey | None = None,
        http: httpx.Client | None = None,
        clock: Clock = system_clock,
    ) -> None:
        self.url = url.rstrip("/")
        self.person = person
        self.key = key
        self.kid = thumbprint(public_jwk(key.public_key())) if key else ""
        self.http = http or httpx.Client(timeout=30)
        self.clock = clock
        self.token = ""

    def query(self, text: str, variables: Mapping[str, Any] | None = None, **extensions: Any) -> dict[str, Any]:
        """Data of an operation, in the session if there is one. Raises `RequestFailed` with the server's errors."""
        return self._ask(text, variables, extensions, self.proof())

    def proof(self, method: str = "POST", path: str = "/graphql") -> dict[str, str]:
        """The headers that show whose session this is, for one request; none without a session."""
        if self.key is None or not self.token:
            return {}
        proof = prove(self.key, method, f"{self.url}{path}", self.token, self.clock())
        return {"authorization": f"{SCHEME} {self.token}", "dpop": proof}

    def _ask(
        self,
        text: str,
        variables: Mapping[str, Any] | None,
        extensions: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        body = {"query": text, "variables": variables or {}, **({"extensions": extensions} if extensions else {})}
        answer = self.http.post(f"{self.url}/graphql", json=body, headers=headers)
        content = answer.json()
        if content.get("errors"):
            raise RequestFailed(content["errors"])
        data: dict[str, Any] = content["data"]
        return data

    def sign_in(self) -> str:
        """Sign the server's challenge; the session's token is kept and answered. Raises `RequestFailed`."""
        if self.key is None:
            raise RequestFailed("a key is needed to sign in")
        self.token = ""
        text = self._sign(self.query(CHALLENGE, {"kid": self.kid})["challenge"]["text"], [])
        if parse(text).type != "sign_in/1":
            raise DraftMismatch("the challenge is not a sign-in")
        answer = self.query(SIGN_IN, {"statement": text})["signIn"]
        if answer["__typename"] != "SignedIn":
            raise RequestFailed(answer)
        self.token = answer["token"]
        self.person = answer["person"]
        return self.token

    def ask(self, text: str, variables: Mapping[str, Any] | None = None, **extensions: Any) -> dict[str, Any]:
        """As `query`, with a session: opened if there is none, opened again if it is over."""
        if self.token:
            try:
                return self.query(text, variables, **extensions)
            except RequestFailed as failed:
                if failed.code != "UNAUTHENTICATED":
                    raise
        self.sign_in()
        return self.query(text, variables, **extensions)

    def _sign(self, signing_input: str, disclosures: list[str]) -> str:
        if self.key is None:
            raise RequestFailed("a key is needed to sign")
        return attach(Draft(signing_input, tuple(disclosures)), self.key.sign(signing_input.encode()))

    def upload(self, case: str, content: bytes, behalf: str = "") -> httpx.Response:
        """Store a file for a case, named by its digest; the server's answer, whatever it is."""
        return self._file("PUT", case, sha256(content).hexdigest(), content, behalf=behalf)

    def download(self, case: str, digest: str, purpose: str = "", behalf: str = "") -> httpx.Response:
        """A file of a case; the server's answer, whatever it is."""
        return self._file("GET", case, digest, purpose=purpose, behalf=behalf)

    def package(self, case: str, purpose: str = "", behalf: str = "") -> httpx.Response:
        """All that a case has filed, as one archive; not read yet, and to be closed."""
        return self._file("GET", case, "package", stream=True, purpose=purpose, behalf=behalf)

    def _file(
        self, method: str, case: str, name: str, content: bytes | None = None, *, stream: bool = False, **more: str
    ) -> httpx.Response:
        if self.key is not None and not self.token:
            self.sign_in()
        path, params = f"/files/{name}", {"case": case, **{name: value for name, value in more.items() if value}}

        def sent() -> httpx.Response:
            headers = self.proof(method, path)
            request = self.http.build_request(method, self.url + path, params=params, content=content, headers=headers)
            return self.http.send(request, stream=stream)

        answer = sent()
        if answer.status_code == 401 and self.key is not None:  # the session is over: once more in a new one
            answer.close()
            self.sign_in()
            answer = sent()
        return answer

    def draft(self, act: str, *, behalf: str | None = None, **body: Any) -> Signed:
        """A signed statement of ``act`` (camelCase) with these fields. Raises `RequestFailed`, `DraftMismatch`.

        A draft that a rule would refuse now is signed all the same: the refusal is then on record.
        ``behalf``: the person whose act it is, if this one only signs it.
        """
        answer: dict[str, Any] = self.ask(DRAFT, {"action": {act: body}, "behalf": behalf})["draft"]
        text = self._sign(answer["statement"]["signingInput"], answer["statement"]["disclosures"])
        self._agree(parse(text), body, behalf or "")
        return Signed(text, answer["stream"], answer["summary"], answer["whyNot"])

    def _agree(self, statement: Statement, asked: Mapping[str, Any], behalf: str) -> None:
        if statement.kid != self.kid or statement.iss != self.person:
            raise DraftMismatch("the draft is not in this person's name")
        if statement.behalf != behalf:
            raise DraftMismatch("the draft is for somebody else")
        for name, value in statement.body.items():
            if not says(value, asked.get(camel(name))):
                raise DraftMismatch(f"the draft says something else in {name}")

    def record(self, text: str) -> dict[str, Any]:
        """Hand in a signed statement; the outcome with its ``__typename``. It needs no session: it proves its key."""
        outcome: dict[str, Any] = self._ask(RECORD, {"statement": text})["record"]
        return outcome

    def act(self, act: str, *, behalf: str | None = None, **body: Any) -> dict[str, Any]:
        """Draft, sign and hand in."""
        return self.record(self.draft(act, behalf=behalf, **body).text)


def camel(name: str) -> str:
    """``letter_digest`` -> ``letterDigest``."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def says(value: Any, asked: Any) -> bool:
    """Whether a signed value is what was asked for; what was not asked for may only stand there empty."""
    if asked is None:
        return not value
    if isinstance(value, dict) and isinstance(asked, dict):
        known = {name: asked.get(name, asked.get(camel(name))) for name in value}
        return all(says(item, known[name]) for name, item in value.items()) and len(asked) <= len(value)
    if isinstance(value, list) and isinstance(asked, list):
        return len(value) == len(asked) and all(map(says, value, asked))
    return bool(value == asked)
