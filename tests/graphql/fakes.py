"""The ports, faked in memory, and how to ask a transport over them as whom."""

import asyncio
import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from graphql_scene import CASE_A, CYCLE, HEAD, OPEN, T0, FakeViews, scene

from biaogan.graphql import ports
from biaogan.graphql.context import Context, Services
from biaogan.graphql.disclosure import Denied, Disclosed, Reads, Unavailable
from biaogan.graphql.faults import Unauthenticated
from biaogan.graphql.http import HttpRequest, HttpResponse
from biaogan.graphql.reads import Read
from biaogan.graphql.schema import inner_schema, root
from biaogan.graphql.transport import Settings, Transport

NOW = T0 + timedelta(minutes=HEAD)


@dataclass
class FakeOffice:
    """Answers ``outcome``; remembers what it was asked."""

    outcome: Any = field(default_factory=lambda: ports.Recorded("receipt", 42, CASE_A))
    drafted: list[tuple[str, str | None, dict[str, Any]]] = field(default_factory=list)
    draft_result: Any = None
    delay: float = 0.0
    recorded: int = 0
    ended: list[str] = field(default_factory=list)

    async def record(self, statement: str, disclosures: Any, session: Any) -> ports.Outcome:
        if self.delay:
            await asyncio.sleep(self.delay)
        self.recorded += 1
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    async def record_all(self, statements: Sequence[str], session: Any) -> Sequence[ports.Outcome]:
        return [self.outcome for _ in statements]

    def draft(
        self, session: Any, act: str, on: str | None, body: dict[str, Any], behalf: str = ""
    ) -> ports.DraftResult:
        self.drafted.append((act, on, body))
        later = T0 + timedelta(days=1)
        return self.draft_result or ports.Drafted("header.payload", ("d1",), on or "case_new", 1, "摘要", "sum", later)

    def challenge(self, kid: str) -> ports.Challenge:
        return ports.Challenge(f"sign for {kid}", "nonce", T0)

    def sign_in(self, statement: str) -> Any:
        if statement == "good":
            return ports.SignedIn("token", "person_office", T0)
        return ports.InvalidStatement("bad_signature", None, "签名无效", "bad signature")

    def sessions(self, session: ports.Session) -> Sequence[ports.Session]:
        other = replace(session, id="session_2", method=ports.OIDC, created=T0, used=T0)
        return [replace(session, created=T0, used=T0), other]

    def sign_out(self, session: ports.Session, id_: str | None) -> bool:
        self.ended.append(id_ or session.id)
        return id_ != "session_missing"

    def sign_out_everywhere(self, session: ports.Session) -> None:
        self.ended.append("all")

    def available(self, session: Any, stream: str, position: int, behalf: str = "") -> Sequence[ports.Available]:
        reason = ports.WhyNot("role_not_held", "R-13", "无此角色", "role not held")
        return [
            ports.Available("return_case", "退回补正", "Return the case"),
            ports.Available("x_y", "甲", "X", reason),
        ]


class FakeLedger:
    """Positions 0..head, one a minute."""

    def __init__(self, head: int = HEAD) -> None:
        self.at_head = head
        self.streams = {0: "log_x", 5: CYCLE, 10: CASE_A, 20: OPEN, 30: "refusal_x", 31: "sheet_x", 32: "person_unit"}

    def head(self) -> ports.Basis:
        return self.basis(self.at_head)

    def basis(self, position: int) -> ports.Basis:
        digest = hashlib.sha256(str(position).encode()).digest()
        return ports.Basis(position, T0 + timedelta(minutes=position), base64.b64encode(digest).decode())

    def position_at(self, time: datetime) -> int | None:
        if time > T0 + timedelta(days=1):
            raise ports.FuturePoint
        minutes = int((time - T0) / timedelta(minutes=1))
        return None if minutes < 0 else min(minutes, self.at_head)

    def position_of_root(self, root_: str) -> int | None:
        return next((p for p in range(self.at_head + 1) if self.basis(p).root == root_), None)

    def checkpoint(self) -> str:
        return "biaogan.test\n100\nroot\n\n- signature\n"

    def record(self, position: int) -> ports.RecordView | None:
        stream = self.streams.get(position)
        return stream and ports.RecordView(position, stream, 1, "case_drafted/1", T0, "leaf")  # type: ignore[return-value]

    def proof(self, position: int) -> str | None:
        return f"proof of {position}"


@dataclass
class FakeDisclosures:
    """Remembers what was disclosed, or fails."""

    seen: list[Disclosed] = field(default_factory=list)
    denied: list[Denied] = field(default_factory=list)
    reads: list[Reads] = field(default_factory=list)
    broken: bool = False

    async def disclose(self, reads: Reads) -> int:
        if self.broken:
            raise Unavailable
        self.reads.append(reads)
        self.seen.extend(reads.seen)
        self.denied.extend(reads.denied)
        return 7


@dataclass
class FakeBook:
    """Reads on record, each with its person."""

    reads: list[tuple[str, Read]] = field(default_factory=list)

    def of_person(self, person: str, first: int, limit: int, basis: int) -> Sequence[Read]:
        held = [replace(read, id=place, person=who) for place, (who, read) in enumerate(self.reads) if who == person]
        return [read for read in held if read.id >= first and read.basis <= basis][:limit]

    def of_stream(self, stream: str, first: int, limit: int, basis: int) -> Sequence[Read]:
        held = [
            replace(read, id=place, person=who) for place, (who, read) in enumerate(self.reads) if read.stream == stream
        ]
        return [read for read in held if read.id >= first and read.basis <= basis][:limit]


@dataclass
class World:
    """A transport over fakes, and how to ask it as whom."""

    views: FakeViews
    office: FakeOffice
    ledger: FakeLedger
    disclosures: FakeDisclosures
    transport: Transport
    grounds: Any = None
    traces: Any = None
    book: FakeBook = field(default_factory=FakeBook)

    async def context(self, request: HttpRequest) -> Context:
        token = request.headers.get("authorization")
        if token == "Bearer bad":
            raise Unauthenticated("会话无效", "the session is not valid")
        session = None if token is None else ports.Session(token.removeprefix("Bearer "), "kid", "t", T0, "session_1")
        services = Services(
            self.views,
            self.office,
            self.ledger,
            lambda: NOW,
            self.disclosures,
            grounds=self.grounds,
            reads=self.book if self.book.reads else None,
            traces=self.traces,
        )  # type: ignore[arg-type]
        return Context(services, session)

    def send(
        self, body: Any, person: str | None = None, *, accept: str | None = None, method: str = "POST", **headers: str
    ) -> HttpResponse:
        """A POST of ``body`` (bytes as they are, anything else as JSON)."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        found = {"content-type": "application/json"} | {k.replace("_", "-"): v for k, v in headers.items()}
        if person is not None:
            found["authorization"] = f"Bearer {person}"
        if accept is not None:
            found["accept"] = accept
        request = HttpRequest(method, "/graphql", "", found, data)
        return asyncio.run(self.transport.handle(request, self.context))

    def get(self, query: str, accept: str | None = None) -> HttpResponse:
        """A GET with this query string."""
        headers = {} if accept is None else {"accept": accept}
        return asyncio.run(self.transport.handle(HttpRequest("GET", "/graphql", query, headers), self.context))

    def ask(self, query: str, person: str | None = None, **variables: Any) -> dict[str, Any]:
        """The answer to a document, asked for with a purpose."""
        body = {"query": query, "variables": variables, "extensions": {"purpose": "test"}}
        response = self.send(body, person)
        return json.loads(response.body)

    def data(self, query: str, person: str | None = None, **variables: Any) -> Any:
        """The data of an answer without errors."""
        answer = self.ask(query, person, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]


def answer(response: HttpResponse) -> Any:
    return json.loads(response.body)


def code(response: HttpResponse) -> str:
    return answer(response)["errors"][0]["extensions"]["code"]


def world(views: FakeViews | None = None, **settings: Any) -> World:
    """A transport over a scene, or over these views."""
    transport = Transport(inner_schema(), root, Settings(**({"threads": False} | settings)))
    return World(scene() if views is None else views, FakeOffice(), FakeLedger(), FakeDisclosures(), transport)
