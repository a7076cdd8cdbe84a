"""The ASGI adapter: a body is read to its limit and not for ever, and what arrives is what was sent (defect 11)."""

import asyncio
import json
from typing import Any

import pytest
from fakes import world

from biaogan.graphql.request import MAX_BODY
from biaogan.graphql.transport_asgi import Asgi, asgi


def call(messages: list[dict[str, Any]], headers: list[tuple[bytes, bytes]] | None = None, **scope: Any) -> list[Any]:
    """What the adapter sends when these messages arrive; after the last it waits."""
    one = world()
    sent: list[Any] = []
    found = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"Content-Type", b"application/json")] if headers is None else headers,
    }

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop(0)
        await asyncio.sleep(60)
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Asgi(one.transport, one.context, seconds=0.05)({**found, **scope}, receive, send))
    return sent


def part(body: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


QUERY = json.dumps({"query": "{ __typename }"}).encode()


def test_a_body_in_parts_is_one_body() -> None:
    start, body = call([part(QUERY[:7], more=True), part(b"", more=True), part(QUERY[7:])])
    assert start["status"] == 200
    assert json.loads(body["body"])["data"] == {"__typename": "Query"}
    assert dict(start["headers"])[b"content-length"] == str(len(body["body"])).encode()


def test_a_body_that_never_ends_is_given_up() -> None:
    start, _ = call([part(QUERY[:7], more=True)])
    assert start["status"] == 408


def test_an_endless_body_is_read_no_further_than_the_limit() -> None:
    messages = [part(b"x" * 65_536, more=True) for _ in range(50)]
    start, _ = call(messages)
    assert start["status"] == 413
    assert len(messages) >= 50 - MAX_BODY // 65_536 - 2, "the rest was not read"


def test_a_client_that_leaves_gets_nothing() -> None:
    assert call([part(QUERY[:7], more=True), {"type": "http.disconnect"}]) == []


def test_a_header_given_twice_is_not_the_first_one() -> None:
    twice = [(b"content-type", b"application/json"), (b"content-type", b"text/plain")]
    start, _ = call([part(QUERY)], twice)
    assert start["status"] == 415


def test_the_query_string_arrives() -> None:
    start, body = call([part(b"")], [], method="GET", query_string=b"query=%7B__typename%7D")
    assert (start["status"], json.loads(body["body"])["data"]) == (200, {"__typename": "Query"})


def test_a_websocket_is_not_served_here() -> None:
    one = world()
    with pytest.raises(ValueError, match="websocket"):
        asyncio.run(asgi(one.transport, one.context)({"type": "websocket"}, None, None))  # type: ignore[arg-type]
