"""A transport as an ASGI application (ASGI 3.0), for uvicorn itself or to be mounted in a framework.

Promises: a body is read to its limit and for ten seconds, never longer; a client that leaves ends its request.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from biaogan.graphql.http import HttpRequest, HttpResponse
from biaogan.graphql.request import MAX_BODY
from biaogan.graphql.transport import ContextFactory, Transport

Message = MutableMapping[str, Any]
BODY_SECONDS = 10.0


class Asgi:
    """``await Asgi(transport, make_context)(scope, receive, send)``."""

    def __init__(self, transport: Transport, make_context: ContextFactory, seconds: float = BODY_SECONDS) -> None:
        self._transport, self._make_context, self._seconds = transport, make_context, seconds

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """Serves one HTTP request; says no to anything else."""
        if scope["type"] != "http":
            raise ValueError(f"not served here: {scope['type']}")
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            key, text = name.decode("latin-1").lower(), value.decode("latin-1")
            headers[key] = f"{headers[key]}, {text}" if key in headers else text
        try:
            async with asyncio.timeout(self._seconds):
                body = await _body(receive)
        except TimeoutError:
            return await _send(send, HttpResponse(408, (("connection", "close"),), b""))
        if body is None:
            return None
        query = scope["query_string"].decode("latin-1")
        address, _ = scope.get("client") or ("", 0)
        request = HttpRequest(scope["method"], scope["path"], query, headers, body, address)
        return await _send(send, await self._transport.handle(request, self._make_context))


async def _body(receive: Callable[[], Awaitable[Message]]) -> bytes | None:
    """The body, at most one byte over the limit: the transport refuses it then. None if the client left."""
    parts, size = [], 0
    while size <= MAX_BODY:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if not message.get("more_body"):
            break
    return b"".join(parts)[: MAX_BODY + 1]


async def _send(send: Callable[[Message], Awaitable[None]], response: HttpResponse) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})


def asgi(transport: Transport, make_context: ContextFactory) -> Asgi:
    """The ASGI application of a transport."""
    return Asgi(transport, make_context)
