"""Errors that are not data: codes, wording, masking.

Promises: every error in a response has ``extensions.code``; what was not raised on purpose is answered as one sentence
and a trace id, and logged under that id; at most five errors leave; nobody who may not introspect reads a suggestion.
"""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from graphql import GraphQLError

LOG = logging.getLogger("biaogan.graphql")

PARSE_FAILED: Final = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED: Final = "GRAPHQL_VALIDATION_FAILED"
BAD_USER_INPUT: Final = "BAD_USER_INPUT"
UNAUTHENTICATED: Final = "UNAUTHENTICATED"
FORBIDDEN: Final = "FORBIDDEN"
INTERNAL: Final = "INTERNAL_SERVER_ERROR"
TOO_EXPENSIVE: Final = "QUERY_TOO_EXPENSIVE"
BASIS_NOT_REACHED: Final = "BASIS_NOT_REACHED"
DISCLOSURE_UNAVAILABLE: Final = "DISCLOSURE_UNAVAILABLE"
RATE_LIMITED: Final = "RATE_LIMITED"
PURPOSE_REQUIRED: Final = "PURPOSE_REQUIRED"
BAD_REQUEST: Final = "BAD_REQUEST"
"""The HTTP request itself is not one of GraphQL over HTTP; status 4xx whatever the client accepts."""

CAUSES: Final = {
    PARSE_FAILED: "查询文本有语法错误",
    VALIDATION_FAILED: "查询不符合模式",
    BAD_USER_INPUT: "参数或变量的值不合要求",
}
"""Code -> what the library's own complaints, which are in English alone, are about."""
MAX_ERRORS: Final = 5

_SUGGESTION = re.compile(r"\s*Did you mean .*?\?(?=$|\s)", re.DOTALL)


class Fault(Exception):
    """An error meant for the client, in both languages. ``code`` is one of the above; ``extensions`` are further values.

    ``message``: what GraphQL's own field says, where that is not the English sentence.
    """

    def __init__(self, code: str, zh: str, en: str, /, *, message: str = "", **extensions: Any) -> None:
        super().__init__(message or en)
        self.code = code
        self.message = message or en
        self.extensions = {"zh": zh, "en": en, **extensions}

    def formatted(self) -> dict[str, Any]:
        """As an entry of ``errors`` without a path."""
        return {"message": self.message, "extensions": {"code": self.code, **self.extensions}}


class HttpFault(Fault):
    """A fault with a status of its own, answered before any GraphQL is read."""

    def __init__(
        self, status: int, code: str, zh: str, en: str, /, headers: Mapping[str, str] | None = None, **extensions: Any
    ) -> None:
        super().__init__(code, zh, en, **extensions)
        self.status = status
        self.headers = dict(headers or {})


class Unauthenticated(HttpFault):
    """The token is no good: 401, before anything is parsed."""

    def __init__(self, zh: str, en: str, challenge: str = "DPoP") -> None:
        super().__init__(401, UNAUTHENTICATED, zh, en, {"www-authenticate": challenge})


class RateLimited(HttpFault):
    """Too many requests (请求过于频繁): 429, and after how many seconds it is worth trying again."""

    def __init__(self, seconds: int) -> None:
        zh, en = f"请求过于频繁，请在 {seconds} 秒后重试", f"too many requests; try again in {seconds} s"
        super().__init__(429, RATE_LIMITED, zh, en, {"retry-after": str(seconds)}, retryAfter=seconds)


def escalate(errors: Sequence[GraphQLError]) -> None:
    """Raise the first fault among the errors of an execution that has a status of its own."""
    for error in errors:
        cause = root_cause(error)
        if isinstance(cause, HttpFault):
            raise cause


def without_suggestion(message: str) -> str:
    """The sentence without what graphql-core proposes instead."""
    return _SUGGESTION.sub("", message)


def coded(code: str, errors: Sequence[GraphQLError], suggest: bool) -> list[dict[str, Any]]:
    """Errors of the library itself (syntax, validation, variables), all of one code."""
    entries = []
    for error in errors[:MAX_ERRORS]:
        entry: dict[str, Any] = dict(error.formatted)
        if not suggest:
            entry["message"] = without_suggestion(error.message)
        said = entry["message"]
        entry["extensions"] = {"code": code, "zh": f"{CAUSES[code]}：{said}", "en": said}
        entries.append(entry)
    return entries


def resolved(errors: Sequence[GraphQLError], suggest: bool, trace: Callable[[], str]) -> list[dict[str, Any]]:
    """Errors of an execution: faults as they are, wrong arguments as such, everything else masked."""
    return [_resolved(error, suggest, trace) for error in errors[:MAX_ERRORS]]


def _resolved(error: GraphQLError, suggest: bool, trace: Callable[[], str]) -> dict[str, Any]:
    cause = root_cause(error)
    if isinstance(cause, Fault):
        entry: dict[str, Any] = dict(error.formatted)
        entry["message"] = cause.message
        entry["extensions"] = {"code": cause.code, **cause.extensions}
        return entry
    if _about_arguments(error, cause):
        return coded(BAD_USER_INPUT, [error], suggest)[0]
    return masked(cause, trace, error)


def masked(cause: BaseException, trace: Callable[[], str], error: GraphQLError | None = None) -> dict[str, Any]:
    """One sentence for the client, the whole story for the log, the same trace id for both."""
    trace_id = trace()
    LOG.error("internal fault %s at %s", trace_id, error.path if error else None, exc_info=cause)
    entry: dict[str, Any] = dict(error.formatted) if error else {}
    zh, en = f"内部故障；请报告追踪编号 {trace_id}", f"internal fault; quote trace id {trace_id}"
    entry["message"] = en
    entry["extensions"] = {"code": INTERNAL, "zh": zh, "en": en, "traceId": trace_id}
    return entry


def root_cause(error: BaseException) -> BaseException:
    """What a resolver raised, under the library's wrappings."""
    while isinstance(error, GraphQLError) and error.original_error is not None:
        error = error.original_error
    return error


def _about_arguments(error: GraphQLError, cause: BaseException) -> bool:
    """The library's own complaint about a value the client sent: it points into the document, not at a result.

    A result that cannot be serialized is a bare GraphQLError too, but has no nodes of its own; it would quote the value.
    """
    return isinstance(cause, GraphQLError) and (error.path is None or bool(cause.nodes and cause is not error))
