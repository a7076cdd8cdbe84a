"""GraphQL over HTTP, without any web framework: one request in, one response out.

Promises: nothing a client sends makes a 500; a bad token is refused before anything is parsed; limits are checked before
anything runs; a query reads at one position; what confidential things it resolved is on record before it is answered.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from secrets import token_hex
from time import monotonic
from types import TracebackType
from typing import Any, Final, TypeGuard

from graphql import ExecutionResult, GraphQLSchema, OperationType, execute

from biaogan.graphql import faults, graphiql, http
from biaogan.graphql.accounting import account, put_on_record
from biaogan.graphql.context import WAIT_SECONDS, Context, reach
from biaogan.graphql.disclosure import Reads
from biaogan.graphql.documents import Documents, Invalid, Operation, Prepared
from biaogan.graphql.faults import Fault, HttpFault
from biaogan.graphql.http import HttpRequest, HttpResponse
from biaogan.graphql.limits import Limits
from biaogan.graphql.loading import supported
from biaogan.graphql.ports import Session
from biaogan.graphql.request import Parameters, read_get, read_post
from biaogan.graphql.scalars import instant

ContextFactory = Callable[[HttpRequest], Awaitable[Context]]
"""Authenticates a request. Raises :class:`biaogan.graphql.faults.Unauthenticated` for a token that is no good."""

_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False).encode
_ascii = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
_TYPES: Final = {media: f"{media}; charset=utf-8" for media in (http.JSON, http.GRAPHQL, http.HTML)}
_MAY_BE_RECORDED: Final = (
    "；该行为可能已入账：请再次提交同一声明以确认",
    "; the act may have been recorded: send the same statement again to learn",
)
_RETRY: Final = (faults.BASIS_NOT_REACHED, faults.DISCLOSURE_UNAVAILABLE)


def _is_awaitable(value: Any) -> TypeGuard[Awaitable[Any]]:
    return hasattr(value, "__await__")


def _everyone(_: Session | None) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Settings:
    """``draft_2026`` switches to the statuses of the 2026 draft of GraphQL over HTTP (422, 294)."""

    limits: Limits = field(default_factory=Limits)
    seconds: float = 10.0
    """The longest an operation may take."""
    wait_seconds: float = WAIT_SECONDS
    """The longest ``minPosition`` waits."""
    may_introspect: Callable[[Session | None], bool] = _everyone
    """Who may ask for the schema, and read suggestions of its names."""
    draft_2026: bool = False
    graphiql: bool = True
    assets: str = "/assets/graphiql"
    threads: bool = True
    """Queries run in worker threads, so that reading a database does not stop the loop."""
    trace_id: Callable[[], str] = lambda: token_hex(8)


class Transport:
    """Serves one schema. ``handle`` is safe to call concurrently from one event loop."""

    def __init__(self, schema: GraphQLSchema, root: Callable[[Context], Any], settings: Settings | None = None) -> None:
        self._schema = schema
        self._root = root
        self.settings = settings or Settings()
        self.documents = Documents(schema, self.settings.limits)

    async def handle(self, request: HttpRequest, make_context: ContextFactory) -> HttpResponse:
        """Answer one request. Never raises for anything that came over the wire, nor for what fails behind it."""
        page = request.method == "GET" and self.settings.graphiql
        media = http.accepted(request.headers.get("accept"), page)
        boundary = _Boundary(http.GRAPHQL if media == http.GRAPHQL else http.JSON, self.settings.trace_id)
        with boundary:
            if request.method not in ("GET", "POST"):
                raise HttpFault(405, faults.BAD_REQUEST, "请用 GET 或 POST", "use GET or POST", {"allow": "GET, POST"})
            if media is None:
                raise HttpFault(
                    406,
                    faults.BAD_REQUEST,
                    f"应答格式为 {http.JSON} 或 {http.GRAPHQL}",
                    f"the answer is {http.JSON} or {http.GRAPHQL}",
                )
            if media == http.HTML:
                return _response(200, media, graphiql.page(self.settings.assets), graphiql.HEADERS)
            context = await make_context(request)
            parameters = read_post(request) if request.method == "POST" else read_get(request)
            body = await self._answer(parameters, context, reading=request.method == "GET")
            return _response(self._status(media, body), media, body)
        return boundary.response

    async def _answer(self, parameters: Parameters, context: Context, *, reading: bool) -> dict[str, Any]:
        """The body of a well-formed request's response."""
        suggest = self.settings.may_introspect(context.session)
        try:
            prepared = self.documents.prepare(parameters.query, suggest)
            operation = prepared.operation(parameters.operation_name)
            if reading and operation.kind is not OperationType.QUERY:
                raise HttpFault(
                    405, faults.BAD_REQUEST, "变更操作只能用 POST", "mutations are for POST only", {"allow": "POST"}
                )
            if operation.measure.introspects and not suggest:
                raise Fault(faults.FORBIDDEN, "您无权内省模式", "introspection is not open to you")
            context.deadline = monotonic() + self.settings.seconds
            if parameters.min_position is not None:
                await reach(context, parameters.min_position, self.settings.wait_seconds)
            if operation.kind is OperationType.QUERY:
                context.count_question()
            if parameters.behalf:
                context.behalf = parameters.behalf
                if not await asyncio.to_thread(supported, context):
                    raise _not_supported()
            result, disclosed = await self._run(prepared, operation, parameters, context, suggest)
        except Invalid as invalid:
            return {"errors": invalid.entries}
        except HttpFault:
            raise
        except Fault as fault:
            return {"errors": [fault.formatted()]}
        body: dict[str, Any] = {}
        if result.errors:
            faults.escalate(result.errors)
            body["errors"] = faults.resolved(result.errors, suggest, self.settings.trace_id)
        if not result.errors or any(error.path for error in result.errors):
            body["data"] = result.data
        body["extensions"] = {"cost": operation.measure.cost}
        if context.head is not None:
            basis = context.head
            position = {"position": basis.position, "time": instant(basis.time), "root": basis.root}
            body["extensions"]["basis"] = position
        if disclosed is not None:
            body["extensions"]["disclosed"] = disclosed
        return body

    async def _run(
        self, prepared: Prepared, operation: Operation, parameters: Parameters, context: Context, suggest: bool
    ) -> tuple[ExecutionResult, dict[str, Any] | None]:
        def start() -> Any:
            return execute(
                self._schema,
                prepared.document,
                root_value=self._root(context),
                context_value=context,
                variable_values=parameters.variables,
                operation_name=operation.name,
                max_coercion_errors=faults.MAX_ERRORS - 1,
                hide_suggestions=not suggest,
                is_awaitable=_is_awaitable,
            )

        def read() -> tuple[ExecutionResult, Reads | None]:
            """A query's resolvers are all synchronous."""
            result: ExecutionResult = start()
            context.basis()
            return result, account(context, parameters)

        if operation.shortcut is not None and operation.shortcut.takes(parameters.variables):
            return await self._act(operation.shortcut.run(context, parameters.variables)), None
        if operation.kind is OperationType.MUTATION:
            result = await self._act(start())
            reads = await asyncio.to_thread(account, context, parameters) if context.seen or context.denied else None
            return result, await put_on_record(context, reads)
        try:
            async with asyncio.timeout(self.settings.seconds):
                result, reads = await asyncio.to_thread(read) if self.settings.threads else read()
                return result, await put_on_record(context, reads)
        except TimeoutError:
            raise _too_slow() from None

    async def _act(self, running: Any) -> ExecutionResult:
        """An act is never cut off half-way: what is being recorded is recorded, only the answer may come too late."""
        if isinstance(running, ExecutionResult):
            return running
        task: asyncio.Future[ExecutionResult] = asyncio.ensure_future(running)
        try:
            async with asyncio.timeout(self.settings.seconds):
                return await asyncio.shield(task)
        except TimeoutError:
            raise _too_slow(*_MAY_BE_RECORDED) from None

    def _status(self, media: str, body: dict[str, Any]) -> int:
        """Legacy ``application/json``: always 200; else by what the body holds."""
        if media == http.JSON or "errors" not in body:
            return 200
        if "data" in body:
            return 294 if self.settings.draft_2026 and body["data"] is not None else 200
        code = body["errors"][0]["extensions"]["code"]
        if code in _RETRY:
            return 503
        return 422 if self.settings.draft_2026 and code != faults.PARSE_FAILED else 400


class _Boundary:
    """The outermost boundary: a fault becomes its response, and what nobody foresaw a masked 500, logged."""

    def __init__(self, media: str, trace_id: Callable[[], str]) -> None:
        self._media = media
        self._trace_id = trace_id
        self.response: HttpResponse

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        if isinstance(error, HttpFault):
            headers = tuple(error.headers.items())
            self.response = _response(error.status, self._media, {"errors": [error.formatted()]}, headers)
        elif isinstance(error, Exception):
            self.response = _response(500, self._media, {"errors": [faults.masked(error, self._trace_id)]})
        return isinstance(error, Exception)


def _too_slow(zh: str = "", en: str = "") -> Fault:
    return Fault(faults.TOO_EXPENSIVE, f"操作用时过长{zh}", f"the operation took too long{en}", limit="seconds")


def _not_supported() -> Fault:
    zh, en = "未获准代此人办理，或期限已过", "you may not act for this person: not agreed, ended or over"
    return Fault(faults.FORBIDDEN, zh, en, message=f"{zh} / {en}: extensions.behalf", reason="act_as_not_granted")


def _response(
    status: int, media: str, body: dict[str, Any] | str, headers: tuple[tuple[str, str], ...] = ()
) -> HttpResponse:
    text = body if isinstance(body, str) else _dumps(body)
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        data = _ascii(body).encode("ascii")
    return HttpResponse(status, (("content-type", _TYPES[media]), ("cache-control", "no-store"), *headers), data)
